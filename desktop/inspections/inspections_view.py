"""检查记录: the inspections of the scope, one in its tabs, what was found on its way into the ledger of problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from db.core.changes import Changes
from db.inspections.actions import READ, delete_inspections, save_inspection
from db.inspections.draft import InspectionDraft, VisitLine
from db.inspections.fields import KINDS
from db.inspections.queries import (
    Listed,
    get_inspection,
    groups_on,
    inspections,
    listed,
    listed_count,
    proposed_by,
)
from db.problems.draft import ProblemDraft
from db.tasks.queries import tasks_of
from desktop.app.context import AppContext
from desktop.duties.source_tasks_tab import SourceTasksTab
from desktop.exchange.computed import export_listed
from desktop.inspections.form import Around, InspectionForm
from desktop.inspections.into_ledger import ask_into_ledger
from desktop.inspections.printing import Printing
from desktop.widgets.attachments import AttachmentsTab
from desktop.widgets.draft_keeper import DraftKeeper
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.history_tab import HistoryTab
from desktop.widgets.ledger_page import LedgerView
from desktop.widgets.record_card import RecordCard

_CHIPS = ((None, "全部"), *((kind, kind) for kind in KINDS))
_SHOWN = inspections.showing("held_on", "title", "findings")  # the kind is a chip, the name mostly tells where
_PROPOSED = ("title", "inspectors", "organization_id", "visits")  # what follows from the group


class InspectionsView(LedgerView):
    """The newest first. ``ours``: what the page filled in and the user did not touch: it may be filled in anew."""

    drafts: DraftKeeper

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context, "", _SHOWN, RecordCard("从左侧选择一次督导检查，或按 Ctrl+N 登记"),
            FilterBar(_CHIPS, "名称、检查人员、问题、受检组织"), record="inspection",
            tables=("inspection", "visit", "finding", "guidance_group", "organization", "problem"), stretch="title",
            yields=("findings",),
            outside="已保存。这次检查不在当前的组织、时期或筛选之内，所以列表里没有它。",
        )  # fmt: skip
        self.ours: set[str] = set()
        self.form = InspectionForm(
            self.card, Around(self.places.organizations, self._groups, self._listed, self._today)
        )
        self.attachments = AttachmentsTab(context, "inspection", self.card)
        self.tasks = SourceTasksTab(context, "inspection", self.card, self._proposed_task, self.can_leave)
        self.history = HistoryTab(context, "inspection", self.card)
        self.keep_drafts(DraftKeeper(
            context, self.card, "inspection", self.form, self.show_again, named_by=("title", "held_on")
        ))  # fmt: skip
        self.printing = Printing(context, self)
        self._add_actions()
        self._connect()

    def _add_actions(self) -> None:
        self.excel = self.add_action("Excel", "table")
        self.excel.setToolTip("把列表导出到 Excel")
        self.excel.clicked.connect(self._export)
        self.print_button = self.add_action("打印通报", "print")
        menu = QMenu(self.print_button)
        menu.addAction("本期全部检查的通报", self.print_period)
        menu.addAction("所选检查的通报", lambda: self.printing.preview(self.chosen()))
        self.print_button.setMenu(menu)
        self.new_button = self.add_action("登记检查", "plus", primary=True)
        self.new_button.setToolTip("Ctrl+N")
        self.new_button.clicked.connect(self.begin_new)

    def _connect(self) -> None:
        self.view.opened.connect(lambda _id: self.form.show_field("title"))
        self.view.set_menu(self._fill_menu)
        self.card.preview.setText("督查通报")
        self.card.preview_requested.connect(self.print_open)
        QShortcut(QKeySequence.StandardKey.Print, self, self.print_open)
        self.form.edited.connect(lambda: self.card.set_dirty(True))
        self.form.edited.connect(self.drafts.touch)
        self.form.due.connect(self._on_due)
        self.drafts.restored.connect(self.ours.clear)
        self.form.findings.opened.connect(lambda id: self._context.bus.record_requested.emit("problem", id))
        self.form.findings.listing_requested.connect(lambda cards: ask_into_ledger(self._context, self, cards))

    # -- the list ----------------------------------------------------------------------------------

    def narrowed_to(self, chip: str) -> dict[str, Any]:
        return {"kind": chip}

    def counted(self, total: int) -> str:
        return f"{self._context.scope.period.label} · {total} 次"

    def empty_text(self) -> str:
        narrowed = self.wanted.text or self.wanted.choices
        return (
            "没有符合条件的督导检查，可以放宽搜索、方式或时期" if narrowed else "这个时期还没有督导检查，按 Ctrl+N 登记"
        )

    # -- one record --------------------------------------------------------------------------------

    def load_record(self, id: int) -> None:
        with self._book.read() as connection:
            draft = get_inspection(connection, id)
        self.ours.clear()
        self.card.open_record(draft.title)
        self.form.load(draft)
        self._settled(id)

    def _settled(self, id: int | None) -> None:
        self.attachments.show_record(id)
        self.tasks.show_record(id)
        self.history.show_record(id)
        self.drafts.begin(id)

    def save(self) -> bool:
        at, listing = self.open_id, self.form.findings.as_problems
        enter = ProblemDraft() if listing.isChecked() and listing.isEnabled() else None

        def read() -> Callable[[], int]:
            draft = self.form.draft()
            return lambda: save_inspection(self._book, draft, at, listing=enter)

        saved = self.attempt_save(read, self.form.show_problems)
        if saved is None:
            return False
        self.load_record(saved)
        self.card.saved(self._book.now())
        return True

    def begin_new(self) -> None:
        self.begin_with("inspection", {})

    def begin_with(self, _table: str, presets: Mapping[str, Any]) -> None:
        """An empty inspection of today by the scope's organization, with what *presets* say (a coverage's visits)."""
        if not self.can_leave():
            return
        self.set_open(None)
        office = self._context.scope.organization or self.places.root
        visits = tuple(VisitLine(organization) for organization in presets.get("visits", ()))
        draft = InspectionDraft(**{
            "organization_id": office, "held_on": self._today(), "kind": self.filters.chip or KINDS[0], **presets,
            "visits": visits,
        })  # fmt: skip
        self.card.open_record("新的督导检查")
        self.form.load(draft)
        self.ours = {name for name in _PROPOSED if name not in presets}
        self._propose_from_group()
        self._propose_title()
        self._settled(None)
        self.form.show_field("held_on")

    def delete(self, ids: Sequence[int]) -> None:
        """The problems that came of them stay in the ledger, their tasks go: it is told how many."""
        if not ids or (self.open_id not in ids and not self.can_leave()):
            return
        with self._book.read() as connection:
            kept = listed_count(connection, ids)
            tasks = sum(map(len, tasks_of(connection, "inspection", ids).values()))
        what = f"所选 {len(ids)} 次督导检查" if len(ids) > 1 else "这次督导检查"
        stays = f"已列入问题台账的 {kept} 个问题仍保留在台账中。" if kept else ""
        goes = f"由它布置的 {tasks} 项任务一并删除。" if tasks else ""
        if self._context.messages.ask(f"删除{what}？{stays}{goes}可以用 Ctrl+Z 撤销。", "删除", danger=True):
            self.ledger.act_on(
                ids, "删除督导检查", lambda stop: delete_inspections(self._book, ids, stop), lambda: self.gone(ids)
            )

    def show_part(self, field: str) -> None:
        if field == "attachments":
            self.card.tabs.setCurrentWidget(self.attachments)
        else:
            self.form.show_field(field)

    def refresh(self, changes: Changes) -> None:
        super().refresh(changes)
        if self.card.is_open and changes.touch("problem"):
            self.form.show_states()

    # -- what follows from the group ---------------------------------------------------------------

    def _on_due(self, name: str) -> None:
        self.ours.discard(name)
        if name == "group_id":
            self._propose_from_group()
        if name in ("group_id", "kind"):
            self._propose_title()

    def _propose_from_group(self) -> None:
        """Its members inspect, its organizations are visited: whatever is empty or ours still."""
        group = self.form.peek("group_id")
        if group is None:
            return
        with self._book.read() as connection:
            found = proposed_by(connection, group)
        if found is None:
            return
        for name, value in (("inspectors", found.inspectors), ("organization_id", found.organization_id)):
            if name in self.ours or not self.form.peek(name):
                self.form.propose(name, value)
        visits = self.form.visits
        if not visits.cards or ("visits" in self.ours and not visits.written):
            there = {node.id for node in self.places.organizations()}
            self.form.propose_visits([id for id in found.organizations if id in there])

    def _propose_title(self) -> None:
        """第一指导小组日常督导"""
        if "title" not in self.ours:
            return
        chosen = self.form.peek("group_id")
        name = next((name for id, name in self._groups(None, chosen) if id == chosen), "")
        self.form.propose("title", f"{name}{self.form.peek('kind') or ''}")

    def _proposed_task(self) -> dict[str, Any]:
        """What the open inspection asks for, of the organization it visited."""
        assert self.open_id is not None
        with self._book.read() as connection:
            draft = get_inspection(connection, self.open_id)
        place = draft.visits[0].organization_id if len(draft.visits) == 1 else None
        return {"title": f"落实{draft.title}整改要求", "organization_id": place, "text": draft.advice}

    def _groups(self, day: date | None, chosen: int | None) -> list[tuple[int, str]]:
        with self._book.read() as connection:
            return [(group.id, group.name) for group in groups_on(connection, day, chosen)]

    def _listed(self, problem_ids: Sequence[int]) -> Mapping[int, Listed]:
        with self._book.read() as connection:
            return listed(connection, problem_ids)

    def _today(self) -> date:
        return self._book.now().date()

    # -- printing and Excel ------------------------------------------------------------------------

    def print_open(self) -> None:
        unsaved = self.card.is_open and (self.card.dirty or self.open_id is None)
        if not unsaved or self.save():
            self.printing.preview([] if self.open_id is None else [self.open_id])

    def print_period(self) -> None:
        self.printing.period(self.wanted.text, self.wanted.choices)

    def _fill_menu(self, menu: QMenu) -> None:
        ids = self.chosen()
        if ids:
            menu.addAction("督查通报", lambda: self.printing.preview(ids))
            menu.addSeparator()
            menu.addAction(f"删除（{len(ids)} 条）", lambda: self.delete(ids))

    def _export(self) -> None:
        export_listed(self._context, self, "督导检查", inspections, self.wanted, READ)
