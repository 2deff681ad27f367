"""Work plans: items in sections, how far they are, tasks of them, the next plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.core.errors import UserError
from db.core.listing import Filter
from db.core.period import Period
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft
from db.progress.draft import ProgressDraft
from db.research.actions import save_report
from db.research.draft import StudyReportDraft
from db.tasks import states
from db.tasks.actions import add_progress, take_step
from db.tasks.queries import tasks_of
from db.work_plans import actions
from db.work_plans.checks import outside
from db.work_plans.draft import WorkPlanDraft, WorkPlanItemDraft
from db.work_plans.queries import get_plan, moved, next_plan, plan_of_item, plan_sheet, sections_of, work_plans
from db.work_plans.standing import DONE, NO_SECTION, NOT_BEGUN, UNDER_WAY, items_of, sum_of, sums

NOW = datetime(2022, 6, 27, 9, 41)
STUDY, PLACE = "加强学习调研", "优化党建载体"


def head(office, title="2022年上半年工作计划", first=date(2022, 1, 1), last=date(2022, 6, 30)):
    return WorkPlanDraft(office.street, title, first, last)


@pytest.fixture
def plan(office):
    return actions.save_plan(office.book, head(office))


@pytest.fixture
def add(office, plan):
    """``add(title, **more)``: an item of the plan; its id."""

    def item(title, section=STUDY, **more):
        return actions.add_item(office.book, plan, WorkPlanItemDraft(section=section, title=title, **more))

    return item


def read(office, query, *given):
    with office.book.read() as connection:
        return query(connection, *given)


def items(office, plan):
    return {row.draft.title: row for row in read(office, items_of, plan, NOW)}


def told(office, plan):
    return [(row.draft.title, row.standing.told, row.state) for row in read(office, items_of, plan, NOW)]


def assign(office, plan, *ids):
    """A task of each of these items."""
    rows = {row.id: row for row in read(office, items_of, plan, NOW)}
    return actions.assign_items(office.book, plan, [rows[id] for id in ids])


def meeting(office, place, at):
    return save_meeting(office.book, MeetingDraft(
        kind_id=office.kinds["party_class"], organization_id=place, title="党课", starts_at=at,
    ))  # fmt: skip


# -- how far items are -------------------------------------------------------------------------------------------


def test_an_item_is_counted_from_the_records_of_the_plans_days(office, plan, add):
    add("讲党课", counted="meeting", kind_id=office.kinds["party_class"], target=4, below=True)
    add("街道讲党课", counted="meeting", kind_id=office.kinds["party_class"], target=1)
    add("一支部讲党课", counted="meeting", target=1, organization_id=office.branch)
    add("写报告", counted="study_report", target=1)
    held = [meeting(office, office.branch, datetime(2022, month, 1, 9)) for month in (3, 5)]
    meeting(office, office.branch, datetime(2021, 12, 31, 9))
    meeting(office, office.branch, datetime(2022, 6, 28, 9))  # still to come
    save_report(office.book, StudyReportDraft(office.street, None, "报告", finished_on=date(2022, 6, 1)))
    save_report(office.book, StudyReportDraft(office.street, None, "又一篇", finished_on=date(2022, 6, 2)))
    assert told(office, plan) == [
        ("讲党课", "2/4", UNDER_WAY), ("街道讲党课", "0/1", NOT_BEGUN), ("一支部讲党课", "2/1", DONE),
        ("写报告", "2/1", DONE),
    ]  # fmt: skip
    row = items(office, plan)["讲党课"]
    assert (row.standing.percent, tuple(row.standing.records)) == (50, tuple(held))


def test_an_item_is_told_by_hand_or_by_its_tasks(office, plan, add):
    ids = [add("会客厅"), add("示范点", share=100), add("课题", outcome="已立项"), add("没动")]
    first, second = assign(office, plan, ids[0], ids[3])
    assert told(office, plan)[0] == ("会客厅", "0/1", NOT_BEGUN)
    add_progress(office.book, first, ProgressDraft(date(2022, 6, 20), "周文", 60, "选址完成"))
    take_step(office.book, second, states.CANCEL, ProgressDraft(date(2022, 6, 20), "周文", None, "不办了"))
    assert told(office, plan) == [
        ("会客厅", "0/1", UNDER_WAY), ("示范点", "100%", DONE), ("课题", "0%", UNDER_WAY), ("没动", "0%", NOT_BEGUN),
    ]  # fmt: skip
    actions.save_item(office.book, ids[0], replace(items(office, plan)["会客厅"].draft, share=80))
    assert items(office, plan)["会客厅"].standing.told == "0/1"  # a task goes before the hand
    for step in (states.SUBMIT, states.CONFIRM):
        take_step(office.book, first, step, ProgressDraft(date(2022, 6, 21), "李强", None, "建成"))
    assert told(office, plan)[0] == ("会客厅", "1/1", DONE)


def test_what_is_past_its_day_and_not_done_is_late(office, plan, add):
    add("晚了", due_on=date(2022, 6, 26))
    add("今天", due_on=date(2022, 6, 27))
    add("办完", due_on=date(2022, 3, 1), share=100)
    assert [row.late for row in items(office, plan).values()] == [True, False, False]


def test_sections_stand_in_the_order_they_begin_and_are_summed(office, plan, add):
    add("学习", share=100)
    add("阵地", PLACE, share=10, due_on=date(2022, 5, 1))
    add("调研")
    add("其他", "", share=100)
    rows = read(office, items_of, plan, NOW)
    assert [row.draft.title for row in rows] == ["学习", "调研", "阵地", "其他"]
    assert read(office, sections_of, plan) == [STUDY, PLACE]
    assert [(s.section, s.total, s.done, s.under_way, s.not_begun, s.late, s.percent) for s in sums(rows)] == [
        (STUDY, 2, 1, 0, 1, 0, 50), (PLACE, 1, 0, 1, 0, 1, 0), (NO_SECTION, 1, 1, 0, 0, 0, 100),
    ]  # fmt: skip
    whole = sum_of(rows)
    assert (whole.total, whole.done, whole.under_way, whole.not_begun, whole.percent) == (4, 2, 1, 1, 50)
    assert sum_of([]).percent == 0


@given(st.lists(st.tuples(st.sampled_from(["甲", "乙", "丙"]), st.sampled_from([DONE, UNDER_WAY, NOT_BEGUN]))))
def test_the_sections_add_up_to_the_whole(pairs):
    from db.goals.standing import By, Standing
    from db.work_plans.standing import ItemRow

    rows = [
        ItemRow(at, WorkPlanItemDraft(section=section), "", "", Standing(By.HAND, 0, 100), state, False)
        for at, (section, state) in enumerate(pairs)
    ]
    parts, whole = sums(rows), sum_of(rows)
    for name in ("total", "done", "under_way", "not_begun", "late"):
        assert sum(getattr(part, name) for part in parts) == getattr(whole, name)
    assert whole.done + whole.under_way + whole.not_begun == whole.total
    assert all(0 <= part.percent <= 100 for part in (*parts, whole))
    assert all((part.percent == 100) == (part.done == part.total > 0) for part in (*parts, whole))


# -- changing ----------------------------------------------------------------------------------------------------


def test_items_are_changed_moved_and_deleted(office, plan, add):
    first, other, second = add("学习"), add("阵地", PLACE), add("调研")
    actions.save_item(office.book, first, WorkPlanItemDraft(section=STUDY, title="理论学习", share=5))
    actions.move_item(office.book, second, -1)
    assert list(items(office, plan)) == ["调研", "理论学习", "阵地"]
    actions.move_item(office.book, second, -1)  # the first of its section already
    assert list(items(office, plan)) == ["调研", "理论学习", "阵地"]
    actions.delete_items(office.book, [first, other])
    assert list(items(office, plan)) == ["调研"]
    office.book.undo()
    assert list(items(office, plan)) == ["调研", "理论学习", "阵地"]


def test_items_become_tasks_that_go_with_them(office, plan, add, rows):
    ids = [
        add(
            "会客厅", text="整合资源", responsible="李主任", organization_id=office.community, due_on=date(2022, 12, 1)
        ),
        add("示范点", due_on=date(2022, 6, 1)),
    ]
    made = assign(office, plan, *ids)
    found = read(office, tasks_of, "work_plan_item", ids)
    assert [task.id for id in ids for task in found[id]] == made
    assert [(task.title, task.organization, task.due_on) for id in ids for task in found[id]] == [
        ("会客厅", "春和社区党委", date(2022, 12, 1)), ("示范点", "和平街道党工委", date(2022, 6, 1)),
    ]  # fmt: skip
    [text] = [row for row in rows(office.book)["task"] if made[0] in row]
    assert "整合资源\n责任人：李主任" in text
    before = rows(office.book)
    actions.delete_plans(office.book, [plan])
    assert not rows(office.book)["task"]
    assert not rows(office.book)["work_plan_item"]
    office.book.undo()
    assert rows(office.book) == before


def test_what_was_begun_is_not_deleted_with_its_item_or_plan(office, plan, add):
    item, quiet = add("会客厅"), add("示范点")
    first, _second = assign(office, plan, item, quiet)
    add_progress(office.book, first, ProgressDraft(date(2022, 6, 20), "周文", 90, "快完了"))
    assert told(office, plan)[0] == ("会客厅", "0/1", UNDER_WAY)  # not closed yet
    for refused in (
        lambda: actions.delete_items(office.book, [item]),
        lambda: actions.delete_plans(office.book, [plan]),
    ):
        with pytest.raises(UserError, match="由“会客厅”布置的任务“会客厅”（进行中）已有进展，不能随它删除"):
            refused()
    actions.delete_items(office.book, [quiet])
    assert read(office, tasks_of, "work_plan_item", [quiet]) == {}


def test_what_cannot_be_a_task_is_told_by_its_item_before_any_is_made(office, plan, add):
    ids = [add("示范点"), add("会客厅", text="措" * 5000, responsible="周文")]
    with pytest.raises(UserError, match="“会客厅”不能布置成任务：内容最多 5000 个字"):
        assign(office, plan, *ids)
    assert read(office, tasks_of, "work_plan_item", ids) == {}


def test_a_section_is_one_whatever_blanks_stand_around_it(office, plan, add):
    add("学习", "甲 ")
    add("阵地", "乙")
    last = add(" 调研 ", " 甲")
    assert [(row.draft.section, row.draft.title) for row in read(office, items_of, plan, NOW)] == [
        ("甲", "学习"), ("甲", "调研"), ("乙", "阵地"),
    ]  # fmt: skip
    actions.move_item(office.book, last, 1)  # at the edge the section moves
    assert list(items(office, plan)) == ["阵地", "学习", "调研"]
    actions.save_item(office.book, last, WorkPlanItemDraft(section="乙 ", title="调研"))
    assert list(items(office, plan)) == ["阵地", "调研", "学习"]


def test_a_plan_can_be_moved_and_its_items_still_be_saved(office, plan, add):
    item = add("学习", due_on=date(2022, 2, 1))
    actions.save_plan(office.book, head(office, first=date(2022, 5, 1)), plan)
    actions.save_item(office.book, item, WorkPlanItemDraft(section=STUDY, title="研学", due_on=date(2022, 2, 1)))
    days = date(2022, 5, 1), date(2022, 6, 30)
    assert outside(date(2022, 2, 1), *days) == "早于计划的起始日期 2022-05-01，仍可保存"
    assert outside(date(2022, 7, 1), *days) == "晚于计划的截止日期 2022-06-30，仍可保存"
    assert outside(date(2022, 6, 30), *days) == outside(None, *days) == ""


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": ""}, "title"), ({"starts_on": None}, "starts_on"), ({"ends_on": date(2021, 12, 31)}, "ends_on"),
        ({"organization_id": None}, "organization_id"), ({"title": "2022年上半年工作计划 "}, "title"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_kept(office, plan, changed, field):
    with pytest.raises(UserError) as refused:
        actions.save_plan(office.book, replace(head(office), **changed))
    assert field in refused.value.fields


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"), ({"counted": "meeting"}, "target"),
        ({"share": 101}, "share"), ({"category": "杂项"}, "category"), ({"organization_id": 7}, "organization_id"),
        ({"counted": "meeting", "target": 1, "kind_id": 7}, "kind_id"),
    ],
)  # fmt: skip
def test_an_item_that_cannot_be_kept(office, plan, changed, field):
    with pytest.raises(UserError) as refused:
        actions.add_item(office.book, plan, replace(WorkPlanItemDraft(title="事项"), **changed))
    assert field in refused.value.fields


# -- the next plan -----------------------------------------------------------------------------------------------


def test_a_plan_is_carried_on_into_the_next_period(office, plan, add):
    add("学习", share=100, due_on=date(2022, 6, 30))
    add("阵地", PLACE, share=40, outcome="已选址", due_on=date(2022, 3, 31), text="加快建设")
    add("写报告", counted="study_report", target=2)
    following = next_plan(read(office, get_plan, plan))
    assert following == head(office, "2022年下半年工作计划", date(2022, 7, 1), date(2022, 12, 31))
    made = actions.copy_plan(office.book, plan, following, unfinished=True)
    copied = items(office, made)
    assert list(copied) == ["写报告", "阵地"]
    assert copied["阵地"].draft == WorkPlanItemDraft(
        section=PLACE, title="阵地", text="加快建设", due_on=date(2022, 9, 30)
    )  # fmt: skip
    assert copied["写报告"].draft.target == 2
    everything = actions.copy_plan(office.book, plan, replace(following, title="全部"), unfinished=False)
    assert list(items(office, everything)) == ["学习", "写报告", "阵地"]
    assert told(office, everything)[0] == ("学习", "0%", NOT_BEGUN)
    with pytest.raises(UserError, match="已有一份"):
        actions.copy_plan(office.book, plan, following, unfinished=True)


def test_a_plan_with_nothing_left_is_not_carried_on(office, plan, add):
    add("学习", share=100)
    following = next_plan(read(office, get_plan, plan))
    with pytest.raises(UserError, match="没有未完成的事项"):
        actions.copy_plan(office.book, plan, following, unfinished=True)


@pytest.mark.parametrize(
    ("title", "first", "last", "following"),
    [
        ("2022年上半年工作计划", date(2022, 1, 1), date(2022, 6, 30), "2022年下半年工作计划"),
        ("2022 年下半年党建计划", date(2022, 7, 1), date(2022, 12, 31), "2023 年上半年党建计划"),
        ("2022年度工作计划", date(2022, 1, 1), date(2022, 12, 31), "2023年度工作计划"),
        ("党建工作计划", date(2022, 1, 1), date(2022, 12, 31), "党建工作计划"),
    ],
)
def test_how_the_next_plan_is_called(title, first, last, following):
    assert next_plan(WorkPlanDraft(1, title, first, last)).title == following


DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


@given(DAYS, st.integers(0, 400), DAYS, st.integers(0, 400))
def test_a_day_moved_along_stays_within_the_plan(old, into, first, long):
    plan = WorkPlanDraft(1, "计划", first, first + timedelta(long))
    day = moved(old + timedelta(into), old, plan)
    assert plan.starts_on <= day <= plan.ends_on
    assert moved(None, old, plan) is None


def test_plans_are_listed_by_the_periods_they_touch(office, plan, add):
    add("会客厅", PLACE)
    year = actions.save_plan(office.book, head(office, "2022年计划", last=date(2022, 12, 31)))

    def titles(**wanted):
        with office.book.read() as connection:
            return [row[1] for row in work_plans.showing("title").all(connection, Filter(**wanted))]

    assert titles(period=Period.parse("2022H1")) == ["2022年上半年工作计划", "2022年计划"]
    assert titles(period=Period.parse("2022H2")) == ["2022年计划"]
    assert titles(period=Period.parse("2023")) == []
    assert titles(text="会客厅") == ["2022年上半年工作计划"]
    assert titles(organization=office.community) == []
    actions.save_plan(office.book, head(office, "上年计划", date(2021, 1, 1), date(2022, 6, 26)))
    assert titles(choices={"over": True}) == ["上年计划"]
    assert titles(choices={"over": False}) == ["2022年上半年工作计划", "2022年计划"]
    sheet = read(office, plan_sheet, plan, NOW)
    assert (sheet.organization, sheet.period.label, len(sheet.items)) == ("和平街道党工委", "2022 年上半年", 1)
    assert read(office, plan_of_item, sheet.items[0].id) == plan
    assert read(office, plan_sheet, year, NOW).items == ()
