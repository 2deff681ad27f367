"""Cells of 三会一课 on the screen: a rounded patch in the colour of its state."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from db.meetings.matrix import State
from desktop.app.theme import color

# State -> ground and text, tokens of the theme; "" no ground.
_LOOKS = {
    State.HELD: ("success-soft", "success"), State.MISSING: ("error-soft", "error"),
    State.SOON: ("warning-soft", "warning"), State.DUE: ("track", "muted"), State.PLANNED: ("track", "text"),
    State.LATER: ("", "muted"), State.EXTRA: ("", "success"),
}  # fmt: skip
_INSIDE = (3, 3.5, -3, -4.5)  # of its room a patch fills

AnyIndex = QModelIndex | QPersistentModelIndex
Told = Callable[[AnyIndex], tuple[str, State | None]]  # what a cell shows, and of which state; None: no patch


class CellDelegate(QStyledItemDelegate):
    """Few cells look different, so each look is drawn once and copied. *ruled*: a line parts the rows."""

    def __init__(self, told: Told, parent: QWidget, *, ruled: bool = True) -> None:
        super().__init__(parent)
        self._told, self._ruled = told, ruled
        self._drawn: dict[tuple[str, State | None, int, int, float], QPixmap] = {}

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        room: QRect = option.rect  # type: ignore[attr-defined]
        text, state = self._told(index)
        scale = painter.device().devicePixelRatioF()
        key = (text, state, room.width(), room.height(), scale)
        picture = self._drawn.get(key)
        if picture is None:
            font: QFont = option.font  # type: ignore[attr-defined]
            picture = self._drawn[key] = _patch(text, state, room.size(), scale, font, self._ruled)
        painter.drawPixmap(room.topLeft(), picture)
        if option.state & QStyle.StateFlag.State_HasFocus:  # type: ignore[attr-defined]
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(color("primary"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(room).adjusted(*_INSIDE), 5, 5)
            painter.restore()


def _patch(text: str, state: State | None, size: QSize, scale: float, font: QFont, ruled: bool) -> QPixmap:
    """A cell as a picture of its own."""
    picture = QPixmap(size * scale)
    picture.setDevicePixelRatio(scale)
    picture.fill(color("card"))
    room = QRect(0, 0, size.width(), size.height())
    painter = QPainter(picture)
    if ruled:
        rule_off(painter, room)
    if state is not None:
        ground, ink = _LOOKS[state]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(ground))
            painter.drawRoundedRect(QRectF(room).adjusted(*_INSIDE), 5, 5)
        painter.setPen(color(ink))
        small = QFont(font)
        small.setPixelSize(12)
        painter.setFont(small)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, size.width() - 4)
        painter.drawText(room.adjusted(0, 0, 0, -1), Qt.AlignmentFlag.AlignCenter, shown)
    painter.end()
    return picture


def rule_off(painter: QPainter, room: QRect) -> None:
    """The thin line below a row."""
    painter.setPen(color("track"))
    painter.drawLine(room.bottomLeft(), room.bottomRight())
