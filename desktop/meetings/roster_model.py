"""The roster of one meeting as rows: who, present or not, why not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from db.core.pinyin import pinyin
from db.meetings import rules
from db.meetings.draft import RosterLine
from db.meetings.status import Status

AnyIndex = QModelIndex | QPersistentModelIndex

NAME, STATUS, REASON = range(3)
_HEADINGS = ("姓名", "出席（1 到会 2 请假 3 缺席 4 列席）", "事由")


class RosterModel(QAbstractTableModel):
    """``edited`` is fired by the user's changes only; ``load`` is silent."""

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[RosterLine] = []

    @property
    def lines(self) -> tuple[RosterLine, ...]:
        return tuple(self._lines)

    @property
    def counts(self) -> rules.Counts:
        return rules.counts(line.status for line in self._lines)

    def load(self, lines: Iterable[RosterLine]) -> None:
        self.beginResetModel()
        self._lines = list(lines)
        self.endResetModel()

    def fill(self, lines: Sequence[RosterLine]) -> int:
        """Add those of *lines* who are not here yet, keeping every mark made; returns how many came."""
        known = {line.person_id for line in self._lines}
        fresh = [line for line in lines if line.person_id not in known]
        self._append(fresh)
        return len(fresh)

    def add(self, line: RosterLine) -> int | None:
        """Append *line*; returns its row, or None when that person is here already."""
        key = (line.person_id, line.name) if line.person_id is None else line.person_id
        for present in self._lines:
            if key == ((present.person_id, present.name) if present.person_id is None else present.person_id):
                return None
        self._append([line])
        return len(self._lines) - 1

    def remove(self, rows: Iterable[int]) -> None:
        for row in sorted(set(rows), reverse=True):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._lines[row]
            self.endRemoveRows()
        self.edited.emit()

    def mark(self, rows: Iterable[int], status: Status) -> None:
        """Give *rows* this status; the reason of who came after all is forgotten."""
        for row in rows:
            line = self._lines[row]
            came = status is Status.PRESENT and line.status is not Status.PRESENT
            self._lines[row] = replace(line, status=status, reason="" if came else line.reason)
            self.dataChanged.emit(self.index(row, 0), self.index(row, REASON))
        self.edited.emit()

    def row_of(self, text: str) -> int:
        """The row of the first name that contains *text* or whose initials begin with it, or -1."""
        rows = enumerate(self._lines)
        return next((row for row, line in rows if text in line.name or pinyin(line.name)[1].startswith(text)), -1)

    def _append(self, lines: Sequence[RosterLine]) -> None:
        if lines:
            start = len(self._lines)
            self.beginInsertRows(QModelIndex(), start, start + len(lines) - 1)
            self._lines.extend(lines)
            self.endInsertRows()
            self.edited.emit()

    # -- what Qt asks ------------------------------------------------------------------------------

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - an immutable value of Qt
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_HEADINGS)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (
            Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole,
        ):  # fmt: skip
            return None
        line = self._lines[index.row()]
        if index.column() == NAME:
            return line.name if line.person_id is not None else f"{line.name}（外单位）"
        return line.reason if index.column() == REASON else line.status.label

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() != REASON:
            return False
        text = str(value).strip()
        if text != self._lines[index.row()].reason:
            self._lines[index.row()] = replace(self._lines[index.row()], reason=text)
            self.dataChanged.emit(index, index)
            self.edited.emit()
        return True

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == REASON else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return _HEADINGS[section] if role == Qt.ItemDataRole.DisplayRole else None
