"""The matrix on the screen: organizations stay on the left while the units scroll under a head of two lines."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from db.meetings.matrix import State
from desktop.app.theme import color, style_table
from desktop.calendar.matrix_model import CELL, FROZEN, MISSING, NAME, MatrixModel
from desktop.widgets.meeting_cells import AnyIndex, CellDelegate, rule_off

ROW, HEAD, UNIT = 30, 64, 62  # pixels
_WIDTHS = (176, 74, 40)
_INDENT = 14
_NEITHER = QAbstractItemView.EditTrigger.NoEditTriggers


class MatrixView(QWidget):
    """Emits ``chosen(index)`` when a cell with something behind it is clicked, or Enter is pressed on it."""

    chosen = Signal(object)  # QModelIndex

    def __init__(self, model: MatrixModel) -> None:
        super().__init__()
        self.model = model
        self.names = _Names(model)
        self.units = _Units(model)
        self.units.chosen.connect(self.chosen)
        self.setFocusProxy(self.units)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.names, 1)
        self._below = QWidget()  # as high as the scroll bar beside it, so that both ends of the rows agree
        left.addWidget(self._below)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left)
        row.addWidget(self.units, 1)
        self.names.verticalScrollBar().valueChanged.connect(self.units.verticalScrollBar().setValue)
        self.units.verticalScrollBar().valueChanged.connect(self.names.verticalScrollBar().setValue)
        bar = self.units.horizontalScrollBar()
        bar.rangeChanged.connect(
            lambda _least, most: self._below.setFixedHeight(bar.sizeHint().height() if most else 0)
        )
        self._below.setFixedHeight(0)
        model.modelReset.connect(self._after_reset)
        self._after_reset()

    def _after_reset(self) -> None:
        for section in range(self.model.columnCount()):
            self.names.setColumnHidden(section, section >= FROZEN)
            self.units.setColumnHidden(section, section < FROZEN)
            self.units.setColumnWidth(section, UNIT)
        for section, width in enumerate(_WIDTHS):
            self.names.setColumnWidth(section, width)
        self.names.setFixedWidth(sum(_WIDTHS) + 2)
        if self.model.rowCount() and self.model.columnCount() > FROZEN:
            self.units.setCurrentIndex(self.model.index(0, FROZEN))


class _Table(QTableView):
    def __init__(self, model: MatrixModel) -> None:
        super().__init__()
        self.setModel(model)
        style_table(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(_NEITHER)
        self.setTabKeyNavigation(False)
        self.setAlternatingRowColors(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.verticalHeader().setDefaultSectionSize(ROW)


class _Names(_Table):
    """The organizations. It scrolls with the units and takes no focus: a row is told by its units."""

    def __init__(self, model: MatrixModel) -> None:
        super().__init__(model)
        self.setHorizontalHeader(_Head(self, model))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_NameDelegate(model, self))
        self.horizontalHeader().setFixedHeight(HEAD)


class _Units(_Table):
    chosen = Signal(object)

    def __init__(self, model: MatrixModel) -> None:
        super().__init__(model)
        self.setHorizontalHeader(_Head(self, model))
        self.setItemDelegate(CellDelegate(self._told, self))
        self.setAccessibleName("三会一课")
        self.horizontalHeader().setFixedHeight(HEAD)
        self.setMouseTracking(True)
        self.clicked.connect(self._choose)

    def _told(self, index: AnyIndex) -> tuple[str, State | None]:
        model = self.model()
        assert isinstance(model, MatrixModel)
        cell = model.cell(index)
        return model.text(index.row(), index.column()), None if cell is None else cell.state

    def _choose(self, index: QModelIndex) -> None:
        if index.data(CELL) is not None:
            self.chosen.emit(index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        there = self.indexAt(event.position().toPoint()).data(CELL) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if there else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _Head(QHeaderView):
    """Two lines over the units: the kind over all of its units, then unit and 已开/应开 of each."""

    def __init__(self, parent: QTableView, model: MatrixModel) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._matrix = model
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(20)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), HEAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), color("card"))
        shown = [section for section in range(self.count()) if not self.isSectionHidden(section)]
        for section in shown:
            self._paint_unit(painter, section)
        units = [section for section in shown if section >= FROZEN]
        for _kind, group in groupby(units, lambda section: self._kind(section)):
            self._paint_kind(painter, list(group))
        painter.setPen(color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _kind(self, section: int) -> int:
        column = self._matrix.column_at(section)
        return column.duty.kind_id if column else 0

    def _paint_unit(self, painter: QPainter, section: int) -> None:
        room = QRect(self.sectionViewportPosition(section), 0, self.sectionSize(section), self.height())
        column = self._matrix.column_at(section)
        painter.setPen(color("muted"))
        if column is None:
            inside = room.adjusted(8, 0, -2, -2)
            side = Qt.AlignmentFlag.AlignLeft if section == NAME else Qt.AlignmentFlag.AlignHCenter
            painter.drawText(inside, side | Qt.AlignmentFlag.AlignVCenter, str(self._matrix.headerData(
                section, Qt.Orientation.Horizontal
            )))  # fmt: skip
            return
        painter.drawText(QRect(room.left(), 24, room.width(), 18), Qt.AlignmentFlag.AlignCenter, column.label)
        if column.tally.due:
            painter.setPen(color("error" if column.tally.missing else "muted"))
            font = painter.font()
            small = self.font()
            small.setPixelSize(11)
            painter.setFont(small)
            told = f"{column.tally.held}/{column.tally.due}"
            painter.drawText(QRect(room.left(), 42, room.width(), 18), Qt.AlignmentFlag.AlignCenter, told)
            painter.setFont(font)

    def _paint_kind(self, painter: QPainter, sections: list[int]) -> None:
        left = self.sectionViewportPosition(sections[0])
        right = self.sectionViewportPosition(sections[-1]) + self.sectionSize(sections[-1])
        column = self._matrix.column_at(sections[0])
        seen = QRect(left, 4, right - left, 20) & QRect(0, 4, self.viewport().width(), 20)
        if column is None or seen.isEmpty():
            return
        painter.setPen(color("line"))
        painter.drawLine(left + 3, 24, right - 4, 24)
        if left > 0:
            painter.drawLine(left, 6, left, self.height() - 6)
        painter.setPen(color("text"))
        metrics = painter.fontMetrics()
        text = metrics.elidedText(column.duty.kind, Qt.TextElideMode.ElideRight, max(seen.width() - 4, 0))
        painter.drawText(seen, Qt.AlignmentFlag.AlignCenter, text)


class _NameDelegate(QStyledItemDelegate):
    """Indented names; what is missing is red."""

    def __init__(self, model: MatrixModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._matrix = model

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        room: QRect = option.rect  # type: ignore[attr-defined]
        row, column = index.row(), index.column()
        text = self._matrix.text(row, column)
        rule_off(painter, room)
        painter.setPen(color("error" if column == MISSING else "text" if column == NAME else "muted"))
        if column == NAME:
            inside = room.adjusted(8 + _INDENT * self._matrix.rows[row].level, 0, -4, 0)
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, text)
        else:
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
