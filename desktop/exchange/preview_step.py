"""Third step: every row of the sheet and what would become of it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from db.exchange.rows import Action, Plan
from db.exchange.summary import Group, lines
from desktop.app.icons import icon
from desktop.app.theme import mark, restyle, style_table
from desktop.exchange.preview_model import STATE, PreviewModel
from desktop.exchange.shaded import Shaded

DUPLICATES = (("update", "更新账本里已有的"), ("skip", "跳过账本里已有的"))
_REMARKS, _IN_TIP = 3, 20  # kinds of assumptions that are told
_TAGS = {
    Action.NEW: "success", Action.UPDATE: "warning", Action.SAME: "plain", Action.SKIP: "plain",
    Action.REFUSED: "error",
}  # fmt: skip


class PreviewStep(QWidget):
    """Counts on top, the rows, and below them what is to be said of the current cell."""

    duplicates_chosen = Signal(str)
    save_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self.counts = {action: QLabel() for action in Action}
        for action, label in self.counts.items():
            mark(label, tag=_TAGS[action])
        self.duplicates = QComboBox()
        for key, words in DUPLICATES:
            self.duplicates.addItem(words, key)
        self.duplicates.activated.connect(lambda _at: self.duplicates_chosen.emit(self.duplicates.currentData()))
        self.only_wrong = QCheckBox("只看有问题的")
        self.only_remarked = QCheckBox("只看有提示的")
        for only in (self.only_wrong, self.only_remarked):
            only.toggled.connect(lambda _on: self._show_rows())
        self.save = QPushButton("把有问题的行另存为 Excel…")
        self.save.setIcon(icon("export"))
        self.save.clicked.connect(self.save_requested)
        self.model = PreviewModel(self)
        self.view = QTableView()
        style_table(self.view)
        self.view.setItemDelegate(Shaded(self.view))
        self.view.setModel(self.model)
        self.view.setFrameShape(QTableView.Shape.NoFrame)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setTabKeyNavigation(False)
        self.view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.view.selectionModel().currentChanged.connect(self._explain)
        self.reason = QLabel(wordWrap=True)
        self.remarks = QLabel(wordWrap=True)
        mark(self.remarks, muted=True)
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for label in self.counts.values():
            top.addWidget(label, 0, Qt.AlignmentFlag.AlignVCenter)
        top.addStretch(1)
        second = QHBoxLayout()
        second.setSpacing(8)
        second.addWidget(self.only_wrong)
        second.addWidget(self.only_remarked)
        second.addStretch(1)
        second.addWidget(QLabel("重复的"))
        second.addWidget(self.duplicates)
        second.addWidget(self.save)
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.view)
        self.reason.setMinimumHeight(34)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addLayout(second)
        column.addWidget(self.remarks)
        column.addWidget(card, 1)
        column.addWidget(self.reason)

    def show_plan(self, plan: Plan, remarks: list[Group]) -> None:
        """Show *plan* and what it assumes; where something is wrong, that first."""
        self._plan = plan
        for action, number in plan.counts().items():
            label = self.counts[action]
            label.setText(f"{action.label} {number:,}")
            label.setVisible(number > 0 or action is Action.NEW)
        refused = bool(plan.refused)
        self.duplicates.setCurrentIndex(self.duplicates.findData(plan.duplicates))
        self.save.setEnabled(refused)
        for only, useful in ((self.only_wrong, refused), (self.only_remarked, bool(remarks))):
            only.blockSignals(True)
            only.setChecked(only.isChecked() and useful)
            only.blockSignals(False)
            only.setEnabled(useful)
        self.remarks.setText("\n".join(f"提示：{line}" for line in lines(remarks, _REMARKS)))
        self.remarks.setToolTip("\n".join(map(str, remarks[:_IN_TIP])) if len(remarks) > _REMARKS else "")
        self.remarks.setVisible(bool(remarks))
        self._show_rows()

    def _show_rows(self) -> None:
        wrong, remarked = self.only_wrong.isChecked(), self.only_remarked.isChecked()
        self.model.show_plan(self._plan, only_wrong=wrong, only_remarked=remarked)
        for column in range(self.model.columnCount()):
            self.view.setColumnWidth(column, self.model.width_of(column))
        first = self.model.first_wrong()
        self.view.setCurrentIndex(first if first.isValid() else self.model.index(0, STATE))

    def _explain(self, current: QModelIndex, _previous: QModelIndex) -> None:
        text = self.model.explain(current)
        self.reason.setText(text)
        wrong = current.isValid() and self._row_refused(current)
        restyle(self.reason, error=wrong, muted=not wrong)

    def _row_refused(self, index: QModelIndex) -> bool:
        return bool(self.model.index(index.row(), STATE).data() == Action.REFUSED.label)
