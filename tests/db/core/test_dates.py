from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.core.dates import full_date, months_later, parse_date, parse_datetime, parse_time, show_date, show_datetime
from db.core.errors import UserError

TODAY = date(2022, 6, 29)  # a Wednesday
DAYS = st.dates(date(1880, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    "typed",
    [
        *("0627", "627", "6.27", "6-27", "6/27", "6、27", "6。27", "6月27日", "6月27", "6 月 27 号", "六月二十七日"),
        *("2022.6.27", "2022/6/27", "20220627", "2022-06-27", "220627", "22-6-27", "2022年6月27日", " 2022-06-27 "),
        *("二〇二二年六月二十七日", "二零二二年六月廿七日", "２０２２．６．２７", "６２７", "前天", "周一", "本周一"),
        *("星期一", "礼拜一"),
    ],
)
def test_spellings_of_one_day(typed: str) -> None:
    assert parse_date(typed, TODAY) == date(2022, 6, 27)


@pytest.mark.parametrize(
    ("typed", "days"),
    [("今天", 0), ("今日", 0), ("昨天", -1), ("明天", 1), ("后天", 2), ("大前天", -3), ("周日", 4), ("星期天", 4)],
)
def test_days_near_today(typed: str, days: int) -> None:
    assert parse_date(typed, TODAY) == TODAY + timedelta(days)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("7天后", date(2023, 1, 7)), ("七天内", date(2023, 1, 7)), ("10日内", date(2023, 1, 10)),
        ("两周后", date(2023, 1, 14)), ("一个月后", date(2023, 1, 31)), ("2个月之内", date(2023, 2, 28)),
        ("14个月后", date(2024, 2, 29)), ("月底", date(2022, 12, 31)), ("下月底", date(2023, 1, 31)),
        ("下个月末", date(2023, 1, 31)), ("年底", date(2022, 12, 31)), ("明年底", date(2023, 12, 31)),
    ],
)  # fmt: skip
def test_days_to_come(typed: str, day: date) -> None:
    assert parse_date(typed, date(2022, 12, 31)) == day


def test_days_too_far_ahead_are_refused() -> None:
    with pytest.raises(UserError, match="年份 2205 不对"):
        parse_date("999个月后", date(2122, 1, 1))


def test_days_of_other_weeks() -> None:
    assert parse_date("上周五", TODAY) == date(2022, 6, 24)
    assert parse_date("下周三", TODAY) == date(2022, 7, 6)
    assert parse_date("上个星期日", TODAY) == date(2022, 6, 26)


def test_two_digit_years_reach_back_to_the_old_and_forward_ten_years() -> None:
    assert parse_date("651203", TODAY) == date(1965, 12, 3)
    assert parse_date("32.1.1", TODAY) == date(2032, 1, 1)
    assert parse_date("33.1.1", TODAY) == date(1933, 1, 1)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2022-13-01", "月份 13 不对"),
        ("2022-02-30", "2022 年 2 月只有 1—28 日"),
        ("0229", "2022 年 2 月只有 1—28 日"),
        ("0600", "日子 0 不对"),
        ("1234-05-06", "年份 1234 不对"),
        ("开会那天", "看不懂日期“开会那天”"),
        ("27", "看不懂日期"),
        ("2022-6", "看不懂日期"),
        ("", "请写上日期"),
    ],
)
def test_refusals_tell_what_is_wrong(typed: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        parse_date(typed, TODAY)


def test_refusal_shows_the_spellings_and_they_are_all_accepted() -> None:
    with pytest.raises(UserError) as refusal:
        parse_date("?", TODAY)
    spellings = refusal.value.text.partition("可以写成：")[2].rstrip("。").split("、")
    assert len(spellings) > 5
    for spelling in spellings:
        parse_date(spelling, TODAY)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        *(
            (spelling, time(9, 30))
            for spelling in ("930", "0930", "9:30", "9：30", "9点半", "9点30", "九点三十分", "9.30")
        ),
        *(
            (spelling, time(14))
            for spelling in ("14点", "下午2点", "下午两点", "下午 2:00", "14:00:00", "1400", "14时")
        ),
        *((spelling, time(14, 30)) for spelling in ("下午2:30", "14.30", "下午2点半", "下午14:30")),
        ("中午12点", time(12)),
        ("中午1点", time(13)),
        ("凌晨12点", time(0)),
        ("晚上8点一刻", time(20, 15)),
        ("上午9点", time(9)),
        ("9", time(9)),
    ],
)
def test_spellings_of_times(typed: str, expected: time) -> None:
    assert parse_time(typed) == expected


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("24:00", "小时 24 不对"),
        ("9:60", "分钟 60 不对"),
        ("晚上12点", "晚上没有 12 点"),
        ("上午14点", "上午没有 14 点"),
        ("9.5", "看不懂时间"),
        ("一会儿", "看不懂时间“一会儿”"),
        ("", "看不懂时间"),
    ],
)
def test_impossible_times_are_refused(typed: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        parse_time(typed)


@pytest.mark.parametrize(
    "typed",
    [
        *("0627 930", "6.27  9:30", "2022-06-27 09:30", "2022-06-27T09:30", "2022-06-27 09:30:00", "前天 9点半"),
        *("2022 年 6 月 27 日 9:30", "6月27日9点半", "周一 上午 9:30", "二〇二二年六月二十七日　九点半"),
    ],
)
def test_date_and_time(typed: str) -> None:
    assert parse_datetime(typed, TODAY) == datetime(2022, 6, 27, 9, 30)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("6月27日", "只有日期，请在后面空一格写上时间"),
        ("2022-06-31", "日子 31 不对"),
        ("2022-06-31 9:00", "日子 31 不对"),
        ("2022-06-27 25:00", "小时 25 不对"),
        ("后来 9:00", "看不懂日期"),
    ],
)
def test_date_and_time_refusals(typed: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        parse_datetime(typed, TODAY)


@given(DAYS, DAYS)
def test_what_is_shown_is_read_back(day: date, today: date) -> None:
    assert parse_date(show_date(day), today) == day
    assert parse_date(f"{day.year}年{day.month}月{day.day}日", today) == day
    assert full_date(show_date(day)) == day


@given(st.datetimes(datetime(1880, 1, 1), datetime(2199, 12, 31)))
def test_moments_shown_are_read_back(moment: datetime) -> None:
    minute = moment.replace(second=0, microsecond=0)
    assert parse_datetime(show_datetime(moment), TODAY) == minute


@given(st.text(st.sampled_from(list("0123456789年月日号.-/:： 点半时分上下午周一二十廿〇今天")), max_size=14))
def test_typing_gives_a_date_or_a_refusal(typed: str) -> None:
    for parse in (lambda: parse_date(typed, TODAY), lambda: parse_time(typed), lambda: parse_datetime(typed, TODAY)):
        with suppress(UserError):
            parse()


@given(st.dates(date(1921, 7, 1), date(2100, 1, 1)), st.integers(-240, 240))
def test_months_later_is_in_that_month_and_never_on_a_later_day(day, months):
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).month != later.month)
