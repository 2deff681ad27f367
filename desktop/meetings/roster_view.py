"""The roster's table: marks by a click on the word or by a key, reason and make-up typed beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QElapsedTimer,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from db.core.dates import show_date
from db.meetings.fields import MAKE_UPS
from db.meetings.status import MISSED, Status
from desktop.app.theme import color
from desktop.meetings.roster_model import MADE_UP, NAME, REASON, SPOKE, STATUS, VOTING, RosterModel

ROW_HEIGHT = 34
_SEGMENT = 40
_WIDTHS = {NAME: 104, STATUS: _SEGMENT * len(Status) + 12, VOTING: 64, SPOKE: 54, MADE_UP: 128}
_KEYS = {
    Qt.Key.Key_1: Status.PRESENT, Qt.Key.Key_2: Status.LEAVE, Qt.Key.Key_3: Status.ABSENT, Qt.Key.Key_4: Status.GUEST,
}  # fmt: skip
_REASONS = ("因公外出", "因病", "事假", "外出学习", "年老体弱", "流动在外")
_TONES = {
    Status.PRESENT: ("success-soft", "success"), Status.LEAVE: ("warning-soft", "warning"),
    Status.ABSENT: ("error-soft", "error"), Status.GUEST: ("line", "text"),
}  # fmt: skip


class StatusDelegate(QStyledItemDelegate):
    """Four words side by side, the true one lit."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, QModelIndex())  # background and selection only
        model = index.model()
        assert isinstance(model, RosterModel)
        current = model.lines[index.row()].status
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for status in Status:
            box = _segment(_cell(option), status)
            lit = status is current
            background, text = _TONES[status]
            if lit:
                painter.setPen(QPen(color(text), 1))  # the border tells it from a selected row
                painter.setBrush(color(background))
                painter.drawRoundedRect(box, 4, 4)
            painter.setPen(color(text if lit else "muted"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, status.label)
        painter.restore()

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:  # fmt: skip
        released = isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease
        if isinstance(event, QMouseEvent) and released and event.button() is Qt.MouseButton.LeftButton:
            assert isinstance(model, RosterModel)
            for status in Status:
                if _segment(_cell(option), status).contains(event.position().toPoint()):
                    model.mark([index.row()], status)
                    return True
        return super().editorEvent(event, model, option, index)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_SEGMENT * len(Status) + 8, ROW_HEIGHT)


class ChoosingDelegate(QStyledItemDelegate):
    """A text typed freely or taken from the usual ones."""

    def __init__(self, usual: Callable[[], Sequence[str]], parent: QWidget) -> None:
        super().__init__(parent)
        self._usual = usual

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        box = QComboBox(parent)
        box.setEditable(True)
        box.addItems(self._usual())
        return box

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        assert isinstance(editor, QComboBox)
        editor.setCurrentText(index.data(Qt.ItemDataRole.EditRole))
        line = editor.lineEdit()
        if line is not None:
            line.selectAll()

    def setModelData(
        self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        assert isinstance(editor, QComboBox)
        model.setData(index, editor.currentText())


class RosterView(QTableView):
    """Keys: 1–4 mark the selected rows, or the current one, V and F toggle vote and speech; Enter or F2 types the
    reason, 5 the make-up of who missed, Delete takes rows off."""

    def __init__(self, model: RosterModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._roster = model
        self._typed, self._typing = "", QElapsedTimer()
        self.setModel(model)
        self.setItemDelegateForColumn(STATUS, StatusDelegate(self))
        self.setItemDelegateForColumn(REASON, ChoosingDelegate(lambda: _REASONS, self))
        self.setItemDelegateForColumn(MADE_UP, ChoosingDelegate(self._make_ups, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("出席名单")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        header.setSectionResizeMode(REASON, QHeaderView.ResizeMode.Stretch)
        for told in (model.modelReset, model.dataChanged, model.rowsRemoved, model.rowsInserted):
            told.connect(self._show_make_ups)
        self._show_make_ups()

    @property
    def selected_rows(self) -> list[int]:
        return [index.row() for index in self.selectionModel().selectedRows()]

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab shows the row that the keys mark."""
        super().focusInEvent(event)
        if self._roster.rowCount() and not self.selected_rows:
            self.selectRow(max(self.currentIndex().row(), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        current = self.currentIndex()
        rows = self.selected_rows or ([current.row()] if current.isValid() else [])
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # left over by the reason's editor, which ends by it
        elif key in _KEYS and rows:
            self._mark(rows, _KEYS[key])
        elif key == Qt.Key.Key_5 and rows and self._roster.lines[rows[0]].status in MISSED:
            self.edit(self._roster.index(rows[0], MADE_UP))
        elif key in (Qt.Key.Key_V, Qt.Key.Key_F) and rows and not event.modifiers() and not self._searching:
            (self._roster.toggle_vote if key == Qt.Key.Key_V else self._roster.toggle_spoke)(rows)
        elif key == Qt.Key.Key_Delete and rows:
            self._roster.remove(rows)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.edit(self.currentIndex().siblingAtColumn(REASON))
        else:
            super().keyPressEvent(event)

    @property
    def _searching(self) -> bool:
        """Initials are being typed: V and F go on with them."""
        return self._typing.isValid() and not self._typing.hasExpired(QApplication.keyboardInputInterval())

    def keyboardSearch(self, search: str) -> None:
        """Initials typed one after another go to the name."""
        self._typed = self._typed + search if self._searching else search
        self._typing.start()
        row = self._roster.row_of(self._typed)
        if row >= 0:
            self.selectRow(row)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and not event.modifiers() and at.column() in (VOTING, SPOKE):
            (self._roster.toggle_vote if at.column() == VOTING else self._roster.toggle_spoke)([at.row()])

    def _show_make_ups(self) -> None:
        """The column is there when someone missed, or made up for it."""
        needed = any(line.status in MISSED or line.made_up_on or line.made_up_how for line in self._roster.lines)
        self.setColumnHidden(MADE_UP, not needed)

    def _make_ups(self) -> list[str]:
        day = self._roster.rights.day
        return [f"{show_date(day)} {way}" if day else way for way in MAKE_UPS]

    def _mark(self, rows: list[int], status: Status) -> None:
        """One row marked present: go on to the next, so that a roster is walked by one key a person."""
        self._roster.mark(rows, status)
        if len(rows) > 1:
            return
        if status is Status.PRESENT and rows[0] + 1 < self._roster.rowCount():
            self.selectRow(rows[0] + 1)
        elif status in (Status.LEAVE, Status.ABSENT):
            self.edit(self._roster.index(rows[0], REASON))


def _segment(cell: QRect, status: Status) -> QRect:
    """Where *status* stands in its cell."""
    return QRect(cell.left() + 4 + (status - 1) * _SEGMENT, cell.top() + 5, _SEGMENT - 6, cell.height() - 10)


def _cell(option: QStyleOptionViewItem) -> QRect:
    rect = option.rect  # type: ignore[attr-defined]  # missing from the stubs
    assert isinstance(rect, QRect)
    return rect
