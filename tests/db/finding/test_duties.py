"""Searching what is to be done: tasks, problems, inspections, reports, regulations, items of lists and plans."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.core.base import table_of
from db.core.errors import CancelledError
from db.features import FEATURES
from db.finding.duties import ITEMS, KINDS
from db.finding.queries import PER_KIND, find, find_lines
from db.inspections.models import Inspection
from db.problems.models import Problem
from db.regulations.models import Regulation
from db.research.models import StudyReport
from db.responsibilities.models import ResponsibilityItem, ResponsibilityList
from db.tasks.models import Task
from db.work_plans.models import WorkPlan, WorkPlanItem

DAY = date(2022, 6, 1)


@pytest.fixture
def stored(office):
    """One record of each kind that holds 灭火器 somewhere; ids by table."""
    rows = {
        Problem: {"number": "2022-007", "source": "督查", "found_on": DAY, "text": "活动室设施不全", "state": "整改中",
                  "measures": "购买灭火器两具", "organization_id": office.branch, "due_on": DAY},
        Task: {"title": "检查灭火器", "organization_id": office.branch, "due_on": DAY, "state": "进行中"},
        Inspection: {"organization_id": office.street, "held_on": DAY, "kind": "专项督查", "title": "消防检查",
                     "inspectors": "王敏", "text": "查看了灭火器的压力。"},
        Regulation: {"organization_id": office.street, "kind": "规章制度", "number": "和街制〔2022〕3号",
                     "title": "灭火器管理办法", "adopted_on": DAY},
        StudyReport: {"organization_id": office.street, "title": "消防调研", "authors": "李华",
                      "advice": "每层配灭火器"},
    }  # fmt: skip
    with office.book.action("登记", "tasks.edit") as work:
        ids = {table_of(model).name: work.insert_many(model, [values])[0] for model, values in rows.items()}
        made = ResponsibilityList(organization_id=office.street, level="街道", year=2022, title="安全清单")
        made.items = [ResponsibilityItem(no=1, category="消防", text="按月检查灭火器")]
        plan = WorkPlan(organization_id=office.street, title="下半年计划", starts_on=DAY, ends_on=DAY)
        plan.items = [WorkPlanItem(no=1, section="安全", title="更换旧灭火器")]
        work.session.add_all([made, plan])
    return ids | {"responsibility_item": made.items[0].id, "work_plan_item": plan.items[0].id}


def hits(office, typed, search=find):
    with office.book.read() as connection:
        return {hit.table: hit for hit in search(connection, typed)}


def test_each_is_found_with_what_it_says(office, stored):
    found = hits(office, "灭火器")
    assert {table: hit.id for table, hit in found.items()} == {
        table: stored[table] for table in ("problem", "task", "inspection", "regulation", "study_report")
    }  # fmt: skip
    told = {table: (hit.title, hit.detail, hit.snippet, hit.part) for table, hit in found.items()}
    assert told == {
        "problem": (
            "2022-007 活动室设施不全", "2022-06-01 · 春和一支部 · 整改中", "整改措施：购买灭火器两具", "measures",
        ),
        "task": ("检查灭火器", "2022-06-01 · 春和一支部 · 进行中", "", ""),
        "inspection": ("消防检查", "2022-06-01 · 和平街道党工委 · 专项督查", "检查情况：查看了灭火器的压力。", "text"),
        "regulation": ("灭火器管理办法", "2022-06-01 · 和平街道党工委 · 和街制〔2022〕3号", "", ""),
        "study_report": ("消防调研", "和平街道党工委", "对策建议：每层配灭火器", "advice"),
    }  # fmt: skip
    for hit in found.values():
        shown = hit.title if hit.title_marks else hit.snippet
        assert [shown[at : at + length] for at, length in hit.title_marks or hit.snippet_marks] == ["灭火器"]


def test_a_problem_by_its_number(office, stored):
    assert set(hits(office, "2022-007")) == {"problem"}


def test_items_are_told_with_their_list_or_plan(office, stored):
    found = hits(office, "灭火器", find_lines)
    assert {table: (hit.id, hit.title, hit.detail) for table, hit in found.items()} == {
        "responsibility_item": (stored["responsibility_item"], "按月检查灭火器", "安全清单 · 消防"),
        "work_plan_item": (stored["work_plan_item"], "更换旧灭火器", "下半年计划 · 安全"),
    }
    assert hits(office, "灭火器 更换", find_lines).keys() == {"work_plan_item"}
    assert hits(office, "没有", find_lines) == {}


def test_of_many_the_newest_are_shown_and_more_announced(office):
    with office.book.action("登记", "tasks.edit") as work:
        ids = work.insert_many(Task, [{"title": f"走访第{no}户"} for no in range(20)])
        made = ResponsibilityList(organization_id=office.street, level="街道", year=2022, title="清单")
        made.items = [ResponsibilityItem(no=no, category="走访", text="走访困难党员") for no in range(20)]
        work.session.add(made)
    with office.book.read() as connection:
        found = find(connection, "走访")
        lines = find_lines(connection, "走访")
    most = PER_KIND["task"]
    assert [hit.id for hit in found] == ids[::-1][:most]
    assert [hit.more for hit in found] == [False] * (most - 1) + [True]
    assert [hit.more for hit in lines] == [False] * (ITEMS - 1) + [True]


def test_a_late_scan_of_items_is_not_begun(office):
    with office.book.read() as connection, pytest.raises(CancelledError):
        find_lines(connection, "走访", cancelled=lambda: True)


def test_every_kind_is_one_that_has_an_index():
    indexed = {
        table_of(model).name for feature in FEATURES for model in feature.models if table_of(model).info.get("search")
    }
    assert {kind.table.name for kind in KINDS} <= indexed
    assert {"person", "organization", "meeting"} | {kind.table.name for kind in KINDS} == set(PER_KIND)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=12))
def test_whatever_is_typed_is_only_text(office, stored, typed):
    hits(office, typed)
    hits(office, typed, find_lines)
