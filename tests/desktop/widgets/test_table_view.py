from __future__ import annotations

from array import array

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView

from desktop.widgets.table_model import Column, ListModel
from desktop.widgets.table_view import ListView

BASE = 7 << 32


class Numbers:
    columns = (Column("no", "编号", 80), Column("title", "议题", stretch=True), Column("n", "到会", 60, sortable=False))

    def __init__(self, numbers):
        self.all = [BASE + number for number in numbers]
        self.read = 0

    def _row(self, id):
        return (id, id - BASE, f"第 {id - BASE} 次", 9)

    def first(self, limit):
        return [self._row(id) for id in self.all[:limit]]

    def ids(self, _cancelled):
        return array("q", self.all)

    def rows(self, ids):
        self.read += len(ids)
        return [self._row(id) for id in ids]


@pytest.fixture
def view(qtbot, jobs):
    made = ListView(ListModel(jobs), "还没有会议，请点“新建”")
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    return made


def load(qtbot, view, numbers):
    with qtbot.waitSignal(view.model().completed):
        view.model().reload(Numbers(numbers))


def click(qtbot, view, row, modifier=Qt.KeyboardModifier.NoModifier):
    place = view.visualRect(view.model().index(row, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def test_click_then_enter_opens_the_record(qtbot, view):
    load(qtbot, view, range(10))
    with qtbot.waitSignal(view.current_changed) as told:
        click(qtbot, view, 3)
    assert told.args == [BASE + 3]
    with qtbot.waitSignal(view.opened) as told:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told.args == [BASE + 3]


def test_selection_survives_a_reload_by_id(qtbot, view):
    load(qtbot, view, range(200))
    click(qtbot, view, 2)
    click(qtbot, view, 4, Qt.KeyboardModifier.ControlModifier)
    told = []
    view.current_changed.connect(told.append)
    load(qtbot, view, range(199, -1, -1))
    assert sorted(view.selected_ids()) == [BASE + 2, BASE + 4]
    assert view.current_id == BASE + 4
    assert told == [], "the same record stays open"
    assert view.currentIndex().row() == 195


def test_current_record_that_left_the_list_is_told(qtbot, view):
    load(qtbot, view, range(10))
    click(qtbot, view, 3)
    with qtbot.waitSignal(view.current_changed) as told:
        load(qtbot, view, range(4, 10))
    assert told.args == [None]


def test_new_record_becomes_current_when_the_list_has_it(qtbot, view):
    load(qtbot, view, range(300))
    source = view.model().source
    source.all.append(BASE + 999)
    view.model().refresh_all()
    assert not view.select_id(BASE + 999)
    with qtbot.waitSignal(view.current_changed) as told:
        pass
    assert told.args == [BASE + 999]
    assert list(view.selected_ids()) == [BASE + 999]


def test_a_row_looked_for_is_not_selected_once_nothing_is_wanted(qtbot, view):
    """A new record is begun before the list knows the one shown last."""
    load(qtbot, view, range(10))
    assert not view.select_id(BASE + 15)
    view.select_id(None)
    told = []
    view.current_changed.connect(told.append)
    load(qtbot, view, range(20))
    assert told == []
    assert view.current_id is None


def test_selecting_a_record_while_ctrl_is_held_does_not_toggle(qtbot, view):
    load(qtbot, view, range(10))
    view.select_id(BASE + 3)
    selected = []
    shortcut = QShortcut(QKeySequence.StandardKey.Save, view)
    shortcut.activated.connect(lambda: selected.extend([view.select_id(BASE + 3), *view.selected_ids()]))
    with qtbot.waitActive(view):
        view.activateWindow()
    qtbot.keyClick(view, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert selected == [True, BASE + 3]


def test_select_all_means_the_query(qtbot, view):
    load(qtbot, view, range(100_000))
    source = view.model().source
    asked = []
    view.model().flags = lambda index: (asked.append(index.row()), ListModel.flags(view.model(), index))[1]
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert view.all_selected
    assert len(view.selected_ids()) == 100_000
    view.grab()
    assert source.read <= 200, "only what is seen is read"
    assert len(asked) < 1000, "the rows are not walked"
    click(qtbot, view, 1)
    assert not view.all_selected
    assert list(view.selected_ids()) == [BASE + 1]


def test_select_all_before_the_ids_are_known_grows_with_them(qtbot, view):
    with qtbot.waitSignal(view.model().completed):
        view.model().reload(Numbers(range(5000)))
        view.selectAll()
    assert view.all_selected
    assert len(view.selected_ids()) == 5000


def test_widths_come_from_the_columns(qtbot, view):
    load(qtbot, view, range(10))
    header = view.horizontalHeader()
    assert (view.columnWidth(0), view.columnWidth(2)) == (80, 60)
    assert header.sectionResizeMode(1) is QHeaderView.ResizeMode.Stretch
    assert header.length() == view.viewport().width()
    assert view.rowHeight(0) == 36


def test_last_column_takes_the_rest_and_is_never_squeezed(qtbot, view):
    source = Numbers(range(10))
    source.columns = (Column("no", "编号", 80), Column("title", "议题", 160))
    view.model().reload(source)
    assert view.columnWidth(1) > 160
    assert view.horizontalHeader().length() == view.viewport().width()
    view.resize(210, 400)
    assert view.columnWidth(1) == 160
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() > 0)
    view.resize(500, 400)
    assert view.horizontalHeader().length() == view.viewport().width()


def test_header_click_asks_for_an_order_where_there_is_one(qtbot, view):
    load(qtbot, view, range(10))
    asked = []
    view.model().sort_requested.connect(lambda key, descending: asked.append((key, descending)))
    header = view.horizontalHeader()

    def press(section):
        x = header.sectionViewportPosition(section) + 20
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.rect().center().__class__(x, 8))

    press(0)
    press(2)
    press(0)
    assert asked == [("no", False), ("no", True)]
    assert header.sortIndicatorSection() == 0, "the indicator stays with the order that holds"


def test_scroll_place_stays_when_the_same_query_is_read_again(qtbot, view):
    load(qtbot, view, range(1000))
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 20_000)  # laid out after the rows are known
    view.verticalScrollBar().setValue(20_000)
    source = view.model().source
    source.all.remove(BASE + 900)
    with qtbot.waitSignal(view.model().completed):
        view.model().refresh_all()
    assert view.verticalScrollBar().value() == 20_000


def test_empty_list_says_what_to_do(qtbot, view):
    load(qtbot, view, range(2))
    full = view.grab().toImage()
    load(qtbot, view, ())
    empty = view.grab().toImage()
    view.set_empty_text("")
    assert empty != view.grab().toImage()
    assert empty != full


def test_context_menu_is_filled_by_the_page(qtbot, view):
    load(qtbot, view, range(5))
    filled = []
    view.set_menu(lambda menu: filled.append(menu.addAction("打印")))
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton)
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QContextMenuEvent
    from PySide6.QtWidgets import QApplication

    QApplication.sendEvent(
        view.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    )
    assert [action.text() for action in filled] == ["打印"]
    QApplication.activePopupWidget().close()


def test_stretched_column_never_gets_too_narrow_to_read(qtbot, view):
    view.model().reload(Numbers(range(3)))
    view.resize(600, 300)
    assert view.columnWidth(1) > 400
    view.resize(200, 300)
    assert view.columnWidth(1) == 120
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() > 0)
    view.resize(600, 300)
    assert view.columnWidth(1) > 400


class Narrow(Numbers):
    columns = (
        Column("no", "编号", 90), Column("kind", "类型", 180, yields=True), Column("n", "人数", 80, stretch=True),
    )  # fmt: skip


def test_a_narrow_list_leaves_out_what_yields(qtbot, view):
    with qtbot.waitSignal(view.model().completed):
        view.model().reload(Narrow(range(3)))
    assert not view.isColumnHidden(1)
    view.resize(320, 300)
    assert [view.isColumnHidden(at) for at in range(3)] == [False, True, False]
    assert not view.horizontalScrollBar().isVisible()


def test_select_all_while_a_slow_search_is_under_way_means_what_it_will_find(qtbot, view):
    class Slow(Numbers):
        quick = False

    load(qtbot, view, range(10))
    with qtbot.waitSignal(view.model().completed):
        view.model().reload(Slow(range(100, 5000)))
        view.selectAll()
        assert view.chosen_ids() == [BASE + number for number in range(100, 5000)], "not the rows still on show"
    assert len(view.chosen_ids()) == 4900
    with qtbot.waitSignal(view.model().completed):
        view.model().reload(Slow(()))
    assert not view.all_selected, "of nothing there is no all"
