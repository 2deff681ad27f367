"""The look: what a user sees of colours, fonts and Chinese dialogs, and that it loads before the ORM."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QImage, QStandardItemModel
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSpinBox,
    QTableView,
    QWidget,
)

from desktop.app import theme

ROOT = Path(__file__).resolve().parents[3]


def shown(qtbot, widget: QWidget) -> QImage:
    qtbot.addWidget(widget)
    widget.show()
    QApplication.processEvents()
    return widget.grab().toImage()


def count(image: QImage, token: str) -> int:
    wanted = theme.color(token).rgb()
    return sum(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(image.height()))


@pytest.mark.usefixtures("qapp")
def test_every_colour_of_the_style_sheet_is_known():
    assert "@" not in theme.stylesheet()
    for file in re.findall(r"url\((.*?)\)", theme.stylesheet()):
        assert Path(file).is_file()


def test_drawings_of_the_style_sheet_use_the_tokens_colours():
    known = set(theme.COLORS.values())
    for file in (ROOT / "resources" / "styles").glob("*.svg"):
        assert set(re.findall(r"#[0-9a-f]{6}", file.read_text("utf-8"))) <= known, file.name


def luminance(token: str) -> float:
    channels = [part / 255 for part in theme.color(token).getRgb()[:3]]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("text", "background"),
        ("text", "primary-soft"),
        ("muted", "background"),
        ("muted", "card"),
        ("primary", "primary-soft"),
        ("on-primary", "primary"),
        ("error", "error-soft"),
        ("warning", "card"),
        ("success", "card"),
    ],
)
def test_text_is_legible(text, ground):
    """WCAG 2.1 AA: a contrast of 4.5 for text of ordinary size."""
    light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("character", "账䲟㐂𬭎")
def test_screen_font_shows_common_and_rare_characters(qtbot, character):
    """A missing glyph would be drawn as a box, the same for every missing character."""

    def drawn(text: str) -> QImage:
        button = QPushButton(text)
        button.setFixedSize(60, 34)
        return shown(qtbot, button)

    assert drawn(character) != drawn("\U0010fffd")


@pytest.mark.parametrize("kind", [QLineEdit, QComboBox, QSpinBox, QDateEdit, QPushButton])
def test_inputs_and_buttons_have_one_height(qtbot, kind):
    widget = kind()
    shown(qtbot, widget)
    assert widget.height() == 34


@pytest.mark.parametrize("kind", [QLineEdit, QComboBox, QSpinBox, QPushButton])
def test_focus_is_a_ring_of_two_pixels_and_moves_nothing(qtbot, kind):
    holder = QWidget()
    qtbot.addWidget(holder)
    widget, other = kind(holder), QLineEdit(holder)
    widget.setGeometry(10, 10, 120, 34)
    other.move(10, 60)
    with qtbot.waitActive(holder):
        holder.show()
        holder.activateWindow()
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    before, size = widget.grab().toImage(), widget.sizeHint()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    after = widget.grab().toImage()
    ring = theme.color("primary").rgb()
    assert [after.pixel(60, y) == ring for y in (0, 1, 2)] == [True, True, False]
    assert before.pixel(60, 0) != ring
    assert widget.sizeHint() == size


def test_restyle_shows_at_once(qtbot):
    button = QPushButton("保存")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    assert count(shown(qtbot, button), "primary") == 0
    theme.restyle(button, primary=True)
    assert count(button.grab().toImage(), "primary") > 500


def test_invalid_input_is_reddened_and_cleared(qtbot):
    box = QLineEdit()
    box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    shown(qtbot, box)
    theme.restyle(box, invalid=True)
    assert count(box.grab().toImage(), "error") > 50
    theme.restyle(box, invalid=False)
    assert count(box.grab().toImage(), "error") == 0


def test_tables_have_rows_of_36_pixels(qtbot):
    view = QTableView()
    view.setModel(QStandardItemModel(3, 2, view))
    theme.style_table(view)
    shown(qtbot, view)
    assert view.rowHeight(1) == 36
    assert view.selectionBehavior() == QTableView.SelectionBehavior.SelectRows


def test_dialogs_speak_chinese(qtbot):
    Button = QMessageBox.StandardButton  # noqa: N806
    box = QMessageBox(QMessageBox.Icon.Question, "", "", Button.Ok | Button.Cancel | Button.Yes | Button.Discard)
    qtbot.addWidget(box)
    texts = [box.button(kind).text() for kind in (Button.Ok, Button.Cancel, Button.Yes, Button.Discard)]
    assert texts == ["确定", "取消", "是(&Y)", "不保存"]


def test_text_menus_speak_chinese(qtbot):
    box = QLineEdit("文字")
    qtbot.addWidget(box)
    menu = box.createStandardContextMenu()
    texts = [action.text().split("(")[0].split("\t")[0] for action in menu.actions() if action.text()]
    assert texts == ["撤销", "重做", "剪切", "复制", "粘贴", "删除", "全选"]
    menu.deleteLater()


@pytest.mark.usefixtures("qapp")
def test_what_is_translated_nowhere_stays_as_it_is():
    assert QCoreApplication.translate("Anything", "no such text") == "no such text"


def test_only_qt_is_imported_before_the_first_paint():
    """Performance: the ORM alone would more than double the time to the first window."""
    code = (
        "import sys, desktop.shell.unlock, desktop.shell.wizard\n"
        "heavy = {'sqlalchemy', 'sqlcipher3', 'reportlab', 'alembic', 'argon2', 'cryptography', 'pypdfium2'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
