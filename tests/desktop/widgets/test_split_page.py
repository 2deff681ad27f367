from __future__ import annotations

from array import array
from datetime import datetime

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QPushButton

from db.core.errors import UserError
from db.core.fields import Field
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.form import RecordForm
from desktop.widgets.record_card import RecordCard
from desktop.widgets.split_page import SplitPage
from desktop.widgets.table_model import Column, ListModel
from desktop.widgets.table_view import ListView


class Titles:
    columns = (Column("title", "议题"),)

    def __init__(self, titles):
        self.titles = titles

    def first(self, limit):
        return list(self.titles.items())[:limit]

    def ids(self, _cancelled):
        return array("q", self.titles)

    def rows(self, ids):
        return [(id, self.titles[id]) for id in ids if id in self.titles]


class Page(SplitPage):
    def __init__(self, jobs, messages):
        self.titles = {1: "甲", 2: "乙", 3: "丙"}
        self.form = RecordForm((Field("title", "议题"),), [("", ["title"])])
        card = RecordCard()
        super().__init__("会议记录", ListView(ListModel(jobs)), card, messages, filters=FilterBar([(None, "全部")]))
        card.add_tab(self.form, "基本信息")
        self.form.dirty_changed.connect(card.set_dirty)
        self.saved = []
        self.may_save = True
        self.view.model().reload(Titles(self.titles))

    def load_record(self, id):
        if id not in self.titles:
            raise UserError("这条记录已被删除，请刷新列表。")
        self.form.load({"title": self.titles[id]})
        self.card.open_record(self.titles[id])

    def save(self):
        if self.may_save:
            self.saved.append((self.open_id, self.form.values()["title"]))
            self.form.set_dirty(False)
            self.card.saved(datetime(2022, 6, 27, 9, 41))
        return self.may_save


@pytest.fixture
def page(qtbot, jobs, messages):
    made = Page(jobs, messages)
    qtbot.addWidget(made)
    made.resize(1230, 690)  # what a screen of 1366×768 leaves
    made.show()
    made.activateWindow()
    return made


def click(qtbot, page, row):
    place = page.view.visualRect(page.view.model().index(row, 0)).center()
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def write(qtbot, page, row, type_text, text="x"):
    click(qtbot, page, row)
    qtbot.waitUntil(lambda: page.open_id == row + 1)
    type_text(page.form.editors["title"].line, text)


def test_click_shows_the_record(qtbot, page):
    assert not page.card.is_open
    click(qtbot, page, 1)
    qtbot.waitUntil(lambda: page.card.is_open)
    assert page.form.values() == {"title": "乙"}
    assert page.card.state.text() == ""


def test_a_record_that_is_gone_is_told_and_nothing_stays_on_show(qtbot, page, presenter):
    click(qtbot, page, 0)
    qtbot.waitUntil(lambda: page.card.is_open)
    del page.titles[2]
    click(qtbot, page, 1)
    qtbot.waitUntil(lambda: presenter.notes == ["这条记录已被删除，请刷新列表。"])
    assert not page.card.is_open
    assert page.open_id is None


def test_both_halves_have_their_width_on_a_small_screen(page):
    assert page.minimumSizeHint().width() <= 1230
    assert page.minimumSizeHint().height() <= 690
    assert page.splitter.sizes()[0] >= 480
    assert page.splitter.sizes()[1] >= 560


def inside(outer, widget):
    return outer.rect().contains(QRect(widget.mapTo(outer, QPoint()), widget.size()))


@pytest.mark.parametrize("width", [957, 888, 775, 724], ids=["1366 at 125 %", "1024", "1366 at 150 %", "860"])
def test_narrow_window_cuts_nothing_off(qtbot, page, width):
    page.add_action("打印所选", "print")
    page.add_action("新建会议记录", "plus", primary=True)
    page.set_subtitle("和平街道办事处直属机关及下级（110 个组织） · 1927 人")
    page.open_record("meeting", 1)
    page.card.open_record("关于组织开展党员冬春训集中学习暨专题组织生活会的通知")
    page.card.saved(datetime(2022, 6, 27, 9, 41))
    page.resize(width, 430)
    assert page.width() == width, "the page asks for no more"
    qtbot.wait(1)  # texts that changed with the width are laid out again
    left, right = page.splitter.widget(0), page.splitter.widget(1)
    assert inside(page, left)
    assert inside(page, right)
    assert left.geometry().right() < right.geometry().left()
    for button in (*page.findChildren(QPushButton), page.card.state):
        assert button.isHidden() or inside(page, button), button.text()
    for widget in (page.card.save, page.card.preview, page.card.state, page.card.title):
        assert inside(page.card, widget)
        assert widget is page.card.title or widget.width() >= widget.sizeHint().width(), widget.text()
    assert page.card.title.toolTip() == page.card.title.text()


def test_list_gives_way_first_and_the_users_division_stays(page):
    page.resize(957, 430)
    assert page.splitter.sizes()[1] == 560
    page.resize(1230, 690)
    assert page.splitter.sizes()[0] == 480
    page.splitter.moveSplitter(300, 1)
    page.splitter.splitterMoved.emit(300, 1)
    page.resize(1250, 690)
    assert page.splitter.sizes()[0] < 400


def test_unsaved_then_saved_by_key(qtbot, page, type_text):
    write(qtbot, page, 0, type_text)
    assert page.card.state.text() == "未保存"
    qtbot.keyClick(page.form.editors["title"].line, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert [(id, set(title)) for id, title in page.saved] == [(1, {"甲", "x"})]
    assert page.card.state.text() == "已保存 09:41"
    assert page.can_leave()


def test_saving_is_offered_when_another_row_is_chosen(qtbot, page, presenter, type_text):
    write(qtbot, page, 0, type_text)
    click(qtbot, page, 1)
    qtbot.waitUntil(lambda: page.open_id == 2)
    assert len(presenter.asked) == 1
    assert page.saved[0][0] == 1


def test_discarding_loses_what_was_typed(qtbot, page, presenter, type_text):
    write(qtbot, page, 0, type_text)
    presenter.answers = [1]
    click(qtbot, page, 1)
    qtbot.waitUntil(lambda: page.open_id == 2)
    assert page.saved == []
    assert not page.card.dirty


@pytest.mark.parametrize(("answer", "may_save"), [(2, True), (0, False)], ids=["keep editing", "cannot be saved"])
def test_staying_goes_back_to_the_row(qtbot, page, presenter, type_text, answer, may_save):
    write(qtbot, page, 0, type_text)
    presenter.answers, page.may_save = [answer], may_save
    click(qtbot, page, 1)
    qtbot.waitUntil(lambda: presenter.asked != [])
    qtbot.waitUntil(lambda: page.view.current_id == 1)
    assert page.open_id == 1
    assert page.card.dirty
    assert list(page.view.selected_ids()) == [1]
    qtbot.wait(0)
    assert len(presenter.asked) == 1


def test_record_that_left_the_list_stays_while_it_is_edited(qtbot, page, type_text):
    write(qtbot, page, 0, type_text)
    page.view.model().reload(Titles({2: "乙"}))
    qtbot.wait(0)
    assert page.card.is_open
    assert page.card.dirty


def test_new_record_is_shown_in_no_row_until_it_is_saved(qtbot, page):
    click(qtbot, page, 1)
    qtbot.waitUntil(lambda: page.open_id == 2)
    page.set_open(None)
    page.form.load({})
    page.card.open_record("新建会议记录")
    assert list(page.view.selected_ids()) == []
    click(qtbot, page, 1)
    qtbot.waitUntil(lambda: page.open_id == 2)


def test_other_page_opens_a_record(qtbot, page):
    page.open_record("meeting", 3)
    assert page.form.values() == {"title": "丙"}
    qtbot.wait(0)
    assert page.view.current_id == 3


def test_busy_and_read_only_cards_cannot_be_saved(qtbot, page, type_text):
    write(qtbot, page, 0, type_text)
    page.card.set_busy(True)
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page.card.set_busy(False)
    page.card.set_read_only(True)
    qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert page.saved == []


def test_a_record_outside_the_list_leaves_nothing_selected(qtbot, page):
    """What is done to the selection must not be done to another record than the one on show."""
    page.view.select_id(1)
    qtbot.waitUntil(lambda: page.open_id == 1)
    page.titles[9] = "列表之外"
    assert page.open_record("meeting", 9)
    assert page.card.title.text() == "列表之外"
    assert list(page.view.selected_ids()) == []
    assert page.view.current_id is None
    page.view.select_id(1)
    qtbot.waitUntil(lambda: page.card.title.text() == "甲")


def test_on_a_low_screen_the_filters_stand_where_the_title_would(qtbot, page):
    tall = page.splitter.height()
    page.resize(780, 430)  # 768 lines at 150 %
    assert not page._title.isVisible()
    assert page.filters.isVisible()
    qtbot.waitUntil(lambda: page.splitter.height() > 430 - 80)
    page.resize(1230, 690)
    assert page._title.isVisible()
    qtbot.waitUntil(lambda: page.splitter.height() == tall)
    assert page.filters.geometry().top() >= page._title.geometry().bottom()
