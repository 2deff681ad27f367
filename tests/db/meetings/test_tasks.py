from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from db.core.errors import UserError
from db.meetings.actions import delete_meetings, save_meeting
from db.meetings.draft import FollowUp, MeetingDraft, ResolutionLine
from db.meetings.records import get_meeting
from db.meetings.tasks import tasks_in_words, tasks_of
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.tasks.models import Task

DUE = date(2022, 6, 20)
PLAIN, FIRST, SECOND = "学习贯彻会议精神。", "修订支部工作制度。", "组织志愿服务。"


@pytest.fixture
def people(office):
    names = ("张伟", "李小红")
    return [save_person(office.book, PersonDraft(name, organization_id=office.branch)) for name in names]


@pytest.fixture
def draft(office, people):
    return MeetingDraft(
        kind_id=office.kinds["branch_assembly"], organization_id=office.branch, title="六月党员大会",
        starts_at=datetime(2022, 6, 1, 9),
        resolutions=(
            ResolutionLine(PLAIN), ResolutionLine(FIRST, FollowUp(office.branch, (people[1], people[0]), DUE)),
            ResolutionLine(SECOND, FollowUp(None, (), None)),
        ),
    )  # fmt: skip


def tasks(office, row_id):
    with office.book.read() as connection:
        return tasks_of(connection, row_id)


def begin(office, task_id, state="进行中"):
    with office.book.action("办任务", "tasks.edit") as work:
        work.session.get(Task, task_id).state = state


def asked(office, *ids):
    with office.book.read() as connection:
        return tasks_in_words(connection, ids)


def test_tasks_are_told_with_the_resolution_they_come_from(office, draft):
    row_id = save_meeting(office.book, draft)
    first, second = tasks(office, row_id)
    assert (first.no, first.title, first.people, first.due_on, first.state) == (
        2, FIRST, ("李小红", "张伟"), DUE, "未开始",
    )  # fmt: skip
    assert (second.no, second.organization, second.people) == (3, "春和社区第一党支部", ())
    assert [first.overdue(day) for day in (DUE, date(2022, 6, 21))] == [False, True]
    begin(office, first.id, "已完成")
    assert not tasks(office, row_id)[0].overdue(date(2022, 6, 21))
    assert not second.overdue(date(2030, 1, 1))


def test_a_task_follows_its_resolution(office, draft):
    row_id = save_meeting(office.book, draft)
    task = tasks(office, row_id)[0]
    save_meeting(office.book, replace(draft, resolutions=draft.resolutions[1:]), row_id)
    first = tasks(office, row_id)[0]
    assert (first.id, task.no, first.no) == (task.id, 2, 1)


def test_deleting_asks_with_the_tasks_that_go_along(office, draft):
    row_id, bare = save_meeting(office.book, draft), save_meeting(office.book, replace(draft, resolutions=()))
    assert asked(office, bare) == ""
    assert asked(office, row_id, bare) == "由决议落实的 2 项任务会一起删除。"
    begin(office, tasks(office, row_id)[0].id)
    assert asked(office, row_id) == f"由决议落实的 2 项任务会一起删除，其中已经开始的有：“{FIRST}”（进行中）。"
    delete_meetings(office.book, [row_id])
    assert tasks(office, row_id) == []
    office.book.undo()
    assert [task.state for task in tasks(office, row_id)] == ["进行中", "未开始"]


def test_a_begun_task_keeps_its_resolution_until_it_is_called_off(office, draft):
    row_id = save_meeting(office.book, draft)
    task = tasks(office, row_id)[0].id
    less = replace(draft, resolutions=draft.resolutions[:1])
    begin(office, task)
    with pytest.raises(UserError, match="先在任务中取消"):
        save_meeting(office.book, less, row_id)
    with office.book.read() as connection:
        assert get_meeting(connection, row_id).resolutions[1].text == FIRST
    begin(office, task, "已取消")
    save_meeting(office.book, less, row_id)
    assert tasks(office, row_id) == []
