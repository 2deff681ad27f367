from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.core.strokes import by_strokes, strokes

ORDER = (
    "丁一", "万山", "王五", "王小红", "方正", "刘备", "孙立", "李伟", "李一鸣", "李伟明", "张喆", "陈刚", "欧阳明",
    "赵强", "黄河", "魏征", "𠮷田",
)  # fmt: skip


@pytest.mark.parametrize(
    ("character", "number"),
    [
        ("丁", 2),
        ("王", 4),
        ("刘", 6),
        ("陈", 7),
        ("苏", 7),
        ("郑", 8),
        ("黄", 11),
        ("魏", 17),
        ("a", None),
        ("𠮷", None),
    ],
)
def test_strokes_are_those_of_the_mainland(character, number):
    assert strokes(character) == number


def test_surnames_then_given_names_tell():
    """Equal counts: the first stroke that differs; one character before two; unknown ones last."""
    mixed = list(ORDER)
    random.Random(7).shuffle(mixed)
    assert sorted(mixed, key=by_strokes) == list(ORDER)


@given(st.lists(st.text("张王李陈a𠮷喆强", max_size=4), unique=True), st.randoms())
def test_any_names_have_one_order(names, chance):
    mixed = list(names)
    chance.shuffle(mixed)
    assert sorted(names, key=by_strokes) == sorted(mixed, key=by_strokes)
