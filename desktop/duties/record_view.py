"""A ledger whose record is one form with its files and its history: list, drafts, deleting, Excel are said once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from PySide6.QtWidgets import QMenu

from db.core.action import Stop
from db.core.book import Book, Connection
from db.core.fields import Field
from db.core.listing import Listing
from desktop.app.context import AppContext
from desktop.exchange.computed import export_listed
from desktop.widgets.attachments import AttachmentsTab
from desktop.widgets.draft_keeper import DraftKeeper
from desktop.widgets.editor import Editor
from desktop.widgets.filter_bar import Chip, FilterBar
from desktop.widgets.form import RecordForm, Section
from desktop.widgets.history_tab import HistoryTab
from desktop.widgets.ledger_page import LedgerPage, LedgerView
from desktop.widgets.organization_picker import OrganizationPicker
from desktop.widgets.record_card import RecordCard


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind of record: how it is called, read and written. ``measure``: 项, 篇 …; ``draft``: what the form makes."""

    table: str
    noun: str
    measure: str
    fields: tuple[Field, ...]
    sections: Sequence[Section]
    draft: Callable[..., Any]
    listing: Listing
    shown: Sequence[str]  # columns of the list
    read: Callable[[Connection, int], Any]
    save: Callable[[Book, Any, int | None], int]
    delete: Callable[[Book, Sequence[int], Stop], object]
    permission: str  # to read, as Excel files need it
    hint: str  # in the field of the search
    tables: Sequence[str] = ()  # further ones the list shows
    yields: Sequence[str] = ()
    goes: str = ""  # what else goes, or stays, when a record is deleted


class RecordPage(LedgerPage):
    """A page derives from it, gives its chips and further tabs, and says what a new record begins with."""

    drafts: DraftKeeper

    def __init__(
        self, context: AppContext, kept: Kept, chips: Sequence[Chip], editors: Mapping[str, Editor] | None = None,
        title: str = "",
    ) -> None:  # fmt: skip
        self.kept = kept
        super().__init__(
            context, title, kept.listing.showing(*kept.shown),
            RecordCard(f"从左侧选择一{kept.measure}{kept.noun}，或按 Ctrl+N 新建"), FilterBar(chips, kept.hint),
            record=kept.table, tables=(kept.table, "organization", *kept.tables), stretch="title", yields=kept.yields,
            outside=f"已保存。这{kept.measure}{kept.noun}不在当前的组织、时期或筛选之内，所以列表里没有它。",
        )  # fmt: skip
        place = OrganizationPicker(lambda: self.places.every(place.value()))
        self.form = RecordForm(
            kept.fields, kept.sections, editors={"organization_id": place, **(editors or {})}, wide=("title",),
            today=self._today,
        )  # fmt: skip
        self.card.add_tab(self.form, "基本信息")
        self.card.preview.hide()
        self.tabs = [
            *self.further_tabs(), AttachmentsTab(context, kept.table, self.card),
            HistoryTab(context, kept.table, self.card),
        ]  # fmt: skip
        self.keep_drafts(
            DraftKeeper(context, self.card, kept.table, self.form, self.show_again, named_by=("title",))
        )  # fmt: skip
        self._connect()

    def _connect(self) -> None:
        self.form.dirty_changed.connect(self.card.set_dirty)
        self.form.changed.connect(lambda _name: self.drafts.touch())
        self.excel = self.add_action("Excel", "table")
        self.excel.setToolTip("把列表导出到 Excel")
        self.excel.clicked.connect(self._export)
        self.new_button = self.add_action(f"新建{self.kept.noun}", "plus", primary=True)
        self.new_button.setToolTip("Ctrl+N")
        self.new_button.clicked.connect(self.begin_new)
        self.view.opened.connect(lambda _id: self.form.editors["title"].setFocus())
        self.view.set_menu(self._fill_menu)

    # -- what a page says --------------------------------------------------------------------------

    def further_tabs(self) -> Sequence[Any]:
        """Tabs between form and files; each has ``show_record`` and puts itself into ``card``."""
        return ()

    def begins_with(self) -> dict[str, Any]:
        """What a new record has already, beside the organization."""
        return {}

    def fill_menu(self, menu: QMenu, ids: Sequence[int]) -> None:
        """Put what can be done with *ids* before 删除."""

    # -- the list ----------------------------------------------------------------------------------

    def counted(self, total: int) -> str:
        return f"{self._context.scope.period.label} · {total} {self.kept.measure}"

    def empty_text(self) -> str:
        if self.wanted.text or self.wanted.choices:
            return f"没有符合条件的{self.kept.noun}，可以放宽搜索、筛选或时期"
        return f"这个时期还没有{self.kept.noun}，按 Ctrl+N 新建"

    # -- one record --------------------------------------------------------------------------------

    def load_record(self, id: int) -> None:
        with self._book.read() as connection:
            draft = self.kept.read(connection, id)
        self.card.open_record(draft.title)
        self.form.load({field.name: getattr(draft, field.name) for field in fields(draft)})
        self._settled(id)

    def _settled(self, id: int | None) -> None:
        for tab in self.tabs:
            tab.show_record(id)
        self.drafts.begin(id)

    def save(self) -> bool:
        at = self.open_id

        def read() -> Callable[[], int]:
            draft = self.kept.draft(**self.form.values())
            return lambda: self.kept.save(self._book, draft, at)

        saved = self.attempt_save(read, self.form.show_problems)
        if saved is None:
            return False
        self.load_record(saved)
        self.card.saved(self._book.now())
        return True

    def begin_new(self) -> None:
        self.begin_with(self.kept.table, {})

    def begin_with(self, _table: str, presets: Mapping[str, Any]) -> None:
        """An empty record of the scope's organization."""
        if not self.can_leave():
            return
        self.set_open(None)
        self.card.open_record(f"新的{self.kept.noun}")
        office = self._context.scope.organization or self.places.root
        self.form.load({"organization_id": office, **self.begins_with(), **presets})
        self._settled(None)
        self.card.tabs.setCurrentWidget(self.form)
        self.form.editors["title"].setFocus()

    def delete(self, ids: Sequence[int]) -> None:
        if not ids or (self.open_id not in ids and not self.can_leave()):
            return
        kept = self.kept
        what = f"所选 {len(ids)} {kept.measure}{kept.noun}" if len(ids) > 1 else f"这{kept.measure}{kept.noun}"
        if self._context.messages.ask(f"删除{what}？{kept.goes}可以用 Ctrl+Z 撤销。", "删除", danger=True):
            self.ledger.act_on(
                ids, f"删除{kept.noun}", lambda stop: kept.delete(self._book, ids, stop), lambda: self.gone(ids)
            )

    def show_part(self, field: str) -> None:
        """What was searched for stands in the form, or among the files."""
        if field in self.form.editors:
            self.card.tabs.setCurrentWidget(self.form)
            self.form.editors[field].setFocus()
        elif field == "attachments":
            self.card.tabs.setCurrentWidget(self.tabs[-2])

    def _fill_menu(self, menu: QMenu) -> None:
        ids = self.chosen()
        if ids:
            self.fill_menu(menu, ids)
            menu.addAction(f"删除（{len(ids)} {self.kept.measure}）", lambda: self.delete(ids))

    def _export(self) -> None:
        export_listed(self._context, self, self.kept.noun, self.kept.listing, self.wanted, self.kept.permission)

    def _today(self) -> date:
        return self._book.now().date()


class RecordView(RecordPage, LedgerView):
    """The same as one view of a page of several."""
