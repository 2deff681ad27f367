"""An office with something in it, and a stick to back it up to."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from db.attachments.models import Attachment, AttachmentLink
from db.core.companions import files_folder
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft


@pytest.fixture
def filled(office):
    """The office with two people and a meeting."""
    for name in ("张喆", "王𬭎"):
        save_person(
            office.book, PersonDraft(name, stage="正式党员", organization_id=office.branch, since=date(2020, 1, 1))
        )
    kind = office.kinds["zhiweihui"] if "zhiweihui" in office.kinds else next(iter(office.kinds.values()))
    save_meeting(office.book, MeetingDraft(
        kind_id=kind, organization_id=office.branch, title="六月支委会 A区", starts_at=datetime(2022, 6, 27, 9),
    ))  # fmt: skip
    return office


@pytest.fixture
def attach(office):
    """``attach(digest, data, name)``: an attachment of the office; *data* None: its file is missing."""

    def add(digest: str, data: bytes | None, name: str = "签到表.jpg") -> None:
        with office.book.action("添加附件", "meetings.edit") as work:
            held = Attachment(id=work.new_id(), digest=digest, size=len(data or b""))
            link = AttachmentLink(
                id=work.new_id(), table_name="organization", row_id=office.branch, no=1, name=name, attachment=held
            )
            work.session.add_all([held, link])
        if data is not None:
            file = files_folder(office.book.path) / digest[:2] / digest
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)

    return add


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "U盘"
    folder.mkdir()
    return folder
