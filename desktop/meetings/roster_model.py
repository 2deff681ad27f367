"""The roster of one meeting as rows: who, present or not, why not, with a vote, spoke, made up for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from db.core.dates import parse_date, show_date
from db.core.errors import UserError
from db.core.pinyin import pinyin
from db.meetings import rules
from db.meetings.draft import RosterLine
from db.meetings.roster import marked, never_votes, who
from db.meetings.status import MISSED, Status
from desktop.meetings.rights import Rights

AnyIndex = QModelIndex | QPersistentModelIndex

NAME, STATUS, REASON, VOTING, SPOKE, MADE_UP = range(6)
_HEADINGS = ("姓名", "状态 1—4", "事由", "表决权 V", "发言 F", "补学 5")
_HELP = (
    "打拼音首字母找人", "按 1 到会、2 请假、3 缺席、4 列席，或直接点击", "按回车填写",
    "按 V 改；不改时按规则算：正式党员且当天没有停止表决权", "交流发言：按 F 标记",
    "没来的人何时怎样补学：按 5 填写，如“0628 自学材料”",
)  # fmt: skip


class RosterModel(QAbstractTableModel):
    """``edited`` is fired by the user's changes only; ``load`` is silent. ``refused``: why a typed day was not read."""

    edited = Signal()
    refused = Signal(str)

    def __init__(
        self, parent: QObject | None = None, rights: Rights | None = None, today: Callable[[], date] = date.today
    ) -> None:
        super().__init__(parent)
        self.rights, self._today = rights or Rights(), today
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
        self.rights.know(self._lines, anew=True)
        self._lines = list(map(self.rights.settled, self._lines))
        self.endResetModel()

    def set_day(self, day: date | None) -> None:
        """The meeting is held on *day*: rights that follow the rules are those of that day."""
        self.rights.day = day
        if self._lines:
            self.dataChanged.emit(self.index(0, VOTING), self.index(len(self._lines) - 1, VOTING))

    def fill(self, lines: Sequence[RosterLine]) -> int:
        """Add those of *lines* who are not here yet, keeping every mark made; returns how many came."""
        known = {who(line) for line in self._lines}
        fresh = {who(line): line for line in reversed(lines) if who(line) not in known}
        self._append(list(fresh.values())[::-1])
        return len(fresh)

    def add(self, line: RosterLine) -> int | None:
        """Append *line*; returns its row, or None when that person is here already."""
        if self.place_of(line) is not None:
            return None
        self._append([line])
        return len(self._lines) - 1

    def place_of(self, wanted: RosterLine) -> int | None:
        """The row of the same person, or of the outsider of that name."""
        key = who(wanted)
        return next((row for row, line in enumerate(self._lines) if who(line) == key), None)

    def remove(self, rows: Iterable[int]) -> None:
        for row in sorted(set(rows), reverse=True):
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._lines[row]
            self.endRemoveRows()
        self.edited.emit()

    def mark(self, rows: Iterable[int], status: Status) -> None:
        """Give *rows* this status; what is only said of those who missed, or of those who came, is forgotten."""
        self.put({row: marked(self._lines[row], status) for row in rows})

    def toggle_vote(self, rows: Iterable[int]) -> None:
        self.put({row: self.rights.toggled(self._lines[row]) for row in rows})

    def toggle_spoke(self, rows: Sequence[int]) -> None:
        """Mark all of *rows* that came as having spoken, or none if all have."""
        came = [row for row in rows if self._lines[row].status not in MISSED]
        spoke = not all(self._lines[row].spoke for row in came)
        self.put({row: replace(self._lines[row], spoke=spoke) for row in came})

    def put(self, lines: dict[int, RosterLine]) -> None:
        """Let *lines* stand in their rows: one change of the user's."""
        if not lines:
            return
        for row, line in lines.items():
            self._lines[row] = line
        self.dataChanged.emit(self.index(min(lines), 0), self.index(max(lines), MADE_UP))
        self.edited.emit()

    def row_of(self, text: str) -> int:
        """The row of the first name that contains *text* or whose initials begin with it, or -1."""
        rows = enumerate(self._lines)
        return next((row for row, line in rows if text in line.name or pinyin(line.name)[1].startswith(text)), -1)

    def _append(self, lines: Sequence[RosterLine]) -> None:
        if lines:
            start = len(self._lines)
            self.rights.know(lines)
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
        if not index.isValid():
            return None
        line, column = self._lines[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (VOTING, SPOKE):
            return Qt.AlignmentFlag.AlignCenter
        if role == Qt.ItemDataRole.ToolTipRole and column == VOTING:
            return self._vote_explained(line)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(line, column)
        return None

    def _text(self, line: RosterLine, column: int) -> str:
        if column == NAME:
            return line.name if line.person_id is not None else f"{line.name}（外单位）"
        if column == VOTING:
            told = {True: "有", False: "无", None: ""}[self.rights.votes(line)]
            return "" if never_votes(line) else f"{told}*" if line.voting is not None else told
        if column == SPOKE:
            return "✓" if line.spoke else ""
        if column == MADE_UP:
            return _made_up(line)
        return line.reason if column == REASON else line.status.label

    def _vote_explained(self, line: RosterLine) -> str:
        if line.voting is None or never_votes(line):
            return _HELP[VOTING]
        return f"手工改为{'有' if line.voting else '无'}表决权，会议日期变动时不再重算；按 V 改回"

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or index.column() not in (REASON, MADE_UP):
            return False
        text, line = str(value).strip(), self._lines[index.row()]
        changed = replace(line, reason=text) if index.column() == REASON else self._making_up(line, text)
        if changed != line:
            self.put({index.row(): changed})
        return True

    def _making_up(self, line: RosterLine, text: str) -> RosterLine:
        """“0628 自学材料”: a day and a way, either alone too; what is no day is kept as the way."""
        first, _, rest = text.partition(" ")
        try:
            day = parse_date(first, self.rights.day or self._today()) if first[:1].isdigit() or rest else None
        except UserError as error:
            self.refused.emit(f"补学日期没有看懂，先记作方式。{error.text}")
            day = None
        return replace(line, made_up_on=day, made_up_how=(text if day is None else rest).strip())

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags, column = super().flags(index), index.column()
        missed = column == MADE_UP and self._lines[index.row()].status in MISSED
        return flags | Qt.ItemFlag.ItemIsEditable if column == REASON or missed else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignHCenter if section in (VOTING, SPOKE) else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return _HELP[section]
        return _HEADINGS[section] if role == Qt.ItemDataRole.DisplayRole else None


def _made_up(line: RosterLine) -> str:
    return " ".join(filter(None, (show_date(line.made_up_on) if line.made_up_on else "", line.made_up_how)))
