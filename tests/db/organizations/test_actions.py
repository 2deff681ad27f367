from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from db.core.errors import UserError
from db.core.listing import Filter
from db.core.period import Period
from db.core.vocabulary import organization_kinds
from db.organizations.actions import delete_organization, move_organization, save_organization
from db.organizations.draft import OrganizationDraft
from db.organizations.queries import by_name, get_organization, nodes, organizations, subtree
from db.people.actions import save_person
from db.people.draft import PersonDraft


def draft(name: str = "夏至支部", kind: str = "党支部", **more) -> OrganizationDraft:
    return OrganizationDraft(name=name, kind=kind, **more)


def stored(office, row_id: int) -> OrganizationDraft:
    with office.book.read() as connection:
        return get_organization(connection, row_id)


def children(office, parent: int | None) -> list[str]:
    with office.book.read() as connection:
        return [node.name for node in nodes(connection) if node.parent_id == parent]


def refused(call, *arguments) -> UserError:
    with pytest.raises(UserError) as caught:
        call(*arguments)
    assert caught.value.text.endswith(("。", "）"))
    return caught.value


def test_the_list_stands_in_the_order_of_the_tree(office):
    save_organization(office.book, draft("秋实社区党委", "党委", parent_id=office.street))
    save_organization(office.book, draft("春和社区第三党支部", parent_id=office.community))
    with office.book.read() as connection:
        tree = [node.id for node in nodes(connection)]
        assert list(organizations.ids(connection, Filter())) == tree
        assert [row[0] for row in organizations.first(connection, Filter(), 3)] == tree[:3]
        found = [row[1] for row in organizations.first(connection, Filter(text="社区"), 9)]
        within = list(organizations.ids(connection, Filter(organization=office.community)))
    assert found == [
        "春和社区党委", "春和社区第一党支部", "春和社区第二党支部", "春和社区第三党支部", "秋实社区党委"
    ]  # fmt: skip
    assert within == tree[1:-1]


def test_what_is_saved_is_read_back(office):
    full = draft(
        sector="社区", short_name="夏至", parent_id=office.community, founded_on=date(2015, 7, 1),
        dissolved_on=date(2021, 1, 1), address="和平路 1 号", phone="12345", contact="吴静", note="一\n二",
    )  # fmt: skip
    row_id = save_organization(office.book, full)
    assert stored(office, row_id) == full
    assert save_organization(office.book, replace(full, name="秋实支部"), row_id) == row_id
    assert stored(office, row_id).name == "秋实支部"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (draft(name=""), "name"),
        (draft(name=" 　\t"), "name"),
        (draft(name=None), "name"),
        (draft(name="长" * 61), "name"),
        (draft(name="春\0"), "name"),
        (draft(kind=""), "kind"),
        (draft(kind="工会"), "kind"),
        (draft(sector="天上"), "sector"),
        (draft(short_name="长" * 100_000), "short_name"),
        (draft(founded_on=date(2020, 1, 2), dissolved_on=date(2020, 1, 1)), "dissolved_on"),
        (draft(parent_id=5), "parent_id"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(office, rows, wrong, field):
    before = rows(office.book)
    assert set(refused(save_organization, office.book, wrong).fields) == {field}
    assert rows(office.book) == before


def test_dissolved_on_the_day_of_founding_is_possible(office):
    day = date(2020, 1, 1)
    assert save_organization(office.book, draft(founded_on=day, dissolved_on=day))


@pytest.mark.parametrize("kind", [entry["name"] for entry in organization_kinds()])
def test_each_kind_stands_under_the_kinds_it_may_or_at_the_top(office, kind):
    allowed = next(entry["parents"] for entry in organization_kinds() if entry["name"] == kind)
    assert save_organization(office.book, draft(f"顶层{kind}", kind))
    for above in organization_kinds():
        parent = save_organization(office.book, draft(f"上级{above['name']}", above["name"]))
        if above["name"] in allowed:
            assert save_organization(office.book, draft(kind=kind, parent_id=parent))
        else:
            error = refused(save_organization, office.book, draft(kind=kind, parent_id=parent))
            assert set(error.fields) == {"parent_id"}
            assert above["name"] in error.text


def test_a_kind_that_cannot_hold_what_is_below_it_is_refused(office):
    changed = replace(stored(office, office.branch), kind="党总支")
    error = refused(save_organization, office.book, changed, office.branch)
    assert set(error.fields) == {"kind"}
    assert "第一党小组" in error.text
    assert stored(office, office.branch).kind == "党支部"
    save_organization(office.book, replace(changed, kind="联合党支部"), office.branch)


@pytest.mark.parametrize("below", ["street", "community", "branch", "group"])
def test_nothing_hangs_below_itself(office, below):
    error = refused(move_organization, office.book, office.street, getattr(office, below))
    assert set(error.fields) == {"parent_id"}
    wrong = replace(stored(office, office.street), parent_id=getattr(office, below))
    assert set(refused(save_organization, office.book, wrong, office.street).fields) == {"parent_id"}


def test_a_move_takes_everything_below_along_and_comes_last(office):
    other = save_organization(office.book, draft("秋实社区党委", "党委", parent_id=office.street))
    save_organization(office.book, draft("秋实支部", parent_id=other))
    move_organization(office.book, office.branch, other)
    assert children(office, other) == ["秋实支部", "春和社区第一党支部"]
    with office.book.read() as connection:
        assert {office.branch, office.group} <= set(connection.execute(subtree(other)).scalars())
    move_organization(office.book, office.branch, None)
    assert children(office, None) == ["和平街道党工委", "春和社区第一党支部"]


def test_siblings_keep_the_order_of_entry_and_parents_come_first(office):
    assert children(office, office.community) == ["春和社区第一党支部", "春和社区第二党支部"]
    save_organization(office.book, replace(stored(office, office.branch), note="改"), office.branch)
    assert children(office, office.community) == ["春和社区第一党支部", "春和社区第二党支部"]
    move_organization(office.book, office.branch, office.community)
    assert children(office, office.community) == ["春和社区第二党支部", "春和社区第一党支部"]
    with office.book.read() as connection:
        seen = [None]
        for node in nodes(connection):
            assert node.parent_id in seen
            seen.append(node.id)


def test_siblings_have_different_names_cousins_may_share_one(office):
    twin = draft("春和社区第一党支部", "党支部", parent_id=office.community)
    assert set(refused(save_organization, office.book, twin).fields) == {"name"}
    cousin = save_organization(office.book, replace(twin, parent_id=office.street))
    assert set(refused(move_organization, office.book, cousin, office.community).fields) == {"name"}
    assert set(refused(save_organization, office.book, draft("和平街道党工委", "党工委")).fields) == {"name"}


def test_what_is_used_is_not_deleted(office):
    assert "下面还有组织" in refused(delete_organization, office.book, office.branch).text
    save_person(office.book, PersonDraft(name="张伟", organization_id=office.branch, group_id=office.group))
    assert "还有其他记录用到" in refused(delete_organization, office.book, office.group).text
    delete_organization(office.book, office.second_group)
    assert children(office, office.branch) == ["第一党小组"]


def test_what_is_gone_is_said_to_be(office):
    delete_organization(office.book, office.second_group)
    for call in (
        lambda: delete_organization(office.book, office.second_group),
        lambda: move_organization(office.book, office.second_group, None),
        lambda: save_organization(office.book, draft(), office.second_group),
        lambda: stored(office, office.second_group),
    ):
        assert "已被删除" in refused(call).text
    assert set(refused(move_organization, office.book, office.group, office.second_group).fields) == {"parent_id"}


def test_organizations_are_found_by_the_days_they_existed(office):
    save_organization(office.book, draft("旧支部", founded_on=date(2010, 7, 1), dissolved_on=date(2020, 6, 30)))

    def existed(period: str) -> bool:
        with office.book.read() as connection:
            return "旧支部" in [row[1] for row in organizations.all(connection, Filter(period=Period.parse(period)))]

    assert not existed("2010-06")
    assert all(existed(period) for period in ("2010-07-01..2010-07-01", "2015", "2020-06-30..2021-01-01"))
    assert not existed("2020H2")


def test_a_name_or_short_name_means_one_organization(office):
    with office.book.read() as connection:
        assert by_name(connection, "春和社区").id == office.community
        assert by_name(connection, "第二党支部").id == office.other_branch
        assert by_name(connection, "春和一支部").label == "春和一支部"
        assert "多个组织" in refused(by_name, connection, "支部").text
        assert "没有名为“秋实”的组织" in refused(by_name, connection, "秋实").text


def test_a_group_does_not_move_to_another_branch(office):
    """Its members would belong to a branch that no longer has it."""
    moved = refused(move_organization, office.book, office.group, office.other_branch)
    saved = refused(
        save_organization,
        office.book,
        replace(stored(office, office.group), parent_id=office.other_branch),
        office.group,
    )
    assert set(moved.fields) == set(saved.fields) == {"parent_id"}
    assert "转移组织关系" in moved.text
