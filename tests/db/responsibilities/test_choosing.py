"""Who pledges on a list of each level."""

from __future__ import annotations

import pytest

from db.organizations.queries import Node
from db.responsibilities.queries import of_level


def place(id, parent, kind, sector=""):
    return Node(id, parent, f"组织{id}", "", kind, sector, None)


TREE = [
    place(1, None, "党工委"), place(2, 1, "党委", "社区"), place(3, 2, "党支部", "社区"), place(4, 3, "党小组", "社区"),
    place(5, 1, "党总支", "村"), place(6, 1, "联合党支部", "非公企业"), place(7, 6, "党支部", "社区"),
]  # fmt: skip


@pytest.mark.parametrize(("level", "chosen"), [("街道", {1}), ("社区", {2, 5, 7}), ("支部", {3, 6, 7})])
def test_the_level_says_who_pledges(level, chosen):
    assert of_level(level, TREE) == chosen


def test_a_community_s_own_list_is_its_own():
    assert of_level("社区", TREE[1:4]) == {2}
    assert of_level("街道", []) == set()
