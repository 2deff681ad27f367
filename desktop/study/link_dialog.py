"""Choosing the meetings that carry a topic of a plan out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.core.errors import UserError
from db.study.plans import Offered
from desktop.app.icons import icon

_COLUMNS = ("日期", "类型", "会议名称", "召开组织", "现属专题")
_WIDTHS = (112, 92, 0, 190, 120)
_ID = Qt.ItemDataRole.UserRole


class LinkDialog(QDialog):
    """*apply* gets the ids ticked. Space ticks the row; typing above narrows the list, what is ticked stays so."""

    def __init__(
        self, topic: str, offered: Sequence[Offered], apply: Callable[[list[int]], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._apply = apply
        self.setWindowTitle("关联会议")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 520)
        self.search = QLineEdit()
        self.search.setPlaceholderText("搜索日期、名称、类型、组织")
        self.search.setAccessibleName("搜索会议")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setProperty("leading", True)
        self.search.textChanged.connect(self._narrow)
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels(_COLUMNS)
        self.list.setAccessibleName("可关联的会议")
        for at, width in enumerate(_WIDTHS):
            mode = QHeaderView.ResizeMode.Interactive if width else QHeaderView.ResizeMode.Stretch
            self.list.header().setSectionResizeMode(at, mode)
            if width:
                self.list.header().resizeSection(at, width)
        self.list.header().setStretchLastSection(False)
        self.list.addTopLevelItems([_item(meeting) for meeting in offered])
        self.list.itemChanged.connect(lambda _item, _column: self._count())
        self.problem = QLabel(wordWrap=True)
        self.problem.setProperty("error", True)
        self.problem.hide()
        self.count = QLabel()
        self.count.setProperty("muted", True)
        self.ok = QPushButton("保存关联")
        self.ok.setProperty("primary", True)
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.accept)
        self._lay_out(topic, bool(offered))
        self._count()

    def _lay_out(self, topic: str, some: bool) -> None:
        hint = "勾选落实这个专题的会议。" if some else "这一年还没有可以关联的会议：请先新建会议记录，类型与专题一致。"
        heading = QLabel(f"“{topic}”：{hint}", wordWrap=True)
        cancel = QPushButton("取消")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.count)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(heading)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.problem)
        column.addLayout(buttons)
        self.ok.setEnabled(some)

    def chosen(self) -> list[int]:
        return [item.data(0, _ID) for item in self._items() if item.checkState(0) is Qt.CheckState.Checked]

    def accept(self) -> None:
        try:
            self._apply(self.chosen())
        except UserError as error:
            self.problem.setText(error.text)
            self.problem.show()
            return
        super().accept()

    def _items(self) -> list[QTreeWidgetItem]:
        return [self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount())]  # type: ignore[misc]

    def _narrow(self, text: str) -> None:
        wanted = text.strip()
        for item in self._items():
            item.setHidden(not any(wanted in item.text(at) for at in range(len(_COLUMNS))))

    def _count(self) -> None:
        self.count.setText(f"已勾选 {len(self.chosen())} 次会议")


def _item(meeting: Offered) -> QTreeWidgetItem:
    texts = [f"{meeting.day}", meeting.kind, meeting.title, meeting.organization, meeting.other]
    item = QTreeWidgetItem(texts)
    item.setData(0, _ID, meeting.id)
    item.setCheckState(0, Qt.CheckState.Checked if meeting.linked else Qt.CheckState.Unchecked)
    for at, text in enumerate(texts):
        item.setToolTip(at, text)
    return item
