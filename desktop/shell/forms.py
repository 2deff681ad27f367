"""Small parts of the windows that come before the main one: card, labelled box, error line, new passphrase twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6 import QtCore
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from db.core.errors import EnvironmentFault, UserError
from db.security.keyslots import MIN_PASSPHRASE
from desktop.app.theme import mark, restyle
from desktop.shell.background import text_of
from desktop.shell.passphrase_edit import CAPS_HINT, PassphraseEdit, strength

if TYPE_CHECKING:
    from PySide6.QtCore import QEvent

CARD_WIDTH = 420


def card(width: int = CARD_WIDTH) -> tuple[QFrame, QVBoxLayout]:
    """A white card and the column inside it."""
    frame = QFrame()
    mark(frame, card=True)
    frame.setFixedWidth(width)
    column = QVBoxLayout(frame)
    column.setContentsMargins(36, 30, 36, 26)
    column.setSpacing(6)
    return frame, column


def between(*widgets: QWidget) -> QHBoxLayout:
    """*widgets* in the middle of a line. Aligned by flag, a card would forget how high its wrapped texts are."""
    row = QHBoxLayout()
    row.addStretch()
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row


def centre(page: QWidget, frame: QWidget) -> None:
    """Lay *frame* in the middle of *page*, a little above; on a low screen it scrolls."""
    ground = QWidget()
    mark(ground, plain=True)
    column = QVBoxLayout(ground)
    column.addStretch(2)
    column.addLayout(between(frame))
    column.addStretch(3)
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(QtCore.Qt.FocusPolicy.NoFocus)
    scroll.setWidget(ground)
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(scroll)


def product_mark() -> QLabel:
    """The product's name, large."""
    name = label("一本账", centred=True)
    name.setObjectName("big-product")
    return name


class FormDialog(QDialog):
    """A dialog of fixed width that is always as high as its wrapped texts need."""

    def __init__(self, title: str, width: int, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setFixedWidth(width)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(6)

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() in (QtCore.QEvent.Type.LayoutRequest, QtCore.QEvent.Type.Show):
            self.setFixedHeight(self.column.totalHeightForWidth(self.width()))
        return handled

    def add_buttons(self, *buttons: QPushButton) -> None:
        """The last line, at the right; the last button is the one that Enter presses."""
        row = QHBoxLayout()
        row.addStretch()
        for made in buttons:
            row.addWidget(made)
        buttons[-1].setDefault(True)
        self.column.addSpacing(12)
        self.column.addLayout(row)


def label(text: str = "", *, centred: bool = False, **tones: bool) -> QLabel:
    made = QLabel()
    set_plain(made)
    made.setText(text)
    if centred:
        made.setProperty("alignment", "AlignCenter")
    mark(made, **tones)
    return made


def set_plain(made: QLabel) -> None:
    """Wrap the text and take it for what it is. The name spares the start the building of ``Qt`` (see the theme)."""
    made.setWordWrap(True)
    made.setProperty("textFormat", "PlainText")


def button(text: str, does: Callable[[], object], **tones: bool) -> QPushButton:
    made = QPushButton(text)
    made.clicked.connect(lambda _checked=False: does())
    mark(made, **tones)
    return made


def add_labelled(column: QVBoxLayout, text: str, box: QWidget) -> None:
    """*text* above *box*; Alt with its mnemonic goes to the box."""
    above = QLabel(text)
    above.setBuddy(box)
    mark(above, muted=True)
    column.addSpacing(6)
    column.addWidget(above)
    column.addWidget(box)


class ErrorLine(QLabel):
    """Says what is wrong and reddens the box concerned; takes no room while all is well."""

    def __init__(self) -> None:
        super().__init__()
        set_plain(self)
        mark(self, error=True)
        self.hide()
        self._marked: QWidget | None = None

    def show_error(self, error: UserError | EnvironmentFault, box: QWidget | None = None) -> None:
        self.tell(text_of(error), box)

    def tell(self, text: str, box: QWidget | None = None) -> None:
        self.clear()
        self.setText(text)
        self.show()
        if box is not None:
            self._marked = box
            restyle(box, invalid=True)
            box.setFocus()

    def clear(self) -> None:
        self.hide()
        super().clear()
        if self._marked is not None:
            restyle(self._marked, invalid=False)
            self._marked = None


class NewPassphrase(QWidget):
    """A new passphrase, twice, with a hint how strong it is."""

    def __init__(self, text: str = "新口令") -> None:
        super().__init__()
        self.first, self.second = PassphraseEdit(text), PassphraseEdit(f"再输一遍{text}")
        self.hint = label("口令用来加密账本，请不要与他人共用", muted=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        add_labelled(column, text, self.first)
        column.addWidget(self.hint)
        add_labelled(column, f"再输一遍{text}", self.second)
        self.first.textChanged.connect(self._show_strength)
        for box in (self.first, self.second):
            box.caps_lock.connect(self._show_caps)

    def problem(self) -> tuple[str, QLineEdit] | None:
        """What is wrong and in which box; None when the two are good and alike."""
        if len(self.first.text()) < MIN_PASSPHRASE:
            return f"口令至少 {MIN_PASSPHRASE} 个字符。", self.first
        if self.first.text() != self.second.text():
            return "两次输入的口令不一样，请重新输入。", self.second
        return None

    def value(self) -> str:
        return self.first.text()

    def _show_strength(self, text: str) -> None:
        tone, hint = strength(text)
        self.hint.setText(hint)
        restyle(self.hint, muted=False, **{name: name == tone for name in ("error", "warning", "success")})

    def _show_caps(self, on: bool) -> None:
        if on:
            self.hint.setText(CAPS_HINT)
            restyle(self.hint, muted=False, error=False, success=False, warning=True)
        elif self.hint.text() == CAPS_HINT:
            self._show_strength(self.first.text())
