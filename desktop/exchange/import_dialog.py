"""The window that reads a table into the book: file, columns, preview, import. Long work is done on a worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QSize, QStandardPaths, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from db.exchange.ledgers import Ledger
from db.exchange.plan import plan
from db.exchange.refused import refused_rows, write_refused
from db.exchange.rows import Action, Plan
from db.exchange.run import Outcome, run_import
from db.exchange.summary import Group, remarks
from db.exchange.writing import Heading, Written
from desktop.app import ask_file
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.app.theme import restyle
from desktop.exchange import import_state
from desktop.exchange.beside_fields import BesideFields
from desktop.exchange.excel_menu import ask_target, offer_file, save_template
from desktop.exchange.file_step import ENDINGS, FileStep, is_table
from desktop.exchange.import_state import Import
from desktop.exchange.mapping_step import MappingStep
from desktop.exchange.preview_step import PreviewStep
from desktop.widgets.job_bar import JobBar

T = TypeVar("T")

FILE, MAPPING, PREVIEW = range(3)
_NAMES = ("选择文件", "对应栏目", "核对并导入")
_FOLDER = "import.folder"


class ImportDialog(QDialog):
    """Three steps in one window; going back loses nothing."""

    def __init__(self, context: AppContext, ledger: Ledger, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"从 Excel 导入{ledger.label}")
        self.setAcceptDrops(True)
        self.resize(QSize(1180, 640).boundedTo(self.screen().availableSize() - QSize(40, 60)))  # the frame has room
        self._context = context
        self.now = Import(ledger)
        self._duplicates = "update"
        self._job: Job | None = None
        beside = BesideFields(context.book, ledger) if ledger.beside else None
        self.file, self.mapping, self.preview = FileStep(beside), MappingStep(), PreviewStep()
        self.steps = QStackedWidget()
        for step in (self.file, self.mapping, self.preview):
            self.steps.addWidget(step)
        self.trail = [QLabel(f"{number}　{name}") for number, name in enumerate(_NAMES, 1)]
        self.back, self.next, self.cancel = QPushButton("上一步"), QPushButton(), QPushButton("取消")
        self.next.setProperty("primary", True)
        self.next.setDefault(True)
        self._lay_out()
        self._connect()
        self._follow()
        self.file.choose.setFocus()

    def _lay_out(self) -> None:
        trail = QHBoxLayout()
        trail.setSpacing(22)
        for label in self.trail:
            trail.addWidget(label)
        trail.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        buttons.addWidget(JobBar(self._context.jobs))
        buttons.addStretch(1)
        for button in (self.cancel, self.back, self.next):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addLayout(trail)
        column.addWidget(self.steps, 1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.file.choose_requested.connect(self.choose_file)
        self.file.template_requested.connect(lambda: save_template(self._context, self, self.now.ledger))
        self.file.sheet_chosen.connect(self._choose_sheet)
        self.file.heading_chosen.connect(self._choose_heading)
        self.mapping.changed.connect(self._follow)
        self.preview.duplicates_chosen.connect(self._choose_duplicates)
        self.preview.save_requested.connect(self.save_refused)
        self.back.clicked.connect(self.go_back)
        self.next.clicked.connect(self.go_on)
        self.cancel.clicked.connect(self.reject)
        self._context.jobs.finished.connect(self._job_ended)

    # -- steps -------------------------------------------------------------------------------------

    @property
    def step(self) -> int:
        return self.steps.currentIndex()

    def go_on(self) -> None:
        """The primary button: the next step, in the end the import."""
        if not self.next.isEnabled():
            return
        if self.step == FILE:
            if self.file.beside is not None:
                self.now = self.now.with_given(self.file.beside.given())
            self.mapping.show_import(self.now)
            self._go_to(MAPPING)
        elif self.step == MAPPING:
            self._take_mapping()
            if self.now.plan is not None:
                self._go_to(PREVIEW)
            else:
                self._make_plan()
        else:
            self._import()

    def go_back(self) -> None:
        if self.step == MAPPING:
            self._take_mapping()
        self._go_to(self.step - 1)

    def _take_mapping(self) -> None:
        if self.mapping.mapping != self.now.mapping:
            self.now = self.now.with_mapping(self.mapping.mapping)
        import_state.remember(self.now, self._context.settings)

    def _go_to(self, step: int) -> None:
        self.steps.setCurrentIndex(step)
        self._follow()
        first = (self.next, self.mapping.combos[0] if self.mapping.combos else self.next, self.preview.view)[step]
        first.setFocus()

    def _follow(self) -> None:
        """Buttons and trail say where we are and what can be done."""
        busy, step = self._job is not None, self.step
        for at, label in enumerate(self.trail):
            restyle(label, subtitle=at == step, muted=at != step)
        self.steps.setEnabled(not busy)
        self.back.setVisible(step > FILE)
        self.back.setEnabled(not busy)
        self.next.setText(self._next_text())
        self.next.setEnabled(not busy and self._may_go_on())

    def _next_text(self) -> str:
        made = self.now.plan
        if self.step != PREVIEW or made is None:
            return f"下一步：{_NAMES[self.step + 1]}" if self.step != PREVIEW else "导入"
        if not to_write(made):
            return "没有可导入的行"
        return f"{'只导入没有问题的' if made.refused else '导入'} {to_write(made):,} 行{'…' if made.refused else ''}"

    def _may_go_on(self) -> bool:
        if self.step == FILE:
            return self.now.table is not None and bool(self.now.table.rows)
        if self.step == MAPPING:
            return not self.mapping.missing() and bool(self.mapping.mapping)
        return self.now.plan is not None and to_write(self.now.plan) > 0

    # -- the file ----------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask for a file and read it."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = self._context.settings.get(_FOLDER, documents)
        kinds = f"表格 ({' '.join(f'*.{ending}' for ending in ENDINGS)});;所有文件 (*)"
        chosen = ask_file.existing(self, "选择要导入的表格", folder, kinds)
        if chosen:
            self.read_file(Path(chosen))

    def read_file(self, path: Path) -> None:
        """Read *path* and show what is in it; a file that cannot be read leaves everything as it was."""
        ledger, settings = self.now.ledger, self._context.settings
        settings.set(_FOLDER, str(path.parent))
        book = self._context.book

        def work(_job: Job) -> Import:
            return import_state.with_proposals(import_state.read(ledger, path, settings), book)

        self._run(f"读取{path.name}", work, self._show_file)

    def _show_file(self, read: Import) -> None:
        self.now = read
        self.file.show_import(read)
        self._go_to(FILE)

    def _choose_sheet(self, at: int) -> None:
        if at != self.now.at:
            self._show_file(import_state.with_sheet(self.now, at, self._context.settings))

    def _choose_heading(self, row: int) -> None:
        if self.now.sheets:
            self.now = import_state.with_heading(self.now, row, self._context.settings)
            self.file.show_import(self.now)
            self._follow()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if len(paths) == 1 and is_table(paths[0]) and self._job is None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.read_file(Path(event.mimeData().urls()[0].toLocalFile()))

    # -- preview and import ------------------------------------------------------------------------

    def _make_plan(self) -> None:
        now, book, duplicates = self.now, self._context.book, self._duplicates
        assert now.table is not None
        table = now.table

        def work(job: Job) -> tuple[Plan, list[Group]]:
            with book.read() as connection:
                made = plan(
                    connection, now.ledger, table, now.mapping, duplicates=duplicates, today=book.now().date(),
                    given=now.given, progress=job.progress, cancelled=job.cancelled,
                )  # fmt: skip
            return made, remarks(made)

        self._run("核对每一行", work, self._show_plan)

    def _show_plan(self, checked: tuple[Plan, list[Group]]) -> None:
        made, assumed = checked
        self.now = replace(self.now, plan=made)
        self.preview.show_plan(made, assumed)
        self._go_to(PREVIEW)

    def _choose_duplicates(self, key: str) -> None:
        if key != self._duplicates:
            self._duplicates = key
            self.now = replace(self.now, plan=None)  # it says what is done with duplicates
            self._make_plan()

    def save_refused(self) -> None:
        """Write the refused rows to a workbook that can be mended and read in again."""
        made = self.now.plan
        if made is None or self.now.path is None:
            return
        path, title = self.now.path, "把有问题的行另存为 Excel"
        target = ask_target(self._context, self, title, f"{path.stem}（有问题的行）", beside=path)
        if target is None:
            return
        book = self._context.book
        heading = Heading("有问题的行", book.office, book.now().date())

        def work(job: Job) -> Written:
            return write_refused(
                made.table.headings, refused_rows(made), target, heading,
                since_1904=made.table.since_1904, cancelled=job.cancelled,
            )  # fmt: skip

        def told(written: Written) -> None:
            text = f"已另存 {written.rows} 行：{target.name}。改好标红的格，再从这里导入"
            offer_file(self._context, text, target)

        self._run("另存有问题的行", work, told)

    def _import(self) -> None:
        made, book = self.now.plan, self._context.book
        assert made is not None
        partly = bool(made.refused)
        if partly and not self._agreed(made):
            return
        self._run(
            f"导入{made.ledger.label}",
            lambda job: run_import(book, made, partly=partly, progress=job.progress, cancelled=job.cancelled),
            self._imported, self._refused,
        )  # fmt: skip

    def _agreed(self, made: Plan) -> bool:
        bad, good = len(made.refused), to_write(made)
        return self._context.messages.ask(
            f"有 {bad:,} 行有问题，不会导入；其余 {good:,} 行可以导入。\n\n"
            "也可以先不导入，改好表格再整张导入；有问题的行可以另存为 Excel。",
            f"只导入 {good:,} 行", "先不导入",
        )  # fmt: skip

    def _imported(self, outcome: Outcome) -> None:
        parts = ((outcome.new, "新增"), (outcome.updated, "更新"), (outcome.same, "没有变化"),
                 (outcome.skipped, "跳过"), (outcome.refused, "有问题未导入"))  # fmt: skip
        told = "、".join(f"{name} {number:,} 行" for number, name in parts if number)
        self.accept()
        self._context.messages.info(f"已导入{self.now.ledger.label}：{told}，可按 Ctrl+Z 撤销。")

    def _refused(self, error: Exception) -> None:
        """The book has changed since the rows were checked, or the disk is in the way: told, and checked again."""
        self._context.messages.show_error(error)
        self._make_plan()

    # -- long work ---------------------------------------------------------------------------------

    def _run(
        self, title: str, work: Callable[[Job], T], done: Callable[[T], object],
        failed: Callable[[Exception], Any] | None = None,
    ) -> None:  # fmt: skip
        if self._job is None:
            self._job = self._context.jobs.run(title, work, done, failed, owner=self)
            self._follow()

    def _job_ended(self, job: Job) -> None:
        if job is self._job:
            self._job = None
            if self.step == PREVIEW and self.now.plan is None:  # checking again was broken off
                self._go_to(MAPPING)
            self._follow()

    def reject(self) -> None:
        """Escape or 取消: stops what is under way, else closes."""
        if self._job is not None:
            self._job.cancel()
        else:
            super().reject()


def to_write(made: Plan) -> int:
    """Rows that an import of *made* writes."""
    counts = made.counts()
    return counts[Action.NEW] + counts[Action.UPDATE]
