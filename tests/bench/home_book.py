"""The home page on the normal book: 10,000 people, 150 organizations, 50,000 meetings with 1.7 million roster lines.

``python tests/bench/home_book.py [FILE]``: makes the book at FILE unless it is there, then measures.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from district import NOW, PASSPHRASE, Sizes, fill  # noqa: E402
from sqlalchemy import select  # noqa: E402

import db.features  # noqa: E402, F401 - every table
from db.core.action import Work  # noqa: E402
from db.core.book import Book  # noqa: E402
from db.meetings.models import MeetingKind  # noqa: E402
from db.organizations.models import Organization  # noqa: E402
from db.people.models import Person, Post  # noqa: E402
from db.problems.models import Problem  # noqa: E402
from db.responsibilities.models import Pledge, ResponsibilityItem, ResponsibilityList  # noqa: E402
from db.security.keyslots import Cost  # noqa: E402
from db.security.opening import create_book, open_book  # noqa: E402
from db.tasks.models import Task  # noqa: E402

NORMAL = Sizes(streets=1, communities=9, branches=80, groups=59, people=10_000, meetings=50_000, roster=34)
SMALL = Sizes(streets=1, communities=3, branches=8, groups=4, people=200, meetings=400)
_TASKS, _PROBLEMS = 2_000, 500
_ITEMS, _COUNTED = 51, 30
_ROUNDS = 7


def make_normal(path: Path, sizes: Sizes = NORMAL) -> None:
    """The book at *path*, which must not exist."""

    def prepare(book: Book) -> None:
        fill(book, sizes, 7, lambda _text: None)
        _duties(book)

    create_book(
        path,
        office="云溪街道",
        user="基准",
        passphrase=PASSPHRASE,
        cost=Cost(1, 8, 1),
        now=lambda: NOW,
        prepare=prepare,
    )


def _duties(book: Book) -> None:
    """Leading bodies of three, tasks and problems of five years; every fifth of them is still open."""
    chance = random.Random(7)
    with book.read() as connection:
        places = list(connection.execute(select(Organization.id).where(Organization.kind == "党支部")).scalars())
        people: dict[int, list[int]] = {}
        for person, place in connection.execute(select(Person.id, Person.organization_id)):
            people.setdefault(place, []).append(person)
    with book.action("录入任务和问题", "tasks.edit", undoable=False) as work:
        work.insert_many(
            Post,
            [
                {
                    "organization_id": place,
                    "person_id": person,
                    "body": "党组织委员会",
                    "title": title,
                    "rank": rank,
                    "starts_on": date(2019, chance.randint(1, 12), 1),
                    "ends_on": None,
                    "reason": "",
                }
                for place in places
                for rank, (title, person) in enumerate(
                    zip(("书记", "组织委员", "宣传委员"), people.get(place, ()), strict=False), 1
                )
            ],
        )
        work.insert_many(Task, [_task(chance, chance.choice(places), number) for number in range(_TASKS)])
        _list(work)
        work.insert_many(Problem, [_problem(chance, chance.choice(places), number) for number in range(_PROBLEMS)])


def _list(work: Work) -> None:
    """A list of 51 items that every community answers for, 30 of them counted from its meetings."""
    connection = work.session.connection()
    street = connection.execute(select(Organization.id).where(Organization.parent_id.is_(None))).scalar_one()
    places = list(connection.execute(select(Organization.id).where(Organization.kind == "党委")).scalars())
    kinds = list(connection.execute(select(MeetingKind.id).order_by(MeetingKind.position)).scalars())
    duty = ResponsibilityList(organization_id=street, level="社区", year=NOW.year, title="党建责任清单")
    work.session.add(duty)
    work.session.add_all(
        ResponsibilityItem(
            list=duty, no=no, category="党建", text=f"第{no}项", counted="meeting" if no <= _COUNTED else "",
            kind_id=kinds[no % len(kinds)], target=12, below=True,
        )
        for no in range(1, _ITEMS + 1)
    )  # fmt: skip
    work.session.add_all(Pledge(list=duty, organization_id=place) for place in places)
    work.session.flush()


def _task(chance: random.Random, place: int, number: int) -> dict[str, Any]:
    due_on, is_open = NOW.date() + timedelta(chance.randint(-1700, 60)), number % 5 == 0
    return {
        "source_table": None, "source_id": None, "source_part": None, "parent_id": None, "title": f"任务{number}",
        "text": "", "organization_id": place, "starts_on": due_on - timedelta(20), "due_on": due_on,
        "priority": "普通", "state": "进行中" if is_open else "已完成", "percent": 0, "assigned_by": "", "repeats": "",
        "closed_on": None if is_open else due_on,
    }  # fmt: skip


def _problem(chance: random.Random, place: int, number: int) -> dict[str, Any]:
    found_on, is_open = NOW.date() - timedelta(chance.randint(0, 1700)), number % 5 == 0
    return {
        "number": f"{found_on.year}-{number:03}", "source": "检视", "found_on": found_on, "category": "作风",
        "text": f"问题{number}：台账更新不及时", "goal": "", "measures": "", "organization_id": place, "leader": "",
        "responsible": "", "due_on": found_on + timedelta(60), "hard": False,
        "state": "整改中" if is_open else "已销号", "closed_on": None if is_open else found_on + timedelta(50),
        "result": "", "note": "", "merged_into_id": None,
    }  # fmt: skip


def home_times(book: Book) -> tuple[list[float], dict[str, float]]:
    """Milliseconds from opening the page until its quick figures are painted, of some openings; seconds until each
    slow one came, of the first."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from desktop.app import theme
    from desktop.app.bus import Bus
    from desktop.app.context import AppContext
    from desktop.app.jobs import Jobs
    from desktop.app.messages import Messages
    from desktop.app.settings import Settings
    from desktop.home.page import HomePage
    from desktop.program import load_the_rest
    from desktop.scopes import first_scope

    load_the_rest()  # while the passphrase is typed
    app = QApplication.instance() or QApplication(["bench"])
    theme.apply(app)
    jobs = Jobs(Messages())
    context = AppContext(book, Bus(), jobs, Messages(), Settings(Path("/nonexistent/settings.json")), first_scope(book))
    quick: list[float] = []
    slow: dict[str, float] = {}
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        page = HomePage(context)
        page.resize(1230, 685)
        came: list[str] = []
        page.readings.came.connect(lambda part, _value, came=came: came.append(part))
        page.readings.came.connect(lambda part, _value, begun=begun: slow.setdefault(part, time.perf_counter() - begun))
        told = QEventLoop()  # waits as the program does; asking again and again would take the worker's time
        page.readings.read.connect(told.quit)
        page.set_scope(context.scope)
        page.show()
        told.exec()
        page.repaint()
        app.processEvents()
        quick.append((time.perf_counter() - begun) * 1000)
        while len(came) < 3:
            app.processEvents()
            time.sleep(0.005)
        page.hide()
        page.deleteLater()
    jobs.stop()
    return quick, slow


def measured(folder: Path) -> tuple[list[float], dict[str, float]]:
    """The same of a book made for it in *folder*."""
    path = folder / "normal.ybz"
    make_normal(path)
    return of_file(path)


def of_file(path: Path) -> tuple[list[float], dict[str, float]]:
    book = open_book(path, PASSPHRASE)
    book.now = lambda: NOW
    try:
        return home_times(book)
    finally:
        book.close()


def main() -> None:
    with TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(folder) / "normal.ybz"
        if not path.exists():
            begun = time.perf_counter()
            make_normal(path)
            print(f"账本已写成，用时 {time.perf_counter() - begun:.0f} s，{path.stat().st_size / 1e6:,.0f} MB")
        quick, slow = of_file(path)
    print("工作台打开到画出：" + "、".join(f"{each:.0f}" for each in quick) + " ms")
    print("随后补齐：" + "、".join(f"{part} {each:.1f} s" for part, each in slow.items()))


if __name__ == "__main__":
    main()
