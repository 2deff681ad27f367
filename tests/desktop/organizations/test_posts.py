from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from db.organizations.queries import Node
from db.people.bodies import Known, body_on, missing
from db.rules.queries import Rules
from desktop.widgets.form_dialog import FormDialog


@pytest.fixture
def tab(page, street, seats, context, qtbot):
    page.open_record("organization", street["和平"])
    page.card.tabs.setCurrentIndex(1)
    qtbot.waitUntil(lambda: page.card.posts.list.topLevelItemCount() == 2 and context.jobs.pending == 0)
    return page.card.posts


def rows(tab):
    """Rows under the heading of each body."""
    groups = [tab.list.topLevelItem(at) for at in range(tab.list.topLevelItemCount())]
    return {
        group.text(0): [
            [group.child(row).text(column) for column in range(4)] for row in range(group.childCount())
        ]
        for group in groups
    }  # fmt: skip


def select(tab, person):
    found = tab.list.findItems(person, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    tab.list.setCurrentItem(found[0])


def dialog(tab):
    return next(found for found in tab.findChildren(FormDialog) if found.isVisible())


def sitting(book, organization, day, body="党组织委员会"):
    with book.read() as connection:
        return [(seat.person, seat.title) for seat in body_on(connection, organization, day, body)]


def test_body_of_the_day(tab, page):
    assert rows(tab) == {
        "党组织委员会（2 人）": [["周文", "书记", "2021-01-01", ""], ["李志强", "组织委员", "2021-01-01", ""]],
        "居委会（0 人）": [],
    }
    assert page.card.tabs.tabText(1) == "班子 2"
    assert tab.warning.text() == "居委会没有成员；党组织委员会缺副书记"


def test_body_of_an_earlier_day(tab, qtbot):
    line = tab.day_bar.editor.line
    line.selectAll()
    qtbot.keyClicks(line, "20201231")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: (
            rows(tab)
            == {"党组织委员会（1 人）": [["单小梅", "书记", "2016-01-01", "2020-12-31"]], "居委会（0 人）": []}
        )
    )
    qtbot.keyClick(line, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: "党组织委员会（2 人）" in rows(tab))


def test_history_shows_who_sat_before(tab, qtbot):
    tab.history.click()
    qtbot.waitUntil(lambda: len(rows(tab).get("党组织委员会（2 人）", ())) == 3)
    assert rows(tab)["党组织委员会（2 人）"][-1] == ["单小梅", "书记", "2016-01-01", "2020-12-31"]


def test_appointing_by_initials(tab, page, book, street, people, qtbot):
    qtbot.mouseClick(tab.add_button, Qt.MouseButton.LeftButton)
    asked = dialog(tab)
    editors = asked.form.editors
    qtbot.keyClicks(editors["person_id"].line, "wxh")
    qtbot.keyClick(editors["person_id"].popup.popup(), Qt.Key.Key_Return)
    assert editors["person_id"].value() == people["王小红"]
    combo = editors["body"].combo
    combo.setCurrentIndex(combo.findText("居委会"))
    combo.activated.emit(combo.currentIndex())
    titles = editors["title"].combo
    assert [titles.itemText(at) for at in range(titles.count())] == ["主任", "副主任", "委员"]
    assert editors["starts_on"].value() == date(2022, 6, 27)
    asked.accept()
    assert editors["title"].problem == "请选择职务"
    editors["title"].set_value("副主任")
    asked.accept()
    assert sitting(book, street["和平"], date(2022, 6, 27), "居委会") == [("王小红", "副主任")]
    qtbot.waitUntil(lambda: rows(tab).get("居委会（1 人）") == [["王小红", "副主任", "2022-06-27", ""]])
    assert tab.warning.text() == "居委会缺主任；党组织委员会缺副书记"
    assert page.card.tabs.tabText(1) == "班子 3"
    with book.read() as connection:
        assert body_on(connection, street["和平"], date(2022, 6, 27), "居委会")[0].rank == 2


def test_title_both_bodies_have_stays(tab, qtbot):
    tab.add()
    editors = dialog(tab).form.editors
    editors["title"].setFocus()
    qtbot.keyClicks(editors["title"].combo.lineEdit(), "xcwy")
    assert editors["title"]._list.completionModel().rowCount() == 1, "found by initials, whichever body it is of"
    editors["title"]._list.popup().hide()
    editors["title"].set_value("委员")
    editors["body"].set_value("居委会")
    editors["body"].changed.emit()
    assert editors["title"].value() == "委员"
    editors["title"].set_value("主任")
    editors["body"].set_value("党组织委员会")
    editors["body"].changed.emit()
    assert editors["title"].value() is None


def test_dismissal_ends_the_seat_that_day(tab, book, street, qtbot):
    select(tab, "周文")
    qtbot.mouseClick(tab.end_button, Qt.MouseButton.LeftButton)
    asked = dialog(tab)
    asked.form.editors["ends_on"].set_value(date(2020, 1, 1))
    asked.accept()
    assert asked.form.editors["ends_on"].problem == "早于任职日期"
    asked.form.editors["ends_on"].set_value(date(2022, 6, 20))
    asked.form.editors["reason"].set_value("调离")
    asked.accept()
    assert ("周文", "书记") in sitting(book, street["和平"], date(2022, 6, 20))
    assert sitting(book, street["和平"], date(2022, 6, 21)) == [("李志强", "组织委员")]
    qtbot.waitUntil(lambda: tab.warning.text() == "党组织委员会缺书记；居委会没有成员；党组织委员会缺副书记")
    for _ in range(7):
        qtbot.keyClick(tab.day_bar.editor.line, Qt.Key.Key_Down)
    qtbot.waitUntil(
        lambda: (
            rows(tab).get("党组织委员会（2 人）")
            == [["周文", "书记", "2021-01-01", "2022-06-20"], ["李志强", "组织委员", "2021-01-01", ""]]
        )
    )


def test_seat_is_corrected_and_stays_selected(tab, qtbot):
    select(tab, "李志强")
    tab.change()
    asked = dialog(tab)
    assert asked.form.editors["person_id"].line.text() == "李志强"
    asked.form.editors["title"].set_value("宣传委员")
    asked.accept()
    qtbot.waitUntil(lambda: ["李志强", "宣传委员", "2021-01-01", ""] in rows(tab).get("党组织委员会（2 人）", ()))
    assert tab.current.title == "宣传委员"
    assert tab.current.rank == 4


def test_deleting_asks(tab, book, street, presenter, qtbot):
    select(tab, "李志强")
    presenter.answers = [1]
    qtbot.mouseClick(tab.delete_button, Qt.MouseButton.LeftButton)
    assert ("李志强", "组织委员") in sitting(book, street["和平"], date(2022, 6, 27))
    qtbot.mouseClick(tab.delete_button, Qt.MouseButton.LeftButton)
    assert sitting(book, street["和平"], date(2022, 6, 27)) == [("周文", "书记")]
    qtbot.waitUntil(lambda: len(rows(tab).get("党组织委员会（1 人）", ())) == 1)


def test_buttons_wait_for_a_choice(tab):
    assert tab.add_button.isEnabled()
    assert not any(button.isEnabled() for button in (tab.end_button, tab.change_button, tab.delete_button))
    select(tab, "周文")
    assert all(button.isEnabled() for button in (tab.end_button, tab.change_button, tab.delete_button))


def test_a_post_is_opened_from_elsewhere(page, street, seats):
    page.open_record("post", seats.member)
    assert page.open_id == street["和平"]
    assert page.card.tabs.currentWidget() is page.card.posts


COMMUNITY = Node(2, 1, "和平社区党委", "", "党委", "社区", None)
BRANCH = Node(3, 2, "一支部", "", "党支部", "社区", None)
OFFICE = Node(1, None, "街道党工委", "", "党工委", "机关", None)
GROUP = Node(4, 3, "一组", "", "党小组", "社区", None)
OVER = Node(5, 2, "旧支部", "", "党支部", "社区", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("node", "above", "told"),
    [
        (COMMUNITY, OFFICE, ["党组织委员会没有成员", "居委会没有成员"]),
        (BRANCH, COMMUNITY, ["党组织委员会没有成员"]),
        (OFFICE, None, ["党组织委员会没有成员"]),
        (GROUP, BRANCH, []),
        (OVER, COMMUNITY, []),
    ],
    ids=lambda given: getattr(given, "name", ""),
)
def test_which_empty_bodies_are_warned_of(node, above, told):
    assert missing(node, above, Known(date(2022, 6, 27), ()), Rules({})) == told
