"""Resolutions become tasks in the same action, and go the way of their meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from db.core.base import table_of
from db.core.errors import UserError
from db.meetings.actions import delete_meetings, save_meeting
from db.meetings.draft import FollowUp, MeetingDraft, ResolutionLine
from db.meetings.records import get_meeting
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.tasks.models import Task, TaskPerson

LONG = "由宣传委员牵头，" * 12


@pytest.fixture
def people(office):
    draft = PersonDraft(stage="正式党员", organization_id=office.branch, since=date(2020, 1, 1))
    return [save_person(office.book, replace(draft, name=name)) for name in ("张伟", "李小红")]


@pytest.fixture
def draft(office, people):
    return MeetingDraft(
        kind_id=office.kinds["branch_assembly"], organization_id=office.branch, title="党员大会",
        starts_at=datetime(2022, 6, 1, 9),
        resolutions=(
            ResolutionLine("开展志愿服务", FollowUp(office.branch, tuple(people), date(2022, 6, 30))),
            ResolutionLine("通过工作报告"),
            ResolutionLine(LONG, FollowUp(person_ids=(people[1],))),
        ),
    )  # fmt: skip


def tasks(office):
    with office.book.read() as connection:
        return connection.execute(select(table_of(Task)).order_by(Task.id)).all()


def responsible(office, task_id):
    with office.book.read() as connection:
        query = select(TaskPerson.person_id).where(TaskPerson.task_id == task_id).order_by(TaskPerson.no)
        return list(connection.execute(query).scalars())


def test_a_resolution_with_follow_up_becomes_a_task_of_the_same_action(office, people, draft):
    steps = len(office.book.steps().undo)
    meeting = save_meeting(office.book, draft)
    assert len(office.book.steps().undo) == steps + 1
    first, second = tasks(office)
    assert (first.source_table, first.source_id, first.title, first.text) == ("meeting", meeting, "开展志愿服务", "")
    assert (first.organization_id, first.due_on, first.starts_on) == (
        office.branch,
        date(2022, 6, 30),
        date(2022, 6, 1),
    )
    assert responsible(office, first.id) == people
    assert (len(second.title), second.title[-1], second.text) == (60, "…", LONG)
    assert second.organization_id == office.branch, "the meeting's own where none is said"
    with office.book.read() as connection:
        read = get_meeting(connection, meeting)
    assert read.resolutions[0] == draft.resolutions[0]
    assert read.resolutions[1].follow_up is None
    office.book.undo()
    assert tasks(office) == []


def test_what_changes_in_the_resolution_changes_in_its_own_task(office, people, draft):
    meeting = save_meeting(office.book, draft)
    before = {task.source_part: task.id for task in tasks(office)}
    first = draft.resolutions[0]
    moved = ResolutionLine(first.text, FollowUp(office.community, (people[1],), date(2022, 7, 1)))
    save_meeting(office.book, replace(draft, resolutions=(ResolutionLine("新的一项"), moved)), meeting)
    [task] = tasks(office)
    assert before[task.source_part] == task.id
    assert (task.organization_id, task.due_on) == (office.community, date(2022, 7, 1))
    assert responsible(office, task.id) == [people[1]]


def test_a_task_somebody_has_begun_is_not_taken_away_with_its_resolution(office, draft):
    meeting = save_meeting(office.book, draft)
    with office.book.action("开始", "tasks.edit") as work:
        for task in work.session.execute(select(Task)).scalars():
            task.state = "进行中"
    with pytest.raises(UserError, match="已经进行中"):
        save_meeting(office.book, replace(draft, resolutions=()), meeting)
    assert len(tasks(office)) == 2


@pytest.mark.parametrize("people_ids", [(5,), (5, 6)])
def test_someone_who_is_gone_cannot_be_made_responsible(office, draft, people_ids):
    line = ResolutionLine("一项", FollowUp(person_ids=people_ids))
    with pytest.raises(UserError, match="责任人") as caught:
        save_meeting(office.book, replace(draft, resolutions=(line,)))
    assert "resolutions" in caught.value.fields


def test_tasks_go_and_return_with_their_meeting_and_take_what_hangs_below(office, people, draft, rows):
    meeting = save_meeting(office.book, draft)
    with office.book.action("分解", "tasks.edit") as work:
        parent = work.session.execute(select(Task)).scalars().first()
        child = Task(title="子任务", parent_id=parent.id, people=[TaskPerson(person_id=people[0], no=1)])
        work.session.add(child)
    before = rows(office.book)
    delete_meetings(office.book, [meeting])
    assert tasks(office) == []
    with office.book.read() as connection:
        assert connection.execute(select(TaskPerson.id)).all() == []
    office.book.undo()
    assert rows(office.book) == before


def test_a_task_divided_goes_with_its_resolution_and_what_was_entered_by_hand_stays(office, draft):
    meeting = save_meeting(office.book, draft)
    first, _ = tasks(office)
    with office.book.action("分解", "tasks.edit") as work:
        work.get(Task, first.id, "").priority = "重要"
        work.session.add(Task(title="子任务", parent_id=first.id))
    reworded = replace(draft.resolutions[0], text="开展两次志愿服务")
    save_meeting(office.book, replace(draft, resolutions=(reworded, *draft.resolutions[1:])), meeting)
    assert [(task.title, task.priority) for task in tasks(office) if task.id == first.id] == [
        ("开展两次志愿服务", "重要")
    ]  # fmt: skip
    save_meeting(office.book, replace(draft, resolutions=()), meeting)
    assert tasks(office) == []


def _begun(office):
    with office.book.action("开始", "tasks.edit") as work:
        for task in work.session.execute(select(Task)).scalars():
            task.state = "进行中"
    return {task.title: task.id for task in tasks(office)}


def _with(draft, *texts):
    return replace(draft, resolutions=tuple(ResolutionLine(text, FollowUp(due_on=date(2022, 6, 30))) for text in texts))


TWO = ("由组织委员每月通报党费收缴情况", "七月底前更新两个社区的宣传栏")


@pytest.mark.parametrize(
    "texts",
    [
        TWO[::-1],
        ("新增的一项决议", *TWO),
        (TWO[1], "完全不同的内容写在中间", TWO[0]),
        (TWO[0], "八月底前更新两个社区的宣传栏"),
        (TWO[0], "改写得面目全非"),
    ],
    ids=["reordered", "inserted", "moved", "reworded", "rewritten in its place"],
)
def test_a_begun_task_stays_with_its_resolution(office, draft, texts):
    meeting = save_meeting(office.book, _with(draft, *TWO))
    before = _begun(office)
    save_meeting(office.book, _with(draft, *texts), meeting)
    after = {task.id: task for task in tasks(office)}
    assert set(before.values()) <= set(after)
    assert all(after[before[text]].title == text for text in TWO if text in texts)
    assert all(after[id].state == "进行中" for id in before.values())


def test_a_begun_task_never_becomes_that_of_another_resolution(office, draft):
    """One resolution goes while its neighbour is rewritten: the task that has begun must not slide to the neighbour."""
    meeting = save_meeting(office.book, _with(draft, *TWO))
    _begun(office)
    with pytest.raises(UserError, match="已经进行中"):
        save_meeting(office.book, _with(draft, "与哪一项都不相干的新内容"), meeting)
    assert {task.title for task in tasks(office)} == set(TWO)
