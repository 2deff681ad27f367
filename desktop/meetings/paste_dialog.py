"""Names from a chat or a spreadsheet onto the roster: who was recognised, who has to be chosen, whom the book lacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.meetings.draft import RosterLine
from db.meetings.names import Written, read_names
from db.meetings.status import Status
from db.people.queries import Found
from desktop.app.theme import color, style_table
from desktop.widgets.people_editor import Identify

Pasted = tuple[RosterLine, Status | None]  # who goes onto the roster, and what was written of how they took part
_HINT = "一行一个，或用顿号、逗号、空格隔开；姓名后可写“请假”“病假”等"
_CHOOSE = "请选择…"


@dataclass(slots=True)
class _Row:
    written: Written
    people: list[Found]
    choice: QComboBox | None = None
    outsider: QCheckBox | None = None


class PasteDialog(QDialog):
    """``take`` puts lines on the roster. What is not taken stays in the box: nothing typed is dropped."""

    def __init__(
        self, identify: Identify, known: Sequence[str], take: Callable[[list[Pasted]], str], text: str,
        parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._identify, self._known, self._take = identify, set(known), take
        self._rows: list[_Row] = []
        self.setWindowTitle("粘贴名单")
        self.box = QPlainTextEdit()
        self.box.setPlaceholderText(_HINT)
        self.box.setTabChangesFocus(True)
        self.table = QTableWidget(0, 3)
        self.note = QLabel()
        self.note.setProperty("muted", True)
        self.note.setWordWrap(True)
        self.accept_button = QPushButton("加入名单")
        self.accept_button.setProperty("primary", True)
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self._accept)
        self._lay_out()
        self.box.textChanged.connect(self._read)
        self.box.setPlainText(text)
        self._read()
        self.resize(640, 480)

    def _lay_out(self) -> None:
        self.table.setHorizontalHeaderLabels(("姓名", "认作", "出席"))
        style_table(self.table)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setAccessibleName("认出的人")
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(0, 120)
        self.table.setColumnWidth(2, 140)
        cancel = QPushButton("关闭")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.note, 1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.accept_button)
        column = QVBoxLayout(self)
        column.addWidget(self.box, 2)
        column.addWidget(self.table, 5)
        column.addLayout(buttons)

    def _read(self) -> None:
        """Show whom the names in the box mean; a choice made for a name still there stays."""
        kept = {row.written.name: (_chosen(row), row.outsider is not None and row.outsider.isChecked())
                for row in self._rows}  # fmt: skip
        written = read_names(self.box.toPlainText(), self._known)
        found = self._identify([one.name for one in written])
        self._rows = [_Row(one, found.get(one.name, [])) for one in written]
        self.table.setRowCount(len(self._rows))
        for at, row in enumerate(self._rows):
            self._show(at, row, *kept.get(row.written.name, (None, False)))
        self._count()

    def _show(self, at: int, row: _Row, chosen: Found | None, outsider: bool) -> None:
        self.table.removeCellWidget(at, 1)
        self.table.setItem(at, 0, QTableWidgetItem(row.written.name))
        status = row.written.status.label if row.written.status else ""
        self.table.setItem(at, 2, QTableWidgetItem(" ".join(filter(None, (status, row.written.reason)))))
        known = QTableWidgetItem(row.people[0].detail if len(row.people) == 1 else "")
        known.setForeground(color("success"))
        self.table.setItem(at, 1, known)
        if len(row.people) > 1:
            row.choice = QComboBox()
            row.choice.addItem(f"有 {len(row.people)} 位，{_CHOOSE}")
            row.choice.addItems([person.detail for person in row.people])
            if chosen in row.people:
                row.choice.setCurrentIndex(row.people.index(chosen) + 1)
            row.choice.currentIndexChanged.connect(self._count)
            self.table.setCellWidget(at, 1, row.choice)
        elif not row.people:
            row.outsider = QCheckBox("名册里没有，作为外单位人员列席")
            row.outsider.setChecked(outsider)
            row.outsider.toggled.connect(self._count)
            self.table.setCellWidget(at, 1, row.outsider)

    def _count(self) -> None:
        ready = sum(1 for row in self._rows if _line(row) is not None)
        unknown = sum(1 for row in self._rows if not row.people)
        several = sum(1 for row in self._rows if len(row.people) > 1 and _chosen(row) is None)
        told = [f"认出 {sum(1 for row in self._rows if row.people)} 人"]
        told += [f"{several} 个重名待选"] if several else []
        told += [f"{unknown} 个名册里没有"] if unknown else []
        self.note.setText("，".join(told) if self._rows else _HINT)
        self.accept_button.setText(f"加入 {ready} 人" if ready else "加入名单")
        self.accept_button.setEnabled(bool(ready))

    def _accept(self) -> None:
        lines = [(line, row.written.status) for row in self._rows if (line := _line(row)) is not None]
        left = [row for row in self._rows if _line(row) is None]
        said = self._take(lines)
        if not left:
            self.accept()
            return
        self.box.setPlainText("\n".join(_again(row.written) for row in left))
        self.note.setText(f"{said}还有 {len(left)} 个名字没有加入，留在上面。")


def _chosen(row: _Row) -> Found | None:
    """Whom a row means, as far as told."""
    if len(row.people) == 1:
        return row.people[0]
    at = row.choice.currentIndex() if row.choice is not None else 0
    return row.people[at - 1] if at > 0 else None


def _line(row: _Row) -> RosterLine | None:
    """What goes onto the roster; None while that is not told."""
    written, person = row.written, _chosen(row)
    if person is not None:
        return RosterLine(person.id, person.name, written.status or Status.PRESENT, written.reason)
    if row.outsider is not None and row.outsider.isChecked():
        return RosterLine(None, written.name, Status.GUEST, written.reason)
    return None


def _again(written: Written) -> str:
    """A name as it can be read again."""
    said = written.reason or (written.status.label if written.status else "")
    return f"{written.name}（{said}）" if said else written.name
