"""指导小组: the groups that guide and inspect, who is in them, which organizations they see to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu, QPushButton

from db.inspections.actions import READ, delete_groups, save_group
from db.inspections.draft import GroupDraft
from db.inspections.queries import get_group, groups
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.exchange.computed import export_listed
from desktop.inspections.group_form import GroupForm
from desktop.widgets.attachments import AttachmentsTab
from desktop.widgets.draft_keeper import DraftKeeper
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.history_tab import HistoryTab
from desktop.widgets.ledger_page import LedgerView
from desktop.widgets.people_of_book import finder
from desktop.widgets.record_card import RecordCard

_SHOWN = groups.showing("name", "set_up_on", "members", "organizations", "inspections")


class GroupsView(LedgerView):
    """Those there were in the period, the newest first."""

    drafts: DraftKeeper

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context, "", _SHOWN, RecordCard("从左侧选择一个指导小组，或按 Ctrl+N 新建"),
            FilterBar((), "小组名称、成员"), record="guidance_group",
            tables=("guidance_group", "group_member", "group_organization", "inspection", "organization"),
            stretch="name", outside="已保存。这个小组不在当前的组织或时期之内，所以列表里没有它。",
        )  # fmt: skip
        self.form = GroupForm(
            self.card, finder(context.book), self.places.organizations, lambda: self._book.now().date()
        )
        self.attachments = AttachmentsTab(context, "guidance_group", self.card)
        self.history = HistoryTab(context, "guidance_group", self.card)
        self.keep_drafts(DraftKeeper(context, self.card, "guidance_group", self.form, self.show_again))
        self.card.preview.hide()
        self.inspect = QPushButton(icon("check"), "登记检查")
        self.inspect.setToolTip("登记这个小组的一次督导检查")
        self.card.add_button(self.inspect)
        self._header.addWidget(self.filters.search)  # no chips: it needs no line of its own
        self.filters.hide()
        self.excel = self.add_action("Excel", "table")
        self.excel.setToolTip("把列表导出到 Excel")
        self.new_button = self.add_action("新建指导小组", "plus", primary=True)
        self.new_button.setToolTip("Ctrl+N")
        self._connect()

    def _connect(self) -> None:
        self.form.edited.connect(lambda: self.card.set_dirty(True))
        self.form.edited.connect(self.drafts.touch)
        self.view.opened.connect(lambda _id: self.form.show_field("name"))
        self.view.set_menu(self._fill_menu)
        self.inspect.clicked.connect(self._inspect)
        self.excel.clicked.connect(self._export)
        self.new_button.clicked.connect(self.begin_new)

    def counted(self, total: int) -> str:
        return f"{self._context.scope.period.label} · {total} 个"

    def empty_text(self) -> str:
        return "没有符合条件的小组" if self.wanted.text else "这个时期还没有指导小组，按 Ctrl+N 新建"

    # -- one record --------------------------------------------------------------------------------

    def load_record(self, id: int) -> None:
        with self._book.read() as connection:
            draft = get_group(connection, id)
        self.card.open_record(draft.name)
        self.form.load(draft)
        self._settled(id)

    def _settled(self, id: int | None) -> None:
        self.inspect.setEnabled(id is not None)
        self.attachments.show_record(id)
        self.history.show_record(id)
        self.drafts.begin(id)

    def save(self) -> bool:
        at = self.open_id

        def read() -> Callable[[], int]:
            draft = self.form.draft()
            return lambda: save_group(self._book, draft, at)

        saved = self.attempt_save(read, self.form.show_problems)
        if saved is None:
            return False
        self.load_record(saved)
        self.card.saved(self._book.now())
        return True

    def begin_new(self) -> None:
        if not self.can_leave():
            return
        self.set_open(None)
        self.card.open_record("新的指导小组")
        office = self._context.scope.organization or self.places.root
        self.form.load(GroupDraft(organization_id=office, set_up_on=self._book.now().date()))
        self._settled(None)
        self.form.show_field("name")

    def delete(self, ids: Sequence[int]) -> None:
        if not ids or (self.open_id not in ids and not self.can_leave()):
            return
        what = f"所选 {len(ids)} 个指导小组" if len(ids) > 1 else "这个指导小组"
        if self._context.messages.ask(f"删除{what}？可以用 Ctrl+Z 撤销。", "删除", danger=True):
            self.ledger.act_on(
                ids, "删除指导小组", lambda stop: delete_groups(self._book, ids, stop), lambda: self.gone(ids)
            )

    def show_part(self, field: str) -> None:
        if field == "attachments":
            self.card.tabs.setCurrentWidget(self.attachments)
        else:
            self.form.show_field(field)

    def _inspect(self) -> None:
        if self.open_id is not None:
            self._context.bus.record_wanted.emit("inspection", {"group_id": self.open_id})

    def _fill_menu(self, menu: QMenu) -> None:
        ids = self.chosen()
        if ids:
            menu.addAction(f"删除（{len(ids)} 个）", lambda: self.delete(ids))

    def _export(self) -> None:
        export_listed(self._context, self, "指导小组", groups, self.wanted, READ)
