"""The matrix with its filters; a cell leads to its records, or to the one still missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QVBoxLayout, QWidget

from db.core.segment import fold
from db.meetings.matrix import Matrix, Part, Row, State, matrix
from desktop.app.context import AppContext
from desktop.calendar.matrix_model import MatrixModel
from desktop.calendar.matrix_view import MatrixView
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.meeting_menu import lead_to_meeting

ALL, LACKING, SOON = "all", "missing", "soon"
_STATES = {LACKING: State.MISSING, SOON: State.SOON}
_CHIPS = ((ALL, "全部"), (LACKING, "有缺"), (SOON, "近期要开"))


class MatrixTab(QWidget):
    """Reads the matrix of the scope in the background. *tell* hears the line for the page's subtitle."""

    def __init__(self, context: AppContext, tell: Callable[[str], None]) -> None:
        super().__init__()
        self._context, self._tell = context, tell
        self.matrix: Matrix | None = None  # of the whole scope
        self.shown: Matrix | None = None  # of it, what the filters leave
        self._kind: int | None = None  # asked for before the kinds were known
        self.filters = FilterBar(_CHIPS, "搜索组织")
        self.kinds = QComboBox()
        self.kinds.setAccessibleName("会议类型")
        self.kinds.addItem("全部类型", None)
        self.filters.add(self.kinds)
        self.model = MatrixModel()
        self.view = MatrixView(self.model)
        self._empty = QLabel()
        self._empty.setProperty("muted", True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.view)
        inside.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.filters)
        column.addWidget(card, 1)
        self.setFocusProxy(self.view)
        self.filters.chip_changed.connect(lambda _key: self._narrow())
        self.filters.search_changed.connect(lambda _text: self._narrow())
        self.kinds.activated.connect(lambda _at: self._narrow())
        self.view.chosen.connect(self._choose)
        self._say("正在读取…")

    def reload(self) -> None:
        """Read the matrix of the scope anew."""
        book, scope = self._context.book, self._context.scope

        def read(_cancelled: Callable[[], bool]) -> Matrix:
            with book.read() as connection:
                return matrix(connection, scope.organization, scope.period, book.now())

        self._context.jobs.latest((self, "matrix"), read, self._take, owner=self)

    def search(self, text: str) -> None:
        self.filters.set_text(text)
        self._narrow()

    def narrow(self, narrowing: Mapping[str, Any]) -> None:
        """Set chip and text, and ``kind`` (id), as *narrowing* names them."""
        self.filters.narrow(narrowing)
        kind = self._kind = narrowing.get("kind")
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(kind)))
        self._narrow()

    def _take(self, read: Matrix) -> None:
        self.matrix = read
        chosen, self._kind = self._kind or self.kinds.currentData(), None
        known = {column.duty.kind_id: column.duty.kind for column in read.columns}
        self.kinds.clear()
        self.kinds.addItem("全部类型", None)
        for kind_id, kind in known.items():
            self.kinds.addItem(kind, kind_id)
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(chosen)))
        self._narrow()

    def _narrow(self) -> None:
        if self.matrix is None:
            return
        kind, chip, text = self.kinds.currentData(), self.filters.chip, fold(self.filters.text)
        narrowed = self.matrix if kind is None else self.matrix.of_kind(kind)

        def wanted(row: Row) -> bool:
            fits = chip == ALL or any(cell.state is _STATES[chip] for cell in row.cells.values())
            return fits and (not text or text in fold(row.full_name) or text in fold(row.name))

        self.shown = narrowed if chip == ALL and not text else narrowed.only(wanted)
        self.model.show_matrix(self.shown)
        self._say(self._nothing() if not self.shown.rows else "")
        told = self.shown.tally
        counted = f"应开 {told.due}，已开 {told.held}，缺 {told.missing}"
        self._tell(f"{self.matrix.period.label} · {len(self.shown.rows)} 个组织 · {counted}")

    def _nothing(self) -> str:
        if self.filters.chip == LACKING and not self.filters.text:
            return "没有缺的，都开了"
        if self.filters.chip == SOON and not self.filters.text:
            return "近期没有要开的"
        return "没有符合条件的组织。在“设置”里可以看各类会议的召开频次"

    def _say(self, text: str) -> None:
        self._empty.setText(text)
        self._empty.setVisible(bool(text))
        self.view.setVisible(not text)

    # -- a cell ------------------------------------------------------------------------------------

    def _choose(self, index: QModelIndex) -> None:
        cell, column = self.model.cell(index), self.model.column_at(index.column())
        if cell is None or column is None:
            return
        row, duty = self.model.rows[index.row()], column.duty
        below = self.view.units.viewport().mapToGlobal(self.view.units.visualRect(index).bottomLeft())
        part = Part(row.id, row.full_name, duty.kind_id, duty.kind, duty.unit, cell)
        lead_to_meeting(self._context, [part], self, below)
