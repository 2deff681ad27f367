"""The items of a plan under their sections, as a tree; and the sums of the sections."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem

from db.core.dates import show_date
from db.tasks.fields import DONE as TASK_DONE
from db.work_plans.standing import ItemRow, Sum, sum_of, sums
from desktop.app.theme import color
from desktop.duties.goal_share import SHARE, WIDTH, Share, ShareDelegate

_ID = Qt.ItemDataRole.UserRole
_ROW = 34  # pixels


class Tree(QTreeWidget):
    """Columns of fixed widths but for the first; one of them shows bars."""

    def __init__(self, headings: Sequence[str], widths: Sequence[int], share: int) -> None:
        super().__init__()
        self._widths = widths
        self.setHeaderLabels(list(headings))
        self.setColumnCount(len(headings))
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(10)
        self.setUniformRowHeights(True)
        self.setStyleSheet(f"QTreeView::item {{ padding: 0 5px; height: {_ROW}px; }}")
        self.setFrameShape(QTreeWidget.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegateForColumn(share, ShareDelegate(self))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for at, width in enumerate(widths, 1):
            header.setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(at, width)


class ItemsTree(Tree):
    """Sections are headings: they cannot be chosen. Narrow, it leaves out who is responsible, then the kind."""

    opened = Signal()  # Enter or double click on an item

    def __init__(self) -> None:
        super().__init__(("事项", "类别", "责任", "时限", "完成", "任务"), (76, 112, 88, WIDTH, 48), 4)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAccessibleName("计划事项")
        self.itemDoubleClicked.connect(lambda item: self.opened.emit() if item.data(0, _ID) else None)
        self._rows: dict[int, ItemRow] = {}
        self._lines: dict[int, QTreeWidgetItem] = {}

    def fill(self, rows: Sequence[ItemRow]) -> None:
        """Show *rows*; what was chosen stays so."""
        chosen, place = set(self.chosen()), self.verticalScrollBar().value()
        self._rows = {row.id: row for row in rows}
        self.blockSignals(True)
        self.clear()
        self._lines = {}
        for part in sums(rows):
            heading = QTreeWidgetItem(self, [_told(part)])
            heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
            heading.setFirstColumnSpanned(True)
            heading.setToolTip(0, heading.text(0))
            font = heading.font(0)
            font.setBold(True)
            heading.setFont(0, font)
            for row in rows:
                if row.section == part.section:
                    self._add(heading, row, row.id in chosen)
            heading.setExpanded(True)
        self.blockSignals(False)
        self.verticalScrollBar().setValue(place)
        self.itemSelectionChanged.emit()

    def _add(self, heading: QTreeWidgetItem, row: ItemRow, chosen: bool) -> None:
        draft = row.draft
        told = "、".join(filter(None, (draft.responsible, row.organization)))
        done = sum(task.state == TASK_DONE for task in row.tasks)
        item = QTreeWidgetItem(heading, [
            draft.title, draft.category, draft.responsible or row.organization,
            show_date(draft.due_on) if draft.due_on else "", "", f"{done}/{len(row.tasks)}" if row.tasks else "",
        ])  # fmt: skip
        self._lines[row.id] = item
        item.setData(0, _ID, row.id)
        item.setData(4, SHARE, Share.of(row.standing.percent, row.standing.told))
        item.setToolTip(0, "\n".join(filter(None, (draft.title, draft.text, draft.outcome))))
        item.setToolTip(2, told)
        item.setToolTip(4, f"{row.state}：{draft.outcome}" if draft.outcome else row.state)
        if row.late:
            item.setForeground(3, color("error"))
            item.setToolTip(3, "已过完成时限")
        item.setSelected(chosen)

    def chosen(self) -> list[int]:
        """Ids of the chosen items, from top to bottom."""
        found = [item.data(0, _ID) for item in self.selectedItems()]
        return [id for id in self._rows if id in found]

    @property
    def current(self) -> ItemRow | None:
        """The one item that is chosen."""
        ids = self.chosen()
        return self._rows[ids[0]] if len(ids) == 1 else None

    def row(self, id: int) -> ItemRow | None:
        return self._rows.get(id)

    def choose(self, id: int) -> None:
        """Choose this item alone."""
        if id in self._lines:
            self.setCurrentItem(self._lines[id])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setColumnHidden(1, self.viewport().width() < 600)
        self.setColumnHidden(2, self.viewport().width() < 560)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.opened.emit()
        else:
            super().keyPressEvent(event)


class SumsTree(Tree):
    """Plan against done: a line a section, and the whole."""

    def __init__(self) -> None:
        super().__init__(
            ("板块", "事项", "已完成", "进行中", "未开始", "逾期", "完成率"), (52, 60, 60, 60, 52, WIDTH), 6
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setAccessibleName("完成情况小结")

    def fill(self, rows: Sequence[ItemRow]) -> None:
        self.clear()
        if not rows:
            return
        for part in (*sums(rows), sum_of(rows)):
            figures = (part.total, part.done, part.under_way, part.not_begun, part.late)
            item = QTreeWidgetItem(self, [part.section, *map(str, figures), ""])
            item.setToolTip(0, part.section)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            item.setData(6, SHARE, Share.of(part.percent))
            for at in range(1, 6):
                item.setTextAlignment(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            if part.late:
                item.setForeground(5, color("error"))
        font = item.font(0)  # the whole comes last
        font.setBold(True)
        for at in range(6):
            item.setFont(at, font)


def _told(part: Sum) -> str:
    late = f"，逾期 {part.late} 项" if part.late else ""
    return f"{part.section} · {part.total} 项，完成 {part.done} 项{late}"
