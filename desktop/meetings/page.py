"""The meetings page: the list, one record in its tabs, printing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from db.exchange import ledgers
from db.meetings.actions import delete_meetings, save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.queries import get_meeting, kinds, meetings, next_ordinal, starting_roster
from db.people.queries import find_people
from desktop.app.context import AppContext
from desktop.app.page import Scope
from desktop.exchange.excel_menu import ExcelMenu, Exported
from desktop.meetings.form import MeetingForm
from desktop.meetings.printing import Printing
from desktop.widgets.attachments import AttachmentsTab
from desktop.widgets.draft_keeper import DraftKeeper
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.history_tab import HistoryTab
from desktop.widgets.ledger_page import LedgerPage
from desktop.widgets.organization_picker import Node
from desktop.widgets.pickers import Choice
from desktop.widgets.record_card import RecordCard

_SHOWN = meetings.showing("day", "kind", "title", "attended")
_OF_SEVERAL = meetings.showing("day", "kind", "place_name", "title", "attended")  # meetings of one name, then
_MANY = 200  # a whole street is rarely meant: its roster is filled in on request only
_TABLES = ("meeting", "attendance", "agenda_item", "reading", "meeting_kind", "organization", "person")


class MeetingsPage(LedgerPage):
    """Meeting records of the scope, newest first."""

    drafts: DraftKeeper

    def __init__(self, context: AppContext) -> None:
        with context.book.read() as connection:
            self._kinds = {kind.id: kind for kind in kinds(connection)}
        chips = [(None, "全部"), *((kind.id, kind.name) for kind in self._kinds.values())]
        super().__init__(
            context, "会议记录", _SHOWN, RecordCard("从左侧选择一条会议记录，或按 Ctrl+N 新建"),
            FilterBar(chips, "搜索名称、内容、地点、主持人"), record="meeting", tables=_TABLES, stretch="title",
            yields=("kind",), outside="已保存。这条会议记录不在当前的组织、时期或筛选之内，所以列表里没有它。",
        )  # fmt: skip
        self.form = MeetingForm(
            self.card, list(self._kinds.values()), self._find, self._nodes, context.messages.info,
            lambda: self._book.now().date(),
        )  # fmt: skip
        self.attachments = AttachmentsTab(context, "meeting", self.card)
        self.history = HistoryTab(context, "meeting", self.card)
        self.keep_drafts(DraftKeeper(
            context, self.card, "meeting", self.form, self.show_again, named_by=("title", "kind_id", "starts_at")
        ))  # fmt: skip
        self.printing = Printing(context, self)
        self._ours: set[str] = set()  # filled in by us and not touched since: may be filled in anew
        self._add_actions()
        self._connect()

    def _add_actions(self) -> None:
        self.excel = ExcelMenu(
            self._context, self, self.add_action("Excel", "table"),
            Exported("会议记录", _OF_SEVERAL, lambda: self.wanted, ledgers.meetings),
        )  # fmt: skip
        printing = self.add_action("打印所选", "print")
        menu = QMenu(printing)
        menu.addAction("预览，合成一个 PDF", self._preview_selected)
        menu.addAction("每份存成一个 PDF…", self._save_each)
        printing.setMenu(menu)
        self.new_button = self.add_action("新建会议记录", "plus", primary=True)
        self.new_button.setToolTip("Ctrl+N")
        self.new_button.clicked.connect(self.begin_new)
        QShortcut(QKeySequence.StandardKey.Print, self, self._preview_open)
        self.view.set_menu(self._fill_menu)

    def _connect(self) -> None:
        self.view.opened.connect(lambda _id: self.form.basics.editors["title"].setFocus())
        self.card.preview_requested.connect(self._preview_open)
        self.form.edited.connect(lambda: self.card.set_dirty(True))
        self.form.edited.connect(self.drafts.touch)
        self.drafts.restored.connect(self._ours.clear)
        self.form.due.connect(self._fill_in)
        self.form.basics.changed.connect(self._ours.discard)
        self.form.roster.edited.connect(lambda: self._ours.discard("roster"))
        self.form.roster.fill_requested.connect(self._fill_roster)

    # -- the list ----------------------------------------------------------------------------------

    def set_scope(self, scope: Scope) -> None:
        self._shown = _OF_SEVERAL if scope.count > 1 else _SHOWN
        super().set_scope(scope)

    def narrowed_to(self, chip: int) -> dict[str, int]:
        return {"kind_id": chip}

    def counted(self, total: int) -> str:
        return f"{self._context.scope.period.label} · {total} 条"

    def reload(self) -> None:
        narrowed = self.wanted.text or self.wanted.choices
        self.view.set_empty_text(
            "没有符合条件的会议记录，可以放宽搜索、类型或时期" if narrowed else "这个时期还没有会议记录，按 Ctrl+N 新建"
        )
        super().reload()

    # -- one record --------------------------------------------------------------------------------

    def load_record(self, id: int) -> None:
        with self._book.read() as connection:
            draft = get_meeting(connection, id)
        self._load(draft)
        self._settled(id)

    def _settled(self, id: int | None) -> None:
        """The form shows the record as the book has it, or a new one as it begins."""
        self.attachments.show_record(id)
        self.history.show_record(id)
        self.drafts.begin(id)

    def show_part(self, field: str) -> None:
        self.form.show_field(field)

    def begin_new(self) -> None:
        """An empty record: the scope's organization, the kind of the chip, now."""
        if not self.can_leave():
            return
        self.set_open(None)
        self._load(MeetingDraft(kind_id=self.filters.chip, organization_id=self._context.scope.organization))
        self.form.start_typing()
        self._fill_in()
        self._settled(None)

    def save(self) -> bool:
        at = self.open_id

        def read() -> Callable[[], int]:
            draft = self.form.draft()
            return lambda: save_meeting(self._book, draft, at)

        saved = self.attempt_save(read, self.form.show_problems)
        if saved is None:
            return False
        self.card.open_record(self._title_of(self.form.draft()))
        self.card.saved(self._book.now())
        self._settled(saved)
        if at is None:
            self._context.messages.info("会议记录已新建。")
        return True

    def _load(self, draft: MeetingDraft) -> None:
        self.card.open_record(self._title_of(draft))
        self.form.load(draft)
        self._ours |= {"roster", "ordinal", "title"}

    def _title_of(self, draft: MeetingDraft) -> str:
        if draft.starts_at is None:
            return "新建会议记录"
        kind = self._kinds.get(draft.kind_id or 0)
        return f"{draft.starts_at:%m-%d} {kind.name if kind else draft.title}"

    def delete(self, ids: Sequence[int]) -> None:
        if not ids or (self.open_id not in ids and not self.can_leave()):
            return
        what = f"所选 {len(ids)} 条会议记录" if len(ids) > 1 else "这条会议记录"
        if self._context.messages.ask(f"删除{what}？可以用 Ctrl+Z 撤销。", "删除", danger=True):
            self.act_on(
                ids, "删除会议记录", lambda stop: delete_meetings(self._book, ids, stop), lambda: self.gone(ids)
            )

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
        """A new record knows its kind, organization and day: propose its roster, its number and a title."""
        if self.open_id is not None:
            return
        expected = self._expected()
        if expected is None:
            return
        if "roster" in self._ours:
            self._load_roster(expected)
        number = self._next_ordinal()
        if "ordinal" in self._ours:
            self.form.set_quietly("ordinal", number)
        if "title" in self._ours:
            kind, day = self._kinds[self.form.peek("kind_id")], self.form.peek("starts_at")
            self.form.set_quietly("title", f"{day.year}年第{number}次{kind.name}")

    def _load_roster(self, expected: list[RosterLine]) -> None:
        if len(expected) > _MANY:
            self._context.messages.info(f"应到范围有 {len(expected)} 人，没有自动填入；需要时在“出席”里按组织填名单。")
            expected = []
        self.form.roster.load(expected)
        self.form.name_roster_tab()

    def _next_ordinal(self) -> int:
        with self._book.read() as connection:
            return next_ordinal(
                connection, self.form.peek("kind_id"), self.form.peek("organization_id"),
                self.form.peek("starts_at").year,
            )  # fmt: skip

    def _find(self, text: str) -> list[Choice]:
        with self._book.read() as connection:
            return [Choice(person.id, person.name, person.detail) for person in find_people(connection, text)]

    def _nodes(self) -> list[Node]:
        return self.places.every(self.form.peek("organization_id"))

    # -- printing ----------------------------------------------------------------------------------

    def _preview_open(self) -> None:
        unsaved = self.card.is_open and (self.card.dirty or self.open_id is None)
        if not unsaved or self.save():
            self.printing.preview([] if self.open_id is None else [self.open_id])

    def _preview_selected(self) -> None:
        self.printing.preview(self.chosen())

    def _save_each(self) -> None:
        self.printing.save_each(self.chosen())

    def _fill_menu(self, menu: QMenu) -> None:
        menu.addAction("打印预览", self._preview_selected)
        menu.addAction("每份存成一个 PDF…", self._save_each)
        menu.addSeparator()
        menu.addAction("删除", lambda: self.delete(self.chosen()))
