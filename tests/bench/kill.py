"""kill -9 at random moments: what was reported saved is there, and the book is whole.

``python tests/bench/kill.py --rounds 200``. Each round a child works on one book and reports every committed action
before it begins the next; it is killed, and the book is opened and checked. A new workload is one line in WORKLOADS.
"""

# ruff: noqa: E402 - run as a script, it has to say where the program is
from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from sqlalchemy import func, select

from db.attachments.actions import attach, detach
from db.attachments.models import Attachment
from db.attachments.store import store_of
from db.core import journal
from db.core.base import Base
from db.core.book import Book
from db.core.engine import bare_connection
from db.core.errors import UserError
from db.core.search import numbers, searched
from db.exchange import ledgers
from db.exchange.headings import best_table
from db.exchange.mapping import guess
from db.exchange.plan import plan
from db.exchange.reading import read_table
from db.exchange.run import run_import
from db.meetings.actions import add_meeting_kinds, delete_meetings, save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.queries import kinds
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.organizations.queries import nodes
from db.people.actions import delete_people, save_person, transfer_people
from db.people.draft import PersonDraft
from db.security.backup import backup, backups_in, thin
from db.security.keyslots import Cost
from db.security.opening import NewBook, create_book, open_held

_LONGEST_S = 0.8  # opening the book takes some of it: a few are killed before their first action
Workload = Callable[[Book, random.Random], Iterator[None]]  # yields after every action


def people(book: Book, chance: random.Random) -> Iterator[None]:
    """Enter, correct, move, delete and bring back people."""
    branches = _branches(book)
    entered: list[int] = []
    while True:
        draft = PersonDraft(
            f"张{chr(0x4E00 + chance.randrange(5000))}", stage="正式党员", organization_id=chance.choice(branches),
            since=date(2020, 1, 1), note="备注" * chance.randrange(400),
        )  # fmt: skip
        entered.append(save_person(book, draft))
        yield
        if chance.random() < 0.3:
            with suppress(UserError):  # there already
                transfer_people(book, [chance.choice(entered)], chance.choice(branches), None, date(2021, 1, 1), "")
                yield
        if chance.random() < 0.3:
            delete_people(book, [entered.pop()])
            yield
            book.undo()
            yield
            book.redo()
            yield


def meetings(book: Book, chance: random.Random) -> Iterator[None]:
    """Enter meetings with their rosters, take them back, delete them."""
    branches = _branches(book)
    with book.read() as connection:
        known = [kind.id for kind in kinds(connection)]
    while True:
        roster = tuple(RosterLine(None, f"李{chr(0x4E00 + place)}") for place in range(chance.randrange(1, 60)))
        draft = MeetingDraft(
            kind_id=chance.choice(known), organization_id=chance.choice(branches), title=f"会{chance.random()}",
            starts_at=datetime(2022, 1, 1) + timedelta(minutes=chance.randrange(500_000)),
            text="会议记录。" * chance.randrange(2000), roster=roster,
        )  # fmt: skip
        saved = save_meeting(book, draft)
        yield
        if chance.random() < 0.3:
            book.undo()
            yield
        elif chance.random() < 0.3:
            delete_meetings(book, [saved])
            yield


def attachments(book: Book, chance: random.Random) -> Iterator[None]:
    """Hang files on a person and take them off again."""
    person = save_person(book, PersonDraft("王𬭎", stage="群众"))
    yield
    while True:
        content = BytesIO(chance.randbytes(chance.randrange(1, 300_000)))
        links = attach(book, "person", person, [(content, f"{chance.random()}.jpg")])
        yield
        if chance.random() < 0.3:
            detach(book, links)
            yield


def importing(book: Book, chance: random.Random) -> Iterator[None]:
    """Bring in sheets of people, take some back."""
    with book.read() as connection:
        branches = [node.name for node in nodes(connection) if node.parent_id is not None]
    sheet = book.path.with_name("people.csv")
    while True:
        rows = [f"赵{chr(0x4E00 + chance.randrange(5000))}{number},{chance.choice(branches)}" for number in range(300)]
        sheet.write_text("\n".join(["姓名,所在组织", *rows]), encoding="utf-8")
        table = best_table(read_table(sheet), ledgers.people)
        with book.read() as connection:
            made = plan(
                connection, ledgers.people, table, guess(ledgers.people, table.headings), today=date(2022, 6, 1)
            )
        run_import(book, made, partly=True)
        yield
        if chance.random() < 0.3:
            book.undo()
            yield


def backing_up(book: Book, chance: random.Random) -> Iterator[None]:
    """Back up between two entries; what stands in the folder as a backup is checked like the book."""
    folder = _backups(book.path)
    while True:
        save_person(book, PersonDraft("王𬭎", stage="群众", note="备注" * chance.randrange(400)))
        yield
        backup(book.path, book.key, folder, now=datetime.now())
        thin(folder, book.path.stem, date(2099, 1, 1))


WORKLOADS: dict[str, Workload] = {
    "people": people, "meetings": meetings, "attachments": attachments, "importing": importing,
    "backing_up": backing_up,
}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None, help="default: another one each time")
    parser.add_argument("--workload", choices=WORKLOADS, action="append", help="default: all of them, in turn")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else random.randrange(10**6)
    with tempfile.TemporaryDirectory() as folder:
        made = _book(Path(folder))
        reported = run(made, given.rounds, given.workload or list(WORKLOADS), random.Random(seed))
    print(f"{given.rounds} kills, {reported} reported actions, 0 lost, every book whole (seed {seed})")
    return 0


def run(made: NewBook, rounds: int, workloads: list[str], chance: random.Random) -> int:
    """Returns how many actions were reported; ``AssertionError`` when one is missing or the book is not whole."""
    reported: set[int] = set()
    for turn in range(rounds):
        name = workloads[turn % len(workloads)]
        reported |= _killed(made, WORKLOADS[name], chance)
        _check(made, reported, f"round {turn} ({name})")
    return len(reported)


def _killed(made: NewBook, workload: Workload, chance: random.Random) -> set[int]:
    """Start a child on the book, kill it at a random moment; returns the actions it had reported."""
    seed, patience = chance.random(), chance.uniform(0, _LONGEST_S)
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        try:
            _work(made, workload, random.Random(seed), told)
        except BaseException:
            import traceback

            traceback.print_exc()
        os._exit(1)
    os.close(told)
    time.sleep(patience)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself"
    with os.fdopen(heard) as lines:
        return {int(line) for line in lines.read().splitlines(keepends=True) if line.endswith("\n")}


def _work(made: NewBook, workload: Workload, chance: random.Random, told: int) -> None:
    book = open_held(made.path, made.key, made.actor, window=True)
    for _ in workload(book, chance):
        with book.read() as connection:
            last = connection.execute(select(func.max(journal.ActionRow.id))).scalar_one()
        os.write(told, f"{last}\n".encode())


def _check(made: NewBook, reported: set[int], where: str) -> None:
    book = open_held(made.path, made.key, made.actor, window=True)
    try:
        with book.read() as connection:
            known = set(connection.execute(select(journal.ActionRow.id)).scalars())
            assert reported <= known, f"{where}: {len(reported - known)} reported actions are not in the journal"
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok", where
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == [], where
            assert list(journal.broken_links(connection)) == [], where
            for table in Base.metadata.sorted_tables:
                if searched(table):
                    rows = set(numbers(connection, table))
                    indexed = set(connection.exec_driver_sql(f"SELECT rowid FROM {table.name}_fts").scalars())
                    assert indexed == rows, f"{where}: the index of {table.name} differs from its rows"
            for digest in connection.execute(select(Attachment.digest)).scalars():
                assert store_of(book).check(digest) is None, f"{where}: an attached file is not whole"
    finally:
        book.close()
    for one in backups_in(_backups(made.path))[:1]:
        saved = bare_connection(one.path, made.key)
        assert saved.execute("PRAGMA integrity_check").fetchone() == ("ok",), f"{where}: a backup is not whole"
        saved.close()


def _backups(book: Path) -> Path:
    folder = book.with_name("backups")
    folder.mkdir(exist_ok=True)
    return folder


def _branches(book: Book) -> list[int]:
    with book.read() as connection:
        return [node.id for node in nodes(connection) if node.parent_id is not None]


def _book(folder: Path) -> NewBook:
    made = create_book(
        folder / "kill.ybz", office="和平街道", user="周文", passphrase="bench", prepare=add_meeting_kinds,
        cost=Cost(1, 8, 1),
    )  # fmt: skip
    book = open_held(made.path, made.key, made.actor, window=True)
    top = save_organization(book, OrganizationDraft("和平社区党委", "党委"))
    for number in range(3):
        save_organization(book, OrganizationDraft(f"第{number}党支部", "党支部", parent_id=top))
    book.close()
    return made


if __name__ == "__main__":
    sys.exit(main())
