from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.meetings.dated import FIRST_DAY, WorthDraft
from db.rules.defaults import Value
from db.rules.queries import Rules
from db.study.rules import Conversion, target, verdict

RULES = Rules({})
HOUR, DAY = (SimpleNamespace(worth=(WorthDraft(by),)) for by in ("hour", "day"))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2025, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
spans = st.timedeltas(timedelta(minutes=1), timedelta(days=6))


def meeting_hours(kind, starts, ends, rules):
    return Conversion(rules).hours(kind, starts, ends)


def at(text):
    return datetime.strptime(f"2022-{text}", "%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("kind", "starts", "ends", "hours"),
    [
        (HOUR, "06-01 09:00", "06-01 10:00", 1),
        (HOUR, "06-01 09:00", "06-01 10:29", 1),
        (HOUR, "06-01 09:00", "06-01 10:30", 1.5),
        (HOUR, "06-01 09:00", "06-01 09:29", 0),
        (HOUR, "06-01 09:00", None, 1),
        (DAY, "06-01 09:00", "06-01 11:30", 4),
        (DAY, "06-01 08:00", "06-01 12:00", 4),
        (DAY, "06-01 08:00", "06-01 12:01", 8),
        (DAY, "06-01 09:00", "06-03 17:00", 24),
        (DAY, "06-01 14:00", "06-03 11:30", 16),
        (DAY, "06-01 22:00", "06-02 01:00", 4),
        (DAY, "06-01 09:00", None, 4),
    ],
)
def test_a_meeting_is_worth(kind, starts, ends, hours):
    assert meeting_hours(kind, at(starts), ends and at(ends), RULES) == hours


def test_fixed_hours_and_none():
    fixed = SimpleNamespace(worth=(WorthDraft("fixed", 2.5),))
    assert meeting_hours(fixed, at("06-01 09:00"), at("06-01 18:00"), RULES) == 2.5
    assert meeting_hours(SimpleNamespace(worth=(WorthDraft("none", 9.0),)), at("06-01 09:00"), None, RULES) == 0


def test_the_rule_of_the_day_converts():
    own = [Value(date(2022, 7, 1), "45", "区里通知", own=True)]
    rules = Rules({"hours.minutes": own})
    assert meeting_hours(HOUR, at("06-30 09:00"), at("06-30 10:30"), rules) == 1.5
    assert meeting_hours(HOUR, at("07-01 09:00"), at("07-01 10:30"), rules) == 2


def test_steps_and_what_has_no_end_are_rules_of_the_day_too():
    first = date(2022, 7, 1)
    rules = Rules({
        "hours.step": [Value(first, "0.1", "区里通知", own=True), Value(date(2022, 8, 1), "0", "区里通知", own=True)],
        "hours.untimed": [Value(first, "1.5", "区里通知", own=True)],
    })  # fmt: skip
    days = ("06-30", "07-01", "08-01")
    timed = [meeting_hours(HOUR, at(f"{day} 09:00"), at(f"{day} 10:44"), rules) for day in days]
    assert timed == [1.5, 1.7, 1.73]
    assert [meeting_hours(HOUR, at(f"{day} 09:00"), None, rules) for day in days] == [1, 1.5, 1.5]


def test_a_rule_of_no_minutes_gives_no_hours():
    rules = Rules({"hours.minutes": [Value(date(2022, 1, 1), "0", "误填", own=True)]})
    assert meeting_hours(HOUR, at("06-30 09:00"), at("06-30 10:30"), rules) == 0


@given(moments, spans)
def test_hours_by_time_are_halves_never_more_than_the_time(starts, span):
    hours = meeting_hours(HOUR, starts, starts + span, RULES)
    assert hours * 2 == int(hours * 2)
    assert 0 <= span / timedelta(hours=1) - hours < 0.5 + 1 / 60


@given(moments, spans)
def test_days_give_at_least_half_a_day_and_at_most_a_day_each(starts, span):
    ends = starts + span
    hours = meeting_hours(DAY, starts, ends, RULES)
    assert 4 <= hours <= 8 * ((ends.date() - starts.date()).days + 1)
    assert hours % 4 == 0


@pytest.mark.parametrize("kind", [HOUR, DAY])
@given(starts=moments, span=spans, more=spans)
def test_a_longer_meeting_is_never_worth_less(kind, starts, span, more):
    short, long = (meeting_hours(kind, starts, starts + length, RULES) for length in (span, span + more))
    assert short <= long


@given(
    moments, spans, st.sampled_from(["none", "hour", "day", "fixed"]), st.dates(date(1921, 7, 2), date(2026, 1, 1)),
    st.sampled_from(["none", "hour", "day", "fixed"]),
)  # fmt: skip
def test_what_holds_from_a_day_on_changes_nothing_before_it(starts, span, before, day, after):
    old, new = WorthDraft(before, 1.0), WorthDraft(after, 3.0, day)
    holds = replace(old if starts.date() < day else new, holds_from=FIRST_DAY)
    changed, alone = (
        meeting_hours(SimpleNamespace(worth=worth), starts, starts + span, RULES) for worth in ((old, new), (holds,))
    )
    assert changed == alone


def test_what_is_owed():
    assert target(RULES, date(2022, 12, 31), on_body=False) == (32, 0)
    assert target(RULES, date(2022, 12, 31), on_body=True) == (56, 1)


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (Fraction(9, 10), "好"), (Fraction(899, 1000), "一般"), (Fraction(8, 10), "一般"),
        (Fraction(799, 1000), "偏低"), (None, ""),
    ],
)  # fmt: skip
def test_rates_have_words(share, word):
    assert verdict(share, RULES, date(2022, 6, 1)) == word
