"""Deadlines as ledgers write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from db.exchange.cells import BadCellError
from db.exchange.deadlines import deadline_of


@pytest.mark.parametrize(("cell", "day"), [
    ("2022-06-30", (2022, 6, 30)), ("2022年6月30日", (2022, 6, 30)), ("2022.6.30前", (2022, 6, 30)),
    (datetime(2022, 6, 30), (2022, 6, 30)), (20220630.0, (2022, 6, 30)), (44742.0, (2022, 6, 30)),
    ("２０２２年６月３０日之前", (2022, 6, 30)),
])  # fmt: skip
def test_a_day_is_that_day_and_nothing_was_assumed(cell, day):
    deadline, note = deadline_of(cell, 2021)
    assert (deadline.day, note) == (date(*day), "")


@pytest.mark.parametrize(("cell", "day"), [
    ("6月30日", (2021, 6, 30)), ("6月30日前", (2021, 6, 30)), ("6.30前", (2021, 6, 30)),
    ("2022年6月底前", (2022, 6, 30)), ("2022年2月", (2022, 2, 28)), ("2022.6", (2022, 6, 30)), (2022.6, (2022, 6, 30)),
    ("二〇二二年六月底", (2022, 6, 30)), ("6月底", (2021, 6, 30)), ("9月中旬", (2021, 9, 20)), ("6月份", (2021, 6, 30)),
    ("2022年底前完成", (2022, 12, 31)), ("年底前", (2021, 12, 31)), ("2022年", (2022, 12, 31)),
    ("明年6月底", (2022, 6, 30)),
    ("2022年第二季度", (2022, 6, 30)), ("三季度末", (2021, 9, 30)), ("上半年", (2021, 6, 30)), ("全年", (2021, 12, 31)),
    ("2022年3月-6月", (2022, 6, 30)), ("2022年3月至2023年1月底", (2023, 1, 31)), ("3月1日—5月20日", (2021, 5, 20)),
])  # fmt: skip
def test_less_than_a_day_is_the_last_one_and_said_so(cell, day):
    deadline, note = deadline_of(cell, 2021)
    assert deadline.day == date(*day)
    assert str(deadline.day) in note


@pytest.mark.parametrize(("cell", "lasting"), [
    ("长期坚持", True), ("持续推进", True), ("常态化", True), ("立行立改", False), ("即知即改", False),
    ("每季度", False),
])  # fmt: skip
def test_words_are_no_day(cell, lasting):
    deadline, note = deadline_of(cell, 2021)
    assert (deadline.day, deadline.lasting, deadline.words) == (None, lasting, cell)
    assert cell in note


@pytest.mark.parametrize("cell", ["", " ", "/", "——", "无"])
def test_a_stroke_says_nothing(cell):
    assert deadline_of(cell, 2021) == (None, "")


@pytest.mark.parametrize(("cell", "why"), [
    ("2022-02-30", "没有 2022 年 2 月 30 日"), ("13月底", "没有 2021 年 13 月"), ("2月30日", "没有 2021 年 2 月 30 日"),
    ("第1批", "看不懂日期"), ("22年6月", "年份只有两位"), ("0022年6月", "年份 22 不对"),
])  # fmt: skip
def test_figures_that_are_no_day_say_why(cell, why):
    with pytest.raises(BadCellError, match=why):
        deadline_of(cell, 2021)
