"""Messages as Qt dialogs and as a strip that fades from the bottom of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QWidget

from desktop.app.theme import color, restyle

_NOTE_MS = 4000
_WARNING_MS = 8000
_MARGINS = (3, 18, 24, 16)  # of a message box


class QtPresenter:
    """The presenter of the real program."""

    def note(self, text: str, warning: bool) -> None:
        window = _window()
        if window is not None:
            _Toast(window, text, warning)

    def offer(self, text: str, label: str, act: Callable[[], object]) -> None:
        window = _window()
        if window is not None:
            _Offer(window, text, label, act)

    def tell(self, title: str, text: str, details: str = "") -> None:
        box = _box(title, text)
        box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
        if details:
            copy = box.addButton("复制详细信息", QMessageBox.ButtonRole.ActionRole)
            copy.clicked.disconnect()  # copying must not close the dialog
            copy.clicked.connect(lambda: QApplication.clipboard().setText(details))
            box.setDetailedText(details)
        _exec(box)
        box.deleteLater()

    def choose(self, text: str, buttons: Sequence[str], danger: bool) -> int:
        box = _box("请确认", text)
        made: list[QPushButton] = []
        for index, label in enumerate(buttons):
            role = QMessageBox.ButtonRole.AcceptRole if index == 0 else QMessageBox.ButtonRole.RejectRole
            made.append(box.addButton(label, role))
        restyle(made[0], danger=danger, primary=not danger)
        box.setDefaultButton(made[-1] if danger else made[0])
        box.setEscapeButton(made[-1])
        _exec(box)
        clicked = box.clickedButton()
        box.deleteLater()
        return next((index for index, button in enumerate(made) if button is clicked), -1)


def _window() -> QWidget | None:
    """The window in use; not a dialog that has just been closed, nor a message that a note would cover."""
    windows = QApplication.topLevelWidgets()
    visible = [widget for widget in windows if widget.isVisible() and not isinstance(widget, QMessageBox)]
    active = QApplication.activeWindow()
    return active if active in visible else next(iter(visible), None)


def _box(title: str, text: str) -> QMessageBox:
    box = QMessageBox(_window())
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    return box


def _exec(box: QMessageBox) -> None:
    """Qt keeps room for an icon at the left of a box without one: the margins make both sides alike."""
    layout = box.layout()
    assert layout is not None
    layout.setContentsMargins(*_MARGINS)
    box.exec()


class _Toast(QLabel):
    """One note at a time, bottom centre of *window*, gone by itself or by a click."""

    lasts = _NOTE_MS

    def __init__(self, window: QWidget, text: str, warning: bool) -> None:
        for earlier in window.findChildren(_Toast):
            earlier.deleteLater()
        super().__init__(text, window)
        self.setObjectName("toast")
        self.setTextFormat(Qt.TextFormat.PlainText)
        ground = color("warning" if warning else "text").name()
        self.setStyleSheet(
            f"QLabel#toast {{ background: {ground}; color: white; border-radius: 6px; padding: 9px 18px; }}"
        )
        self.setMaximumWidth(max(240, window.width() - 80))
        self.adjustSize()
        self.move((window.width() - self.width()) // 2, window.height() - self.height() - 48)
        self.show()
        self.raise_()
        QTimer.singleShot(_WARNING_MS if warning else self.lasts, self, self.deleteLater)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.deleteLater()


class _Offer(_Toast):
    """A note with a link; gone once it was followed."""

    lasts = _WARNING_MS

    def __init__(self, window: QWidget, text: str, label: str, act: Callable[[], object]) -> None:
        super().__init__(window, f"{text}　{label}", False)  # as wide as both
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(f'{escape(text)}　<a href="#" style="color: white">{escape(label)}</a>')
        self.linkActivated.connect(lambda _target: act())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        QLabel.mousePressEvent(self, event)  # the link is followed when the button is let go

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        QLabel.mouseReleaseEvent(self, event)
        self.deleteLater()
