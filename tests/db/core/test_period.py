from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.core.errors import UserError
from db.core.period import Period

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
PERIODS = st.one_of(
    st.tuples(DAYS, DAYS).map(lambda days: Period(min(days), max(days))),
    DAYS.map(Period.containing),
    st.tuples(st.integers(1990, 2060), st.sampled_from(["", "H1", "H2", "Q1", "Q4", "-02", "-12"])).map(
        lambda parts: Period.parse(f"{parts[0]}{parts[1]}")
    ),
)


@pytest.mark.parametrize(
    ("code", "label", "first", "last", "others"),
    [
        ("2022", "2022 年", (1, 1), (12, 31), ["2022年", "2022年度", "2022H1..2022H2", "二〇二二年"]),
        (
            "2022H1",
            "2022 年上半年",
            (1, 1),
            (6, 30),
            ["2022h1", "2022年上半年", "2022 年 上半年", "2022年1-6月", "2022年1月至6月"],
        ),
        ("2022H2", "2022 年下半年", (7, 1), (12, 31), ["2022下半年", "2022-07-01..2022-12-31", "2022.7.1-2022.12.31"]),
        ("2022Q2", "2022 年第二季度", (4, 1), (6, 30), ["2022年二季度", "2022年第2季度", "2022q2", "２０２２Ｑ２"]),
        ("2022-06", "2022 年 6 月", (6, 1), (6, 30), ["2022年6月", "2022年六月", "2022.6", "202206", "2022年6月份"]),
        (
            "2022-01-05..2022-02-03",
            "2022-01-05 至 2022-02-03",
            (1, 5),
            (2, 3),
            ["2022-01-05 至 2022-02-03", "2022年1月5日—2022年2月3日", "2022/1/5~2022/2/3", "20220105-20220203"],
        ),
        ("2022-01-05..2022-01-05", "2022-01-05", (1, 5), (1, 5), ["2022-01-05", "2022年1月5日"]),
    ],
)
def test_spellings(code: str, label: str, first: tuple[int, int], last: tuple[int, int], others: list[str]) -> None:
    period = Period(date(2022, *first), date(2022, *last))
    assert (period.code, period.label) == (code, label)
    for spelling in (code, label, *others):
        assert Period.parse(spelling) == period, spelling


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2022-13", "月份 13 不对"),
        ("2022Q5", "季度 5 不对"),
        ("0022", "年份 22 不对"),
        ("2022-02-30..2022-03-01", "2022 年 2 月只有 1—28 日"),
        ("2022-06-30..2022-01-01", "起止日期颠倒了"),
        ("去年", "看不懂期间“去年”。可以写成：2022、2022H1、2022Q2、2022-06、2022-01-01..2022-06-30"),
        ("", "看不懂期间"),
    ],
)
def test_refusals(typed: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        Period.parse(typed)


@given(PERIODS)
def test_spellings_are_read_back(period: Period) -> None:
    assert Period.parse(period.code) == period
    assert Period.parse(period.label) == period


@given(PERIODS)
def test_neighbours_touch(period: Period) -> None:
    assert period.previous().last + timedelta(1) == period.first
    assert period.next().first - timedelta(1) == period.last


@pytest.mark.parametrize(
    ("code", "following"),
    [
        ("2022", "2023"),
        ("2022H2", "2023H1"),
        ("2022Q4", "2023Q1"),
        ("2022-12", "2023-01"),
        ("2022-01-01..2022-05-31", "2022-06-01..2022-10-31"),
        ("2022-01-05..2022-01-06", "2022-01-07..2022-01-08"),
    ],
)
def test_neighbours_have_the_same_shape(code: str, following: str) -> None:
    assert Period.parse(code).next().code == following
    assert Period.parse(following).previous().code == code


@given(DAYS)
def test_the_half_year_of_a_day_contains_it(day: date) -> None:
    half = Period.containing(day)
    assert half.contains(day)
    assert half.code == f"{day.year}H{1 if day.month <= 6 else 2}"
    assert not half.contains(half.first - timedelta(1))
    assert not half.contains(half.last + timedelta(1))


def test_choices_around_today() -> None:
    assert [period.code for period in Period.around(date(2022, 6, 29))] == [
        *("2022H1", "2021H2", "2021H1", "2020H2"),
        *("2022Q2", "2022Q1", "2021Q4", "2021Q3"),
        *("2022-06", "2022-05"),
        *("2022", "2021", "2020"),
    ]


def test_going_back_ends_with_a_sentence_not_a_crash() -> None:
    period = Period.parse("1880-01-01..2199-12-30")
    with pytest.raises(UserError, match="年份"):
        period.previous()
    with pytest.raises(UserError, match="年份"):
        period.next()


@given(st.text(st.sampled_from(list("0123456789年月日HQ上下半季度第一二.-~至/ ")), max_size=14))
def test_typing_gives_a_period_or_a_refusal(typed: str) -> None:
    try:
        period = Period.parse(typed)
    except UserError:
        return
    assert Period.parse(period.code) == period


@pytest.mark.parametrize(
    ("day", "nearest"),
    [
        (date(2022, 7, 4), date(2022, 6, 30)),
        (date(2021, 1, 1), date(2022, 1, 1)),
        (date(2022, 3, 5), date(2022, 3, 5)),
    ],
)
def test_the_nearest_day_of_a_period(day, nearest):
    assert Period.parse("2022H1").nearest(day) == nearest
