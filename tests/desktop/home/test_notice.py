"""The one notice of a day."""

from __future__ import annotations

from datetime import datetime

import pytest
from PySide6.QtWidgets import QSystemTrayIcon
from shiboken6 import delete

from desktop.app.notice_choice import MORNING, OFF, START, NoticeChoice
from desktop.home.notice import Notices


@pytest.fixture
def notices(qapp, context):
    """``notices()``: as made when a window opens; what it shows is in ``shown``. *tray*: as it really does."""
    made = []

    def make(tray=False):
        one = Notices(context, context.bus, show=None if tray else lambda _title, text: one.shown.append(text) or True)
        one.shown = []
        made.append(one)
        return one

    yield make
    for one in made:
        delete(one)


def test_counts_and_no_names(notices, office, settle):
    one = notices()
    one.begin()
    settle()
    (text,) = one.shown
    assert text == "1 项逾期，1 项本周到期，2 个组织近期要开三会一课。"
    assert "张喆" not in text


def test_once_a_day(notices, settle, office):
    one = notices()
    for _ in range(2):
        one.begin()
        one.look()
        settle()
    again = notices()
    again.begin()
    settle()
    assert (len(one.shown), again.shown) == (1, [])
    office.book.now = lambda: datetime(2022, 6, 28, 7, 59)
    one.look()
    settle()
    assert len(one.shown) == 1  # not morning yet
    office.book.now = lambda: datetime(2022, 6, 28, 8)
    one.look()
    settle()
    assert len(one.shown) == 2


@pytest.mark.parametrize(("when", "at_start", "in_the_morning"), [(OFF, 0, 0), (START, 1, 0), (MORNING, 1, 1)])
def test_when_is_a_setting(notices, settle, context, office, when, at_start, in_the_morning):
    NoticeChoice(context.settings).choose(when)
    one = notices()
    one.begin()
    settle()
    assert len(one.shown) == at_start
    office.book.now = lambda: datetime(2022, 6, 28, 9)
    one.look()
    settle()
    assert len(one.shown) == at_start + in_the_morning


def test_nothing_to_say_says_nothing(notices, settle):
    one = notices()
    one.begin()
    settle()
    assert one.shown == []


def test_without_a_tray_nothing_happens_and_nothing_is_remembered(notices, context, office, settle, monkeypatch):
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: False))
    one = notices(tray=True)
    one.begin()
    settle()
    assert not NoticeChoice(context.settings).told_on(office.book.path, office.book.now().date())


def test_a_click_on_it_is_told(notices, context, office, settle, monkeypatch):
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    said = []
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda icon: None)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda icon, title, text, *rest: said.append((icon, text)))
    one = notices(tray=True)
    clicked = []
    one.clicked.connect(lambda: clicked.append(True))
    one.begin()
    settle()
    ((icon, text),) = said
    assert "逾期" in text
    icon.messageClicked.emit()
    assert clicked == [True]
