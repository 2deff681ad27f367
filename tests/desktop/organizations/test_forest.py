from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from db.organizations.queries import Node
from desktop.organizations.forest import Forest

TODAY = date(2022, 6, 27)


def node(id, parent=None, name="", dissolved=None):
    return Node(id, parent, name or f"第{id}支部", "", "党支部", "", dissolved)


@st.composite
def forests(draw):
    """Parents before children, some dissolved, names of a few characters."""
    made = []
    for id in range(1, draw(st.integers(1, 25)) + 1):
        parent = draw(st.sampled_from([None, *(other.id for other in made)]))
        dissolved = draw(st.sampled_from([None, None, date(2020, 1, 1), TODAY, date(2030, 1, 1)]))
        made.append(node(id, parent, draw(st.text("和平新华一二", min_size=1, max_size=4)), dissolved))
    # the order of ``queries.nodes``: each one's children follow it
    ordered = []

    def walk(parent):
        for one in (one for one in made if one.parent_id == parent):
            ordered.append(one)
            walk(one.id)

    walk(None)
    return ordered


@given(forests(), st.booleans(), st.sampled_from(["", "和", "平新", "hp", "x"]))
def test_what_is_shown_can_be_reached_and_nothing_fitting_is_lost(nodes, dissolved, text):
    forest = Forest(nodes)
    shown = forest.shown(None, dissolved, text, TODAY)
    ids = {one.id for one in shown}
    assert all(one.parent_id is None or one.parent_id in ids for one in shown)
    fits = forest.fits(text)
    for one in nodes:
        alive = dissolved or one.dissolved_on is None or one.dissolved_on > TODAY
        assert one.id in ids or not (alive and fits(one))
    leaves = [one for one in shown if not any(other.parent_id == one.id for other in shown)]
    assert all(fits(one) for one in leaves)
    assert [one for one in nodes if one.id in ids] == shown


@given(forests())
def test_below_counts_the_subtree(nodes):
    forest = Forest(nodes)
    for one in nodes:
        assert forest.below(one.id) == len(forest.subtree(one.id)) - 1


def test_one_is_found_by_its_short_name_and_initials():
    forest = Forest([Node(1, None, "和平街道党工委", "街道", "党工委", "", None), node(2, 1, "新华社区党委")])
    assert [one.id for one in forest.shown(None, False, "XHSQ", TODAY)] == [1, 2]
    assert [one.id for one in forest.shown(None, False, "街道", TODAY)] == [1]
    assert forest.shown(None, False, "没有", TODAY) == []


def test_the_part_under_one_stands_alone():
    forest = Forest([node(1), node(2, 1), node(3, 2), node(4, 1)])
    assert [one.id for one in forest.shown(2, False, "", TODAY)] == [2, 3]
