"""The pages down the left side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.app.icons import icon
from desktop.app.page import PageSpec
from desktop.app.theme import color

WIDTH = 136
_HEIGHT, _LEAST = 44, 34  # of a button; fewer pages have it higher
_GAP, _NARROW_GAP, _EDGE = 4, 2, 8
_ICON = 20


class Navigation(QFrame):
    """Emits ``requested(key)``; what is shown as current is set by the window once the page is open."""

    requested = Signal(str)

    def __init__(self, pages: Sequence[PageSpec]) -> None:
        super().__init__()
        self.setObjectName("navigation")
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("页面")
        inside = QWidget()
        self._column = column = QVBoxLayout(inside)
        column.setContentsMargins(8, _EDGE, 8, _EDGE)
        column.setSpacing(_GAP)
        self.buttons: dict[str, NavigationButton] = {}
        for number, spec in enumerate(pages, 1):
            button = NavigationButton(spec, number)
            button.clicked.connect(lambda _checked, key=spec.key: self.requested.emit(key))
            self.buttons[spec.key] = button
            column.addWidget(button)
        column.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        for ground in (self._scroll.viewport(), inside):
            ground.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Many pages on a low window stand closer; where even that is too much, they can be scrolled."""
        super().resizeEvent(event)
        count = max(1, len(self.buttons))
        room = event.size().height() - 2 * _EDGE
        gap = _GAP if (room + _GAP) // count - _GAP >= _LEAST else _NARROW_GAP
        height = min(_HEIGHT, max(_LEAST, (room + gap) // count - gap))
        self._column.setSpacing(gap)
        for button in self.buttons.values():
            button.setFixedHeight(height)

    def show_current(self, key: str) -> None:
        for other, button in self.buttons.items():
            button.setChecked(other == key)
            if other == key:
                self._scroll.ensureWidgetVisible(button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.focusNextPrevChild(True)
        elif event.key() == Qt.Key.Key_Up:
            self.focusNextPrevChild(False)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            next(button for button in self.buttons.values() if button.hasFocus()).click()
        else:
            super().keyPressEvent(event)


class NavigationButton(QAbstractButton):
    """Icon and title; the current one light red with a mark at its left edge."""

    def __init__(self, spec: PageSpec, number: int) -> None:
        super().__init__()
        self.setText(spec.title)
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(f"{spec.title}（Ctrl+{number}）" if number <= 9 else spec.title)
        self._plain, self._current = icon(spec.icon, "muted"), icon(spec.icon, "primary")

    def nextCheckState(self) -> None:
        """A click only asks; the page may refuse to be left."""

    def sizeHint(self) -> QSize:
        return QSize(WIDTH - 16, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        drawn = self._current if self.isChecked() else self._plain
        drawn.paint(painter, QRect(14, (self.height() - _ICON) // 2, _ICON, _ICON))
        font = self.font()
        font.setPixelSize(14)
        font.setBold(self.isChecked())
        painter.setFont(font)
        painter.setPen(color("primary" if self.isChecked() else "text"))
        painter.drawText(self.rect().adjusted(44, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter, self.text())

    def _paint_ground(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(color("primary-soft" if self.isChecked() else "background"))
            painter.drawRoundedRect(self.rect(), 8, 8)
        if self.isChecked():
            painter.setBrush(color("primary"))
            painter.drawRoundedRect(QRectF(0, 12, 3, self.height() - 24), 1.5, 1.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("primary"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 7, 7)
