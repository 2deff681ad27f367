from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMenu

from db.core.period import Period
from db.organizations.actions import move_organization
from db.organizations.queries import nodes
from db.people.actions import transfer_people
from desktop.app.page import Scope
from desktop.organizations.counts import read_counts
from desktop.organizations.forest import Forest
from desktop.organizations.tree_model import MIME, OrganizationModel


def texts(page, short, street):
    """What the row of an organization reads."""
    model = page.view.model
    index = model.index_of(street[short])
    return [model.data(index.siblingAtColumn(column)) for column in range(model.columnCount())]


def shown(page):
    return [page.forest.get(id).short_name for id in page.view.model.ids()]


def drop(page, id, onto):
    """Drop organization *id* on the row of *onto*, as the view gets it at the end of a drag."""
    tree = page.view.tree
    data = QMimeData()
    data.setData(MIME, str(id).encode())
    tree.scrollTo(page.view.model.index_of(onto))
    place = QPointF(tree.visualRect(page.view.model.index_of(onto)).center())
    action, none = Qt.DropAction.MoveAction, Qt.KeyboardModifier.NoModifier
    tree.dropEvent(QDropEvent(place, action, data, Qt.MouseButton.LeftButton, none))


@pytest.mark.usefixtures("qtbot", "people")
def test_model_keeps_the_rules_of_qt(book, street):
    with book.read() as connection:
        every = nodes(connection)
    model = OrganizationModel(lambda: date(2022, 6, 27))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    forest = Forest(every)
    model.show(forest, every)
    model.set_counts(read_counts(book, every))
    model.show(forest, forest.shown(street["和平"], True, "", date(2022, 6, 27)))
    assert model.rowCount() == 1
    assert model.id_at(model.index(0, 0)) == street["和平"]
    assert model.parent(model.index_of(street["一组"])) == model.index_of(street["一支部"])
    model.show(Forest(), [])
    assert model.rowCount() == 0
    tester.deleteLater()


@pytest.mark.usefixtures("people")
def test_rows_read_kind_and_counts(page, street, qtbot):
    qtbot.waitUntil(lambda: texts(page, "街道", street)[3] == "4")
    assert texts(page, "街道", street) == ["街道", "党工委", "0", "4", "2"]
    assert texts(page, "和平", street) == ["和平", "党委", "1", "4", "2"]
    assert texts(page, "一支部", street) == ["一支部", "党支部", "2", "2", "1"]
    assert texts(page, "一组", street) == ["一组", "党小组", "1", "1", ""]
    assert texts(page, "二支部", street) == ["二支部", "党支部", "1", "1", ""]


def test_counts_follow_a_transfer(page, book, street, people, qtbot):
    qtbot.waitUntil(lambda: texts(page, "和平", street)[3] == "4")
    transfer_people(book, [people["王小红"]], street["新华"], None, date(2022, 6, 1), "迁居")
    qtbot.waitUntil(lambda: texts(page, "新华", street)[2] == "1")
    assert texts(page, "和平", street)[2:4] == ["1", "3"]
    assert texts(page, "一组", street)[2:4] == ["0", "0"]
    assert texts(page, "街道", street)[3] == "4"


def test_dissolved_ones_are_hidden_until_asked_for(page, street):
    assert "旧支部" not in shown(page)
    page.view.dissolved.click()
    assert "旧支部" in shown(page)
    index = page.view.model.index_of(street["旧支部"])
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "旧支部（2021-05-01 撤销）"
    assert index.data(Qt.ItemDataRole.ForegroundRole) is not None
    assert page.view.model.index_of(street["和平"]).data(Qt.ItemDataRole.ForegroundRole) is None


def test_search_narrows_unfolds_and_lets_go(page, street, qtbot):
    tree, model = page.view.tree, page.view.model
    tree.collapse(model.index_of(street["和平"]))
    qtbot.keyClicks(page.view.search, "yz")
    qtbot.waitUntil(lambda: shown(page) == ["街道", "和平", "一支部", "一组"])
    assert tree.isExpanded(model.index_of(street["一支部"]))
    with qtbot.waitSignal(page.view.current_changed) as told:
        qtbot.keyClick(page.view.search, Qt.Key.Key_Return)
    assert told.args == [street["一支部"]]
    page.view.search.clear()
    qtbot.waitUntil(lambda: len(shown(page)) == 6)
    assert page.view.current_id == street["一支部"]
    assert tree.currentIndex() == model.index_of(street["一支部"])


def test_scope_shows_its_part(page, street, context):
    context.set_scope(Scope(street["和平"], "和平社区党委", 4, Period.parse("2022H1")))
    assert shown(page) == ["和平", "一支部", "一组", "二支部"]
    page.search("二")
    assert shown(page) == ["和平", "二支部"]


def test_tree_stays_unfolded_and_selected_when_organizations_change(page, book, street, context, qtbot):
    tree, model = page.view.tree, page.view.model
    tree.collapse(model.index_of(street["和平"]))
    tree.setCurrentIndex(model.index_of(street["新华"]))
    with qtbot.waitSignal(context.bus.changed):
        move_organization(book, street["二支部"], street["新华"])
    assert [page.forest.name(id) for id in page.forest.subtree(street["新华"])].count("二支部") == 1
    assert not tree.isExpanded(model.index_of(street["和平"]))
    assert tree.isExpanded(model.index_of(street["街道"]))
    assert (page.view.current_id, tree.currentIndex()) == (street["新华"], model.index_of(street["新华"]))


def test_drop_asks_and_moves(page, street, context, presenter, qtbot):
    with qtbot.waitSignal(context.bus.changed):
        drop(page, street["一支部"], street["新华"])
    assert presenter.asked == ["把“一支部”从“和平社区党委”移到“新华社区党总支”之下？\n它的 1 个下级组织一起移动。"]
    assert page.forest.get(street["一支部"]).parent_id == street["新华"]
    assert page.view.model.index_of(street["一支部"]).parent() == page.view.model.index_of(street["新华"])


def test_drop_can_be_thought_better_of(page, street, presenter, qtbot):
    presenter.answers = [1]
    drop(page, street["一支部"], street["新华"])
    qtbot.waitUntil(lambda: len(presenter.asked) == 1)
    assert page.forest.get(street["一支部"]).parent_id == street["和平"]


@pytest.mark.parametrize("onto", ["和平", "一支部", "一组", "街道"])
def test_nothing_is_dropped_on_itself_its_own_or_where_it_stands(page, street, presenter, qtbot, onto):
    model = page.view.model
    data = model.mimeData([model.index_of(street["和平"])])
    target = model.index_of(street[onto])
    assert not model.canDropMimeData(data, Qt.DropAction.MoveAction, -1, -1, target)
    drop(page, street["和平"], street[onto])
    qtbot.wait(20)
    assert presenter.asked == []


def test_nothing_is_dropped_beside_the_tree_or_from_elsewhere(page, street):
    model = page.view.model
    ours, action = model.mimeData([model.index_of(street["一支部"])]), Qt.DropAction.MoveAction
    foreign = QMimeData()
    foreign.setText("一支部")
    assert model.canDropMimeData(ours, action, -1, -1, model.index_of(street["新华"]))
    assert not model.canDropMimeData(ours, action, -1, -1, QModelIndex())
    assert not model.canDropMimeData(ours, action, 0, 0, model.index_of(street["新华"]))
    assert not model.canDropMimeData(foreign, action, -1, -1, model.index_of(street["新华"]))


def test_drop_on_a_place_that_may_not_be_is_explained(page, street, presenter, qtbot):
    drop(page, street["新华"], street["二支部"])
    qtbot.waitUntil(lambda: bool(presenter.told))
    assert "党总支不能设在党支部“二支部”之下" in presenter.told[0][1]
    assert page.forest.get(street["新华"]).parent_id == street["街道"]


def test_menu_offers_what_fits(page, street):
    def entries(id):
        menu = QMenu()
        page._fill_menu(menu, id)
        return [action.text() for action in menu.actions() if action.text()]

    assert entries(street["和平"]) == ["新建下级组织", "移动到…", "撤销…", "删除"]
    assert entries(street["旧支部"]) == ["新建下级组织", "移动到…", "恢复", "删除"]
    assert entries(None) == ["新建组织"]
