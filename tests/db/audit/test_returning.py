"""A record returns from the bin with all that went with it: its tasks, theirs, their progress and their files."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest
from sqlalchemy import select

from db.attachments.actions import attach
from db.audit.recycle import deleted, restore
from db.core.errors import UserError
from db.inspections.actions import delete_inspections, save_inspection, to_problems
from db.inspections.draft import FindingLine, InspectionDraft, VisitLine
from db.inspections.fields import KINDS
from db.inspections.models import Finding
from db.meetings.actions import delete_meetings, save_meeting
from db.meetings.draft import FollowUp, MeetingDraft, ResolutionLine
from db.organizations.actions import delete_organization, save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import delete_people, save_person
from db.people.draft import PersonDraft
from db.problems.actions import add_progress as tell_problem
from db.problems.actions import delete_problems, save_problem
from db.problems.draft import ProblemDraft
from db.progress.draft import ProgressDraft
from db.responsibilities.actions import add_item, delete_items, delete_lists, save_list
from db.responsibilities.draft import ItemDraft, ListDraft
from db.responsibilities.fields import LEVELS
from db.tasks.actions import add_progress, assign_many, delete_tasks, save_task
from db.tasks.draft import TaskDraft
from db.tasks.queries import Origin, tasks_of
from db.work_plans.actions import add_item as add_plan_item
from db.work_plans.actions import delete_plans, save_plan
from db.work_plans.draft import WorkPlanDraft, WorkPlanItemDraft

TOLD = ProgressDraft(date(2022, 6, 20), "张喆", 30, "已经联系")


@pytest.fixture
def person(office):
    draft = PersonDraft("张喆", stage="正式党员", organization_id=office.branch, since=date(2020, 1, 1))
    return save_person(office.book, draft)


def work_on(office, source, person, *, begun=True):
    """A task with someone responsible, a subtask a branch, progress and files; returns all three ids."""
    book, draft = office.book, TaskDraft(title="整改楼道", people=(person,))
    whole, *parts = assign_many(book, draft, [office.branch, office.other_branch], [], source=source)
    if begun:
        add_progress(book, parts[0], TOLD)
    attach(book, "task", whole, [(BytesIO(b"plan"), "方案.txt")])
    attach(book, "task", parts[1], [(BytesIO(b"hall"), "楼道.jpg")])
    return whole, *parts


def problem(office, person):
    draft = ProblemDraft(source="检视", found_on=date(2022, 6, 1), text="楼道堆放杂物", organization_id=office.branch)
    row_id = save_problem(office.book, draft)
    tell_problem(office.book, row_id, ProgressDraft(date(2022, 6, 20), "张喆", None, "已经联系"))
    attach(office.book, "problem", row_id, [(BytesIO(b"hall"), "楼道.jpg")])
    work_on(office, Origin("problem", row_id), person)
    return row_id


def meeting(office, person):
    kind = next(iter(office.kinds.values()))
    carried_out = ResolutionLine("整改楼道", FollowUp(office.branch, (person,), date(2022, 7, 1)))
    lines = (carried_out, ResolutionLine("通过总结"))
    draft = MeetingDraft(kind, office.branch, "党员大会", starts_at=datetime(2022, 6, 1, 9), resolutions=lines)
    row_id = save_meeting(office.book, draft)
    with office.book.read() as connection:
        [task] = tasks_of(connection, "meeting", [row_id])[row_id]
    add_progress(office.book, task.id, TOLD)
    attach(office.book, "task", task.id, [(BytesIO(b"plan"), "方案.txt")])
    return row_id


def responsibility_list(office, person):
    row_id = save_list(office.book, ListDraft(office.street, LEVELS[0], 2022, "责任清单"))
    item = add_item(office.book, row_id, ItemDraft(category="组织建设", text="每月研究一次"))
    attach(office.book, "responsibility_item", item, [(BytesIO(b"seen"), "记录.pdf")], "佐证")
    work_on(office, Origin("responsibility_item", item), person, begun=False)
    return row_id


def work_plan(office, person):
    draft = WorkPlanDraft(
        title="半年计划", organization_id=office.street, starts_on=date(2022, 1, 1), ends_on=date(2022, 6, 30)
    )
    row_id = save_plan(office.book, draft)
    item = add_plan_item(office.book, row_id, WorkPlanItemDraft(title="走访"))
    attach(office.book, "work_plan_item", item, [(BytesIO(b"seen"), "记录.pdf")], "佐证")
    work_on(office, Origin("work_plan_item", item), person, begun=False)
    return row_id


def task(office, person):
    return work_on(office, None, person)[0]


def inspection(office, person):
    draft = InspectionDraft(
        office.street, held_on=date(2022, 6, 1), kind=KINDS[0], title="党建督导",
        visits=(VisitLine(office.branch),), findings=(FindingLine("记录不全", office.branch),),
    )  # fmt: skip
    row_id = save_inspection(office.book, draft)
    attach(office.book, "inspection", row_id, [(BytesIO(b"seen"), "记录.pdf")])
    return row_id


RECORDS = {
    "problem": (problem, delete_problems),
    "meeting": (meeting, delete_meetings),
    "responsibility_list": (responsibility_list, delete_lists),
    "work_plan": (work_plan, delete_plans),
    "task": (task, delete_tasks),
    "inspection": (inspection, delete_inspections),
}


@pytest.fixture
def bin_of(office):
    def read(**wanted):
        with office.book.read() as connection:
            return [(one.table, one.name) for one in deleted(connection, **wanted)]

    return read


@pytest.mark.parametrize("table", RECORDS)
def test_all_that_went_with_a_record_returns_with_it(office, person, rows, bin_of, table):
    make, delete = RECORDS[table]
    row_id = make(office, person)
    before = rows(office.book)
    delete(office.book, [row_id])
    gone = rows(office.book)
    assert [name for name, _ in bin_of()] == [table], "what went along does not stand there by itself"
    assert restore(office.book, table, row_id) == ()
    assert rows(office.book) == before
    assert bin_of() == []
    office.book.undo()
    assert rows(office.book) == gone
    assert [name for name, _ in bin_of()] == [table]
    restore(office.book, table, row_id)
    assert rows(office.book) == before
    with pytest.raises(UserError, match="已经恢复"):
        restore(office.book, table, row_id)


@pytest.mark.parametrize("table", ["problem", "task"])
def test_of_several_deleted_together_one_returns_with_its_own(office, person, rows, bin_of, table):
    make, delete = RECORDS[table]
    row_id = make(office, person)
    before = rows(office.book)
    other = make(office, person)
    delete(office.book, [row_id, other])
    restore(office.book, table, row_id)
    mine = {name: found for name, found in rows(office.book).items() if name != "attachment"}
    assert mine == {name: found for name, found in before.items() if name != "attachment"}
    assert [name for name, _ in bin_of()] == [table]


def test_a_subtask_waits_for_the_task_above_it(office, person, rows, bin_of):
    whole, part, _ = work_on(office, None, person)
    before = rows(office.book)
    delete_tasks(office.book, [part])
    delete_tasks(office.book, [whole])
    assert bin_of() == [("task", "整改楼道"), ("task", "整改楼道")], "gone by itself, so it stands there by itself"
    with pytest.raises(UserError, match="不能恢复任务“整改楼道”：它的上级任务“整改楼道”已被删除。请先恢复任务"):
        restore(office.book, "task", part)
    restore(office.book, "task", whole)
    restore(office.book, "task", part)
    assert rows(office.book) == before


def test_a_task_waits_for_the_record_it_comes_from(office, person):
    row_id = problem(office, person)
    one = save_task(office.book, TaskDraft(title="清运"), source=Origin("problem", row_id))
    delete_tasks(office.book, [one])
    delete_problems(office.book, [row_id])
    with pytest.raises(UserError, match="它所属的问题“2022-001 楼道堆放杂物”已被删除。请先恢复问题“2022-001"):
        restore(office.book, "task", one)
    restore(office.book, "problem", row_id)
    assert restore(office.book, "task", one) == ()


def test_what_went_with_a_part_is_told_which_step_to_take_back(office, person, rows, bin_of):
    """Items are no records of the bin: the step that took them is."""
    row_id = save_list(office.book, ListDraft(office.street, LEVELS[0], 2022, "责任清单"))
    item = add_item(office.book, row_id, ItemDraft(category="组织建设", text="每月研究一次"))
    one = save_task(office.book, TaskDraft(title="研究"), source=Origin("responsibility_item", item))
    before = rows(office.book)
    delete_items(office.book, [item])
    assert bin_of() == [("task", "研究")]
    with pytest.raises(UserError, match="条目“每月研究一次”已被删除。请先在操作记录里撤销“删除清单条目”这一步（周文"):
        restore(office.book, "task", one)
    office.book.undo_action(office.book.steps().undo[-1].action_id)
    assert rows(office.book) == before


def test_what_the_tasks_named_and_is_gone_since_is_told(office, person):
    place = save_organization(office.book, OrganizationDraft("第三党支部", "党支部", parent_id=office.community))
    draft = ProblemDraft(source="检视", found_on=date(2022, 6, 1), text="楼道堆放杂物", organization_id=office.branch)
    row_id = save_problem(office.book, draft)
    save_task(office.book, TaskDraft(title="清运", organization_id=place), source=Origin("problem", row_id))
    delete_problems(office.book, [row_id])
    delete_organization(office.book, place)
    assert restore(office.book, "problem", row_id) == ("组织“第三党支部”已被删除，这一项已清空。",)


def test_a_task_of_someone_who_is_gone_names_them(office, person):
    row_id = problem(office, person)
    delete_problems(office.book, [row_id])
    delete_people(office.book, [person])
    with pytest.raises(UserError, match="不能恢复问题.*用到的人员“张喆”已被删除。请先恢复人员“张喆”"):
        restore(office.book, "problem", row_id)
    restore(office.book, "person", person)
    restore(office.book, "problem", row_id)


@pytest.fixture
def listed(office):
    """An inspection with one finding that became a problem: the ids of all three."""
    lines = (FindingLine("楼道堆放杂物"),)
    draft = InspectionDraft(office.street, held_on=date(2022, 6, 1), kind=KINDS[0], title="督导", findings=lines)
    inspected = save_inspection(office.book, draft, listing=ProblemDraft())
    with office.book.read() as connection:
        finding = connection.execute(select(Finding.id, Finding.problem_id)).one()
    return inspected, finding.id, finding.problem_id


def test_what_referred_to_a_record_refers_to_it_again(office, listed, rows):
    *_, problem_id = listed
    before = rows(office.book)
    delete_problems(office.book, [problem_id])
    gone = rows(office.book)
    assert gone["finding"] != before["finding"]
    assert restore(office.book, "problem", problem_id) == ()
    assert rows(office.book) == before
    office.book.undo()
    assert rows(office.book) == gone
    restore(office.book, "problem", problem_id)
    assert rows(office.book) == before


def test_what_refers_to_another_by_now_stays_so_and_is_told(office, listed):
    inspected, finding, problem_id = listed
    delete_problems(office.book, [problem_id])
    [another] = to_problems(office.book, inspected, [finding])
    told = restore(office.book, "problem", problem_id)
    assert told == ("发现的问题“楼道堆放杂物”后来又有改动，没有重新与它关联，请打开核对。",)
    with office.book.read() as connection:
        assert connection.execute(select(Finding.problem_id)).scalar_one() == another
