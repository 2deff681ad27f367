"""The matrix of the month as the home page has it."""

from __future__ import annotations

from datetime import datetime

import pytest

from db.core.period import Period
from db.home.month import month_of
from db.meetings.matrix import State


def _cell(month, name, kind):
    at = [name for _id, name in month.kinds].index(kind)
    return next(row for row in month.rows if row.name == name).cells[at]


def test_what_groups_hold_stands_in_their_branch(read, hold, office):
    first = hold("party_group", datetime(2022, 6, 8, 9), office.group)
    month = read(period="2022-06").month
    assert "第一党小组" not in [row.name for row in month.rows]
    cell = _cell(month, "春和一支部", "党小组会")
    assert {part.organization_id for part in cell.parts} == {office.group, office.second_group}
    assert (cell.state, cell.text) == (State.SOON, "8日内")
    second = hold("party_group", datetime(2022, 6, 9, 9), office.second_group)
    cell = _cell(read(period="2022-06").month, "春和一支部", "党小组会")
    assert cell.text == "已开"
    assert {held.id for part in cell.parts for held in part.cell.held} == {first, second}


@pytest.mark.parametrize(
    ("now", "text"),
    [(datetime(2022, 6, 10, 9), "待开"), (datetime(2022, 6, 20, 9), "10日内"), (datetime(2022, 6, 30, 9), "今天"),
     (datetime(2022, 7, 1, 9), "缺")],
)  # fmt: skip
def test_a_duty_as_its_month_goes(read, now, text):
    assert _cell(read(now=now).month, "春和一支部", "主题党日").text == text


def test_planned(read, hold):
    hold("theme_day", datetime(2022, 6, 28, 9))
    assert _cell(read().month, "春和一支部", "主题党日").text == "定28日"


def test_the_worst_come_first(read, hold, office):
    now = datetime(2022, 7, 1, 9)
    for code in ("theme_day", "branch_assembly", "party_class"):
        hold(code, datetime(2022, 6, 8, 9), office.branch)
    rows = read(now=now).month.rows
    missing = [row.count(State.MISSING) for row in rows]
    assert missing == sorted(missing, reverse=True)
    assert [row.id for row in rows].index(office.other_branch) < [row.id for row in rows].index(office.branch)


def test_which_kinds_are_wanting(read, hold, office):
    hold("theme_day", datetime(2022, 6, 8, 9), office.branch)
    found = {name: rows for _id, name, rows in read(now=datetime(2022, 7, 1, 9)).month.wanting(State.MISSING)}
    assert found["主题党日"] == 1
    assert found["党课"] == 2


@pytest.mark.parametrize(
    ("period", "now", "month"),
    [("2022H1", datetime(2022, 6, 22), "2022-06"), ("2022H1", datetime(2022, 2, 22), "2022-02"),
     ("2022H1", datetime(2026, 11, 30), "2022-06"), ("2023", datetime(2022, 12, 31), "2022-12")],
)  # fmt: skip
def test_the_month_of_today_or_the_last_of_a_period_that_is_over(asked, period, now, month):
    assert month_of(asked(None, period, now)) == Period.parse(month)
