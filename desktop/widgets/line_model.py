"""A list of short titles being written: its last row waits for one more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QTextDocument

from desktop.app.theme import color

AnyIndex = QModelIndex | QPersistentModelIndex
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


@dataclass(eq=False, slots=True)
class Item:
    """A title, and the text written under it where the list has such."""

    title: str
    document: QTextDocument | None = None

    @property
    def written(self) -> bool:
        return self.document is not None and not self.document.isEmpty()


class LineModel(QAbstractListModel):
    """*head* is a first row that stays as it is, *hint* stands in the last. ``unique``: no title twice.

    ``edited`` is fired by the user's changes only, ``refused`` tells why one was not made.
    """

    edited = Signal()
    refused = Signal(str)

    def __init__(
        self, hint: str, *, head: Item | None = None, unique: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._hint, self._head, self._unique = hint, head, unique
        self._first = 0 if head is None else 1
        self._items: list[Item] = []
        self._taken: list[tuple[int, Item]] = []

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(self._items)

    @property
    def last_row(self) -> int:
        """The row that waits for one more."""
        return self._first + len(self._items)

    def item(self, row: int) -> Item | None:
        """The item of a row, the head counted; None for the last row."""
        if self._head is not None and row == 0:
            return self._head
        return self._items[row - self._first] if self._is_item(row) else None

    def row_of(self, item: Item) -> int:
        return 0 if item is self._head else self._first + self._items.index(item)

    def load(self, items: Iterable[Item]) -> None:
        self.beginResetModel()
        self._items, self._taken = list(items), []
        self.endResetModel()

    def add(self, titles: Sequence[str], row: int | None = None) -> int:
        """Put new items before *row* (default: at the end); returns how many: those there already are told of."""
        known = {_same(item.title) for item in self._items}
        fresh = [title for title in dict.fromkeys(titles) if not (self._unique and _same(title) in known)]
        if len(fresh) < len(titles):
            there = next((title for title in titles if title not in fresh), titles[0])
            self.refused.emit(f"“{there}”已在列表中，没有重复加入。")
        if fresh:
            at = self.last_row if row is None else max(self._first, min(row, self.last_row))
            self.beginInsertRows(QModelIndex(), at, at + len(fresh) - 1)
            self._items[at - self._first : at - self._first] = [Item(title) for title in fresh]
            self.endInsertRows()
            self._renumber()
        return len(fresh)

    def remove(self, row: int) -> None:
        """Take an item off; ``put_back`` has it again."""
        if not self._is_item(row):
            return
        item = self._items[row - self._first]
        self.beginRemoveRows(QModelIndex(), row, row)
        self._taken.append((row, self._items.pop(row - self._first)))
        self.endRemoveRows()
        self._renumber()
        if item.written:
            self.refused.emit(f"“{item.title}”和写在它下面的内容已移除，在列表里按 Ctrl+Z 恢复。")

    @property
    def can_put_back(self) -> bool:
        return bool(self._taken)

    def put_back(self) -> int:
        """Bring back what was removed last; returns its row."""
        row, item = self._taken.pop()
        row = min(row, self.last_row)
        self.beginInsertRows(QModelIndex(), row, row)
        self._items.insert(row - self._first, item)
        self.endInsertRows()
        self._renumber()
        return row

    def move(self, row: int, to: int) -> int:
        """Bring the item of *row* to the row *to*; returns where it is now."""
        to = max(self._first, min(to, self.last_row - 1))
        if self._is_item(row) and to != row:
            self.beginMoveRows(QModelIndex(), row, row, QModelIndex(), to + 1 if to > row else to)
            self._items.insert(to - self._first, self._items.pop(row - self._first))
            self.endMoveRows()
            self._renumber()
            return to
        return row

    def _is_item(self, row: int) -> bool:
        return self._first <= row < self.last_row

    def _renumber(self) -> None:
        self.dataChanged.emit(self.index(0), self.index(self.last_row))
        self.edited.emit()

    # -- what Qt asks ------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - an immutable value of Qt
        return 0 if parent.isValid() else self.last_row + 1

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        item = self.item(index.row())
        if role == Qt.ItemDataRole.EditRole:
            return item.title if item else ""
        if role == Qt.ItemDataRole.ForegroundRole and item is None:
            return color("muted")
        if role == Qt.ItemDataRole.ToolTipRole and item is not None:
            return item.title
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if item is None:
            return self._hint
        return item.title if item is self._head else f"{index.row() - self._first + 1}. {item.title}"

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A title written: in the last row one more, empty no more (unless something is written under it)."""
        title, row = " ".join(str(value).split()), index.row()
        if role != Qt.ItemDataRole.EditRole:
            return False
        if not self._is_item(row):
            return bool(title) and row == self.last_row and bool(self.add([title]))
        item = self._items[row - self._first]
        if title == item.title:
            return False
        if not title:
            if item.written:
                self.refused.emit(f"“{item.title}”下面写有内容，标题不能为空；要移除请按 Delete。")
            else:
                self.remove(row)
            return False
        if self._unique and any(_same(title) == _same(other.title) for other in self._items if other is not item):
            self.refused.emit(f"“{title}”已在列表中，没有改动。")
            return False
        item.title = title
        self._renumber()
        return True

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        if self._head is not None and index.row() == 0:
            return _FLAGS
        drag = Qt.ItemFlag.ItemIsDragEnabled if self._is_item(index.row()) else Qt.ItemFlag.NoItemFlags
        return _FLAGS | Qt.ItemFlag.ItemIsEditable | drag

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction


def _same(title: str) -> str:
    """Titles that differ in spaces, book-title marks or a full stop are the same."""
    return "".join(char for char in title if char not in "《》〈〉。 \u3000").lower()
