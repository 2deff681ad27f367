"""Guidance groups and inspections are written whole; findings become problems."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from db.core.errors import UserError
from db.inspections.actions import delete_groups, delete_inspections, save_group, save_inspection, to_problems
from db.inspections.draft import FindingLine, MemberLine
from db.inspections.models import Finding, GroupMember
from db.inspections.queries import (
    get_group,
    get_inspection,
    groups_on,
    listed,
    listed_count,
    proposed_by,
)
from db.organizations.actions import delete_organization
from db.problems.actions import delete_problems
from db.problems.draft import ProblemDraft
from db.problems.merging import merge
from db.problems.models import Problem


def problems(connection):
    return list(connection.execute(select(Problem.__table__).order_by(Problem.number)).mappings())


def finding_ids(inspecting, id):
    return {line.text: line.id for line in inspecting.read(get_inspection, id).findings}


# -- groups ------------------------------------------------------------------------------------------------------


def test_a_group_is_read_back_as_it_was_written(inspecting, office):
    draft = inspecting.read(get_group, inspecting.group)
    assert [(line.name, line.role) for line in draft.members] == [("周建国", "组长"), ("吴晓梅", "成员")]
    assert draft.organizations == (office.community, office.branch)
    assert save_group(inspecting.book, replace(draft, duty="联系社区"), inspecting.group) == inspecting.group
    assert inspecting.read(get_group, inspecting.group).duty == "联系社区"


def test_members_keep_their_rows(inspecting):
    def rows(connection):
        return dict(connection.execute(select(GroupMember.name, GroupMember.id)).all())

    before = inspecting.read(rows)
    draft = inspecting.read(get_group, inspecting.group)
    save_group(inspecting.book, replace(draft, members=(MemberLine(None, "郑涛"), *draft.members)), inspecting.group)
    after = inspecting.read(rows)
    assert {name: after[name] for name in before} == before
    assert len(after) == 3


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"set_up_on": None}, "set_up_on"),
        ({"dissolved_on": date(2022, 2, 1)}, "dissolved_on"),
        ({"members": (MemberLine(None, ""),)}, "members"),
        ({"members": (MemberLine(7, "张三"), MemberLine(7, "张三"))}, "members"),
        ({"members": (MemberLine(7, "张三"),)}, "members"),
        ({"organizations": (1,)}, "organizations"),
        ({"organization_id": 1}, "organization_id"),
    ],
)
def test_a_wrong_group_is_refused_at_its_field(inspecting, change, field):
    draft = inspecting.read(get_group, inspecting.group)
    with pytest.raises(UserError) as refused:
        save_group(inspecting.book, replace(draft, **change), inspecting.group)
    assert set(refused.value.fields) == {field}


def test_a_second_group_of_the_same_name_and_day_is_refused(inspecting):
    draft = inspecting.read(get_group, inspecting.group)
    with pytest.raises(UserError, match="已成立过“第一指导小组”"):
        save_group(inspecting.book, replace(draft, name="第一指导小组 "))
    save_group(inspecting.book, replace(draft, set_up_on=date(2022, 5, 1)))


def test_a_group_that_inspected_is_dissolved_not_deleted(inspecting):
    inspecting.inspect(group_id=inspecting.group)
    with pytest.raises(UserError, match="有 1 次督导检查"):
        delete_groups(inspecting.book, [inspecting.group])
    unused = save_group(inspecting.book, replace(inspecting.read(get_group, inspecting.group), name="第二指导小组"))
    assert len(inspecting.read(groups_on, None, None)) == 2
    delete_groups(inspecting.book, [unused])
    assert [group.name for group in inspecting.read(groups_on, None, None)] == ["第一指导小组"]


def test_a_group_proposes_its_members_and_organizations(inspecting, office):
    proposal = inspecting.read(proposed_by, inspecting.group)
    assert proposal.inspectors == "周建国、吴晓梅"
    assert proposal.organizations == (office.community, office.branch)
    assert proposal.organization_id == office.street


def test_only_groups_of_the_day_are_offered_and_the_chosen_one(inspecting):
    draft = inspecting.read(get_group, inspecting.group)
    save_group(inspecting.book, replace(draft, dissolved_on=date(2022, 4, 30)), inspecting.group)
    assert [group.id for group in inspecting.read(groups_on, date(2022, 4, 30), None)] == [inspecting.group]
    for day in (date(2022, 2, 28), date(2022, 5, 1)):
        assert inspecting.read(groups_on, day, None) == []
        assert [group.id for group in inspecting.read(groups_on, day, inspecting.group)] == [inspecting.group]


# -- inspections -------------------------------------------------------------------------------------------------


def test_an_inspection_is_read_back_as_it_was_written(inspecting, office):
    draft = inspecting.draft(
        group_id=inspecting.group, visits=[office.community, office.branch], inspectors="周建国", text="总体较好",
        findings=[FindingLine("台账不全", office.branch, "补齐", date(2022, 6, 30))],
    )  # fmt: skip
    id = save_inspection(inspecting.book, draft)
    read = inspecting.read(get_inspection, id)
    assert replace(read, findings=tuple(replace(line, id=None) for line in read.findings)) == draft


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"held_on": date(2022, 6, 28)}, "held_on", "还没有到"),
        ({"title": ""}, "title", "检查名称"),
        ({"kind": "暗访"}, "kind", "不在可选项中"),
        ({"visits": (1,)}, "visits", "已被删除"),
        ({"findings": (FindingLine("甲"), FindingLine(" "))}, "findings", "第 2 条"),
        ({"findings": (FindingLine("甲", due_on=date(2022, 5, 8)),)}, "findings", "早于检查日期"),
        ({"findings": (FindingLine("甲", 1),)}, "findings", "责任单位"),
        ({"group_id": 1}, "group_id", "指导小组已被删除"),
    ],
)
def test_a_wrong_inspection_is_refused_at_its_field(inspecting, change, field, told):
    with pytest.raises(UserError, match=told) as refused:
        inspecting.inspect(**change)
    assert set(refused.value.fields) == {field}


def test_an_organization_is_visited_once(inspecting, office):
    with pytest.raises(UserError) as refused:
        inspecting.inspect(visits=[office.branch, office.branch])
    assert set(refused.value.fields) == {"visits"}


@given(order=st.permutations(range(4)), gone=st.integers(0, 3), reworded=st.booleans(), named=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
def test_a_finding_keeps_its_row_and_its_problem_wherever_it_goes(inspecting, order, gone, reworded, named):
    """By its row where the line names it, else by its words."""
    texts = ["会议记录没有请假事由", "党费收缴不及时", "换届材料缺选票统计", "阵地牌匾破损"]
    id = inspecting.inspect(findings=texts)
    known = finding_ids(inspecting, id)
    to_problems(inspecting.book, id, list(known.values()))
    draft = inspecting.read(get_inspection, id)
    before = {line.text: line for line in draft.findings}
    lines = [draft.findings[at] for at in order if at != gone]
    if reworded and named:
        lines[0] = replace(lines[0], text="完全另一句话")
    written = [line if named else replace(line, id=None, problem_id=None) for line in lines]
    save_inspection(inspecting.book, replace(draft, findings=tuple(written)), id)
    after = inspecting.read(get_inspection, id).findings
    assert [line.text for line in after] == [line.text for line in lines]
    assert [line.id for line in after] == [line.id for line in lines]
    assert [line.problem_id for line in after] == [line.problem_id for line in lines]
    assert all(line.problem_id == before[line.text].problem_id for line in after if line.text in before)


def test_a_further_finding_takes_no_row_of_another(inspecting):
    id = inspecting.inspect(findings=["党费收缴不及时"])
    to_problems(inspecting.book, id, list(finding_ids(inspecting, id).values()))
    draft = inspecting.read(get_inspection, id)
    save_inspection(inspecting.book, replace(draft, findings=(FindingLine("党员活动室漏水"), *draft.findings)), id)
    found = {line.text: line.problem_id for line in inspecting.read(get_inspection, id).findings}
    assert found["党员活动室漏水"] is None
    assert found["党费收缴不及时"] is not None


# -- into the ledger ---------------------------------------------------------------------------------------------


def test_findings_become_problems_in_one_action(inspecting, office):
    id = inspecting.inspect(
        findings=[FindingLine("台账不全", office.branch, "补齐台账", date(2022, 6, 30)), "记录不规范", "没有签字"]
    )
    known = finding_ids(inspecting, id)
    made = to_problems(inspecting.book, id, [known["台账不全"], known["没有签字"]], ProblemDraft(category="制度"))
    rows = inspecting.read(problems)
    assert [(row["number"], row["text"]) for row in rows] == [("2022-001", "台账不全"), ("2022-002", "没有签字")]
    assert {row["source"] for row in rows} == {"督查"}
    assert {row["found_on"] for row in rows} == {date(2022, 5, 9)}
    assert {row["category"] for row in rows} == {"制度"}
    assert [row["id"] for row in rows] == made
    first = rows[0]
    assert (first["goal"], first["due_on"], first["organization_id"]) == ("补齐台账", date(2022, 6, 30), office.branch)
    shown = inspecting.read(listed, made)
    assert shown[made[0]].number == "2022-001"
    assert shown[made[0]].state == "未启动"
    assert inspecting.book.undo() == "列入问题台账"
    assert inspecting.read(problems) == []
    assert {line.problem_id for line in inspecting.read(get_inspection, id).findings} == {None}


def test_the_deadline_of_the_ledger_is_the_findings_too(inspecting):
    id = inspecting.inspect(findings=["台账不全", FindingLine("没有签字", None, "", date(2022, 6, 30))])
    ids = list(finding_ids(inspecting, id).values())
    to_problems(inspecting.book, id, ids, ProblemDraft(due_on=date(2022, 7, 31)))
    due = {line.text: line.due_on for line in inspecting.read(get_inspection, id).findings}
    assert due == {"台账不全": date(2022, 7, 31), "没有签字": date(2022, 6, 30)}


def test_a_finding_is_entered_once(inspecting):
    id = inspecting.inspect(findings=["台账不全"])
    ids = list(finding_ids(inspecting, id).values())
    to_problems(inspecting.book, id, ids)
    with pytest.raises(UserError, match="已经列入问题台账"):
        to_problems(inspecting.book, id, ids)
    with pytest.raises(UserError, match="不在这次检查中"):
        to_problems(inspecting.book, id, [1])
    assert len(inspecting.read(problems)) == 1


def test_saving_enters_what_is_not_in_the_ledger_yet(inspecting):
    id = save_inspection(inspecting.book, inspecting.draft(findings=["甲"]), listing=ProblemDraft())
    draft = inspecting.read(get_inspection, id)
    save_inspection(
        inspecting.book, replace(draft, findings=(*draft.findings, FindingLine("乙"))), id, listing=ProblemDraft()
    )
    assert [row["text"] for row in inspecting.read(problems)] == ["甲", "乙"]
    assert inspecting.book.undo() == "修改督导检查并列入问题台账"
    assert [row["text"] for row in inspecting.read(problems)] == ["甲"]


def test_saving_by_itself_enters_nothing_and_keeps_what_was_entered(inspecting):
    id = inspecting.inspect(findings=["甲"])
    draft = inspecting.read(get_inspection, id)
    [problem] = to_problems(inspecting.book, id, [draft.findings[0].id])
    save_inspection(inspecting.book, draft, id)  # read before it was entered
    assert inspecting.read(get_inspection, id).findings[0].problem_id == problem
    assert len(inspecting.read(problems)) == 1


def test_deleting_an_inspection_keeps_its_problems(inspecting):
    id = inspecting.inspect(findings=["甲", "乙"])
    to_problems(inspecting.book, id, [finding_ids(inspecting, id)["甲"]])
    assert inspecting.read(listed_count, [id]) == 1
    delete_inspections(inspecting.book, [id])
    assert [row["text"] for row in inspecting.read(problems)] == ["甲"]
    assert inspecting.read(lambda c: c.execute(select(func.count()).select_from(Finding)).scalar()) == 0
    inspecting.book.undo()
    assert inspecting.read(get_inspection, id).findings[0].problem_id is not None


def test_a_deleted_inspection_saved_again_keeps_those_problems_that_are_there(inspecting):
    id = inspecting.inspect(findings=["甲", "乙"])
    there, gone = to_problems(inspecting.book, id, list(finding_ids(inspecting, id).values()))
    draft = inspecting.read(get_inspection, id)
    delete_inspections(inspecting.book, [id])
    delete_problems(inspecting.book, [gone])
    again = save_inspection(inspecting.book, draft)
    assert [line.problem_id for line in inspecting.read(get_inspection, again).findings] == [there, None]


def test_a_problem_deleted_frees_its_finding_and_a_merged_one_leads_to_the_other(inspecting):
    id = inspecting.inspect(findings=["甲", "乙"])
    known = finding_ids(inspecting, id)
    kept, other = to_problems(inspecting.book, id, [known["甲"], known["乙"]])
    merge(inspecting.book, kept, [other])
    assert [line.problem_id for line in inspecting.read(get_inspection, id).findings] == [kept, kept]
    assert inspecting.read(listed_count, [id]) == 1
    delete_problems(inspecting.book, [kept, other])
    assert [line.problem_id for line in inspecting.read(get_inspection, id).findings] == [None, None]


def test_who_was_inspected_is_not_deleted_under_the_record(inspecting, office):
    inspecting.inspect(visits=[office.other_branch])
    with pytest.raises(UserError):
        delete_organization(inspecting.book, office.other_branch)
