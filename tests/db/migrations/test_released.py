"""A populated book of every released schema opens with all it held. Made by the program of its time, never again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from db.audit.history import entry_of
from db.core import journal
from db.core.companions import keys_path
from db.core.errors import UserError
from db.core.listing import Filter
from db.core.vocabulary import meeting_kinds
from db.meetings.dated import WorthDraft
from db.meetings.models import Frequency
from db.meetings.queries import kinds, meetings
from db.meetings.records import get_meeting
from db.meetings.roster import may_vote, people_of
from db.migrations import run
from db.people.queries import people
from db.people.voting import Voters
from db.security.opening import open_book
from db.study.hours import people_hours, year_of

BOOKS = Path(__file__).resolve().parents[2] / "fixtures" / "books"


@pytest.mark.parametrize("revision", [path.stem for path in sorted(BOOKS.glob("*.ybz"))])
def test_a_book_of_an_earlier_program_opens_with_everything(revision, tmp_path, book_passphrase):
    path = tmp_path / f"{revision}.ybz"
    for name in (path.name, keys_path(path).name):
        shutil.copy(BOOKS / name, tmp_path / name)
    book = open_book(path, book_passphrase)
    try:
        with book.read() as connection:
            assert {row[1] for row in people.all(connection, Filter())} == {
                "张喆", "古丽·买买提", "王𬭎", "李华", "误录",
            }  # fmt: skip
            (row,) = meetings.all(connection, Filter())
            draft = get_meeting(connection, row[0])
            assert [line.name for line in draft.roster] == ["张喆", "古丽·买买提", "王𬭎"]
            assert list(journal.broken_links(connection)) == []
        assert book.redo() == "删除人员", "what was undone before the migration can be redone after it"
    finally:
        book.close()
    copy = tmp_path / f"{revision}.before-{run.HEAD}.ybz"
    assert copy.exists() == (revision != run.HEAD)


@pytest.mark.parametrize("revision", [path.stem for path in sorted(BOOKS.glob("*.ybz")) if path.stem < "0003"])
def test_kinds_and_voters_of_an_earlier_book_are_told_in_full(revision, tmp_path, book_passphrase):
    path = tmp_path / f"{revision}.ybz"
    for name in (path.name, keys_path(path).name):
        shutil.copy(BOOKS / name, tmp_path / name)
    book = open_book(path, book_passphrase)
    try:
        with book.read() as connection:
            known = {kind.code: kind for kind in kinds(connection)}
            often = connection.execute(
                select(Frequency.unit, Frequency.times, Frequency.organization_kinds).where(
                    Frequency.kind_id == known["branch_assembly"].id
                )
            ).all()
            assert [tuple(row) for row in often] == [("quarter", 1, ("党支部", "联合党支部"))]
            told = {kind["code"]: (kind["votes"], kind["source"]) for kind in meeting_kinds()}
            assert {code: (kind.votes, kind.source) for code, kind in known.items()} == told
            brought = {kind["code"]: [each["by"] for each in kind.get("worth", [{"by": "none"}])]
                       for kind in meeting_kinds()}  # fmt: skip
            assert {code: [worth.hours_by for worth in kind.worth] for code, kind in known.items()} == brought
            (row,) = meetings.all(connection, Filter())
            draft = get_meeting(connection, row[0])
            voters = Voters(connection, people_of(draft.roster))
            day = draft.starts_at.date()
            assert [line.voting for line in draft.roster] == [
                may_vote(replace(line, voting=None), day, voters) for line in draft.roster
            ]
            assert any(line.voting for line in draft.roster)
            found = connection.exec_driver_sql("SELECT count(*) FROM agenda_item_fts").scalar_one()
            assert found == connection.exec_driver_sql("SELECT count(*) FROM agenda_item").scalar_one() > 0
    finally:
        book.close()


def test_what_kinds_were_worth_has_always_held(tmp_path, book_passphrase):
    path = tmp_path / "0003.ybz"
    for name in (path.name, keys_path(path).name):
        shutil.copy(BOOKS / name, tmp_path / name)
    book = open_book(path, book_passphrase)
    try:
        with book.read() as connection:
            worth = {kind.name: kind.worth for kind in kinds(connection)}
            hours = people_hours(connection, year_of(connection, 2022, datetime(2022, 6, 27, 9, 41)))
            undone = next(step for step in book.steps().undo if step.name == "修改会议类型")
            told = entry_of(connection, undone.action_id).lines
        assert worth["夜校"] == (WorthDraft("fixed", 1.5),)
        assert worth["主题党日"] == (WorthDraft("fixed", 2.0),)
        assert worth["党课"] == (WorthDraft("hour"),)
        assert worth["支委会"] == (WorthDraft(),)
        assert {row.name: row.total for row in hours} == {"张喆": 2, "古丽·买买提": 2, "王𬭎": 2}
        assert told == ("会议类型“主题党日”　学时：按时长 → 每次固定；固定学时：（空） → 2",)
        with pytest.raises(UserError, match="“修改会议类型”是旧版程序做的，所涉及的会议类型如今另有存法"):
            book.undo_action(undone.action_id)
    finally:
        book.close()


def test_every_earlier_schema_has_its_book():
    scripts = {path.name[:4] for path in Path(run.__file__).parent.joinpath("versions").glob("0*.py")}
    assert {path.stem for path in BOOKS.glob("*.ybz")} == scripts - {run.HEAD}
