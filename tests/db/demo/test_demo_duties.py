"""The duties of the demonstration book: every figure counted from records, and records that agree with each other."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import func, or_, select

from db.attachments.models import Attachment, AttachmentLink
from db.attachments.store import store_of
from db.core.fields import check
from db.core.period import Period
from db.demo.population import TODAY
from db.demo.workdays import is_workday
from db.goals.fields import COUNTED
from db.inspections.draft import InspectionDraft
from db.inspections.fields import INSPECTION_FIELDS
from db.inspections.models import Finding, GroupMember, GroupOrganization, GuidanceGroup, Inspection, Visit
from db.organizations.models import Organization
from db.people.models import Person
from db.problems import fields as problem
from db.problems.alike import likely_pairs
from db.problems.draft import ProblemDraft
from db.problems.models import Problem
from db.problems.rules import STEPS as PROBLEM_STEPS
from db.progress.models import ProgressEntry
from db.progress.steps import step_to_take
from db.regulations.models import Regulation, Revision
from db.research.models import ResearchTopic, ResearchVisit, StudyReport
from db.responsibilities.draft import ItemDraft
from db.responsibilities.fields import ITEM_FIELDS
from db.responsibilities.models import Pledge, ResponsibilityItem, ResponsibilityList
from db.tasks import fields as task
from db.tasks.draft import TaskDraft
from db.tasks.models import Task
from db.tasks.states import STEPS as TASK_STEPS
from db.work_plans.draft import WorkPlanItemDraft
from db.work_plans.fields import ITEM_FIELDS as PLAN_ITEM_FIELDS
from db.work_plans.models import WorkPlan, WorkPlanItem

HALF = Period.parse("2022H1")


def count(connection, column, *conditions):
    return connection.execute(select(func.count(column.distinct())).where(*conditions)).scalar_one()


def within(column, period=HALF):
    return column.between(period.first, period.last)


# -- the figures -------------------------------------------------------------------------------------------------


@pytest.fixture
def in_force(connection):
    """Items of the street's list of this year."""
    query = select(ResponsibilityItem).join(ResponsibilityList)
    return connection.execute(query.where(ResponsibilityList.level == "街道", ResponsibilityList.year == 2022)).all()


def test_the_list_in_force_has_51_items_in_14_categories(in_force):
    assert len(in_force) == 51
    assert len({item.category for item in in_force}) == 14
    assert [item.no for item in in_force] == list(range(1, 52))


def test_9_groups_were_set_up_with_members_and_organizations(connection):
    made = set(connection.execute(select(GuidanceGroup.id).where(within(GuidanceGroup.set_up_on))).scalars())
    assert len(made) == 9
    assert count(connection, GuidanceGroup.id) > 9
    for part in (GroupMember, GroupOrganization):
        assert made <= set(connection.execute(select(part.group_id)).scalars())


def test_72_inspections_13_of_them_of_enterprises(connection):
    assert count(connection, Inspection.id, within(Inspection.held_on)) == 72
    went = select(func.count(Inspection.id.distinct())).join(Visit).join(Organization)
    went = went.where(within(Inspection.held_on))
    assert connection.execute(went.where(Organization.sector == "非公企业")).scalar_one() == 13
    assert connection.execute(went).scalar_one() == 72
    assert count(connection, Inspection.id) > 72


def test_11_reports_were_finished(connection):
    assert count(connection, StudyReport.id, within(StudyReport.finished_on)) == 11
    assert count(connection, StudyReport.id) > 11


def test_64_problems_came_of_self_examination(connection):
    found = (Problem.source == "检视", Problem.merged_into_id.is_(None))
    assert count(connection, Problem.id, *found, within(Problem.found_on)) == 64
    assert count(connection, Problem.id, *found) > 64


def test_24_hard_problems_were_closed_out(connection):
    hard = (Problem.hard, Problem.merged_into_id.is_(None))
    assert count(connection, Problem.id, *hard, within(Problem.closed_on), Problem.state == "已销号") == 24
    assert count(connection, Problem.id, *hard, Problem.state == "已销号") > 24
    assert count(connection, Problem.id, *hard, Problem.state != "已销号") > 3


def test_14_rules_and_2_procedures_were_adopted_or_revised(connection):
    query = select(Regulation.kind, func.count(Regulation.id.distinct())).outerjoin(Revision)
    query = query.where(or_(within(Regulation.adopted_on), within(Revision.revised_on))).group_by(Regulation.kind)
    assert dict(connection.execute(query).all()) == {"规章制度": 14, "工作流程": 2}
    assert count(connection, Regulation.id) > 16


# -- lists and plans ---------------------------------------------------------------------------------------------


def test_two_years_can_be_compared(connection, in_force):
    query = select(ResponsibilityItem).join(ResponsibilityList)
    before = connection.execute(query.where(ResponsibilityList.year == 2021)).all()
    same = {item.text for item in in_force} & {item.text for item in before}
    assert 30 < len(same) < len(before) < len(in_force)


def test_two_of_the_communities_have_not_signed(connection):
    query = select(Pledge.signed_on, Pledge.signer, ResponsibilityList.issued_on).join(ResponsibilityList)
    pledges = connection.execute(query.where(ResponsibilityList.level == "社区")).all()
    assert len(pledges) == 17
    assert sum(pledge.signed_on is None for pledge in pledges) == 2
    assert all(bool(pledge.signer) == bool(pledge.signed_on) for pledge in pledges)
    assert all(is_workday(one.signed_on) and one.signed_on >= one.issued_on for one in pledges if one.signed_on)


def test_items_pass_the_forms_own_checks(connection):
    for model, draft, fields in (
        (ResponsibilityItem, ItemDraft, ITEM_FIELDS), (WorkPlanItem, WorkPlanItemDraft, PLAN_ITEM_FIELDS)
    ):  # fmt: skip
        for row in connection.execute(select(model)):
            check(fields, draft(**{field.name: getattr(row, field.name) for field in fields}))
            assert row.counted in dict(COUNTED)
            assert row.kind_id is None or row.counted == "meeting"
            assert row.target is not None if row.counted else row.share is not None


def test_the_next_half_year_is_planned_in_five_sections(connection):
    query = select(WorkPlanItem).join(WorkPlan).where(WorkPlan.starts_on == date(2022, 7, 1))
    items = connection.execute(query.order_by(WorkPlanItem.no)).all()
    assert len({item.section for item in items}) == 5
    assert next(item.target for item in items if item.category == "星级目标") == 6
    assert any("六个社区" in item.title and "三个标段" in item.title and item.target == 6 for item in items)
    became = connection.execute(select(Task.source_id).where(Task.source_table == "work_plan_item")).scalars()
    assert 3 < len({item.id for item in items} & set(became)) < len(items)


# -- inspections -------------------------------------------------------------------------------------------------


def test_inspections_agree_with_their_groups(connection):
    rows = connection.execute(
        select(Inspection, GuidanceGroup.set_up_on, GuidanceGroup.dissolved_on).join(GuidanceGroup)
    ).all()  # fmt: skip
    drafts = [field.name for field in INSPECTION_FIELDS]
    for row in rows:
        assert row.set_up_on <= row.held_on <= (row.dissolved_on or date.max)
        assert is_workday(row.held_on)
        check(INSPECTION_FIELDS, InspectionDraft(**{name: getattr(row, name) for name in drafts}))
    shares = set(connection.execute(select(GroupOrganization.group_id, GroupOrganization.organization_id)).all())
    visits = connection.execute(select(Inspection.group_id, Visit.organization_id).join(Visit)).all()
    assert {tuple(visit) for visit in visits} <= {tuple(share) for share in shares}
    names = connection.execute(select(GroupMember.name, Person.name).join(Person)).all()
    assert all(one == other for one, other in names)
    twice = select(GroupMember.group_id).group_by(GroupMember.group_id, GroupMember.person_id)
    assert connection.execute(twice.having(func.count() > 1)).all() == []


def test_somebody_was_never_visited_this_year(connection):
    seen = select(Visit.organization_id).join(Inspection).where(within(Inspection.held_on))
    never = select(Organization.short_name).where(
        Organization.sector.in_(("社区", "非公企业")), Organization.id.not_in(seen),
        Organization.parent_id == select(Organization.id).where(Organization.parent_id.is_(None)).scalar_subquery(),
    )  # fmt: skip
    assert set(connection.execute(never).scalars()) >= {"雨亭社区", "快递外卖行业联合支部"}


def test_findings_became_problems_of_the_same_day_and_place(connection):
    rows = connection.execute(
        select(Finding, Problem.found_on, Problem.source, Problem.organization_id.label("whose"), Inspection.held_on,
               Problem.text.label("said"))
        .join(Inspection).outerjoin(Problem, Finding.problem_id == Problem.id)
    ).all()  # fmt: skip
    became = [row for row in rows if row.problem_id]
    assert len(became) > 20
    assert len(rows) - len(became) > 5
    for row in became:
        assert (row.found_on, row.source, row.whose, row.said) == (row.held_on, "督查", row.organization_id, row.text)
    inspected = count(connection, Problem.id, Problem.source == "督查")
    assert inspected == len({row.problem_id for row in became}) == len(became)
    assert all(row.due_on > row.held_on for row in rows)


# -- problems ----------------------------------------------------------------------------------------------------


@pytest.fixture
def problems(connection):
    return connection.execute(select(Problem).order_by(Problem.number)).all()


def test_problems_pass_the_forms_own_checks(problems):
    names = [field.name for field in problem.FIELDS]
    for row in problems:
        check(problem.FIELDS, ProblemDraft(**{name: getattr(row, name) for name in names}))
        assert (row.state == problem.CLOSED) == (row.closed_on is not None) == bool(
            row.result
        ) or row.source == "上年通报"
        assert row.closed_on is None or row.found_on < row.closed_on <= TODAY
        assert row.due_on is None or row.due_on > row.found_on
        assert row.leader != row.responsible
        assert (row.due_on is None) == (row.state == problem.LASTING)


def test_numbers_follow_the_days_of_each_year(problems):
    by_year = defaultdict(list)
    for row in problems:
        by_year[row.found_on.year].append(row)
    for year, rows in by_year.items():
        assert [row.number for row in rows] == [f"{year}-{no:03}" for no in range(1, len(rows) + 1)]
        assert all(one.found_on <= other.found_on for one, other in itertools.pairwise(rows))


def test_every_state_and_source_is_there_and_no_text_twice(problems):
    standing = [row for row in problems if row.merged_into_id is None]
    assert {row.state for row in standing} == set(problem.STATES)
    assert {row.source for row in standing} == set(problem.SOURCES)
    assert len({row.text for row in problems}) == len(problems)
    assert sum(row.state in problem.DUE and row.due_on < TODAY for row in standing) >= 4
    assert len([row for row in problems if row.merged_into_id]) == 1


def test_two_are_noticed_to_be_likely_one_and_two_were_merged(connection, problems, courses):
    pairs = likely_pairs(connection)
    assert [{pair.first.state, pair.second.state} <= set(problem.OPEN) for pair in pairs] == [True]
    merged = next(row for row in problems if row.merged_into_id)
    kept = next(row for row in problems if row.id == merged.merged_into_id)
    assert kept.found_on < merged.found_on < kept.closed_on
    assert any(entry.text.startswith(f"【{merged.number}】") for entry in courses["problem", kept.id])
    assert courses["problem", merged.id] == []


def test_criticised_points_have_their_answer(problems):
    points = [row for row in problems if row.source == problem.REPORTED and row.found_on.year == 2022]
    assert len(points) >= 2
    assert all(row.result for row in points)


def test_who_is_in_charge_existed_and_sat(connection, problems):
    founded = dict(connection.execute(select(Organization.id, Organization.founded_on)).all())
    assert all(founded[row.organization_id] <= row.found_on for row in problems)
    people = set(connection.execute(select(Person.name)).scalars())
    assert {row.leader for row in problems} | {row.responsible for row in problems} <= people


# -- their course ------------------------------------------------------------------------------------------------


@pytest.fixture
def courses(connection):
    found = defaultdict(list)
    for row in connection.execute(select(ProgressEntry).order_by(ProgressEntry.noted_on, ProgressEntry.id)):
        found[row.table_name, row.row_id].append(row)
    return found


def walked(table, entries):
    """The state the steps of a record lead to, each taken where it can be."""
    state, steps = (problem.NOT_STARTED, PROBLEM_STEPS) if table == "problem" else (task.NOT_STARTED, TASK_STEPS)
    for entry in entries:
        if entry.step:
            state = step_to_take(steps, entry.step, state, table).after
        assert entry.state == state
    return state


def test_steps_lead_to_the_state_a_record_is_in(connection, courses, problems):
    tasks = connection.execute(select(Task)).all()
    for table, rows in (("problem", [row for row in problems if not row.merged_into_id]), ("task", tasks)):
        for row in rows:
            entries = courses[table, row.id]
            assert walked(table, entries) == row.state
            first = row.found_on if table == "problem" else row.starts_on
            assert all(first <= entry.noted_on <= TODAY for entry in entries)
            assert all(entry.by and entry.text for entry in entries)
            if row.closed_on:
                assert entries[-1].noted_on == row.closed_on


def test_who_reviews_or_confirms_is_another(courses):
    for entries in courses.values():
        for asked, answered in itertools.pairwise(entries):
            if answered.step in ("review", "confirm", "return"):
                assert asked.by != answered.by


def test_requests_bring_a_picture_that_hangs_on_the_problem(opened, connection, courses):
    links = connection.execute(select(AttachmentLink, Attachment.digest).join(Attachment)).all()
    hanging = {(link.table_name, link.row_id, link.name) for link in links}
    asked = {
        (*key, name) for key, entries in courses.items() for entry in entries if entry.step == "request"
        for name in (entry.files or ("",))
    }  # fmt: skip
    assert asked == hanging
    assert len({link.digest for link in links}) < 10
    contents = BytesIO()
    contents.write(b"".join(store_of(opened).read(links[0].digest)))
    assert contents.getvalue().startswith(b"\x89PNG")


def test_tasks_come_from_every_source_in_every_state(connection):
    rows = connection.execute(select(Task)).all()
    wholes = [row for row in rows if row.parent_id is None]
    assert {row.source_table for row in wholes} == {table for table, _ in task.SOURCES}
    assert {row.state for row in rows} == set(task.STATES)
    names = [field.name for field in task.FIELDS]
    for row in rows:
        check(task.FIELDS, TaskDraft(**{name: getattr(row, name) for name in names}))
        assert row.due_on >= row.starts_on
        assert (row.closed_on is not None) == (row.state == task.DONE)
        assert row.state != task.DONE or row.percent == 100
        assert row.state != task.NOT_STARTED or row.percent == 0


def test_one_task_went_to_all_communities_and_half_returned_it(connection):
    rows = connection.execute(select(Task)).all()
    parts = defaultdict(list)
    for row in rows:
        parts[row.parent_id].append(row)
    whole = next(row for row in rows if row.title == "核对党员名册和组织关系")
    below = parts[whole.id]
    assert len({part.organization_id for part in below}) == 17
    returned = Counter(part.state for part in below)
    assert returned[task.DONE] + returned[task.TO_CONFIRM] == 9
    again = next(row for row in rows if row.repeats)
    assert [part.due_on.month for part in parts[again.id]] == list(range(2, 13))
    assert all(part.source_table is None for part in (*below, *parts[again.id]))


# -- research ----------------------------------------------------------------------------------------------------


def test_reports_were_finished_after_the_visits_made_for_them(connection):
    rows = connection.execute(
        select(StudyReport.finished_on, ResearchTopic.starts_on, ResearchVisit.held_on)
        .join(ResearchTopic, StudyReport.topic_id == ResearchTopic.id).join(ResearchVisit)
    ).all()  # fmt: skip
    assert len(rows) > 30
    assert all(row.starts_on <= row.held_on < row.finished_on <= TODAY for row in rows)
    assert count(connection, ResearchTopic.id) > count(connection, StudyReport.topic_id)
    assert connection.execute(select(Task.id).where(Task.source_table == "study_report")).first()


def test_no_visit_was_made_on_a_free_day_or_is_still_to_come(connection):
    days = connection.execute(select(ResearchVisit.held_on)).scalars().all()
    assert all(is_workday(day) and day <= TODAY for day in days)
