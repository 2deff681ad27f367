"""The small office with five people, a secretary among them, and what study needs of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.models import Attendance
from db.meetings.status import Status
from db.people.actions import save_person, save_post
from db.people.draft import PersonDraft, PostDraft
from db.security.keyslots import KeyFile
from db.security.opening import open_with_key
from db.study.hours import people_hours, year_of

NOW = datetime(2022, 6, 27, 9, 41)  # the book's clock


@dataclass
class Study:
    """The office, its people by name, and short ways to enter and to read."""

    office: object
    people: dict[str, int]

    @property
    def book(self):
        return self.office.book

    def meeting(self, roster, kind="regular_study", at=datetime(2022, 3, 7, 9), ends=datetime(2022, 3, 7, 11), **more):
        """*roster*: names, or name → status."""
        lines = roster if isinstance(roster, dict) else dict.fromkeys(roster, Status.PRESENT)
        draft = MeetingDraft(
            kind_id=self.office.kinds[kind], organization_id=more.pop("place", self.office.branch), title=kind,
            starts_at=at, ends_at=ends,
            roster=tuple(RosterLine(self.people.get(name), name, status) for name, status in lines.items()), **more,
        )  # fmt: skip
        return save_meeting(self.book, draft)

    def hours(self, year=2022, organization=None, now=NOW):
        """Of everyone of the scope, by name."""
        with self.book.read() as connection:
            found = people_hours(connection, year_of(connection, year, now), organization)
        return {row.name: row for row in found}

    def lines(self, meeting):
        """The lines of a meeting's roster by name; those in the book."""
        names = {id: name for name, id in self.people.items()}
        with self.book.read() as connection:
            rows = connection.execute(
                select(Attendance.person_id, Attendance.id).where(Attendance.meeting_id == meeting)
            ).all()
        return {names[person]: id for person, id in rows if person is not None}

    def read(self, function, *values):
        with self.book.read() as connection:
            return function(connection, *values)


@pytest.fixture(scope="session")
def made_study(made_office, made_book, tmp_path_factory):
    """The office with its people, made once, closed; ``study`` opens copies of it."""
    path = _copied(made_office.book.path, tmp_path_factory.mktemp("study"))
    book = open_with_key(path, made_book.key, made_book.actor, lambda: NOW)
    branch = made_office.branch

    def person(name, place, group=None, stage="正式党员"):
        draft = PersonDraft(name, stage=stage, organization_id=place, group_id=group, since=date(2020, 1, 1))
        return save_person(book, draft)

    people = {
        "张伟": person("张伟", branch, made_office.group),
        "李强": person("李强", branch),
        "王芳": person("王芳", branch, stage="预备党员"),
        "赵敏": person("赵敏", made_office.other_branch),
        "群众甲": person("群众甲", branch, stage="群众"),
    }
    save_post(book, PostDraft(branch, people["李强"], "党组织委员会", "书记", date(2021, 1, 1), 1))
    book.close()
    return Study(replace(made_office, book=book), people)


@pytest.fixture
def study(made_study, made_book, tmp_path):
    path = _copied(made_study.book.path, tmp_path)
    book = open_with_key(path, made_book.key, made_book.actor, lambda: NOW)
    yield Study(replace(made_study.office, book=book), made_study.people)
    book.close()


def _copied(path, folder):
    for source in (path, KeyFile.path_for(path)):
        shutil.copy(source, folder / source.name)
    return folder / path.name
