"""The list on the screen: fixed widths, whole rows, selection that survives a reload."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from typing import cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from desktop.app.theme import color, style_table
from desktop.widgets.table_model import AnyIndex, ListModel

_SELECT_ROWS = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
_ONLY_THIS_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
_CURRENT_ONLY = QItemSelectionModel.SelectionFlag.NoUpdate
SEARCHING = "正在查找…"
_FEW = 50  # ids looked up one by one; more of them are found in one walk
_LEAST = 110  # pixels that a column which takes the rest is still worth


class ListView(QTableView):
    """Shows a ``ListModel``. Ids are given as objects: they have 63 bits."""

    opened = Signal(object)  # id: Enter or double click
    current_changed = Signal(object)  # id of the current record, or None; not told again after a mere reload
    selection_changed = Signal()

    def __init__(self, model: ListModel, empty_text: str = "没有记录", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = model
        self._empty_text = empty_text
        self._menu: Callable[[QMenu], object] | None = None
        self._current_id: int | None = None
        self._wanted: array[int] = array("q")  # selected before a reload, not yet found again
        self._seek: int | None = None  # to be made current once the list has it
        self._shown: tuple[object, int] = (None, 0)  # source and scroll position before a reload
        self._sorted = (-1, Qt.SortOrder.AscendingOrder)
        self._all = False
        self._restoring = False
        self._set_up()
        self.setModel(model)
        # Painting a header asks its selection model whether whole columns are selected, and that walks every row.
        header = self.horizontalHeader()
        header.setSelectionModel(QItemSelectionModel(model, header))
        model.modelAboutToBeReset.connect(self._remember)
        model.modelReset.connect(self._after_reset)
        model.completed.connect(self._after_complete)
        self.doubleClicked.connect(lambda index: self._open(index))
        self._apply_columns()

    def _set_up(self) -> None:
        style_table(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.sortIndicatorChanged.connect(self._sort)

    # -- what a page uses --------------------------------------------------------------------------

    @property
    def current_id(self) -> int | None:
        return self._current_id

    @property
    def all_selected(self) -> bool:
        """Whether everything the query finds is meant (Ctrl+A): act on ``model.source``, not on ids."""
        return self._all

    def selected_ids(self) -> array[int]:
        """Ids of the selected rows, from top to bottom."""
        ids = array("q")
        spans = cast(Iterable[QItemSelectionRange], self.selectionModel().selection())
        for span in sorted(spans, key=lambda span: span.top()):
            ids.extend(self._list.ids_between(span.top(), span.bottom()))
        return ids

    def chosen_ids(self) -> list[int]:
        """The selected records in the order of the list; after Ctrl+A all that the query finds, known yet or not."""
        wanted = self._list.wanted
        if self._all and not self._list.complete and wanted is not None:
            return list(wanted.ids(lambda: False))
        return list(self.selected_ids())

    def select_id(self, id: int | None) -> bool:
        """Make *id* the one selected row and scroll to it; None selects nothing, silently.

        False: not in the list yet; done when it appears.
        """
        if id is None:
            self._let_go()
            return True
        row = self._list.row_of(id)
        if row < 0:
            self._let_go()
            self._seek = id
            return False
        # Not selectRow: while Ctrl is held (Ctrl+S) that would toggle.
        self.selectionModel().setCurrentIndex(self._list.index(row, 0), _ONLY_THIS_ROW)
        self.scrollTo(self._list.index(row, 0))
        return True

    def _let_go(self) -> None:
        """Select nothing, silently: what is done to the selection must not be done to a record no longer on show."""
        self._restoring = True
        self.clearSelection()
        self.setCurrentIndex(QModelIndex())
        self._restoring = False
        self._current_id, self._seek, self._all, self._wanted = None, None, False, array("q")

    def set_menu(self, fill: Callable[[QMenu], object]) -> None:
        """Have *fill* put the actions into each context menu; an empty one is not shown."""
        self._menu = fill

    def set_empty_text(self, text: str) -> None:
        """What to read in the middle when there is no row: say what to do, not only that there is nothing."""
        self._empty_text = text
        self.viewport().update()

    def _show_sort(self, section: int, order: Qt.SortOrder) -> None:
        self._sorted = (section, order)
        header = self.horizontalHeader()
        header.blockSignals(True)
        header.setSortIndicator(section, order)
        header.blockSignals(False)

    def _sort(self, section: int, order: Qt.SortOrder) -> None:
        if 0 <= section < len(self._list.columns) and self._list.columns[section].sortable:
            self._sorted = (section, order)
            self._list.sort(section, order)
        else:
            self._show_sort(*self._sorted)

    # -- columns -----------------------------------------------------------------------------------

    def _apply_columns(self) -> None:
        for at, column in enumerate(self._list.columns):
            self.horizontalHeader().setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(at, column.width)
        self._stretch()

    def _stretch(self) -> None:
        """The columns named for it, else the last one, take what is left over, and keep their width if nothing is."""
        columns, header = self._list.columns, self.horizontalHeader()
        if not columns:
            return
        narrow = sum(column.width for column in columns) > self.viewport().width()
        for at, column in enumerate(columns):
            self.setColumnHidden(at, column.yields and narrow)
        named = [at for at, column in enumerate(columns) if column.stretch]
        least = _LEAST if named else columns[-1].width
        named = named or [len(columns) - 1]
        others = sum(header.sectionSize(at) for at in range(len(columns)) if at not in named)
        fits = others + sum(min(columns[at].width, least) for at in named) <= self.viewport().width()
        mode = QHeaderView.ResizeMode.Stretch if fits else QHeaderView.ResizeMode.Interactive
        for at in named:
            if header.sectionResizeMode(at) is not mode:
                header.setSectionResizeMode(at, mode)
                if not fits:
                    self.setColumnWidth(at, columns[at].width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    # -- selection ---------------------------------------------------------------------------------

    def _remember(self) -> None:
        if not self._all and not self._wanted:
            self._wanted = self.selected_ids()
        self._shown = (self._list.source, self.verticalScrollBar().value())
        self._restoring = True

    def _after_reset(self) -> None:
        source, scrolled = self._shown
        if source is self._list.source:
            self.doItemsLayout()
            self.verticalScrollBar().setValue(scrolled)
        else:
            self._apply_columns()
        self._restore()
        self._restoring = False
        self.viewport().update()

    def _after_complete(self) -> None:
        self._restoring = True
        if self._all:
            super().selectAll()
            self._all = self._list.total > 0
        elif self._seek is None or not self.select_id(self._seek):
            self._restore()
        self._restoring = False
        self._wanted, self._seek = array("q"), None
        self._tell_current()
        self.selection_changed.emit()

    def _restore(self) -> None:
        rows = self._rows_of(self._wanted)
        if rows:
            selection = QItemSelection()
            last = self._list.columnCount() - 1
            for row in rows:
                selection.select(self._list.index(row, 0), self._list.index(row, last))
            self.selectionModel().select(selection, _SELECT_ROWS)
        current = self._list.row_of(self._current_id)
        if current >= 0:
            self.selectionModel().setCurrentIndex(self._list.index(current, 0), _CURRENT_ONLY)

    def _rows_of(self, ids: Iterable[int]) -> list[int]:
        wanted = set(ids)
        if len(wanted) <= _FEW:
            return sorted(row for row in map(self._list.row_of, wanted) if row >= 0)
        known = self._list.ids_between(0, self._list.total - 1)
        return [row for row, id in enumerate(known) if id in wanted]

    def selectAll(self) -> None:
        """Everything the query finds, as one range and a flag; the rows are not walked."""
        self._restoring = True
        super().selectAll()
        self._restoring = False
        self._all = self._list.total > 0 or not self._list.complete
        self.selection_changed.emit()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._restoring:
            self._all = False
            self._wanted, self._seek = array("q"), None
            self.selection_changed.emit()

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        if not self._restoring:
            self._tell_current()

    def _tell_current(self) -> None:
        id = self._list.id_at(self.currentIndex().row())
        if id != self._current_id:
            self._current_id = id
            self.current_changed.emit(id)

    # -- keys, mouse, painting ---------------------------------------------------------------------

    def _open(self, index: QModelIndex) -> None:
        if (id := self._list.id_at(index.row())) is not None:
            self.opened.emit(id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._menu is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._menu(menu)
        if not menu.isEmpty():
            menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._list.total == 0:
            text = self._empty_text if self._list.complete else SEARCHING
            painter = QPainter(self.viewport())
            painter.setPen(color("muted"))
            area = self.viewport().rect().adjusted(24, 24, -24, -24)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)
