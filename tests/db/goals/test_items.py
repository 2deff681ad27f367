"""The order of items in their groups, and the task made of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.core.errors import UserError
from db.goals.items import as_task, grouped, move, naming, order, short

TODAY = date(2022, 6, 27)


@dataclass(eq=False)
class Line:
    group: str
    no: int = 0


lines = st.lists(st.sampled_from("甲乙丙").map(Line), min_size=1, max_size=8)


def told(items):
    return [item.group for item in sorted(items, key=lambda item: item.no)]


@given(lines)
def test_groups_stand_together_where_their_first_stands(items):
    order(items)
    assert sorted(item.no for item in items) == list(range(1, len(items) + 1))
    groups = told(items)
    assert list(dict.fromkeys(groups)) == list(dict.fromkeys(item.group for item in items))
    assert groups == [group for group in dict.fromkeys(groups) for _ in range(groups.count(group))]
    for within in grouped(items).values():
        assert [item.no for item in within] == sorted(item.no for item in within)


@given(lines, st.integers(0, 7), st.sampled_from((-1, 1)))
def test_a_move_keeps_groups_together_and_goes_one_step(items, at, step):
    item = items[at % len(items)]
    order(items)
    standing = sorted(items, key=lambda one: one.no)
    before = item.no
    move(standing, item, step)
    assert sorted(one.no for one in items) == list(range(1, len(items) + 1))
    groups = told(items)
    assert groups == [group for group in dict.fromkeys(groups) for _ in range(groups.count(group))]
    assert (item.no - before) * step >= 0
    within = [one for one in standing if one.group == item.group]
    if 0 <= within.index(item) + step < len(within):
        assert item.no == before + step


def test_the_task_of_an_item_is_called_by_its_words():
    task = as_task("讲党课", ("有讲稿 ", ""), date(2022, 7, 1), TODAY, "周文")
    assert (task.title, task.text, task.starts_on, task.due_on) == ("讲党课", "有讲稿", TODAY, date(2022, 7, 1))
    late = as_task("长" * 61, ("标准",), date(2022, 6, 1), TODAY, "周文", 7)
    assert (len(late.title), late.text, late.starts_on) == (60, "长" * 61 + "\n标准", None)
    assert late.organization_id == 7


def test_what_is_refused_names_the_item():
    with pytest.raises(UserError, match="“党 课”不能布置成任务：太长。") as refused, naming("党\n课"):
        raise UserError("太长。", {"text": "太长"})
    assert refused.value.fields == {"text": "太长"}
    assert short("一" * 40) == "一" * 29 + "…"
