"""The demonstration book: an invented street office, made anew from the same numbers each time."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from db.attachments.store import AttachmentStore
from db.core.book import Book
from db.core.companions import files_folder
from db.demo import duties, meetings, organizations, people, plans, posts
from db.demo.population import TODAY, populate
from db.meetings.actions import EDIT as EDIT_MEETINGS
from db.meetings.actions import add_meeting_kinds
from db.organizations.actions import EDIT as EDIT_ORGANIZATIONS
from db.people.actions import EDIT as EDIT_PEOPLE
from db.security.keyslots import Cost
from db.security.opening import create_book
from db.tasks.actions import EDIT as EDIT_TASKS

USER = "演示用户"
NOW = datetime.combine(TODAY, time(9, 0))
_NUMBER = 20220704  # the book's own number, so that its ids are the same each time
_SEED = "云溪"


@dataclass(frozen=True, slots=True)
class Made:
    """How much the demonstration book holds."""

    organizations: int
    people: int
    meetings: int


def make_demo(path: Path, passphrase: str, cost: Cost | None = None) -> Made:
    """Make the demonstration book at *path* (which must not exist); its user is ``USER``.

    Content and ids are the same every time; key, recovery code and the book's identity are not.
    ``UserError`` when the file exists. A failure leaves nothing behind.
    """
    made: list[Made] = []
    folder = files_folder(path)
    before = folder.exists()
    try:
        create_book(
            path, office=organizations.OFFICE, user=USER, passphrase=passphrase, cost=cost, number=_NUMBER,
            now=lambda: NOW, prepare=lambda book: made.append(fill(book, AttachmentStore(folder, book.key))),
        )  # fmt: skip
    except BaseException:
        if not before:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return made[0]


def fill(book: Book, store: AttachmentStore) -> Made:
    """Write the invented street into an empty *book*; its attachments go into *store*, where the book will be."""
    add_meeting_kinds(book)
    root = organizations.street(_chance("组织"))
    with book.action("录入演示组织", EDIT_ORGANIZATIONS, undoable=False) as work:
        places = organizations.insert(work, root)
    population = populate(root, _chance("人员"))
    with book.action("录入演示人员", EDIT_PEOPLE, undoable=False) as work:
        people.insert(work, population.residents)
        leaders = posts.insert(work, root, population, _chance("任职"))
        people.suspend(work, population.residents, leaders, _chance("留党察看"))
    with book.action("录入演示会议", EDIT_MEETINGS, undoable=False) as work:
        held = meetings.insert(work, root, population, _chance("会议"))
    with book.action("录入演示外部培训", EDIT_MEETINGS, undoable=False) as work:
        plans.insert_outside(work, population.residents, leaders, _chance("培训"))
    with book.action("录入演示履责台账", EDIT_TASKS, undoable=False) as work:
        duties.insert(work, root, store, _chance("履责"))
    return Made(places, len(population.residents), held)


def _chance(part: str) -> random.Random:
    """A source of chance for each part, so that a change in one leaves the others as they were."""
    return random.Random(f"{_SEED}/{part}")
