"""The figures on top of the home page: each a button that leads to its records."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from db.home.words import Card
from desktop.app.theme import color

HEIGHT = 104
_SIDE = 16
_VALUE = 28  # pixels of the figure


class FigureCard(QAbstractButton):
    """Title, figure and unit, a line below."""

    def __init__(self, card: Card) -> None:
        super().__init__()
        self.card = card
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(112)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_card(card)

    def show_card(self, card: Card) -> None:
        self.card = card
        told = f"{card.title} {card.value} {card.unit}，{card.note}"
        self.setAccessibleName(told)
        self.setToolTip(f"{told}\n点击看记录")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, self)
        room = self.rect().adjusted(_SIDE, 12, -_SIDE, -12)
        painter.setPen(color("muted"))
        painter.drawText(room, Qt.AlignmentFlag.AlignTop, self.card.title)
        left = self._paint_value(painter, room)
        painter.setPen(color("muted"))
        beside = QRect(left + 5, room.top() + 27, room.right() - left, 28)
        painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, self.card.unit)
        painter.setPen(color(self.card.tone))
        note = painter.fontMetrics().elidedText(self.card.note, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignBottom, note)

    def _paint_value(self, painter: QPainter, room: QRect) -> int:
        """Where it ends."""
        plain, large = self.font(), QFont(self.font())
        large.setPixelSize(_VALUE)
        large.setBold(True)
        painter.setFont(large)
        painter.setPen(color("text"))
        painter.drawText(
            QRect(room.left(), room.top() + 19, room.width(), 40), Qt.AlignmentFlag.AlignVCenter, self.card.value
        )
        width = painter.fontMetrics().horizontalAdvance(self.card.value)
        painter.setFont(plain)
        return room.left() + width


def paint_ground(painter: QPainter, button: QAbstractButton) -> None:
    """A white card whose edge shows that it can be pressed."""
    edge = "primary-line" if button.underMouse() else "line"
    painter.setPen(QPen(color("primary"), 2) if button.hasFocus() else QPen(color(edge), 1))
    painter.setBrush(color("card"))
    painter.drawRoundedRect(QRectF(button.rect()).adjusted(1, 1, -1, -1), 10, 10)


class FigureRow(QWidget):
    """The cards side by side; emits ``chosen(Card)``."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.cards: dict[str, FigureCard] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)

    def show_cards(self, cards: Sequence[Card]) -> None:
        if list(self.cards) != [card.key for card in cards]:
            self._make(cards)
        for card in cards:
            self.cards[card.key].show_card(card)

    def _make(self, cards: Sequence[Card]) -> None:
        for old in self.cards.values():
            old.hide()
            old.deleteLater()
        self.cards = {card.key: FigureCard(card) for card in cards}
        for made in self.cards.values():
            made.clicked.connect(lambda _checked=False, made=made: self.chosen.emit(made.card))
            self._row.addWidget(made, 1)
