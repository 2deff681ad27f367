"""The meetings page: the list, one record in its tabs, printing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from db.core.changes import Changes
from db.exchange import ledgers
from db.meetings.actions import delete_meetings, save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.queries import KindRow, kinds, meetings, starting_roster
from db.meetings.records import get_meeting
from db.meetings.series import Proposed, proposed, title_on
from db.meetings.tasks import tasks_in_words
from db.study.topics import topic, topics_for
from desktop.app.context import AppContext
from desktop.app.page import Scope
from desktop.exchange.excel_menu import ExcelMenu, Exported
from desktop.meetings.checking import CheckButton
from desktop.meetings.copies import Copies
from desktop.meetings.elections import ElectionCard
from desktop.meetings.expected import Expected
from desktop.meetings.form import MeetingForm
from desktop.meetings.part import Around
from desktop.meetings.printing import Printing, add_printouts
from desktop.meetings.printouts.minutes import MINUTES
from desktop.meetings.printouts.printout import Printout
from desktop.meetings.read_before import ReadBefore
from desktop.meetings.seating import seat
from desktop.meetings.tasks_tab import TasksTab
from desktop.meetings.year_book_dialog import ask_year_book
from desktop.widgets.attachments import AttachmentsTab
from desktop.widgets.draft_keeper import DraftKeeper
from desktop.widgets.filter_bar import Chip, FilterBar
from desktop.widgets.history_tab import HistoryTab
from desktop.widgets.ledger_page import LedgerPage
from desktop.widgets.organization_picker import Node
from desktop.widgets.people_of_book import finder
from desktop.widgets.record_card import RecordCard

_SHOWN = meetings.showing("day", "kind", "title", "attended")
_OF_SEVERAL = meetings.showing("day", "kind", "place_name", "title", "attended")  # meetings of one name, then
_PROPOSAL = "proposal"  # what the reading of it is about
_Head = tuple[KindRow, int, datetime]  # kind, organization, beginning
_TABLES = (
    "meeting", "attendance", "agenda_item", "reading", "vote", "election", "candidate", "resolution", "task",
    "task_person", "meeting_kind", "organization", "person",
)  # fmt: skip


class MeetingsPage(LedgerPage):
    """Meeting records of the scope, newest first."""

    drafts: DraftKeeper

    def __init__(self, context: AppContext) -> None:
        with context.book.read() as connection:
            self.kinds = {kind.id: kind for kind in kinds(connection)}
        super().__init__(
            context, "会议记录", _SHOWN, RecordCard("从左侧选择一条会议记录，或按 Ctrl+N 新建"),
            FilterBar(_chips(self.kinds.values()), "搜索名称、内容、地点、主持人"),
            record="meeting", tables=_TABLES, stretch="title", yields=("kind",),
            outside="已保存。这条会议记录不在当前的组织、时期或筛选之内，所以列表里没有它。",
        )  # fmt: skip
        self._kind_list = list(self.kinds.values())  # always as the book has them
        self.read_before = ReadBefore(context, self)
        self.expected = Expected(context, self)
        self.form = MeetingForm(self.card, Around(
            self._kind_list, finder(self._book), self._nodes, context.messages.info, lambda: self._book.now().date(),
            book=context.book, now=self._book.now, topics=self._topics, read_before=self.read_before.find,
            expected=self.expected.ask,
        ))  # fmt: skip
        self.tasks = TasksTab(context, self.card)
        self.attachments = AttachmentsTab(context, "meeting", self.card)
        self.history = HistoryTab(context, "meeting", self.card)
        self.check = CheckButton(context, self.card, self.show_part)
        self.keep_drafts(DraftKeeper(
            context, self.card, "meeting", self.form, self.show_again, named_by=("title", "kind_id", "starts_at")
        ))  # fmt: skip
        self.printing = Printing(context, self)
        self.copies = Copies(context, self)
        self.ours: set[str] = set()  # filled in by us and not touched since: may be filled in anew
        self._pattern: MeetingDraft | None = None  # what the new record was copied from
        self._add_actions()
        self._connect()

    def _add_actions(self) -> None:
        self.excel = ExcelMenu(
            self._context, self, self.add_action("Excel", "table"),
            Exported("会议记录", _OF_SEVERAL, lambda: self.wanted, ledgers.meetings),
        )  # fmt: skip
        printing = self.add_action("打印所选", "print")
        menu = QMenu(printing)
        add_printouts(menu, lambda printout: self.printing.preview(self.chosen(), printout))
        menu.addSeparator()
        menu.addAction("每份记录存成一个 PDF…", self._save_each)
        menu.addAction("年度台账汇编…", self._ask_year_book)
        printing.setMenu(menu)
        further = QMenu(self.card)
        add_printouts(further, self._preview_open)
        self.card.add_printing(further, "打印通知、签到表、票和计票单")
        self.new_button = self.add_action("新建会议记录", "plus", primary=True)
        self.new_button.setToolTip("Ctrl+N")
        self.new_button.clicked.connect(self.begin_new)
        QShortcut(QKeySequence.StandardKey.Print, self, lambda: self._preview_open(MINUTES))
        self.view.set_menu(self._fill_menu)

    def _connect(self) -> None:
        self.view.opened.connect(lambda _id: self.form.basics.editors["title"].setFocus())
        self.card.preview_requested.connect(lambda: self._preview_open(MINUTES))
        self.form.edited.connect(lambda: self.card.set_dirty(True))
        self.form.edited.connect(self.drafts.touch)
        self.drafts.restored.connect(self.ours.clear)
        self.form.due.connect(self._on_due)
        self.form.basics.changed.connect(self.ours.discard)
        self.form.roster.edited.connect(lambda: self.ours.discard("roster"))
        self.form.roster.fill_requested.connect(self._fill_roster)
        self.expected.slow.connect(self.form.roster.set_slow)
        self.form.decisions.seating_requested.connect(self._seat_elected)

    # -- the list ----------------------------------------------------------------------------------

    def set_scope(self, scope: Scope) -> None:
        self.ledger.shown = _OF_SEVERAL if scope.count > 1 else _SHOWN
        super().set_scope(scope)

    def narrowed_to(self, chip: int) -> dict[str, int]:
        return {"kind_id": chip}

    def counted(self, total: int) -> str:
        return f"{self._context.scope.period.label} · {total} 条"

    def empty_text(self) -> str:
        narrowed = self.wanted.text or self.wanted.choices
        return (
            "没有符合条件的会议记录，可以放宽搜索、类型或时期" if narrowed else "这个时期还没有会议记录，按 Ctrl+N 新建"
        )

    def refresh(self, changes: Changes) -> None:
        if changes.touch("meeting_kind"):
            self._read_kinds()
        if changes.touch("meeting_kind", "training_plan", "plan_topic"):
            self.form.refresh()
        self.read_before.refresh(changes)
        super().refresh(changes)

    def _read_kinds(self) -> None:
        with self._book.read() as connection:
            self.kinds = {kind.id: kind for kind in kinds(connection)}
        self._kind_list[:] = self.kinds.values()
        self.filters.chips.set_chips(_chips(self._kind_list), self.filters.chip)

    # -- one record --------------------------------------------------------------------------------

    def load_record(self, id: int) -> None:
        with self._book.read() as connection:
            draft = get_meeting(connection, id)
        self._load(draft)
        self._settled(id)

    def _settled(self, id: int | None) -> None:
        """The form shows the record as the book has it, or a new one as it begins."""
        self.tasks.show_record(id)
        self.attachments.show_record(id)
        self.history.show_record(id)
        self.check.show_record(id)
        self.drafts.begin(id)

    def show_part(self, field: str) -> None:
        if field == "attachments":
            self.card.tabs.setCurrentWidget(self.attachments)
        else:
            self.form.show_field(field)

    def begin_new(self) -> None:
        """An empty record: the scope's organization, the kind of the chip, now."""
        self.begin_with("meeting", {})

    def begin_with(self, _table: str, presets: Mapping[str, Any]) -> None:
        """A new record that has the values *presets* already; a kind and a place of its own come before the list's."""
        if not self.can_leave():
            return
        chip = self.kinds.get(self.filters.chip or 0)
        usual = {
            "kind_id": chip.id if chip is not None and chip.active else None,
            "organization_id": self._context.scope.organization,
        }
        self.set_open(None)
        self._load(MeetingDraft(**{**usual, **presets}))
        self.form.start_typing("starts_at" if {"kind_id", "organization_id"} <= presets.keys() else "kind_id")
        self._fill_in()
        self._settled(None)

    def begin_like(self, pattern: MeetingDraft, draft: MeetingDraft, typed: AbstractSet[str] = frozenset()) -> None:
        """A new record *draft* made from *pattern*; what follows from its day is filled in once that is known.

        Fields in *typed* are the user's own and stay as they are.
        """
        self.set_open(None)
        self._load(draft, pattern)
        self.ours -= typed
        self.form.start_typing("starts_at")
        self._fill_in()
        self._settled(None)
        self.card.set_dirty(True)

    def save(self) -> bool:
        self.expected.wait()
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

    def _load(self, draft: MeetingDraft, pattern: MeetingDraft | None = None) -> None:
        self.expected.drop()
        self.card.open_record(self._title_of(draft))
        self.read_before.want()
        self._pattern = pattern
        self.form.be_like(pattern)
        self.form.load(draft)
        self.ours |= {"roster", "ordinal", "title"}
        self.ours |= {"ends_at"} if pattern is not None and draft.ends_at is None else set()

    def _title_of(self, draft: MeetingDraft) -> str:
        if draft.starts_at is None:
            return "新建会议记录"
        kind = self.kinds.get(draft.kind_id or 0)
        return f"{draft.starts_at:%m-%d} {kind.name if kind else draft.title}"

    def delete(self, ids: Sequence[int]) -> None:
        if not ids or (self.open_id not in ids and not self.can_leave()):
            return
        what = f"所选 {len(ids)} 条会议记录" if len(ids) > 1 else "这条会议记录"
        with self._book.read() as connection:
            tasks = tasks_in_words(connection, ids)
        if self._context.messages.ask(f"删除{what}？{tasks}可以用 Ctrl+Z 撤销。", "删除", danger=True):
            self.ledger.act_on(
                ids, "删除会议记录", lambda stop: delete_meetings(self._book, ids, stop), lambda: self.gone(ids)
            )

    def _seat_elected(self, card: ElectionCard) -> None:
        """The elected of one election take up their posts, once the record is saved."""
        found = card.outcome()
        if found is None or not found.valid or ((self.card.dirty or self.open_id is None) and not self.save()):
            return
        seat(self._context, card.told(), found, self.form.setting(), self)

    # -- who is expected ---------------------------------------------------------------------------

    def _head(self) -> _Head | None:
        """What is needed to know who is expected; None while one of the three is missing."""
        kind = self.kinds.get(self.form.peek("kind_id") or 0)
        organization, starts_at = self.form.peek("organization_id"), self.form.peek("starts_at")
        return None if kind is None or organization is None or starts_at is None else (kind, organization, starts_at)

    def _fill_roster(self) -> None:
        head = self._head()
        if head is None:
            self._context.messages.info("请先填写会议类型、召开组织和开始时间，再按组织填名单。")
            return
        kind, organization, starts_at = head
        self.expected.ask(
            lambda connection: starting_roster(connection, kind, organization, starts_at.date()),
            lambda found: self.form.roster.fill([RosterLine(person.id, person.name) for person in found]),
        )

    def _on_due(self, name: str) -> None:
        self.ours.discard(name)  # first: it must not be filled in while it is being typed
        self._fill_in()

    def _fill_in(self) -> None:
        """A new record knows its kind, organization and day: propose its roster, its number and a title."""
        head = self._head() if self.open_id is None else None
        if head is None:
            self.expected.drop_about(_PROPOSAL)
            return
        kind, organization, starts_at = head
        like = self._pattern
        was = self.kinds.get((like and like.kind_id) or 0)
        if "ends_at" in self.ours and like is not None and like.starts_at and like.ends_at:
            self.form.set_quietly("ends_at", starts_at + (like.ends_at - like.starts_at))
        self.expected.ask(
            lambda connection: proposed(connection, kind, organization, starts_at, like, was),
            lambda found: self._propose(head, found),
            _PROPOSAL,
        )

    def _propose(self, head: _Head, found: Proposed) -> None:
        """Fill in what is still ours: what was typed since the question stays."""
        if head != self._head() or self.open_id is not None:
            return
        kind, _organization, starts_at = head
        if "roster" in self.ours:
            if found.left_out:
                self._context.messages.info(
                    f"应到范围有 {found.left_out} 人，没有自动填入；需要时在“出席”里按组织填名单。"
                )
            self.form.roster.load(found.roster)
            self.form.name_tabs()
        if "ordinal" in self.ours:
            number = found.number
            self.form.set_quietly("ordinal", number.ordinal)
            if number.later is not None:
                self._context.messages.info(
                    f"按日期应为第{number.ordinal}次，后面已有第{number.later}次，请核对后面记录的次数。"
                )
        if "title" in self.ours:
            like, number = self._pattern or MeetingDraft(), self.form.peek("ordinal")
            self.form.set_quietly("title", title_on(like, kind.name, starts_at.date(), number))

    def _topics(self, organization: int | None, day: date | None, chosen: int | None) -> list[tuple[int, str]]:
        """What the year's plans of the organization and of those above it mean to study; *chosen* in any case."""
        with self._book.read() as connection:
            found = [] if organization is None or day is None else topics_for(connection, organization, day.year)
            if chosen is not None and chosen not in {one.id for one in found}:
                found += filter(None, [topic(connection, chosen)])
        return [(one.id, f"{one.title}（{one.plan}）") for one in found]

    def _nodes(self) -> list[Node]:
        return self.places.every(self.form.peek("organization_id"))

    # -- printing ----------------------------------------------------------------------------------

    def _preview_open(self, printout: Printout) -> None:
        unsaved = self.card.is_open and (self.card.dirty or self.open_id is None)
        if not unsaved or self.save():
            self.printing.preview([] if self.open_id is None else [self.open_id], printout)

    def _ask_year_book(self) -> None:
        """Of the open record's organization and year, or of the scope's, unless another is chosen."""
        scope, start = self._context.scope, self.form.peek("starts_at") if self.card.is_open else None
        place = self.form.peek("organization_id") if self.card.is_open else None
        year = start.year if start else min(scope.period.last.year, self._book.now().year)
        ask_year_book(
            lambda: self.places.every(place), place or scope.organization, year, self.printing.preview_year_book, self
        ).open()

    def _save_each(self) -> None:
        self.printing.save_each(self.chosen())

    def _fill_menu(self, menu: QMenu) -> None:
        previews = QMenu("打印预览", menu)
        add_printouts(previews, lambda printout: self.printing.preview(self.chosen(), printout))
        menu.addMenu(previews)
        menu.addAction("每份存成一个 PDF…", self._save_each)
        menu.addSeparator()
        self.copies.fill_menu(menu)
        menu.addSeparator()
        menu.addAction("删除", lambda: self.delete(self.chosen()))


def _chips(known: Iterable[KindRow]) -> list[Chip]:
    return [(None, "全部"), *((kind.id, kind.name) for kind in known)]
