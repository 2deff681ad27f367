"""完成情况 of one item: by organization the records behind its figure, its tasks, its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.core.dates import show_date
from db.goals.records import Counted, counted_records
from db.goals.standing import By
from db.responsibilities.assigning import task_of
from db.responsibilities.standing import ItemRow
from desktop.app.context import AppContext
from desktop.duties.goal_share import Share, ShareDelegate, share_column
from desktop.duties.source_tasks_tab import SourceTasksTab
from desktop.widgets.attachments import AttachmentsTab
from desktop.widgets.record_card import RecordCard
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel, Row
from desktop.widgets.table_view import ListView

_SIZE = (820, 560)
_TABLE = "responsibility_item"
_TABS = {By.RECORDS: "完成记录", By.TASKS: "各组织完成", By.HAND: "完成情况"}
_PARTS_HIGH = 170  # where records stand below
_PARTS = (Column("organization", "责任组织", 200, stretch=True, sortable=False), share_column("share", "完成"))
_RECORDS = (
    Column("day", "日期", 88, show=show_date), Column("kind", "类型", 90), Column("title", "名称", 200, stretch=True),
    Column("organization", "组织", 150, yields=True),
)  # fmt: skip


class StandingDialog(QDialog):
    """Opening a line leads to its record; the dialog closes for it."""

    def __init__(self, context: AppContext, row: ItemRow, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("完成情况")
        self.resize(*_SIZE)
        self._context, self._row = context, row
        self.card = RecordCard()
        self.card.save.hide()
        self.card.preview.hide()
        self.card.open_record(" ".join(row.draft.text.split()))
        self.records = _Records(context, row)
        self.records.view.opened.connect(self._open)
        self.card.add_tab(self.records, _TABS[row.standing.by])
        self.tasks = SourceTasksTab(context, _TABLE, self.card, self._proposed, lambda: True)
        self.tasks.show_record(row.id)
        self.tasks.view.opened.connect(lambda _id: self.accept())
        self.attachments = AttachmentsTab(context, _TABLE, self.card)
        self.attachments.show_record(row.id)
        self.close_button = QPushButton("关闭")
        self.close_button.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addWidget(self.card, 1)
        column.addLayout(buttons)

    def _proposed(self) -> dict[str, object]:
        today = self._context.book.now().date()
        task = task_of(self._row.draft, today, None, self._context.book.actor.name)
        return {name: getattr(task, name) for name in ("title", "text", "starts_on", "due_on")}

    def _open(self, at: int) -> None:
        record = self.records.shown[at]
        self.accept()
        self._context.bus.record_requested.emit(record.table, record.id)


class _Records(QWidget):
    """Above the organizations, each with its figure; below, the records of the one selected, else of all."""

    def __init__(self, context: AppContext, row: ItemRow) -> None:
        super().__init__()
        self._row = row
        self.shown: Sequence[Counted] = ()
        with context.book.read() as connection:
            counted = row.draft.counted if row.standing.by is By.RECORDS else ""
            records = counted_records(connection, counted, row.standing.records) if counted else ()
            self._found = {one.id: one for one in records}
        self.told = QLabel(_told(row), wordWrap=True)
        self.told.setProperty("muted", True)
        self.parts_model, self.model = ListModel(context.jobs), ListModel(context.jobs)
        self.parts = ListView(self.parts_model)
        self.parts.setItemDelegateForColumn(1, ShareDelegate(self.parts))
        self.view = ListView(self.model, "还没有记录算作完成")
        self.parts.current_changed.connect(lambda _id: self._show())
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        column.setSpacing(8)
        column.addWidget(self.told)
        column.addWidget(self.parts)
        column.addWidget(self.view, 1)
        self.view.setVisible(row.standing.by is By.RECORDS)
        self.parts.setVisible(row.standing.by is By.TASKS or len(row.standing.parts) > 1)
        if row.standing.by is By.RECORDS:
            self.parts.setMaximumHeight(_PARTS_HIGH)
        elif row.standing.by is By.HAND:
            column.addStretch(1)
        self.parts_model.reload(Rows(_PARTS, [_part(at, row) for at in range(len(row.standing.parts))]))
        self.model.sort_requested.connect(lambda key, descending: self.model.reload(
            self.model.source.sorted(key, descending)  # type: ignore[union-attr]  # always ``Rows``
        ))  # fmt: skip
        self._show()

    def _show(self) -> None:
        at = self.parts.current_id
        parts = self._row.standing.parts if at is None else [self._row.standing.parts[at]]
        ids = dict.fromkeys(id for part in parts for id in part.record_ids)
        self.shown = [self._found[id] for id in ids if id in self._found]
        lines: list[Row] = [
            (place, one.day, one.kind, one.title, one.organization) for place, one in enumerate(self.shown)
        ]
        self.model.reload(Rows(_RECORDS, lines))


def _part(at: int, row: ItemRow) -> Row:
    part = row.standing.parts[at]
    return at, part.organization, Share.of(part.percent if part.target else None, part.told)


def _told(row: ItemRow) -> str:
    """What the figure says, in a sentence."""
    standing, draft = row.standing, row.draft
    outcome = f"\n{draft.outcome}" if draft.outcome.strip() else ""
    if standing.by is By.HAND:
        share = f"手工填写：完成 {draft.share}%" if draft.share is not None else "手工填写：还没有填完成比例"
        return f"{share}。可在“修改”中填写，佐证材料放在附件里。{outcome}"
    if standing.by is By.TASKS:
        return f"由任务计算：完成 {standing.told}，已取消的不计。任务在“任务”中逐项打开。{outcome}"
    reach = "含下级" if draft.below else "本级"
    each = f"每个组织 {draft.target}，{len(standing.parts)} 个组织" if len(standing.parts) > 1 else "目标"
    over = "；超出目标的不抵其他组织的不足" if len(standing.parts) > 1 else ""
    return (
        f"{row.kind or '记录'}完成 {standing.told}（{each}共 {standing.due}，按全年记录计，{reach}{over}）。{outcome}"
    )
