"""Inspections with names for ids."""

from __future__ import annotations

from datetime import date

from db.inspections.actions import save_inspection
from db.inspections.draft import FindingLine
from db.inspections.sheets import FindingSheet, VisitSheet, in_tree, inspection_sheets


def test_the_earliest_first_with_names_for_ids(inspecting, office):
    later = inspecting.inspect(date(2022, 6, 1))
    first = save_inspection(inspecting.book, inspecting.draft(
        group_id=inspecting.group, visits=[office.branch, office.community],
        findings=[FindingLine("甲", office.branch, "改", date(2022, 6, 30)), FindingLine("乙")],
    ))  # fmt: skip
    one, two = inspecting.read(inspection_sheets, [later, first, 1])
    assert (one.id, two.id) == (first, later)
    assert (one.organization, one.group, two.group) == ("和平街道党工委", "第一指导小组", "")
    assert one.visits == (VisitSheet("春和社区第一党支部", ""), VisitSheet("春和社区党委", ""))
    assert one.findings == (
        FindingSheet("春和社区第一党支部", "甲", "改", date(2022, 6, 30)), FindingSheet("", "乙", "", None),
    )  # fmt: skip


def test_names_in_the_order_of_the_tree(inspecting):
    names = ["春和社区第二党支部", "没有的", "春和社区党委", "春和社区党委"]
    assert inspecting.read(in_tree, names) == ["春和社区党委", "春和社区第二党支部", "没有的"]
