"""Writing entries of progress, within the action of the record they hang on."""

from __future__ import annotations

from collections.abc import Sequence

from db.attachments.actions import Brought, link_files
from db.attachments.fields import file_name
from db.core.action import Work
from db.core.fields import check
from db.progress.draft import ProgressDraft
from db.progress.fields import FIELDS
from db.progress.models import ProgressEntry
from db.progress.steps import Step

EVIDENCE = "佐证"  # what the files of an entry are for


def note(
    work: Work, table: str, record_id: int, draft: ProgressDraft, state: str, step: Step | None = None,
    files: Sequence[Brought] = (),
) -> ProgressEntry:  # fmt: skip
    """Add an entry; *state* is the record's after it. *files* were stored before and now hang on the record."""
    check(FIELDS, draft)
    assert draft.noted_on is not None
    if files:
        link_files(work, table, record_id, files, EVIDENCE)
    entry = ProgressEntry(
        id=work.new_id(), table_name=table, row_id=record_id, noted_on=draft.noted_on, by=draft.by.strip(),
        step=step.code if step else "", state=state, percent=draft.percent, text=draft.text.strip(),
        files=tuple(file_name(brought.name) for brought in files),
    )  # fmt: skip
    work.session.add(entry)
    return entry
