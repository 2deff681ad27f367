"""Lists, coverage and figures of inspections."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from db.core.errors import CancelledError
from db.core.listing import Filter
from db.core.period import Period
from db.inspections.actions import save_group, to_problems
from db.inspections.coverage import coverage, visits_to
from db.inspections.draft import FindingLine
from db.inspections.figures import groups_set_up, inspections_held
from db.inspections.queries import get_group, get_inspection, groups, inspections
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft

HALF = Period.parse("2022H1")


def rows(inspecting, listing, **wanted):
    names = ["id", *(field.name for field in listing.fields)]
    return inspecting.read(
        lambda connection: [dict(zip(names, row, strict=True)) for row in listing.all(connection, Filter(**wanted))]
    )


def test_the_list_counts_whom_it_visited_and_what_it_found(inspecting, office):
    id = inspecting.inspect(visits=[office.community, office.branch], findings=["甲", "乙"], group_id=inspecting.group)
    to_problems(inspecting.book, id, [inspecting.read(get_inspection, id).findings[0].id])
    [row] = rows(inspecting, inspections)
    assert (row["visits"], row["findings"], row["problems"]) == (2, 2, 1)
    assert (row["group"], row["organization"]) == ("第一指导小组", "和平街道党工委")


def test_the_scope_shows_what_was_made_by_it_or_at_it(inspecting, office):
    at_branch = inspecting.inspect(visits=[office.branch])
    own = inspecting.inspect(visits=[office.branch], organization_id=office.community)
    inspecting.inspect(visits=[office.other_branch])

    def found(place):
        return {row["id"] for row in rows(inspecting, inspections, organization=place)}

    assert found(office.branch) == {at_branch, own}
    assert len(found(office.community)) == len(found(office.street)) == 3


@pytest.mark.parametrize(
    ("text", "hit"),
    [("一季度", True), ("台账", True), ("春和一支部", True), ("第一党支部", True), ("100%", False), ("收缴", False)],
)
def test_it_is_found_by_its_words_its_findings_and_whom_it_visited(inspecting, office, text, hit):
    inspecting.inspect(visits=[office.branch], findings=["台账不全"])
    assert bool(rows(inspecting, inspections, text=text)) is hit


def test_the_newest_come_first_and_the_period_narrows(inspecting):
    for day in (date(2021, 12, 31), date(2022, 1, 1), date(2022, 6, 27)):
        inspecting.inspect(day)
    assert [row["held_on"] for row in rows(inspecting, inspections, period=HALF)] == [
        date(2022, 6, 27), date(2022, 1, 1),
    ]  # fmt: skip


def test_groups_of_the_period_with_their_counts(inspecting, office):
    inspecting.inspect(group_id=inspecting.group)
    [row] = rows(inspecting, groups, period=HALF)
    assert (row["members"], row["organizations"], row["inspections"]) == (2, 2, 1)
    assert rows(inspecting, groups, period=Period.parse("2021")) == []
    assert rows(inspecting, groups, organization=office.branch)
    assert rows(inspecting, groups, organization=office.other_branch) == []
    assert rows(inspecting, groups, text="吴晓梅")
    assert rows(inspecting, groups, text="第二") == []


# -- coverage ----------------------------------------------------------------------------------------------------


def covered(inspecting, place=None, period=HALF):
    return {row.name: row for row in inspecting.read(coverage, place, period)}


def test_coverage_tells_how_often_last_when_and_who_never(inspecting, office):
    inspecting.inspect(date(2021, 12, 1), visits=[office.branch])
    inspecting.inspect(date(2022, 3, 1))
    inspecting.inspect(date(2022, 5, 9), findings=["甲", FindingLine("乙", office.branch)])
    inspecting.inspect(date(2022, 6, 20))
    inspecting.inspect(date(2022, 6, 27), visits=[office.community])
    found = covered(inspecting, period=Period(date(2022, 3, 1), date(2022, 6, 20)))
    community, branch, other = (found[name] for name in ("春和社区党委", "春和社区第一党支部", "春和社区第二党支部"))
    assert (community.visits, community.last_on, community.findings) == (3, date(2022, 6, 20), 1)
    assert (branch.visits, branch.last_on, branch.never) == (0, date(2021, 12, 1), False)
    assert (other.visits, other.never) == (0, True)
    assert community.groups == branch.groups == "第一指导小组"
    assert other.groups == ""


def test_coverage_leaves_out_groups_the_office_itself_and_what_was_not_there(inspecting, office):
    save_organization(inspecting.book, OrganizationDraft(
        "已撤销的支部", "党支部", parent_id=office.community, dissolved_on=date(2021, 12, 31)
    ))  # fmt: skip
    assert list(covered(inspecting)) == ["春和社区党委", "春和社区第一党支部", "春和社区第二党支部"]
    assert list(covered(inspecting, office.branch)) == ["春和社区第一党支部"]
    inspecting.inspect(visits=[office.street])
    assert "和平街道党工委" in covered(inspecting)


def test_coverage_counts_problems_not_closed_out(inspecting, office):
    id = inspecting.inspect(findings=["甲", "乙"])
    to_problems(inspecting.book, id, [line.id for line in inspecting.read(get_inspection, id).findings][:1])
    assert covered(inspecting)["春和社区党委"].unsettled == 1


def test_coverage_can_be_broken_off(inspecting):
    with pytest.raises(CancelledError):
        inspecting.read(coverage, None, HALF, lambda: True)


def test_the_visits_behind_a_row(inspecting, office):
    inspecting.inspect(date(2022, 3, 1))
    inspecting.inspect(findings=["甲", FindingLine("乙", office.branch)], group_id=inspecting.group)
    inspecting.inspect(date(2021, 3, 1))
    first, second = inspecting.read(visits_to, office.community, HALF)
    assert (first.held_on, first.group, first.findings) == (date(2022, 5, 9), "第一指导小组", ("甲",))
    assert (second.held_on, second.group, second.findings) == (date(2022, 3, 1), "", ())


# -- figures -----------------------------------------------------------------------------------------------------


def test_figures_are_the_records_behind_them(inspecting, office):
    company = save_organization(
        inspecting.book, OrganizationDraft("恒信公司党支部", "党支部", "非公企业", parent_id=office.street)
    )
    inspecting.inspect(date(2021, 5, 9), visits=[company])
    both = inspecting.inspect(visits=[office.community, company])
    plain = inspecting.inspect(date(2022, 5, 10))
    later = inspecting.inspect(date(2022, 6, 1), visits=[company])
    assert inspecting.read(inspections_held, HALF) == [later, plain, both]
    assert inspecting.read(inspections_held, HALF, sector="非公企业") == [later, both]
    assert inspecting.read(inspections_held, HALF, company) == [later, both]


def test_groups_are_counted_where_they_were_set_up(inspecting, office):
    draft = inspecting.read(get_group, inspecting.group)
    save_group(inspecting.book, replace(draft, dissolved_on=date(2022, 4, 1)), inspecting.group)
    earlier = save_group(inspecting.book, replace(draft, set_up_on=date(2021, 3, 1)))
    assert inspecting.read(groups_set_up, HALF) == [inspecting.group]
    assert inspecting.read(groups_set_up, Period.parse("2021")) == [earlier]
    assert inspecting.read(groups_set_up, HALF, office.community) == []
