"""补学: who missed study meetings, and what was made up for."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from db.core.changes import Changes
from db.core.fields import Field, Kind, choices
from db.meetings.fields import MAKE_UPS
from db.study.absences import absences, meetings_of
from db.study.actions import READ, drop_make_up, make_up
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.app.page import Scope
from desktop.exchange.computed import export_listed
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.ledger_list import LedgerList

_OWED, _MADE_UP, _ALL = "owed", "made_up", "all"
_CHIPS = ((_OWED, "未补学"), (_MADE_UP, "已补学"), (_ALL, "全部缺课"))
_TABLES = ("attendance", "meeting", "meeting_kind", "meeting_worth", "person", "organization")
_FIELDS = (
    Field("made_up_on", "补学日期", Kind.DATE, required=True),
    Field("made_up_how", "补学方式", Kind.CHOICE, required=True, choices=choices(*MAKE_UPS)),
)


class MakeUpView(QWidget):
    """A line for each person and meeting missed; many are marked at once."""

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self._context, self._book = context, context.book
        self.subtitle = ElidedLabel()
        self.subtitle.setProperty("muted", True)
        self.filters = FilterBar(_CHIPS, "姓名、首字母、会议名称")
        self.ledger = LedgerList(
            context, absences, self.filters, choices=self._choices, empty_text=self._empty_text, stretch="title",
            yields=("organization", "reason"),
        )  # fmt: skip
        self.model, self.view = self.ledger.model, self.ledger.view
        self.excel = QPushButton(icon("table"), "Excel")
        self.excel.setToolTip("把列表导出到 Excel")
        self.drop_button = QPushButton("取消登记")
        self.drop_button.setToolTip("取消所选人员的补学登记")
        self.mark_button = QPushButton(icon("check", "on-primary"), "登记补学…")
        self.mark_button.setProperty("primary", True)
        self.mark_button.setToolTip("把所选人员登记为已补学（Ctrl+A 全选）")
        self._lay_out()
        self.filters.chip_changed.connect(lambda _key: self._offer())
        self.model.completed.connect(self._count)
        self.view.selection_changed.connect(self._offer)
        self.view.opened.connect(self._open)
        self.view.set_menu(self._fill_menu)
        self.mark_button.clicked.connect(self.mark)
        self.drop_button.clicked.connect(self.drop)
        self.excel.clicked.connect(self._export)
        self._offer()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(10)
        header.addWidget(self.subtitle)
        header.addStretch(1)
        for button in (self.excel, self.drop_button, self.mark_button):
            header.addWidget(button)
        card = QFrame()
        card.setProperty("card", True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.view)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(header)
        column.addWidget(self.filters)
        column.addWidget(card, 1)

    # -- the list ----------------------------------------------------------------------------------

    def _choices(self) -> dict[str, Any]:
        made_up = {} if self.filters.chip == _ALL else {"made_up": self.filters.chip == _MADE_UP}
        return {"before": self._book.now()} | made_up

    def set_scope(self, scope: Scope) -> None:
        self.ledger.set_scope(scope)

    def refresh(self, changes: Changes) -> None:
        if changes.touch(*_TABLES):
            self.model.refresh_all()

    def search(self, text: str) -> None:
        self.ledger.search(text)

    def _empty_text(self) -> str:
        if self.filters.text:
            return "没有符合条件的人"
        told = {_OWED: "这个时期的学习没有人缺课，或都已补学", _MADE_UP: "还没有登记过补学"}
        return told.get(self.filters.chip, "这个时期的学习没有人缺课")

    def _count(self, total: int) -> None:
        what = {_OWED: "未补学", _MADE_UP: "已补学"}.get(self.filters.chip, "缺课")
        self.subtitle.setText(f"{self._context.scope.period.label} · {what} {total} 人次")
        self._offer()

    def _offer(self) -> None:
        some = bool(self.view.selected_ids()) or self.view.all_selected
        self.mark_button.setEnabled(some)
        self.drop_button.setEnabled(some and self.filters.chip != _OWED)

    def chosen(self) -> list[int]:
        """Selected lines of rosters."""
        return self.ledger.chosen()

    # -- marking -----------------------------------------------------------------------------------

    def mark(self) -> None:
        """Ask when and how the chosen made up, and write it down."""
        ids = self.chosen()
        if not ids:
            return
        meetings = self._meetings(ids)

        def apply(values: dict[str, Any]) -> None:
            on: date = values["made_up_on"]
            how: str = values["made_up_how"]
            told = f"已登记 {len(ids)} 人次补学，可按 Ctrl+Z 撤销。"
            self._context.jobs.change(
                len(ids), "登记补学", lambda stop: make_up(self._book, ids, on, how, stop),
                lambda _none: self._context.messages.info(told), owner=self,
            )  # fmt: skip

        today = self._book.now().date()
        FormDialog(
            "登记补学", _FIELDS, apply, button="登记", today=lambda: today, parent=self,
            note=f"{len(ids)} 人次，缺 {len(meetings)} 次会议。补学计入所缺会议那一年的学时。",
            values={"made_up_on": today, "made_up_how": MAKE_UPS[0]},
        ).open()  # fmt: skip

    def drop(self) -> None:
        ids = self.chosen()
        if not ids or not self._context.messages.ask(f"取消这 {len(ids)} 人次的补学登记？", "取消登记", danger=True):
            return
        told = f"已取消 {len(ids)} 人次的补学登记，可按 Ctrl+Z 撤销。"
        self.ledger.act_on(
            ids, "取消补学登记", lambda stop: drop_make_up(self._book, ids, stop),
            lambda: self._context.messages.info(told),
        )  # fmt: skip

    def _meetings(self, ids: list[int]) -> list[int]:
        with self._book.read() as connection:
            return meetings_of(connection, ids)

    def _open(self, id: int) -> None:
        if found := self._meetings([id]):
            self._context.bus.record_requested.emit("meeting", found[0])

    def _fill_menu(self, menu: QMenu) -> None:
        ids = self.chosen()
        if not ids:
            return
        menu.addAction(f"登记补学（{len(ids)} 人次）…", self.mark)
        menu.addAction("取消登记", self.drop).setEnabled(self.drop_button.isEnabled())
        menu.addSeparator()
        menu.addAction("打开会议记录", lambda: self._open(ids[0]))

    def _export(self) -> None:
        export_listed(self._context, self, "补学名单", absences, self.ledger.wanted, READ)
