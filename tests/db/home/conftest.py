"""The small office, and short ways to enter what the home page tells of."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count

import pytest

from db.core.period import Period
from db.home.asked import Asked
from db.home.today import today
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.problems.models import Problem
from db.tasks.models import Task

NOW = datetime(2022, 6, 22, 9)  # a Wednesday


@pytest.fixture
def asked():
    def make(organization=None, period="2022H1", now=NOW):
        return Asked(organization, Period.parse(period), now)

    return make


@pytest.fixture
def read(office, asked):
    """``read(organization, period, now)``: what the page would say."""

    def call(*given, **more):
        with office.book.read() as connection:
            return today(connection, asked(*given, **more))

    return call


@pytest.fixture
def enter(office):
    """``enter(Task(…))``: write rows as an action would; returns the last one's id."""

    def write(*rows):
        with office.book.action("录入", "tasks.edit") as work:
            work.session.add_all(rows)
            work.session.flush()
            return rows[-1].id

    return write


@pytest.fixture
def task(enter, office):
    def save(title="巡查", due_on=date(2022, 6, 22), state="进行中", place=None, **more):
        return enter(Task(title=title, due_on=due_on, state=state, organization_id=place or office.branch, **more))

    return save


@pytest.fixture
def problem(enter, office):
    numbers = count(1)

    def save(text="消防通道堵塞", due_on=None, state="整改中", found_on=date(2022, 3, 1), place=None, **more):
        return enter(Problem(
            number=f"街-{next(numbers)}", text=text, due_on=due_on, state=state, found_on=found_on, source="检视",
            organization_id=place or office.branch, **more,
        ))  # fmt: skip

    return save


@pytest.fixture
def hold(office):
    def save(code, when, place=None, roster=()):
        return save_meeting(office.book, MeetingDraft(
            kind_id=office.kinds[code], organization_id=place or office.branch, title="会", starts_at=when,
            roster=tuple(RosterLine(None, name, status) for name, status in roster),
        ))  # fmt: skip

    return save


@pytest.fixture
def person(office):
    def save(name="张喆", stage="正式党员", joined_on=None, place=None, **more):
        return save_person(office.book, PersonDraft(
            name, stage=stage, joined_on=joined_on, organization_id=place or office.branch, since=date(2020, 1, 1),
            **more,
        ))  # fmt: skip

    return save
