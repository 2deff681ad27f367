"""The page 问题台账: the list by state, one problem in its tabs, merging, printing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from db.exchange import ledgers
from db.problems.actions import delete_problems, save_problem
from db.problems.alike import Pair, likely_pairs
from db.problems.draft import ProblemDraft
from db.problems.fields import REPORTED, STATES
from db.problems.proposed import task_of
from db.problems.queries import MERGED, OVERDUE, Marks, ages, counts, get_problem, listed, marks_of, problems, shown
from db.problems.rules import begun_anew
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.duties.progress_tab import ProgressTab
from desktop.duties.source_tasks_tab import SourceTasksTab
from desktop.exchange.excel_menu import ExcelMenu, Exported
from desktop.problems.alike_bar import AlikeBar
from desktop.problems.bulk import Bulk
from desktop.problems.form import COURSE, ProblemForm, headline
from desktop.problems.pairs_dialog import PairsDialog
from desktop.problems.printing import Printing
from desktop.widgets.attachments import AttachmentsTab
from desktop.widgets.draft_keeper import DraftKeeper
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.history_tab import HistoryTab
from desktop.widgets.ledger_page import LedgerPage
from desktop.widgets.record_card import RecordCard

_HARD = "hard"
_WIDTHS = {"number": 80, "text": 116, "place_name": 80, "state": 72, "due_on": 96}  # all of them on a screen of 1366
_LISTED = listed.showing(*_WIDTHS)
_SHOWN = replace(
    _LISTED, columns=tuple((replace(field, width=_WIDTHS[field.name]), value) for field, value in _LISTED.columns)
)
_LATE = listed.showing("number", "text", "place_name", "late")
_ANSWERED = listed.showing("number", "text", "result", "state")  # last year's criticism and what became of it
_MERGED = listed.showing("number", "text", "merged_into")
_OF_CHIP = {OVERDUE: _LATE, REPORTED: _ANSWERED, MERGED: _MERGED}
_CHIPS = (
    (None, "全部"), *((state, state) for state in STATES), (OVERDUE, "逾期"), (_HARD, "难点"), (REPORTED, REPORTED),
    (MERGED, "已合并"),
)  # fmt: skip


class ProblemsPage(LedgerPage):
    """The problems that stood on the ledger in the period, the last found first."""

    drafts: DraftKeeper

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context, "问题台账", _SHOWN, RecordCard("从左侧选择一个问题，或按 Ctrl+N 登记"),
            FilterBar(_CHIPS, "编号、描述、措施、责任人"), record="problem", tables=("problem", "organization"),
            stretch="text", yields=("due_on", "place_name"),
            outside="已保存。这个问题不在当前的组织、时期或筛选之内，所以列表里没有它。",
        )  # fmt: skip
        self._total, self._ages = 0, tuple[str, ...]()
        self._merged_into: tuple[str, int] | None = None  # of the open record
        self.form = ProblemForm(self.places, lambda: self._book.now().date())
        self.card.add_tab(self.form, "基本信息")
        self.progress = ProgressTab(context, self.card, COURSE, self._saved_first)
        self.tasks = SourceTasksTab(context, "problem", self.card, self._proposed_task, self._saved_first)
        self.attachments = AttachmentsTab(context, "problem", self.card)
        self.history = HistoryTab(context, "problem", self.card)
        self.keep_drafts(
            DraftKeeper(context, self.card, "problem", self.form, self.show_again, named_by=("text", "number"))
        )
        self.alike = AlikeBar(self._book, context.jobs, self._typed)
        self.card.add_bar(self.alike)
        self.bulk = Bulk(context, self, self.places.every, self.ledger.act_on)
        self.printing = Printing(context, self)
        self._add_actions()
        self._connect()

    def _add_actions(self) -> None:
        self.excel = ExcelMenu(
            self._context, self, self.add_action("Excel", "table"),
            Exported("问题台账", problems, lambda: self.wanted, ledgers.problems),
        )  # fmt: skip
        self.pairs = self.add_action("查重", "copy")
        self.pairs.setToolTip("列出描述相同或相近、可能重复登记的问题")
        self.pairs.clicked.connect(self._look_for_pairs)
        printing = self.add_action("打印", "print")
        menu = QMenu(printing)
        menu.addAction("问题台账（列表中的）", lambda: self.printing.ledger(self.wanted))
        self._offer_printouts(menu, self.chosen, "（所选）")
        printing.setMenu(menu)
        further = QMenu(self.card)
        self._offer_printouts(further, self._open_saved, of_which=self._open)
        self.card.add_printing(further, "打印一问题一单、销号证明")
        self.new_button = self.add_action("登记问题", "plus", primary=True)
        self.new_button.setToolTip("Ctrl+N")
        self.new_button.clicked.connect(self.begin_new)
        self.view.set_menu(self._fill_menu)
        QShortcut(QKeySequence.StandardKey.Print, self, lambda: self.printing.sheets(self._open_saved()))

    def _offer_printouts(
        self, menu: QMenu, ids: Callable[[], list[int]], of: str = "", of_which: Callable[[], list[int]] | None = None
    ) -> None:
        """Printouts in a lasting *menu*; *of_which*: what they are of, where *ids* would save it first."""
        which = of_which or ids
        certificate = self._add_printouts(menu, ids, of)
        menu.aboutToShow.connect(lambda: certificate.setEnabled(self._marks(which()).certifiable))

    def _add_printouts(self, menu: QMenu, ids: Callable[[], list[int]], of: str = "") -> QAction:
        """一问题一单 and 销号证明 of *ids*; the action of the latter."""
        menu.addAction(f"一问题一单{of}", lambda: self.printing.sheets(ids()))
        certificate: QAction = menu.addAction(f"销号证明{of}", lambda: self.printing.certificates(ids()))
        certificate.setToolTip("申请销号以后才有")
        return certificate

    def _open(self) -> list[int]:
        return [] if self.open_id is None else [self.open_id]

    def _marks(self, ids: Sequence[int]) -> Marks:
        with self._book.read() as connection:
            return marks_of(connection, ids)

    def _connect(self) -> None:
        self.filters.chips.chosen.connect(self._show_columns)
        self.form.dirty_changed.connect(self.card.set_dirty)
        self.form.changed.connect(self._on_typed)
        self.card.preview_requested.connect(lambda: self.printing.sheets(self._open_saved()))
        self.alike.wanted.connect(lambda id: self.open_record("problem", id))
        self.view.opened.connect(lambda _id: self.form.editors["text"].setFocus())

    # -- the list ----------------------------------------------------------------------------------

    def narrowed_to(self, chip: str) -> dict[str, Any]:
        if chip in STATES:
            return {"state": chip}
        return {"source": REPORTED} if chip == REPORTED else {chip: True}

    def _show_columns(self, chip: str | None) -> None:
        """What a chip is about is among the columns."""
        wanted = _OF_CHIP.get(chip or "", _SHOWN)
        if wanted is not self.ledger.shown:
            self.ledger.shown = wanted
            self.ledger.reload()

    def narrow_to(self, narrowing: Mapping[str, Any]) -> None:
        super().narrow_to(narrowing)
        self._show_columns(self.filters.chip)

    def counted(self, total: int) -> str:
        self._total = total
        self._count()
        return self._told()

    def _told(self) -> str:
        return " · ".join((self._context.scope.period.label, f"{self._total} 个", *self._ages))

    def _count(self) -> None:
        """How many there are behind each chip, and how long what is open has been so, whatever was typed."""
        book, wanted = self._book, replace(self.wanted, choices={})

        def read(_cancelled: Callable[[], bool]) -> tuple[Mapping[str, int], Mapping[str, int]]:
            with book.read() as connection:
                return counts(connection, wanted), ages(connection, wanted)

        self._context.jobs.latest((self, "counts"), read, self._show_counts, owner=self)

    def _show_counts(self, found: tuple[Mapping[str, int], Mapping[str, int]]) -> None:
        behind, open_for = found
        self.filters.chips.name_chips(
            {key: f"{label} {behind[key]}" if key and behind.get(key) else label for key, label in _CHIPS}
        )
        told = "，".join(f"{label} {count}" for label, count in open_for.items() if count)
        self._ages = (f"未销号的已历时：{told}",) if told else ()
        self.set_subtitle(self._told())

    def empty_text(self) -> str:
        narrowed = self.wanted.text or self.wanted.choices
        return "没有符合条件的问题，可以放宽搜索、状态或时期" if narrowed else "这个时期没有问题，按 Ctrl+N 登记"

    # -- one record --------------------------------------------------------------------------------

    def load_record(self, id: int) -> None:
        with self._book.read() as connection:
            one = shown(connection, id)
        self._merged_into = one.merged_into
        self.card.open_record(headline(one))
        self.form.show_draft(one.draft)
        self.card.set_read_only(one.merged_into is not None)
        self.form.set_read_only(one.merged_into is not None)
        self._settled(id)

    def _settled(self, id: int | None) -> None:
        self.alike.clear()
        self.progress.show_record(id)
        self.tasks.show_record(id)
        self.attachments.show_record(id)
        self.history.show_record(id)
        self.drafts.begin(id)

    def begin_new(self) -> None:
        self.begin_with("problem", {})

    def begin_with(self, _table: str, presets: Mapping[str, Any]) -> None:
        """A new problem, found today in the scope's organization unless *presets* say otherwise."""
        if not self.can_leave():
            return
        source = REPORTED if self.filters.chip == REPORTED else ""
        usual = {"found_on": self._book.now().date(), "source": source}
        usual["organization_id"] = self.places.home(self._context.scope.organization)[0]
        self.set_open(None)
        self._merged_into = None
        self.card.open_record("登记问题")
        self.card.set_read_only(False)
        self.form.set_read_only(False)
        self.form.show_draft(ProblemDraft(**{**usual, **presets}))
        self.card.tabs.setCurrentWidget(self.form)
        self.form.editors["text"].setFocus()
        self._settled(None)

    def save(self) -> bool:
        at = self.open_id

        def read() -> Callable[[], int]:
            draft = self.form.draft()
            if at is None:  # a draft may be of one that steps had led further
                draft = begun_anew(draft)
            return lambda: save_problem(self._book, draft, at)

        saved = self.attempt_save(read, self.form.show_problems)
        if saved is None:
            return False
        self.load_record(saved)
        self.card.saved(self._book.now())
        return True

    def _saved_first(self) -> bool:
        """Before a step or a task: what is typed is saved, or given up. One merged into another goes on no more."""
        if self._merged_into is not None:
            number, kept = self._merged_into
            self._context.messages.offer(
                f"这个问题已并入 {number}，请在那里继续。", f"打开 {number}", lambda: self.open_record("problem", kept)
            )
            return False
        return self.can_leave()

    def _proposed_task(self) -> dict[str, Any]:
        """A task to rectify the open problem, as its record words it."""
        assert self.open_id is not None
        with self._book.read() as connection:
            draft = get_problem(connection, self.open_id)
        return task_of(draft, self._book.now().date())

    def _open_saved(self) -> list[int]:
        """The open record, saved; what is to be printed of it."""
        unsaved = self.card.is_open and (self.card.dirty or self.open_id is None)
        if unsaved and not self.save():
            return []
        return self._open()

    def _on_typed(self, name: str) -> None:
        self.drafts.touch()
        if name in ("text", "organization_id"):
            self.alike.touch()

    def _typed(self) -> tuple[str, int | None, int | None]:
        return str(self.form.editors["text"].draft() or ""), self.form.place.value(), self.open_id

    def show_part(self, field: str) -> None:
        if field in self.form.editors:
            self.card.tabs.setCurrentWidget(self.form)
            self.form.ensureWidgetVisible(self.form.editors[field])
            self.form.editors[field].setFocus()

    # -- the chosen --------------------------------------------------------------------------------

    def delete(self, ids: Sequence[int]) -> None:
        if not ids or (self.open_id not in ids and not self.can_leave()):
            return
        what, its = (f"所选 {len(ids)} 个问题", "它们") if len(ids) > 1 else ("这个问题", "它")
        asked = f"删除{what}，连同{its}的进展、任务和附件？可以用 Ctrl+Z 撤销。"
        if self._context.messages.ask(asked, "删除", danger=True):
            self.ledger.act_on(
                ids, "删除问题", lambda stop: delete_problems(self._book, ids, stop), lambda: self.gone(ids)
            )

    def _fill_menu(self, menu: QMenu) -> None:
        ids = self.chosen()
        if not ids:
            return
        marks = self._marks(ids)
        if marks.plain:
            menu.addAction("标记为难点", lambda: self.bulk.mark_hard(ids, hard=True))
        if marks.hard:
            menu.addAction("取消难点标记", lambda: self.bulk.mark_hard(ids, hard=False))
        menu.addAction("调整整改时限…", lambda: self.bulk.ask_deadline(ids))
        menu.addAction("指定责任单位和责任人…", lambda: self.bulk.ask_assign(ids))
        if len(ids) > 1:
            menu.addAction(f"合并这 {len(ids)} 个问题…", lambda: self.bulk.ask_merge(ids))
        menu.addSeparator()
        self._add_printouts(menu, lambda: ids).setEnabled(marks.certifiable)
        menu.addSeparator()
        menu.addAction("删除", lambda: self.delete(ids))

    def _look_for_pairs(self) -> None:
        book, scope = self._book, self._context.scope

        def work(job: Job) -> list[Pair]:
            with book.read() as connection:
                return likely_pairs(connection, scope.organization, cancelled=job.cancelled)

        self._context.jobs.run("查找重复问题", work, self._show_pairs, owner=self)

    def _show_pairs(self, pairs: Sequence[Pair]) -> None:
        if not pairs:
            self._context.messages.info("没有发现疑似重复的问题。")
            return
        PairsDialog(self._context, pairs, lambda id: self.open_record("problem", id), self).open()
