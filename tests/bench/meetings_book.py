"""Meetings in the district book: the list opened, filtered and searched; a record with fifty attendees saved.

``python tests/bench/meetings_book.py FILE`` for the table of all classes. Saving adds records to the book.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from sqlalchemy import select  # noqa: E402

import db.features  # noqa: E402, F401 - every table: a meeting refers to a plan's topic
from db.core.base import table_of  # noqa: E402
from db.core.book import Book  # noqa: E402
from db.core.listing import Filter  # noqa: E402
from db.core.period import Period  # noqa: E402
from db.meetings.actions import save_meeting  # noqa: E402
from db.meetings.draft import MeetingDraft, ResolutionLine, RosterLine, VoteLine, items  # noqa: E402
from db.meetings.queries import kinds, meetings  # noqa: E402
from db.organizations.models import Organization  # noqa: E402
from db.people.models import Person  # noqa: E402
from desktop.widgets.table_model import FIRST  # noqa: E402

_SEED = 13
_TEXTS = 60  # of each length
_SAVES, _ATTENDEES = 100, 50


def list_times(book: Book) -> dict[str, list[float]]:
    """Milliseconds to the first page, by what was asked; the connection is warm."""
    chance = random.Random(_SEED)
    asked = {"打开": [Filter()] * 20, "筛选": _filters(book, chance), **_searches(book, chance)}
    with book.read() as connection:
        meetings.first(connection, Filter(text="会议"), FIRST)
    return {name: [_first_page(book, wanted) for wanted in each] for name, each in asked.items()}


def save_times(book: Book) -> list[float]:
    """Milliseconds of saving a new record with ``_ATTENDEES`` on its roster, a vote and two resolutions."""
    with book.read() as connection:
        people = connection.execute(select(Person.id, Person.name).limit(_ATTENDEES)).all()
        kind = next(kind.id for kind in kinds(connection) if kind.code == "branch_assembly")
        branch = connection.execute(select(Organization.id).where(Organization.kind == "党支部")).scalars().first()
    starts = datetime(2022, 6, 1, 9)
    drafts = [
        MeetingDraft(
            kind, branch, f"第{number}次党员大会", number, starts + timedelta(number), starts + timedelta(number, 5400),
            "会议室", agenda=items("通报工作", "表决"), text="会议听取了上季度工作报告，到会党员没有提出异议。\n" * 20,
            roster=tuple(RosterLine(id, name) for id, name in people),
            votes=(VoteLine("下季度计划", "举手", len(people), len(people), len(people), 0, 0),),
            resolutions=(ResolutionLine("办好食堂。"), ResolutionLine("走访困难党员。")),
        )
        for number in range(1, _SAVES + 1)
    ]  # fmt: skip
    return [_milliseconds(lambda draft=draft: save_meeting(book, draft)) for draft in drafts]


def _filters(book: Book, chance: random.Random) -> list[Filter]:
    """Kind, organization and half-year in the ways the page narrows its list."""
    with book.read() as connection:
        known = [kind.id for kind in kinds(connection)]
        table = table_of(Organization)
        places = connection.execute(select(table.c.id).order_by(table.c.id).limit(400)).scalars().all()
    halves = [Period.parse(f"{year}{half}") for year in range(2018, 2022) for half in ("H1", "H2")]
    return [
        Filter(organization=chance.choice((None, chance.choice(places))), period=chance.choice((None, *halves)),
               choices=chance.choice(({}, {"kind_id": chance.choice(known)})))
        for _ in range(40)
    ]  # fmt: skip


def _searches(book: Book, chance: random.Random) -> dict[str, list[Filter]]:
    """Pieces of texts of one, two and four characters, all alike likely."""
    with book.read() as connection:
        texts = [row[0] for row in connection.exec_driver_sql("SELECT text FROM meeting ORDER BY id DESC LIMIT 400")]
    return {
        f"搜索 {length} 字": [Filter(text=_piece(chance, texts, length)) for _ in range(_TEXTS)] for length in (1, 2, 4)
    }


def _piece(chance: random.Random, texts: list[str], length: int) -> str:
    while True:
        words = [word for word in chance.choice(texts).replace("\n", "。").replace("，", "。").split("。") if word]
        word = chance.choice(words)
        if len(word) >= length:
            at = chance.randrange(len(word) - length + 1)
            return word[at : at + length]


def _first_page(book: Book, wanted: Filter) -> float:
    def read() -> None:
        with book.read() as connection:
            meetings.first(connection, wanted, FIRST)

    return _milliseconds(read)


def _milliseconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    from db.security.opening import open_book

    book = open_book(Path(sys.argv[1]), "bench")
    print(f"{'':14}{'次数':>6}{'p50':>9}{'p95':>9}{'最大':>9}  ms")
    for name, times in (list_times(book) | {"保存 50 人": save_times(book)}).items():
        row = (statistics.median(times), p95(times), max(times))
        print(f"{name:14}{len(times):>6}" + "".join(f"{value:>9.1f}" for value in row))
    book.close()


if __name__ == "__main__":
    main()
