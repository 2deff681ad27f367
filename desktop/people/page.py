"""The people page: the list, one person in tabs, moving people between organizations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from db.core.action import Stop
from db.core.changes import Changes
from db.exchange import ledgers
from db.people.actions import delete_people, save_person, transfer_people
from db.people.draft import PersonDraft
from db.people.queries import people
from desktop.app.context import AppContext
from desktop.exchange.excel_menu import ExcelMenu, Exported
from desktop.people.empty import EmptyState
from desktop.people.record import PersonRecord
from desktop.people.transfer import NAMED, TransferDialog, called
from desktop.widgets.draft_keeper import DraftKeeper
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.ledger_page import LedgerPage
from desktop.widgets.record_card import RecordCard

_CHIPS = (
    (None, "全部"),
    *((("stage", stage), stage) for stage in ("党员", "正式党员", "预备党员", "发展对象", "入党积极分子")),
    *((("categories", category), category) for category in ("流动", "困难")),
)
_SHOWN = people.showing(
    "name", "sex", "stage", "organization", "group", "phone", "born_on", "joined_on", "full_member_on",
    "education", "ethnic", "categories", "id_number",
)  # fmt: skip
_TABLES = ("person", "membership", "organization", "post", "suspension")


class PeoplePage(LedgerPage):
    """The people of the scope by pinyin."""

    drafts: DraftKeeper

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context, "人员", _SHOWN, RecordCard("从左侧选择一个人，或按 Ctrl+N 新建"),
            FilterBar(_CHIPS, "姓名、拼音、首字母"), record="person", tables=_TABLES,
            outside="已保存。这个人不符合当前的筛选，所以不在列表里。",
        )  # fmt: skip
        self.record = PersonRecord(context, self.card, self.places)
        self.form = self.record.form
        self.keep_drafts(DraftKeeper(context, self.card, "person", self.form, self.show_again))
        self.empty = EmptyState(self.view)
        self._add_actions()
        self._connect()

    def _add_actions(self) -> None:
        self.excel = ExcelMenu(
            self._context, self, self.add_action("Excel", "table"),
            Exported("人员", _SHOWN, lambda: self.wanted, ledgers.people),
        )  # fmt: skip
        self.new_button = self.add_action("新建人员", "plus", primary=True)
        self.new_button.setToolTip("Ctrl+N")
        self.new_button.clicked.connect(self.begin_new)
        QShortcut(QKeySequence("Ctrl+D"), self, self.begin_copy)
        self.view.set_menu(self._fill_menu)
        self.record.fill_menu(self._fill_card_menu)

    def _connect(self) -> None:
        self.view.opened.connect(lambda _id: self.record.start_typing())
        self.record.transfer_requested.connect(self._transfer_open)
        self.record.settled.connect(self.drafts.begin)
        self.form.changed.connect(lambda _name: self.drafts.touch())

    # -- the list ----------------------------------------------------------------------------------

    def refresh(self, changes: Changes) -> None:
        super().refresh(changes)
        if changes.touch("post") and self.open_id is not None:
            self.record.show_posts(self.open_id)
        if changes.touch("suspension") and self.open_id is not None:
            self.record.show_suspensions(self.open_id)

    def places_changed(self) -> None:
        self.form.refresh_places()

    def clear_filter(self) -> None:
        """Show everyone of the scope."""
        self.filters.chips.set_key(None)
        self.filters.set_text("")
        self.ledger.reload()

    def narrowed_to(self, chip: tuple[str, str]) -> dict[str, str]:
        return dict([chip])

    def counted(self, total: int) -> str:
        self._show_empty(total)
        return f"{self._context.scope.label} · {total} 人"

    def _show_empty(self, total: int) -> None:
        if total:
            self.empty.hide()
        elif self.places.empty:
            self.empty.say("账本里还没有组织。\n请先在“组织”页建立党组织，再登记人员。")
        elif self.wanted.text or self.wanted.choices:
            self.empty.say("没有符合条件的人员。", "清除筛选", self.clear_filter)
        else:
            self.empty.say("这个范围和时期还没有人员。", "新建人员", self.begin_new)

    # -- one record --------------------------------------------------------------------------------

    def load_record(self, id: int) -> None:
        self.record.open(id)

    def show_again(self, id: int) -> None:
        self.record.follow(id)

    def begin_new(self) -> None:
        """An empty person in the scope's organization."""
        organization, group = self.places.home(self._context.scope.organization)
        self._begin(PersonDraft(organization_id=organization, group_id=group))

    def begin_copy(self) -> None:
        """A new person who belongs where the open one does: for entering a branch one after another."""
        if not self.card.is_open:
            return
        kept = ("organization_id", "group_id", "stage", "ethnic", "education", "categories")
        self._begin(PersonDraft(**{name: self.form.entered(name) or getattr(PersonDraft(), name) for name in kept}))

    def _begin(self, draft: PersonDraft) -> None:
        if not self.can_leave():
            return
        self.set_open(None)
        self.record.begin(draft)

    def save(self) -> bool:
        at = self.open_id

        def read() -> Callable[[], int]:
            draft = self.record.person()
            return lambda: save_person(self._book, draft, at)

        saved = self.attempt_save(read, self.record.show_problems)
        if saved is not None:
            self.record.saved(saved)
        return saved is not None

    # -- several records ---------------------------------------------------------------------------

    def _called(self, ids: Sequence[int]) -> str:
        with self._book.read() as connection:
            return called([row[1] for row in people.rows(connection, list(ids[:NAMED]))], len(ids))

    def _transfer_open(self) -> None:
        if self.open_id is not None:
            self.transfer([self.open_id])

    def transfer(self, ids: Sequence[int]) -> None:
        """Ask where *ids* move to, and move them."""
        if not ids or not self.can_leave():
            return
        who = self._called(ids)

        def move(organization: int | None, group: int | None, on: date, reason: str) -> None:
            def act(stop: Stop) -> None:
                transfer_people(self._book, ids, organization, group, on, reason, stop)

            def told(_none: None) -> None:
                self._context.messages.info(f"已转移{who}的组织关系，可按 Ctrl+Z 撤销。")

            # What is refused at once is told in the dialog.
            self._context.jobs.change(len(ids), "转移组织关系", act, told, owner=self)

        dialog = TransferDialog(who, self.places, self._book.now().date(), move, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def delete(self, ids: Sequence[int]) -> None:
        """Delete *ids* after a question that says who."""
        if not ids or (self.open_id not in ids and not self.can_leave()):
            return
        who = self._called(ids)
        if not self._context.messages.ask(f"删除{who}？删除后可按 Ctrl+Z 撤销。", "删除", danger=True):
            return

        def told() -> None:
            self.gone(ids)
            self._context.messages.info(f"已删除{who}，可按 Ctrl+Z 撤销。")

        self.ledger.act_on(ids, "删除人员", lambda stop: delete_people(self._book, ids, stop), told)

    def _fill_menu(self, menu: QMenu) -> None:
        ids = self.chosen()
        if not ids:
            return
        menu.addAction(f"转移组织关系（{len(ids)} 人）…", lambda: self.transfer(ids))
        menu.addAction(f"打印学习档案（{len(ids)} 人）", lambda: self._print_study_files(ids))
        menu.addSeparator()
        menu.addAction(f"删除（{len(ids)} 人）", lambda: self.delete(ids))

    def _print_study_files(self, ids: Sequence[int]) -> None:
        self._context.bus.printout_requested.emit("study_file", list(ids))

    def _fill_card_menu(self, menu: QMenu) -> None:
        stored = self.open_id is not None
        menu.addAction("转移组织关系…", self._transfer_open).setEnabled(stored)
        menu.addAction("复制为新人员\tCtrl+D", self.begin_copy)
        menu.addAction("打印学习档案", lambda: self._print_study_files([self.open_id or 0])).setEnabled(stored)
        menu.addSeparator()
        menu.addAction("删除", lambda: self.delete([self.open_id or 0])).setEnabled(stored)
