"""A list over any number of records: the first page at once, the ids from a worker, rows when they are seen."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from db.core.fields import Field, Kind
from desktop.app.jobs import Jobs
from desktop.app.theme import color

Row = tuple[Any, ...]  # the id, then one value a column
AnyIndex = QModelIndex | QPersistentModelIndex

FIRST = 100  # rows painted before anything else is known
PAGE = 100
_PATIENCE_MS = 150  # rows of the query before stay so long on show
PAGES = 50  # kept; 5,000 rows are a few screens in both directions

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
_ALIGN = {"left": _LEFT, "right": _RIGHT, "center": _CENTER}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; its value is the row's item at the same place, after the id."""

    key: str  # what ``sort_requested`` names
    title: str
    width: int = 120  # pixels at 100 %
    align: str = "left"  # left | right | center
    stretch: bool = False  # takes what is left over; without one, the last column does
    yields: bool = False  # not shown where the list is too narrow for all
    sortable: bool = True
    show: Callable[[Any], str] | None = None  # value -> text; default: str, nothing for None
    tone: Callable[[Any], str] | None = None  # value -> colour of the text, a token of the theme; empty: as always


def column(field: Field, *, stretch: bool = False, yields: bool = False, **more: Any) -> Column:
    """The column of *field*: its label, width and how it is shown."""
    align = "right" if field.kind in (Kind.INTEGER, Kind.NUMBER) else "left"
    made = Column(field.name, field.label, field.width or 120, align, stretch, yields, show=field.show)
    return replace(made, **more) if more else made


class Source(Protocol):
    """One query in one order. ``first`` and ``rows`` are read on the GUI thread and must be quick.

    Where a source says that it is not ``quick``, nothing is shown of it before the worker knows all its ids.
    """

    @property
    def columns(self) -> Sequence[Column]: ...

    def first(self, limit: int) -> list[Row]:
        """The first *limit* rows in the query's order."""

    def ids(self, cancelled: Callable[[], bool]) -> array[int]:
        """All ids (array of type 'q') in the same order; called on a worker, may stop when *cancelled*."""

    def rows(self, ids: Sequence[int]) -> list[Row]:
        """The rows of *ids* in any order; what has been deleted meanwhile is left out."""


class ListModel(QAbstractTableModel):
    """Rows of a ``Source``. ``reload(source)`` replaces the query, ``refresh_all()`` re-reads it quietly."""

    sort_requested = Signal(str, bool)  # column key, descending
    completed = Signal(object)  # total: every id is known
    searching = Signal()  # it takes long enough that the rows of the query before are gone

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._source: Source | None = None
        self._awaited: Source | None = None  # the next query, while the worker still looks for its rows
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._clear)
        self._columns: Sequence[Column] = ()
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self.complete = True

    # -- loading -----------------------------------------------------------------------------------

    @property
    def source(self) -> Source | None:
        """The query on show, for whoever acts on all of it (export, "select all")."""
        return self._source

    @property
    def wanted(self) -> Source | None:
        """The query asked for last, which a slow search may still keep off the screen."""
        return self._awaited or self._source

    @property
    def columns(self) -> Sequence[Column]:
        return self._columns

    @property
    def total(self) -> int:
        """Rows known; all of them once ``complete``."""
        return len(self._ids)

    def reload(self, source: Source) -> None:
        """Show *source*: its first page now and the rest when the worker has it; all of it then when it is slow."""
        if not getattr(source, "quick", True):
            self._await(source)
            return
        first = source.first(FIRST)
        self._show(source, array("q", (row[0] for row in first)), first)
        self.complete = len(first) < FIRST
        if self.complete:
            self._jobs.drop(self)
            self.completed.emit(self.total)
        else:
            self._jobs.latest(self, source.ids, self._take_ids)

    def _show(self, source: Source, ids: array[int], first: list[Row]) -> None:
        self._patience.stop()
        self.beginResetModel()
        self._source, self._awaited = source, None
        self._columns = source.columns
        self._ids = ids
        self._pages.clear()
        if first:
            self._pages[0] = first
        self.endResetModel()

    def _await(self, source: Source) -> None:
        """What is on show stays for a moment: most searches are over before the eye notices."""
        self._awaited, self.complete = source, False
        self._patience.start()
        self._jobs.latest(self, source.ids, lambda ids: self._arrived(source, ids), self._failed, owner=self)

    def _arrived(self, source: Source, ids: array[int]) -> None:
        self._show(source, ids, [])
        self.complete = True
        self.completed.emit(self.total)

    def _failed(self, error: Exception) -> None:
        self._patience.stop()
        self._awaited, self.complete = None, True
        self._jobs.report(error)

    def _clear(self) -> None:
        """Rows of the query before are not an answer to this one."""
        if self._awaited is not None:
            self.beginResetModel()
            self._source, self._columns = self._awaited, self._awaited.columns
            self._ids = array("q")
            self._pages.clear()
            self.endResetModel()
            self.searching.emit()

    def refresh_all(self) -> None:
        """Re-read the same query after a change; what is on show stays until the worker has the new ids."""
        if self._awaited is not None:
            self._await(self._awaited)
        elif self._source is not None:
            self._jobs.latest(self, self._source.ids, self._take_changed_ids)

    def _take_changed_ids(self, ids: array[int]) -> None:
        self._pages.clear()
        self._take_ids(ids)
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(self._columns) - 1))

    def _take_ids(self, ids: array[int]) -> None:
        known = len(self._ids)
        if ids[:known] == self._ids:
            if len(ids) > known:
                self.beginInsertRows(QModelIndex(), known, len(ids) - 1)
                self._ids = ids
                self.endInsertRows()
        else:  # rows came, went or moved
            self.beginResetModel()
            self._ids = ids
            self._pages.clear()
            self.endResetModel()
        self.complete = True
        self.completed.emit(self.total)

    def refresh(self, ids: Collection[int]) -> None:
        """Re-read *ids* where the order has not changed. A row that is gone means ``refresh_all``."""
        wanted = set(ids)
        seen = [row[0] for page in self._pages.values() for row in page if row[0] in wanted]
        if not seen or self._source is None:
            return
        fresh = {row[0]: row for row in self._source.rows(seen)}
        if len(fresh) < len(seen):
            self.refresh_all()
            return
        for number, page in self._pages.items():
            for offset, row in enumerate(page):
                if row[0] in fresh:
                    page[offset] = fresh[row[0]]
                    at = number * PAGE + offset
                    self.dataChanged.emit(self.index(at, 0), self.index(at, len(self._columns) - 1))

    # -- ids and rows ------------------------------------------------------------------------------

    def id_at(self, row: int) -> int | None:
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def ids_between(self, top: int, bottom: int) -> array[int]:
        """The ids of rows *top* to *bottom*, both included."""
        return self._ids[top : bottom + 1]

    def row_of(self, id: int | None) -> int:
        """The row of *id*, or -1."""
        try:
            return -1 if id is None else self._ids.index(id)
        except ValueError:
            return -1

    def row_at(self, row: int) -> Row:
        """The row's values, id first; only the id when it has been deleted meanwhile."""
        number, offset = divmod(row, PAGE)
        page = self._pages.get(number)
        if page is None or offset >= len(page):
            page = self._fetch(number)
        self._pages.move_to_end(number)
        return page[offset]

    def _fetch(self, number: int) -> list[Row]:
        assert self._source is not None
        ids = self._ids[number * PAGE : (number + 1) * PAGE]
        try:
            found = {row[0]: row for row in self._source.rows(ids)}
        except Exception as error:  # called while painting: blank rows and one message, not a storm
            self._jobs.report(error)
            found = {}
        page = self._pages[number] = [found.get(id, (id,)) for id in ids]
        if len(self._pages) > PAGES:
            self._pages.popitem(last=False)
        return page

    # -- what Qt asks ------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - an immutable value of Qt
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column.align]
        if role == Qt.ItemDataRole.ForegroundRole and column.tone is not None:
            token = column.tone(self._value(index))
            return color(token) if token else None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        value = self._value(index)
        if value is None:
            return ""
        return column.show(value) if column.show else str(value)

    def _value(self, index: AnyIndex) -> Any:
        row = self.row_at(index.row())
        return row[index.column() + 1] if index.column() + 1 < len(row) else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        return _ALIGN[self._columns[section].align] if role == Qt.ItemDataRole.TextAlignmentRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """A header was clicked: the page answers ``sort_requested`` with a source in that order."""
        if 0 <= column < len(self._columns) and self._columns[column].sortable:
            self.sort_requested.emit(self._columns[column].key, order is Qt.SortOrder.DescendingOrder)
