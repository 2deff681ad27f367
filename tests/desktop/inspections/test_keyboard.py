"""An inspection is entered by keyboard alone."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

CTRL = Qt.KeyboardModifier.ControlModifier
TAB, ENTER = Qt.Key.Key_Tab, Qt.Key.Key_Return


def test_an_inspection_with_three_organizations_and_four_findings(office, start, keys, type_text, settle):
    page = start()
    view = page.view
    keys.press(Qt.Key.Key_N, CTRL)
    keys.press(Qt.Key.Key_A, CTRL)
    keys.type("0620")
    keys.press(TAB)
    keys.type("zxdc")  # 专项督查
    keys.press(TAB)
    keys.press(TAB)  # 指导小组: none
    keys.press(TAB)  # 检查单位: proposed
    assert QApplication.focusWidget() is view.form.head.editors["title"].line
    keys.press(Qt.Key.Key_A, CTRL)
    type_text(QApplication.focusWidget(), "换届督查")
    keys.press(TAB, CTRL)
    assert view.card.tabs.currentWidget() is view.form.visits
    for initials in ("chsq", "dydzb", "dedzb"):
        keys.press(ENTER, CTRL)
        keys.type(initials)
        keys.press(ENTER)
        keys.press(TAB)
        type_text(QApplication.focusWidget(), "资料齐全")
    assert view.form.visits.organizations == [office.community, office.first, office.second]
    keys.press(TAB, CTRL)
    assert view.card.tabs.currentWidget() is view.form.findings
    for text in ("台账不全", "没有签字", "缺请假事由"):
        keys.press(ENTER, CTRL)
        type_text(QApplication.focusWidget(), text)
        keys.press(TAB)
        type_text(QApplication.focusWidget(), "补齐")
        keys.press(TAB)
        keys.type("0715")
    keys.press(ENTER, CTRL)
    keys.press(TAB, Qt.KeyboardModifier.ShiftModifier)  # another organization
    keys.type("dedzb")
    keys.press(TAB)  # takes it and goes on to 发现的问题
    type_text(QApplication.focusWidget(), "牌匾破损")
    keys.press(Qt.Key.Key_S, CTRL)
    settle()
    found = office.read(office.newest())
    assert (found.title, found.kind, found.held_on) == ("换届督查", "专项督查", date(2022, 6, 20))
    assert found.organization_id == office.street
    assert [line.organization_id for line in found.visits] == [office.community, office.first, office.second]
    assert {line.text for line in found.visits} == {"资料齐全"}
    told = [(line.text, line.organization_id, line.demand, line.due_on) for line in found.findings]
    assert told == [
        ("台账不全", office.community, "补齐", date(2022, 7, 15)),
        ("没有签字", office.community, "补齐", date(2022, 7, 15)),
        ("缺请假事由", office.community, "补齐", date(2022, 7, 15)),
        ("牌匾破损", office.second, "", None),
    ]


def test_tab_goes_through_the_cards_and_on(office, start, click_row, keys):
    office.inspect(findings=("甲", "乙"))
    page = start()
    click_row(page.view, 0)
    findings = page.view.form.findings
    page.view.form.show_field("findings")
    first, second = findings.cards
    seen = [QApplication.focusWidget()]
    for _ in range(12):
        keys.press(TAB)
        seen.append(QApplication.focusWidget())
    assert seen[:10] == [*first.stops(), *second.stops()]
    assert seen[10:13] == [findings.add_button, findings.as_problems, findings.into_ledger]
    keys.press(TAB)
    assert not findings.isAncestorOf(QApplication.focusWidget())
    findings.add_button.setFocus()
    keys.press(Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is second.stops()[-1]


def test_a_card_is_taken_off_by_key(office, start, click_row, keys, settle):
    id = office.inspect(findings=("甲", "乙"))
    page = start()
    click_row(page.view, 0)
    page.view.form.show_field("findings")
    keys.press(Qt.Key.Key_Delete, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is page.view.form.findings.cards[0].stops()[0]
    keys.press(Qt.Key.Key_S, CTRL)
    settle()
    assert [line.text for line in office.read(id).findings] == ["乙"]


def test_a_group_is_set_up_by_keyboard(office, start, go, keys, type_text, settle):
    page = start()
    view = go(page, "groups")
    view.view.setFocus()
    keys.press(Qt.Key.Key_N, CTRL)
    type_text(QApplication.focusWidget(), "第二指导小组")
    for _ in range(4):
        keys.press(TAB)  # 所属组织, 成立日期, 撤销日期, 联系组织
    for initials in ("chsq", "dydzb"):
        keys.type(initials)
        keys.press(ENTER)
    keys.press(TAB, CTRL)
    for name in ("周建国", "吴晓梅"):
        keys.press(ENTER, CTRL)
        type_text(QApplication.focusWidget(), name)
        keys.press(TAB)
    keys.press(Qt.Key.Key_S, CTRL)
    settle()
    found = office.group_read(view.open_id)
    assert found.organizations == (office.community, office.first)
    assert [(line.person_id, line.name, line.role) for line in found.members] == [
        (office.leader, "周建国", "组长"), (None, "吴晓梅", "成员"),
    ]  # fmt: skip
