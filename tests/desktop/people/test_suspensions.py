"""Days without a vote in the record of a person."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.people.actions import save_suspension
from db.people.draft import SuspensionDraft
from db.people.voting import suspensions_of


def kept(book, person):
    with book.read() as connection:
        return [(row.starts_on, row.ends_on, row.reason) for row in suspensions_of(connection, person)]


def opened(page, click, name):
    click(page, name)
    page.card.tabs.setCurrentIndex(1)
    return page.record.suspensions


def test_a_suspension_is_entered_ended_and_deleted(office, start, click, qtbot, settle, type_text, presenter):
    person = office.person("张喆")
    page = start()
    part = opened(page, click, "张喆")
    assert part.isVisible()
    assert not part.end_button.isVisible()

    def press(button):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        settle()

    press(part.add_button)
    dialog = QApplication.activeModalWidget()
    dialog.form.editors["starts_on"].set_value(date(2022, 3, 1))
    press(dialog.ok)
    assert "请填写事由" in dialog.form.editors["reason"].problem
    type_text(dialog.form.editors["reason"].line, "留党察看一年")
    press(dialog.ok)
    assert kept(office.book, person) == [(date(2022, 3, 1), None, "留党察看一年")]
    assert [part.table.item(0, at).text() for at in range(3)] == ["2022-03-01", "至今", "留党察看一年"]
    press(part.end_button)
    dialog = QApplication.activeModalWidget()
    dialog.form.editors["ends_on"].set_value(date(2022, 5, 31))
    press(dialog.ok)
    assert kept(office.book, person) == [(date(2022, 3, 1), date(2022, 5, 31), "留党察看一年")]
    press(part.delete_button)
    assert "期满请用“结束”" in presenter.asked[-1]
    assert kept(office.book, person) == []


def test_it_is_shown_for_party_members_and_told_by_no_list(office, start, click, cells):
    member, applicant = office.person("张喆"), office.person("李华", stage="入党申请人")
    save_suspension(office.book, SuspensionDraft(member, date(2022, 3, 1), None, "留党察看一年"))
    page = start()
    model = page.view.model()
    shown = {model.index(row, at).data() for row in range(model.rowCount()) for at in range(model.columnCount())}
    assert not any("察看" in (text or "") for text in shown)
    assert not opened(page, click, "李华").isVisible()
    assert applicant
    assert opened(page, click, "张喆").table.rowCount() == 1
