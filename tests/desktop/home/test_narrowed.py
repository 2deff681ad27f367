"""A list that the home page narrowed says so, follows a chip pressed since, and comes back whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt

from db.core.period import Period
from db.problems.models import Problem
from desktop.home.month_panel import _standing
from desktop.meetings.page import MeetingsPage
from desktop.problems.page import ProblemsPage

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def problems(page, office, shown, settle):
    """The page 问题台账 as the home page's link opens it, with a problem long closed out."""
    with office.book.action("录入", "problems.edit") as work:
        work.session.add(Problem(
            number="2022-900", text="旧", source="检视", found_on=date(2022, 1, 5), organization_id=office.other,
            state="已销号", closed_on=date(2022, 2, 1),
        ))  # fmt: skip
    opened = shown(ProblemsPage)
    opened.narrow_to(page.due.figures["problem"].narrowing)
    settle()
    return opened


def test_a_narrowed_list_says_so_and_comes_back(problems, qtbot, settle):
    chip = problems.filters.only_chip
    assert (problems.model.total, chip.text()) == (1, "只看：30 天内到期和已逾期的（不分时期）　✕")
    assert problems.wanted.period is None
    qtbot.mouseClick(chip, LEFT)
    settle()
    assert (problems.model.total, chip.isHidden()) == (2, True)


def test_a_chip_pressed_since_is_followed(problems, qtbot, settle):
    qtbot.mouseClick(problems.filters.chips._chips["已销号"], LEFT)
    settle()
    assert problems.model.total == 0
    problems.narrow_to({})
    settle()
    assert (problems.model.total, problems.filters.only) == (2, None)


def test_f5_leaves_it_narrowed_and_another_scope_does_not(problems, context, settle):
    problems.set_scope(context.scope)
    settle()
    assert problems.model.total == 1
    context.set_scope(replace(context.scope, period=Period.parse("2022")))
    settle()
    assert (problems.model.total, problems.filters.only_chip.isHidden()) == (2, True)


def test_meetings_still_to_come_are_neither_counted_nor_listed(page, office, shown, settle, all_read):
    office.meeting("例会学习", office.branch, datetime(2022, 6, 29, 9))
    all_read(page)
    card = page.figures.cards["regular"].card
    meetings = shown(MeetingsPage)
    meetings.narrow_to(card.narrowing)
    settle()
    assert (card.value, meetings.model.total) == ("1", 1)
    assert meetings.filters.chip == office.kinds["例会学习"]


def test_the_board_says_how_the_month_stands(page):
    month = page.found.month
    assert _standing(month).startswith(" · ")
    row = next(row for row in month.rows if any(cell.text == "已开" for cell in row.cells.values()))
    held = {at: cell for at, cell in row.cells.items() if cell.text == "已开"}
    assert _standing(replace(month, rows=(replace(row, cells=held),))) == " · 都开了"
    page.month.show_month(replace(month, rows=(), places=3))
    assert page.month._empty.text() == "这个月还没有要开的"
