"""责任书: every organization's pledge, level by level, signed or not; the scan hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import Any

from PySide6.QtWidgets import QMenu

from db.core.changes import Changes
from db.core.fields import Field, Kind
from db.core.listing import Filter, Listing
from db.responsibilities.actions import READ
from db.responsibilities.draft import PledgeDraft
from db.responsibilities.fields import LEVELS, PLEDGE_FIELDS
from db.responsibilities.pledging import delete_pledges, get_pledge, list_of_pledge, pledges, save_pledge, sign, unsign
from db.responsibilities.queries import lists
from desktop.app.context import AppContext
from desktop.app.page import Scope
from desktop.exchange.computed import export_listed
from desktop.responsibilities.printing import Printing
from desktop.widgets.attachments import AttachmentsTab
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.form import RecordForm
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.history_tab import HistoryTab
from desktop.widgets.ledger_page import LedgerView
from desktop.widgets.record_card import RecordCard

_SHOWN = pledges.showing("organization", "level", "signed", "signer", "signed_on", "scans")
_OF_SEVERAL = pledges.showing("organization", "title", "signed", "signed_on", "level", "scans")  # fits the half
_UNSIGNED, _SIGNED = "unsigned", "signed"
_CHIPS = ((None, "全部"), (_UNSIGNED, "未签订"), (_SIGNED, "已签订"), *((level, level) for level in LEVELS))
_ASKED = tuple(field for field in PLEDGE_FIELDS if field.name != "organization_id")
_SIGNING = (
    Field("signed_on", "签订日期", Kind.DATE, required=True),
    Field("signer", "签订人", length=60, help="不填则为各组织当日的书记"),
)


class PledgesView(LedgerView):
    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context, "", _SHOWN, RecordCard("从左侧选择一份责任书。责任书在“清单”中生成"),
            FilterBar(_CHIPS, "组织、签订人、清单名称"), record="pledge",
            tables=("pledge", "responsibility_list", "organization", "attachment_link"), stretch="organization",
            yields=("scans", "level"), outside="已保存。这份责任书不在当前的组织、时期或筛选之内，所以列表里没有它。",
        )  # fmt: skip
        self._draft = PledgeDraft()
        self.form = RecordForm(
            _ASKED, (("", [field.name for field in _ASKED]),), today=lambda: self._book.now().date()
        )  # fmt: skip
        self.card.add_tab(self.form, "签订")
        self.attachments = AttachmentsTab(context, "pledge", self.card)
        self.history = HistoryTab(context, "responsibility_list", self.card)  # a pledge's history is its list's
        self.card.tabs.setTabText(self.card.tabs.indexOf(self.history), "清单历史")
        self.of_list = ElidedLabel()
        self.of_list.setProperty("muted", True)
        self.card.add_bar(self.of_list)
        self.card.preview.setText("打印责任书")
        self.sign_button = self.add_action("登记签订…", "edit")
        self.sign_button.setToolTip("登记所选责任书的签订人和日期")
        self.print_button = self.add_action("打印责任书", "print")
        self.print_button.setToolTip("把所选责任书打印成一个 PDF")
        self.overview_button = self.add_action("签订情况", "report")
        self.overview_button.setToolTip("逐级列出谁已签订、谁未签订，打印成 PDF")
        self.excel = self.add_action("Excel", "table")
        self.excel.setToolTip("把列表导出到 Excel")
        self._connect()

    def _connect(self) -> None:
        self.form.dirty_changed.connect(lambda dirty: self.card.set_dirty(True) if dirty else None)
        self.view.set_menu(self._fill_menu)
        self.card.preview_requested.connect(lambda: self._print([self.open_id] if self.open_id else []))
        self.sign_button.clicked.connect(lambda: self.ask_signing(self.chosen()))
        self.print_button.clicked.connect(lambda: self._print(self.chosen()))
        self.overview_button.clicked.connect(lambda: Printing(self._context, self.window()).signings())
        self.excel.clicked.connect(self._export)

    # -- the list ----------------------------------------------------------------------------------

    def set_scope(self, scope: Scope) -> None:
        self.ledger.shown = self._columns(scope)
        super().set_scope(scope)

    def refresh(self, changes: Changes) -> None:
        if changes.touch("pledge", "responsibility_list"):
            shown = self._columns(self._context.scope)
            if shown is not self.ledger.shown:
                self.ledger.shown = shown
                self.ledger.reload()
        super().refresh(changes)

    def _columns(self, scope: Scope) -> Listing:
        """Pledges of several lists say which one they are on."""
        with self._book.read() as connection:
            several = lists.count(connection, Filter(organization=scope.organization, period=scope.period)) > 1
        return _OF_SEVERAL if several else _SHOWN

    def narrowed_to(self, chip: Any) -> dict[str, Any]:
        return {"signed": chip == _SIGNED} if chip in (_SIGNED, _UNSIGNED) else {"level": chip}

    def counted(self, total: int) -> str:
        with self._book.read() as connection:
            wanted = replace(self.wanted, choices={**self.wanted.choices, "signed": False})
            open_ = pledges.count(connection, wanted) if self.filters.chip != _SIGNED else 0
        return f"{total} 份" + (f"，未签订 {open_} 份" if open_ else "")

    def empty_text(self) -> str:
        narrowed = self.wanted.text or self.filters.chip
        return "没有符合条件的责任书" if narrowed else "还没有责任书。在“清单”中选一份清单，点“生成责任书…”"

    # -- one record --------------------------------------------------------------------------------

    def load_record(self, id: int) -> None:
        with self._book.read() as connection:
            self._draft = get_pledge(connection, id)
            list_id, title = list_of_pledge(connection, id)
        self.card.open_record(self.places.name(self._draft.organization_id))
        self.of_list.setText(title)
        self.form.load({field.name: getattr(self._draft, field.name) for field in fields(self._draft)})
        self.attachments.show_record(id)
        self.history.show_record(list_id)

    def save(self) -> bool:
        at = self.open_id
        if at is None:
            return True

        def read() -> Callable[[], int]:
            draft = replace(self._draft, **self.form.values())

            def write() -> int:
                save_pledge(self._book, at, draft)
                return at

            return write

        saved = self.attempt_save(read, self.form.show_problems)
        if saved is None:
            return False
        self.load_record(saved)
        self.card.saved(self._book.now())
        return True

    def begin_new(self) -> None:
        self._context.messages.info("责任书在“清单”中生成：选一份清单，点“生成责任书…”。")

    def delete(self, ids: Sequence[int]) -> None:
        if not ids or (self.open_id not in ids and not self.can_leave()):
            return
        what = f"所选 {len(ids)} 份责任书" if len(ids) > 1 else "这份责任书"
        if self._context.messages.ask(f"删除{what}？可以用 Ctrl+Z 撤销。", "删除", danger=True):
            self.ledger.act_on(
                ids, "删除责任书", lambda stop: delete_pledges(self._book, ids, stop), lambda: self.gone(ids)
            )

    # -- the chosen --------------------------------------------------------------------------------

    def ask_signing(self, ids: Sequence[int]) -> None:
        if not ids:
            self._context.messages.info("请先在列表中选中已签订的责任书。")
            return
        if not self.can_leave():
            return

        def apply(entered: dict[str, Any]) -> None:
            day, signer = entered["signed_on"], entered["signer"]
            self._context.jobs.change(
                len(ids), "登记签订责任书", lambda stop: sign(self._book, ids, day, signer, stop), self._reload,
                owner=self,
            )  # fmt: skip

        FormDialog(
            f"登记签订（{len(ids)} 份）", _SIGNING, apply, button="登记",
            note="不填签订人时，记为各组织签订当日的书记。", values={"signed_on": self._book.now().date()},
            today=lambda: self._book.now().date(), parent=self,
        ).open()  # fmt: skip

    def unsign(self, ids: Sequence[int]) -> None:
        if ids and self.can_leave():
            self.ledger.act_on(
                ids, "撤销责任书签订", lambda stop: unsign(self._book, ids, stop), lambda: self._reload(None)
            )  # fmt: skip

    def _reload(self, _result: object) -> None:
        if self.open_id is not None:
            self.load_record(self.open_id)

    def _print(self, ids: Sequence[int]) -> None:
        Printing(self._context, self.window()).pledges(ids)

    def _fill_menu(self, menu: QMenu) -> None:
        ids = self.chosen()
        if not ids:
            return
        menu.addAction(f"登记签订（{len(ids)} 份）…", lambda: self.ask_signing(ids))
        menu.addAction(f"撤销签订（{len(ids)} 份）", lambda: self.unsign(ids))
        menu.addAction(f"打印责任书（{len(ids)} 份）", lambda: self._print(ids))
        menu.addSeparator()
        menu.addAction(f"删除（{len(ids)} 份）", lambda: self.delete(ids))

    def _export(self) -> None:
        export_listed(self._context, self, "责任书签订情况", pledges, self.wanted, READ)
