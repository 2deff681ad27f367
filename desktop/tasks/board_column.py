"""One column of the board: the cards of a state, which can be dragged to another column."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDropEvent, QFont, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
)

from db.tasks.fields import OPEN
from db.tasks.figures import Card, Stack
from desktop.app.theme import color

_MIME = "application/x-yibenzhang-task"
_CARD = Qt.ItemDataRole.UserRole
_HIGH, _PAD, _GAP = 84, 10, 6  # pixels
_TOP = {"紧急": "error", "重要": "warning"}
_ALIGN = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class BoardColumn(QFrame):
    def __init__(self, state: str) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.state = state
        self.title = QLabel(state)
        self.title.setProperty("subtitle", True)
        self.list = CardList(state)
        self.more = QLabel(wordWrap=True)
        self.more.setProperty("muted", True)
        self.more.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.list, 1)
        column.addWidget(self.more)

    def show_stack(self, stack: Stack) -> None:
        self.title.setText(f"{stack.state} {stack.total}")
        self.list.show_cards(stack.cards)
        left = stack.total - len(stack.cards)
        self.more.setText(f"还有 {left} 项，请在“列表”中查看")
        self.more.setVisible(left > 0)


class CardList(QListWidget):
    """``dropped(task, state)``: a card was let fall here; ``pushed(task, ±1)``: the keys send it to a neighbour."""

    opened = Signal(object)
    dropped = Signal(object, str)
    pushed = Signal(object, int)
    menu_wanted = Signal(object, object)

    def __init__(self, state: str) -> None:
        super().__init__()
        self.of_state = state  # ``state`` is Qt's
        self.may_come: Callable[[int, str], bool] = lambda _task, _state: False
        self.setAccessibleName(f"{state}的任务")
        self.setProperty("plain", True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_CardDelegate(state, self))
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setMouseTracking(True)
        self.itemActivated.connect(lambda item: self.opened.emit(item.data(_CARD).id))

    # -- cards -------------------------------------------------------------------------------------

    def show_cards(self, cards: Sequence[Card]) -> None:
        current = self.task
        row = self.currentRow()
        self.clear()
        for card in cards:
            item = QListWidgetItem(card.title)
            item.setData(_CARD, card)
            item.setToolTip("\n".join(filter(None, (card.title, card.organization, card.people))))
            self.addItem(item)
        at = self._at(current)
        self.setCurrentRow(min(row, self.count() - 1) if at is None else at)

    def has(self, task_id: int) -> bool:
        return self._at(task_id) is not None

    def point_at(self, task_id: int) -> None:
        """Put the cursor on a card, where it is here."""
        at = self._at(task_id)
        if at is not None:
            self.setCurrentRow(at)
            self.setFocus()

    def _at(self, task_id: int | None) -> int | None:
        return next((at for at in range(self.count()) if self._card(at).id == task_id), None)

    @property
    def task(self) -> int | None:
        """The task of the current card."""
        at = self.currentRow()
        return None if at < 0 else self._card(at).id

    def _card(self, at: int) -> Card:
        card: Card = self.item(at).data(_CARD)
        return card

    # -- by keys and mouse -------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if by and event.modifiers() & Qt.KeyboardModifier.ControlModifier and self.task is not None:
            self.pushed.emit(self.task, by)
        elif by:
            self.focusNextPrevChild(by > 0)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        item = self.itemAt(event.pos()) if event.reason() is QContextMenuEvent.Reason.Mouse else self.currentItem()
        if item is not None:
            self.setCurrentItem(item)
            self.menu_wanted.emit(item.data(_CARD).id, event.globalPos())

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, items: object) -> QMimeData:
        mime = QMimeData()
        mime.setData(_MIME, str(items[0].data(_CARD).id).encode())  # type: ignore[index]
        return mime

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def startDrag(self, _actions: Qt.DropAction) -> None:
        """The list itself takes no card away: the book says where it is, and all columns follow."""
        super().startDrag(Qt.DropAction.CopyAction)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        task = _task_of(event.mimeData())
        if task is not None and self.may_come(task, self.of_state):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    dragMoveEvent = dragEnterEvent  # type: ignore[assignment]  # Qt asks again while it moves

    def dropEvent(self, event: QDropEvent) -> None:
        task = _task_of(event.mimeData())
        if task is None:
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.dropped.emit(task, self.of_state)


def _task_of(mime: QMimeData) -> int | None:
    return int(bytes(mime.data(_MIME).data()).decode()) if mime.hasFormat(_MIME) else None


class _CardDelegate(QStyledItemDelegate):
    """A card: its title in one or two lines, whose it is, its day."""

    def __init__(self, state: str, parent: QListWidget) -> None:
        super().__init__(parent)
        self._open = state in OPEN

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, _HIGH + _GAP)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:  # fmt: skip
        card: Card = index.data(_CARD)
        state, room = option.state, option.rect.adjusted(1, 1, -2, -_GAP)  # type: ignore[attr-defined]  # the stubs lack them
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focused = chosen and bool(state & QStyle.StateFlag.State_HasFocus)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(color("primary" if chosen else "line"), 2 if focused else 1))
        painter.setBrush(color("card"))
        painter.drawRoundedRect(room, 6, 6)
        inside = room.adjusted(_PAD, 8, -_PAD, -6)
        self._paint_title(painter, card, inside)
        self._paint_rest(painter, card, inside)
        painter.restore()

    def _paint_title(self, painter: QPainter, card: Card, room: QRect) -> None:
        font = QFont(painter.font())
        left = room.left()
        if card.priority in _TOP and self._open:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(_TOP[card.priority]))
            painter.drawEllipse(QPoint(left + 4, room.top() + 9), 4, 4)
            left += 14
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(color("text" if self._open else "muted"))
        line = QRect(left, room.top(), room.right() - left, 20)
        painter.drawText(line, _ALIGN, _cut(painter, card.title, line.width()))
        font.setBold(False)
        painter.setFont(font)

    def _paint_rest(self, painter: QPainter, card: Card, room: QRect) -> None:
        painter.setPen(color("muted"))
        who = "　".join(filter(None, (card.organization, card.people)))
        line = QRect(room.left(), room.top() + 23, room.width(), 20)
        painter.drawText(line, _ALIGN, _cut(painter, who or "未定责任组织", line.width()))
        last = QRect(room.left(), room.top() + 46, room.width(), 20)
        painter.setPen(color("error" if card.overdue else "muted"))
        painter.drawText(last, _ALIGN, f"{card.closed_on} 办结" if card.closed_on else card.left)
        if self._open and card.percent:
            painter.setPen(color("muted"))
            painter.drawText(last, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{card.percent}%")


def _cut(painter: QPainter, text: str, wide: int) -> str:
    return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, wide)
