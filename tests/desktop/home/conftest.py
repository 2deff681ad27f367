"""A community with two branches, one member, a task, a problem; the home page of the first half of 2022."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

import pytest

from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.queries import kinds
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.problems.models import Problem
from db.tasks.models import Task
from desktop.home.page import HomePage


@pytest.fixture
def office(book):
    """The book's clock stands at 2022-06-27 09:41."""
    top = save_organization(book, OrganizationDraft("和平社区党委", "党委", "社区", "和平社区"))
    branch = save_organization(book, OrganizationDraft("第一党支部", "党支部", "社区", "一支部", top))
    other = save_organization(book, OrganizationDraft("第二党支部", "党支部", "社区", "二支部", top))
    person = save_person(book, PersonDraft(
        "张喆", stage="预备党员", joined_on=date(2021, 6, 28), organization_id=branch, since=date(2020, 1, 1)
    ))  # fmt: skip
    with book.read() as connection:
        by_name = {kind.name: kind.id for kind in kinds(connection)}

    def meeting(kind, place, when):
        return save_meeting(book, MeetingDraft(
            kind_id=by_name[kind], organization_id=place, title=kind, starts_at=when, ends_at=when.replace(hour=11),
            roster=(RosterLine(None, "杜甫", spoke=True), RosterLine(person, "张喆")),
        ))  # fmt: skip

    held = meeting("主题党日", branch, datetime(2022, 6, 8, 9))
    study = meeting("例会学习", branch, datetime(2022, 3, 7, 9))
    with book.action("录入", "tasks.edit") as work:
        task = Task(title="巡查楼道", organization_id=branch, due_on=date(2022, 6, 24), state="进行中")
        problem = Problem(
            text="消防通道堵塞", source="检视", found_on=date(2022, 3, 1), organization_id=other,
            due_on=date(2022, 6, 29), state="整改中",
        )  # fmt: skip
        work.session.add_all([task, problem])
        work.session.flush()
        task, problem = task.id, problem.id
    return SimpleNamespace(
        book=book, top=top, branch=branch, other=other, person=person, kinds=by_name, meeting=meeting, held=held,
        study=study, task=task, problem=problem,
    )  # fmt: skip


@pytest.fixture
def heard(context):
    """What the page asks other pages for."""
    told = []
    bus = context.bus
    bus.record_requested.connect(lambda *asked: told.append(("open", *asked)))
    bus.record_wanted.connect(lambda *asked: told.append(("new", *asked)))
    bus.page_requested.connect(lambda *asked: told.append(("page", *asked)))
    bus.backup_requested.connect(lambda: told.append("backup"))
    return told


@pytest.fixture
def all_read(qtbot, settle):
    """Wait until the slow figures have come too."""

    def wait(page):
        qtbot.waitUntil(lambda: all(row.reminder.told != "…" for row in page.reminders.rows.values()))
        settle(80)

    return wait


@pytest.fixture
def page(shown, office, all_read):
    made = shown(HomePage)
    all_read(made)
    return made
