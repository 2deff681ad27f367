from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt

from db.core.errors import UserError
from db.meetings.draft import MeetingDraft, RosterLine, items
from db.meetings.queries import KindRow
from db.meetings.status import Status
from desktop.meetings.basics import EndEdit
from desktop.meetings.form import MeetingForm
from desktop.meetings.part import Around
from desktop.widgets.date_editor import DateTimeEdit
from desktop.widgets.organization_picker import Node
from desktop.widgets.record_card import RecordCard

KINDS = (KindRow(1, "zwh", "支委会", "会议", "committee"), KindRow(2, "dk", "党课", "学习", "members"))
DRAFT = MeetingDraft(
    kind_id=1, organization_id=5, title="六月支委会", ordinal=6, starts_at=datetime(2022, 6, 27, 9),
    ends_at=datetime(2022, 6, 27, 11, 30), place="会议室", host="张喆", recorder="杜甫", lecturer="",
    agenda=items("一", "二"), readings=("《党章》",), text="正文\n第二段",
    roster=(RosterLine(8, "张喆"), RosterLine(None, "杜甫", Status.GUEST)),
)  # fmt: skip


def today():
    return date(2022, 6, 27)


@pytest.fixture
def form(qtbot, book):
    card = RecordCard()
    qtbot.addWidget(card)
    around = Around(KINDS, lambda _text: [], lambda: [Node(5, None, "第一党支部")], lambda _text: None, today, book)
    return MeetingForm(card, around)


@pytest.fixture
def fired(form):
    heard = []
    form.edited.connect(lambda: heard.append("edited"))
    form.due.connect(lambda: heard.append("due"))
    return heard


def test_what_is_loaded_is_what_is_read(form, fired):
    form.load(DRAFT)
    assert form.draft() == DRAFT
    form.load(MeetingDraft())
    form.load(DRAFT)
    assert form.draft() == DRAFT
    assert fired == [], "loading is not a change"


def test_tab_carries_the_counts(form):
    form.load(DRAFT)
    assert form._card.tabs.tabText(2) == "出席 1/1"
    form.roster.model.mark([0], Status.ABSENT)
    assert form._card.tabs.tabText(2) == "出席 0/1"
    form.load(MeetingDraft())
    assert form._card.tabs.tabText(2) == "出席"


def test_user_changes_are_told(qtbot, form, fired):
    form.load(DRAFT)
    qtbot.keyClicks(form.basics.editors["title"].line, "x")
    assert fired == ["edited"]
    qtbot.keyClicks(form.basics.editors["starts_at"].line, "1")
    assert fired == ["edited"] * 2 + ["due"]
    fired.clear()
    form.roster.model.remove([0])
    assert fired == ["edited"]


def test_roster_problem_is_shown_on_its_tab(form):
    form.load(DRAFT)
    assert form.show_problems(UserError("“张喆”出现了两次。", {"roster": "有人重复"}))
    assert form._card.tabs.currentIndex() == 2
    assert form.roster.counts.text() == "“张喆”出现了两次。"
    assert not form.show_problems(UserError("别的"))
    assert form.show_problems(UserError("内容太长。", {"text": "太长"}))
    assert form._card.tabs.currentIndex() == 1
    assert form.content.editor.problem == "太长"


@pytest.mark.parametrize(
    ("start", "typed", "shown"),
    [
        ("2022-05-09 0900", "1130", "2022-05-09 11:30"),
        ("2022-05-09 0900", "11:30", "2022-05-09 11:30"),
        ("2022-05-09 1400", "下午5点", "2022-05-09 17:00"),
        ("2022-05-09 2200", "0510 0030", "2022-05-10 00:30"),
        ("", "1130", "2022-06-27 11:30"),
    ],
)
def test_end_by_its_time_alone_is_on_the_day_of_the_start(qtbot, start, typed, shown):
    begins = DateTimeEdit(today)
    ends = EndEdit(begins, today)
    for editor in (begins, ends):
        qtbot.addWidget(editor)
    qtbot.keyClicks(begins.line, start)
    ends.line.setText(typed)
    qtbot.keyClick(ends.line, Qt.Key.Key_Return)
    assert ends.line.text() == shown
    assert ends.problem is None


def test_end_that_cannot_be_read_is_marked(qtbot):
    begins = DateTimeEdit(today)
    ends = EndEdit(begins, today)
    for editor in (begins, ends):
        qtbot.addWidget(editor)
    begins.line.setText("看不懂")
    ends.line.setText("99:99")
    qtbot.keyClick(ends.line, Qt.Key.Key_Return)
    assert ends.problem
    assert ends.line.text() == "99:99"
