"""The first start, from the choice to the recovery code."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.core.errors import EnvironmentFault, UserError
from desktop.app import ask_file
from desktop.shell.wizard import FirstStart, MadeBook, StartActions

CODE = "8K3F-Q7ZD-2MXA-9TBC-HN4R-W5GE-P1VY"
PASSPHRASE = "和平街道2022"
LEFT = Qt.MouseButton.LeftButton


class Office:
    """What the wizard asks for."""

    def __init__(self) -> None:
        self.created: list[tuple] = []
        self.papers: list[tuple] = []
        self.refusal: Exception | None = None

    def create(self, *form) -> MadeBook:
        self.created.append(form)
        self.refuse()
        return MadeBook(CODE, "账本")

    def demo(self) -> str:
        self.refuse()
        return "演示账本"

    def save(self, path: Path, code: str) -> None:
        self.refuse()
        self.papers.append(("save", path, code))

    def print(self, code: str, _parent) -> None:
        self.refuse()
        self.papers.append(("print", code))

    def refuse(self) -> None:
        refusal, self.refusal = self.refusal, None
        if refusal is not None:
            raise refusal


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def wizard(qtbot, office, tmp_path):
    window = FirstStart(StartActions(office.create, office.demo, office.save, office.print), tmp_path)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


@pytest.fixture
def filled(wizard, qtbot, type_text):
    """The form for a new book, filled in and not yet handed in."""
    qtbot.mouseClick(wizard.choice.new, LEFT)
    page = wizard.new_book
    type_text(page.office, "和平街道党工委")
    type_text(page.user, "周文")
    page.passphrase.first.setText(PASSPHRASE)
    page.passphrase.second.setText(PASSPHRASE)
    return page


@pytest.fixture
def finished(wizard, filled, qtbot):
    """The page with the recovery code."""
    qtbot.mouseClick(filled.create_button, LEFT)
    qtbot.waitUntil(wizard.recovery.isVisible)
    return wizard.recovery


def test_new_book_is_made_and_handed_on_once_the_code_is_kept(wizard, finished, office, qtbot, tmp_path):
    assert office.created == [(tmp_path / "和平街道党工委.ybz", "和平街道党工委", "周文", PASSPHRASE)]
    assert finished.code.text().replace("\n", "-") == CODE
    assert not finished.done.isEnabled()
    qtbot.keyClick(finished.keep, Qt.Key.Key_Space)
    with qtbot.waitSignal(wizard.ready) as told:
        qtbot.mouseClick(finished.done, LEFT)
    assert told.args == ["账本"]
    assert wizard.close()


@pytest.mark.parametrize(
    ("box", "text", "told"),
    [
        ("office", "  ", "请填写单位名称"),
        ("user", "", "请填写您的姓名"),
        ("passphrase.first", "abc", "口令至少 4 个字符"),
        ("passphrase.second", "和平街道2023", "两次输入的口令不一样"),
        ("place", "", "请选择账本文件的存放位置"),
        ("place", "账本.ybz", "完整的存放位置"),
    ],
)
def test_form_says_what_is_missing_where_it_is(filled, office, box, text, told):
    target = filled
    for name in box.split("."):
        target = getattr(target, name)
    target.setText(text)
    filled.submit()
    assert told in filled.error.text()
    assert target.property("invalid") is True
    assert target.hasFocus()
    assert office.created == []


def test_error_goes_when_it_is_mended(filled, qtbot):
    filled.passphrase.second.setText("别的口令")
    filled.submit()
    assert filled.error.isVisible()
    qtbot.keyClicks(filled.passphrase.second, "1")
    assert not filled.error.isVisible()
    assert filled.passphrase.second.property("invalid") is False


def test_existing_file_is_not_offered_to_be_overwritten(filled, office, tmp_path):
    (tmp_path / "和平街道党工委.ybz").write_bytes(b"book")
    filled.submit()
    assert "已经存在" in filled.error.text()
    assert office.created == []


def test_file_is_named_after_the_office_until_the_user_names_it(wizard, qtbot, type_text, tmp_path, monkeypatch):
    wizard.start_new()
    page = wizard.new_book
    type_text(page.office, "和平/街道")
    assert page.path() == tmp_path / "和平街道.ybz"
    monkeypatch.setattr(ask_file, "new", lambda *_: str(tmp_path / "台账"))
    qtbot.mouseClick(page.browse, LEFT)
    type_text(page.office, "党工委")
    assert page.path() == tmp_path / "台账.ybz"


@pytest.mark.parametrize(
    ("refusal", "box", "text"),
    [
        (UserError("“账本.ybz”已经存在。", {"path": "已经存在"}), "place", "“账本.ybz”已经存在。"),
        (EnvironmentFault("磁盘已满。", "请清理后再试。"), "place", "磁盘已满。\n请清理后再试。"),
        (UserError("口令太短。", {"passphrase": "太短"}), "passphrase.first", "口令太短。"),
    ],
)
def test_what_the_core_refuses_is_shown_at_its_box(wizard, filled, office, qtbot, refusal, box, text):
    office.refusal = refusal
    filled.submit()
    qtbot.waitUntil(filled.error.isVisible)
    assert filled.error.text() == text
    target = filled.passphrase.first if "." in box else getattr(filled, box)
    assert target.property("invalid") is True
    assert filled.isEnabled()
    filled.submit()
    qtbot.waitUntil(wizard.recovery.isVisible)


def test_code_is_printed_saved_and_copied(finished, office, qtbot, monkeypatch, tmp_path):
    monkeypatch.setattr(ask_file, "new", lambda *_: str(tmp_path / "恢复码"))
    for button in (finished.print_button, finished.save_button, finished.copy_button):
        qtbot.mouseClick(button, LEFT)
    assert office.papers == [("print", CODE), ("save", tmp_path / "恢复码.pdf", CODE)]
    assert QApplication.clipboard().text() == CODE


def test_failed_saving_is_said_on_the_page(finished, office, qtbot, monkeypatch):
    monkeypatch.setattr(ask_file, "new", lambda *_: "/nowhere/恢复码.pdf")
    office.refusal = EnvironmentFault("不能写入。", "请换一个位置。")
    qtbot.mouseClick(finished.save_button, LEFT)
    assert finished.message.text() == "不能写入。\n请换一个位置。"
    assert finished.message.property("error") is True


def test_window_does_not_close_over_the_code(wizard, finished):
    assert not wizard.close()
    assert "只显示这一次" in finished.message.text()
    assert wizard.isVisible()


def test_demonstration_and_its_failure(wizard, office, qtbot):
    office.refusal = EnvironmentFault("磁盘已满。", "请清理后再试。")
    qtbot.mouseClick(wizard.choice.demo, LEFT)
    qtbot.waitUntil(wizard.choice.error.isVisible)
    assert "磁盘已满" in wizard.choice.error.text()
    with qtbot.waitSignal(wizard.ready) as told:
        qtbot.mouseClick(wizard.choice.demo, LEFT)
    assert told.args == ["演示账本"]


def test_existing_book_is_picked(wizard, qtbot, monkeypatch):
    monkeypatch.setattr(ask_file, "existing", lambda *_: "")
    with qtbot.assertNotEmitted(wizard.book_chosen):
        qtbot.mouseClick(wizard.choice.open, LEFT)
    monkeypatch.setattr(ask_file, "existing", lambda *_: "/tmp/和平街道.ybz")
    with qtbot.waitSignal(wizard.book_chosen) as told:
        qtbot.mouseClick(wizard.choice.open, LEFT)
    assert told.args == [Path("/tmp/和平街道.ybz")]


def test_back_returns_to_the_choice(wizard, filled, qtbot):
    qtbot.mouseClick(filled.back, LEFT)
    assert wizard.choice.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_presses_the_chosen_way(wizard, qtbot, key):
    wizard.choice.new.setFocus()
    qtbot.keyClick(wizard.choice.new, key)
    assert wizard.steps.currentWidget() is wizard.new_book
