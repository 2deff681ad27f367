"""The list of meetings searched: by their days, whenever they were entered."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from db.core.listing import Filter
from db.core.period import Period
from db.core.search import index_rows, numbers
from db.meetings.actions import delete_meetings, save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.queries import MEETING, meetings
from db.meetings.sheets import sheets

NEW_YEAR = datetime(2022, 1, 1, 9)
DAYS = (40, 3, 90, 17, 3)  # after New Year, in the order of entry


@pytest.fixture
def entered(office):
    """Ids of five meetings about 会风, in the order of their entry."""
    return [save(office, day) for day in DAYS]


def save(office, day: int, row_id: int | None = None, **more) -> int:
    draft = MeetingDraft(**{
        "kind_id": office.kinds["theme_day"], "organization_id": office.branch, "title": f"第{day}日",
        "text": "整顿会风", "starts_at": NEW_YEAR + timedelta(day), "ends_at": NEW_YEAR + timedelta(day, 3600), **more,
    })  # fmt: skip
    return save_meeting(office.book, draft, row_id)


def found(office, typed: str = "会风", **more) -> list[int]:
    with office.book.read() as connection:
        return list(meetings.ids(connection, Filter(text=typed, **more)))


def test_hits_come_by_their_days_the_newest_first(office, entered):
    save(office, 50, text="别的事")
    assert found(office) == [entered[at] for at in (2, 0, 3, 4, 1)]
    with office.book.read() as connection:
        assert [row[0] for row in meetings.first(connection, Filter(text="会风"), 2)] == [entered[2], entered[0]]


def test_a_meeting_moved_to_another_day_moves_in_the_hits(office, entered):
    save(office, 1, entered[2])
    assert found(office) == [entered[at] for at in (0, 3, 4, 1, 2)]
    office.book.undo()
    assert found(office)[0] == entered[2]
    delete_meetings(office.book, [entered[2]])
    assert found(office) == [entered[at] for at in (0, 3, 4, 1)]
    office.book.undo()
    assert found(office)[0] == entered[2]


def test_a_sorted_list_finds_the_same(office, entered):
    assert found(office, sort="title", descending=True) == [entered[at] for at in (2, 0, 1, 4, 3)]


@pytest.mark.parametrize(
    ("narrowed", "left"),
    [
        ({}, 5),
        ({"organization": "street"}, 5),
        ({"organization": "other_branch"}, 0),
        ({"period": Period.parse("2022-01")}, 3),
        ({"choices": {"kind_id": -1}}, 0),
        ({"organization": "community", "period": Period.parse("2022H1")}, 5),
    ],
)
def test_a_narrowed_search_walks_the_index_and_sorts_nothing(office, entered, narrowed, left):
    if place := narrowed.get("organization"):
        narrowed = {**narrowed, "organization": getattr(office, place)}
    assert len(found(office, **narrowed)) == left
    [query] = meetings._queries(Filter(text="会风", **narrowed))
    with office.book.read() as connection:
        compiled = query.limit(50).compile(connection.engine, compile_kwargs={"literal_binds": True})
        plan = [row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {compiled}".replace(":", r"\:")))]
    assert plan[0].startswith("SCAN meeting_fts VIRTUAL TABLE")
    assert any("ix_meeting_found (<expr>=?" in step for step in plan)
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in plan)


def test_rows_entered_in_bulk_are_numbered_alike(office, entered):
    with office.book.read() as connection:
        kept = set(numbers(connection, MEETING))
        assert kept == set(connection.execute(text("SELECT rowid FROM meeting_fts")).scalars())
    with office.book.aside() as connection:
        connection.execute(text("DELETE FROM meeting_fts"))
        index_rows(connection, MEETING, map(dict, connection.execute(MEETING.select()).mappings()))
    assert found(office) == [entered[at] for at in (2, 0, 3, 4, 1)]


def test_before_a_meeting_its_roster_tells_who_is_expected(office):
    clock = office.book.now()
    roster = (RosterLine(None, "张三"), RosterLine(None, "李四"))
    kept = {"kind_id": office.kinds["theme_day"], "organization_id": office.branch, "roster": roster}
    ids = [
        save_meeting(office.book, MeetingDraft(title="会", starts_at=at, **kept))
        for at in (clock - timedelta(1), clock, clock + timedelta(minutes=1))
    ]
    with office.book.read() as connection:
        told = [row[1] for row in meetings.showing("attended").rows(connection, ids)]
        ahead = [sheet.ahead for sheet in sheets(connection, ids)]
    assert told == ["2/2", "2/2", "—/2"]
    assert ahead == [False, False, True]
