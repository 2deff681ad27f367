"""``home``: what the home page would say today, or on a day that is tried."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from db.core.book import Book, Connection
from db.core.dates import parse_date
from db.core.listing import Filter
from db.core.period import Period
from db.home.asked import Asked
from db.home.due import When, counted
from db.home.figures import spoke
from db.home.hours import hours
from db.home.month import MonthRow
from db.home.today import Today, today
from db.home.words import cards, notice, subtitle
from db.meetings.checking import check_records
from db.meetings.queries import last_held
from desktop.app.backup_choices import Choices
from desktop.app.settings import Settings
from desktop.commands.lists import narrowed

Result = Mapping[str, Any]


def home(book: Book, arguments: argparse.Namespace) -> Result:
    now = book.now()
    if arguments.today:
        now = datetime.combine(parse_date(arguments.today, now.date()), now.time())
    with book.read() as connection:
        wanted = narrowed(connection, arguments)
        latest = last_held(connection, now)
        period = wanted.period or Period.containing(latest.date() if latest else now.date())
        asked = Asked(wanted.organization, period, now)
        found = today(connection, asked)
        ids = _behind(connection, found)
        said = spoke(connection, found.attended.meetings, lambda: False)
        late = hours(connection, asked)
        checked = check_records(connection, Filter(organization=asked.organization, period=period), now)
    backed_up = Choices(Settings()).last(book.path)
    reminders = {
        "terms": [_row(one.organization_id, one.organization, ends_on=f"{one.ends_on}", over=one.over)
                  for one in found.leading.terms],
        "bodies": [_row(one.organization_id, one.organization, lacking=list(one.told))
                   for one in found.leading.incomplete],
        "probation": [_row(one.id, one.name, ends_on=f"{one.day}") for one in found.probation],
        "birthdays": [_row(one.id, one.name, day=f"{one.day}", years=one.years) for one in found.birthdays],
        "hours": [_row(one.person_id, one.name, short=one.short) for one in late.behind],
        "faults": [_row(one.id, one.title, faults=[fault.code for fault in one.faults]) for one in checked.faulty],
    }  # fmt: skip
    return {
        "today": f"{now:%Y-%m-%d}", "period": period.code, "organization": arguments.org or book.office,
        "said": subtitle(found), "notice": notice(found), "cards": _cards(found, said, ids),
        "due": _due(found), "month": _month(found),
        "comparison": {"of": found.comparison.of, "by": found.comparison.by, "rows": [
            _row(one.organization_id, one.name, share=round(one.share, 4), of=one.told) for one in found.comparison.rows
        ]},
        "reminders": reminders, "backup": backed_up.isoformat() if backed_up else None,
        "clock": found.clock.told if found.clock else None,
        "text": _text(found, said, {name: len(rows) for name, rows in reminders.items()}, now.date()),
    }  # fmt: skip


def _row(id: int, name: str, **more: object) -> dict[str, Any]:
    return {"id": str(id), "name": name, **more}


def _behind(connection: Connection, found: Today) -> dict[str, Sequence[int]]:
    """The records behind each card."""
    kinds = {"regular": found.regular, "central": found.central, "volunteering": found.volunteering}
    return {
        **{key: held.figure.ids(connection) if held else () for key, held in kinds.items()},
        "problems": found.problems.figure.ids(connection), "attendance": found.attended.meetings,
    }  # fmt: skip


def _cards(found: Today, said: int, ids: Mapping[str, Iterable[int]]) -> list[dict[str, Any]]:
    return [
        {"key": card.key, "title": card.title, "value": card.value, "unit": card.unit, "note": card.note,
         "ids": [str(id) for id in ids[card.key]]}
        for card in cards(found, said)
    ]  # fmt: skip


def _due(found: Today) -> dict[str, Any]:
    counts = counted(found.due)
    return {
        "overdue": counts[When.OVERDUE], "today": counts[When.TODAY], "week": counts[When.WEEK],
        "rows": [
            {"table": one.table, "id": str(one.id), "title": one.title, "organization": one.organization,
             "due_on": f"{one.due_on}", "state": one.state, "told": one.told}
            for one in found.due
        ],
    }  # fmt: skip


def _month(found: Today) -> dict[str, Any]:
    kinds = [name for _id, name in found.month.kinds]
    return {
        "month": found.month.period.code, "kinds": kinds,
        "rows": [_row(row.id, row.full_name, cells=_cells(row, kinds)) for row in found.month.rows],
    }  # fmt: skip


def _cells(row: MonthRow, kinds: list[str]) -> dict[str, Any]:
    return {
        kinds[at]: {"told": cell.text, "ids": [
            str(one.id) for part in cell.parts for one in (*part.cell.held, *part.cell.planned)
        ]}
        for at, cell in sorted(row.cells.items())
    }  # fmt: skip


_LABELS = {
    "terms": "任期将满", "bodies": "班子不健全", "probation": "预备期将满", "birthdays": "本月政治生日",
    "hours": "学时未达标", "faults": "记录有提醒",
}  # fmt: skip


def _text(found: Today, said: int, counts: Mapping[str, int], day: date) -> str:
    lines = [f"{day}　{found.asked.period.label}", subtitle(found)]
    lines += [f"{card.title}\t{card.value} {card.unit}\t{card.note}" for card in cards(found, said)]
    lines += [f"{one.due_on}\t{one.told}\t{one.organization}\t{one.title}" for one in found.due]
    lines += [f"{_LABELS[name]}\t{count}" for name, count in counts.items()]
    return "\n".join([*lines, *([found.clock.told] if found.clock else [])])
