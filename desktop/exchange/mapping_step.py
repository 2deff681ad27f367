"""Second step: which column of the sheet is which column of the ledger."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.exchange import mapping as mappings
from db.exchange.mapping import Mapping
from desktop.app.theme import restyle, style_table
from desktop.exchange.import_state import Import, shown

_NONE = "（不导入）"
_EXAMPLES = 3
_LOOKED_AT = 50  # rows that examples are taken from
_HEADINGS = ("表格里的标题", "前几行的内容", "账本里的栏目", "")


class _Choice(QComboBox):
    """Comes into view when Tab reaches it; the wheel scrolls the table and chooses nothing."""

    focused = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class MappingStep(QWidget):
    """One line a heading. A column of the ledger is chosen once: choosing it again frees the other heading."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now: Import | None = None
        self._names: list[str] = []
        self._lines: list[int] = []  # columns of the sheet, one a line
        self._guessed: Mapping = {}
        self.combos: list[QComboBox] = []
        self.lines = QTableWidget(0, len(_HEADINGS))
        self.lines.setHorizontalHeaderLabels(_HEADINGS)
        style_table(self.lines)
        self.lines.setFrameShape(QTableWidget.Shape.NoFrame)
        self.lines.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.lines.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.lines.setTabKeyNavigation(False)
        self.lines.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the combos are what is worked with
        header = self.lines.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for at, width in ((0, 200), (2, 210), (3, 96)):
            self.lines.setColumnWidth(at, width)
        self.told = QLabel(wordWrap=True)
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.told)
        column.addWidget(card, 1)

    def show_import(self, now: Import) -> None:
        """Show the headings of *now*'s table and its mapping."""
        assert now.table is not None
        self._now = now
        self._guessed = mappings.guess(now.ledger, now.table.headings, now.table.rows)
        self._names = ["", *(column.name for column in now.ledger.columns)]
        self._lines = [at for at, text in enumerate(now.table.headings) if text or at in now.mapping]
        self.combos = []
        self.lines.setRowCount(0)
        self.lines.setRowCount(len(self._lines))
        for line, at in enumerate(self._lines):
            examples = "　".join(_examples(now, at))
            for place, text in enumerate((now.table.headings[at], examples)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.lines.setItem(line, place, item)
            self._add_combo(line, now.mapping.get(at, ""), now.table.headings[at])
        self._tell()

    def _add_combo(self, line: int, name: str, heading: str) -> None:
        assert self._now is not None
        combo = _Choice()
        combo.focused.connect(lambda: self.lines.scrollTo(self.lines.model().index(line, 2)))
        combo.addItem(_NONE)
        combo.addItems([f"{c.heading}{'（必填）' if c.field.required else ''}" for c in self._now.ledger.columns])
        combo.setCurrentIndex(self._names.index(name))
        combo.setAccessibleName(heading)
        combo.activated.connect(lambda _at: self._chosen(line))
        self.combos.append(combo)
        self.lines.setCellWidget(line, 2, combo)

    @property
    def mapping(self) -> Mapping:
        """What is chosen."""
        chosen = ((at, self._names[combo.currentIndex()]) for at, combo in zip(self._lines, self.combos, strict=True))
        return {at: name for at, name in chosen if name}

    def _chosen(self, line: int) -> None:
        wanted = self.combos[line].currentIndex()
        for other, combo in enumerate(self.combos):
            if wanted and other != line and combo.currentIndex() == wanted:
                combo.setCurrentIndex(0)
        self._tell()
        self.changed.emit()

    def missing(self) -> list[str]:
        """Labels of required columns nothing stands for."""
        return [column.heading for column in self._now.missing(self.mapping)] if self._now else []

    def _tell(self) -> None:
        assert self._now is not None
        mapping, missing = self.mapping, self.missing()
        for line, at in enumerate(self._lines):
            note = ""
            if at in mapping:
                own = "上次的选择" if self._now.recalled and self._now.mapping.get(at) == mapping[at] else "手工选择"
                note = "自动识别" if self._guessed.get(at) == mapping[at] else own
            self.lines.setItem(line, 3, QTableWidgetItem(note))
        if missing:
            beside = {self._now.ledger.column(name).heading for name in self._now.ledger.beside}
            where = "，或回到上一步填写" if beside & set(missing) else ""
            self.told.setText(f"还缺必填的“{'”“'.join(missing)}”：请在右边指明哪一列是它{where}。")
        else:
            self.told.setText(
                f"表格的 {len(self._lines)} 列中有 {len(mapping)} 列会导入。请核对，不对的在右边改选；"
                "同样标题的表格下次按这次的选择。"
            )
        restyle(self.told, error=bool(missing), muted=not missing)


def _examples(now: Import, at: int) -> list[str]:
    """The first different values of a column."""
    assert now.table is not None
    cells = (row[at] for _, row in now.table.rows[:_LOOKED_AT] if at < len(row))
    return list(dict.fromkeys(text[:40] for cell in cells if (text := shown(cell))))[:_EXAMPLES]
