"""The meetings page: the list, one record in its tabs, printing."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from db.core.changes import Changes
from db.core.errors import UserError
from db.core.listing import Filter
from db.meetings.actions import delete_meetings, save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.queries import get_meeting, kinds, meetings, next_ordinal, starting_roster
from db.organizations.queries import nodes
from db.people.queries import find_people
from desktop.app.context import AppContext
from desktop.app.page import Scope
from desktop.meetings.form import MeetingForm
from desktop.meetings.printing import Printing
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.listing_source import ListingSource
from desktop.widgets.organization_picker import Node
from desktop.widgets.pickers import Choice
from desktop.widgets.record_card import RecordCard
from desktop.widgets.split_page import SplitPage
from desktop.widgets.table_model import ListModel
from desktop.widgets.table_view import ListView

_SHOWN = meetings.showing("day", "kind", "title", "attended")
_MANY = 200  # a whole street is rarely meant: its roster is filled in on request only
_TABLES = ("meeting", "attendance", "agenda_item", "reading")


class MeetingsPage(SplitPage):
    """Meeting records of the scope, newest first."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._book = context.book
        self._filter = Filter()
        with self._book.read() as connection:
            self._kinds = {kind.id: kind for kind in kinds(connection)}
        self.model = ListModel(context.jobs)
        filters = FilterBar(
            [(None, "全部"), *((kind.id, kind.name) for kind in self._kinds.values())], "搜索名称、内容、地点、主持人"
        )
        super().__init__(
            "会议记录", ListView(self.model, "没有会议记录"), RecordCard("从左侧选择一条会议记录，或按 Ctrl+N 新建"),
            context.messages, filters=filters,
        )  # fmt: skip
        self.filters_bar = filters
        self.form = MeetingForm(
            self.card, list(self._kinds.values()), self._find, self._nodes, context.messages.info,
            lambda: self._book.now().date(),
        )  # fmt: skip
        self.printing = Printing(context, self)
        self._roster_is_ours = True  # filled in by us and not touched since: may be filled in anew
        self._add_actions()
        self._connect()

    def _add_actions(self) -> None:
        printing = self.add_action("打印所选", "print")
        menu = QMenu(printing)
        menu.addAction("预览，合成一个 PDF", self._preview_selected)
        menu.addAction("每份存成一个 PDF…", self._save_each)
        printing.setMenu(menu)
        self.new_button = self.add_action("新建会议记录", "plus", primary=True)
        self.new_button.setToolTip("Ctrl+N")
        self.new_button.clicked.connect(self.begin_new)
        QShortcut(QKeySequence.StandardKey.New, self, self.begin_new)
        QShortcut(QKeySequence.StandardKey.Print, self, self._preview_open)
        QShortcut(QKeySequence.StandardKey.Delete, self.view, self._delete, context=Qt.ShortcutContext.WidgetShortcut)
        self.view.set_menu(self._fill_menu)

    def _connect(self) -> None:
        self.filters_bar.chip_changed.connect(lambda _key: self._reload())
        self.filters_bar.search_changed.connect(lambda _text: self._reload())
        self.model.sort_requested.connect(self._sort)
        self.model.completed.connect(lambda _total: self._tell_total())
        self.view.opened.connect(lambda _id: self.form.basics.editors["title"].setFocus())
        self.card.preview_requested.connect(self._preview_open)
        self.form.edited.connect(lambda: self.card.set_dirty(True))
        self.form.due.connect(self._fill_in)
        self.form.roster.edited.connect(self._touch_roster)
        self.form.roster.fill_requested.connect(self._fill_roster)

    # -- the list ----------------------------------------------------------------------------------

    def set_scope(self, scope: Scope) -> None:
        self._filter = replace(self._filter, organization=scope.organization, period=scope.period)
        self._reload()

    def search(self, text: str) -> None:
        self.filters_bar.set_text(text)
        self._reload()

    def refresh(self, changes: Changes) -> None:
        if not changes.touch(*_TABLES, "meeting_kind", "organization", "person"):
            return
        self.model.refresh_all()
        if self.open_id in changes.ids.get("meeting", ()) and not self.card.dirty:
            self._reopen()

    def _reload(self) -> None:
        chip = self.filters_bar.chip
        wanted = replace(self._filter, text=self.filters_bar.text, choices={} if chip is None else {"kind_id": chip})
        narrowed = bool(wanted.text or wanted.choices)
        self.view.set_empty_text(
            "没有符合条件的会议记录，可以放宽搜索、类型或时期" if narrowed else "这个时期还没有会议记录，按 Ctrl+N 新建"
        )
        self.model.reload(ListingSource(self._book, _SHOWN, wanted, stretch="title"))

    def _sort(self, key: str, descending: bool) -> None:
        self._filter = replace(self._filter, sort=key, descending=descending)
        self._reload()

    def _tell_total(self) -> None:
        self.set_subtitle(f"{self._context.scope.period.label} · {self.model.total} 条")

    # -- one record --------------------------------------------------------------------------------

    def show_record(self, id: int | None) -> None:
        if id is None:
            self.card.close_record()
            return
        with self._book.read() as connection:
            try:
                draft = get_meeting(connection, id)
            except UserError as error:  # deleted since the list was read
                self.card.close_record()
                self._context.messages.info(error.text)
                return
        self._load(draft)

    def begin_new(self) -> None:
        """An empty record: the scope's organization, the kind of the chip, now."""
        if not self.can_leave():
            return
        self.set_open(None)
        self._load(MeetingDraft(kind_id=self.filters_bar.chip, organization_id=self._context.scope.organization))
        self.form.start_typing()
        self._fill_in()

    def save(self) -> bool:
        new = self.open_id is None
        try:
            draft, at = self.form.draft(), self.open_id
            saved = self._context.jobs.now(lambda: save_meeting(self._book, draft, at))
        except UserError as error:
            if not self.form.show_problems(error):
                self._context.messages.show_error(error)
            return False
        except Exception as error:
            self._context.messages.show_error(error)
            return False
        self.card.open_record(self._title_of(draft))
        self.card.saved(self._book.now())
        self.set_open(saved)
        if new:
            self._context.messages.info("会议记录已新建。")
        return True

    def _load(self, draft: MeetingDraft) -> None:
        self.card.open_record(self._title_of(draft))
        self.form.load(draft)
        self._roster_is_ours = not draft.roster

    def _reopen(self) -> None:
        """The open record was changed elsewhere (an undo): show it as it is now."""
        self.show_record(self.open_id)

    def _title_of(self, draft: MeetingDraft) -> str:
        if draft.starts_at is None:
            return "新建会议记录"
        kind = self._kinds.get(draft.kind_id or 0)
        return f"{draft.starts_at:%m-%d} {kind.name if kind else draft.title}"

    def _delete(self) -> None:
        ids = list(self.view.selected_ids())
        if not ids:
            return
        what = f"所选 {len(ids)} 条会议记录" if len(ids) > 1 else "这条会议记录"
        if not self._context.messages.ask(f"删除{what}？可以用 Ctrl+Z 撤销。", "删除", danger=True):
            return
        try:
            self._context.jobs.now(lambda: delete_meetings(self._book, ids))
        except Exception as error:
            self._context.messages.show_error(error)
            return
        self.card.close_record()
        self.set_open(None)

    # -- who is expected ---------------------------------------------------------------------------

    def _expected(self) -> list[RosterLine] | None:
        """The organization's people for this kind and day; None while one of the three is missing."""
        kind = self._kinds.get(self.form.peek("kind_id") or 0)
        organization, starts_at = self.form.peek("organization_id"), self.form.peek("starts_at")
        if kind is None or organization is None or starts_at is None:
            return None
        with self._book.read() as connection:
            found = starting_roster(connection, kind, organization, starts_at.date())
        return [RosterLine(person.id, person.name) for person in found]

    def _fill_roster(self) -> None:
        expected = self._expected()
        if expected is None:
            self._context.messages.info("请先填写会议类型、召开组织和开始时间，再按组织填名单。")
        else:
            self.form.roster.fill(expected)

    def _fill_in(self) -> None:
        """A new record knows its kind, organization and day: propose its number and its roster."""
        if self.open_id is not None:
            return
        expected = self._expected()
        if expected is None or not self._roster_is_ours:
            return
        if len(expected) > _MANY:
            self._context.messages.info(f"应到范围有 {len(expected)} 人，没有自动填入；需要时在“出席”里按组织填名单。")
            expected = []
        self.form.roster.load(expected)
        self.form.name_roster_tab()
        with self._book.read() as connection:
            number = next_ordinal(
                connection, self.form.peek("kind_id"), self.form.peek("organization_id"),
                self.form.peek("starts_at").year,
            )  # fmt: skip
        self.form.set_quietly("ordinal", number)

    def _touch_roster(self) -> None:
        self._roster_is_ours = False

    def _find(self, text: str) -> list[Choice]:
        with self._book.read() as connection:
            return [Choice(person.id, person.name, person.detail) for person in find_people(connection, text)]

    def _nodes(self) -> list[Node]:
        with self._book.read() as connection:
            return [(node.id, node.parent_id, node.name) for node in nodes(connection) if node.dissolved_on is None]

    # -- printing ----------------------------------------------------------------------------------

    def _preview_open(self) -> None:
        if self.card.dirty and not self.save():
            return
        if self.open_id is not None:
            self.printing.preview([self.open_id])

    def _preview_selected(self) -> None:
        self.printing.preview(self._chosen())

    def _save_each(self) -> None:
        self.printing.save_each(self._chosen())

    def _chosen(self) -> list[int]:
        """The selected records, oldest first as they are filed."""
        return list(reversed(self.view.selected_ids()))

    def _fill_menu(self, menu: QMenu) -> None:
        menu.addAction("打印预览", self._preview_selected)
        menu.addAction("每份存成一个 PDF…", self._save_each)
        menu.addSeparator()
        menu.addAction("删除", self._delete)
