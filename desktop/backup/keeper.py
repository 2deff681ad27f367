"""Backups of the open book: by hand, once a day, on the way out; and what else the menu offers about them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from db.attachments.actions import sweep
from db.attachments.store import REMOVED, file_check
from db.core.companions import files_folder
from db.core.errors import DamagedBook, EnvironmentFault, UserError
from db.core.journal import last_entered
from db.security.backup import BackupFile, backup, backups_of, thin
from db.security.search_check import rebuild_search
from db.security.verify import Report
from desktop.app.backup_choices import Choices
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.backup.leaving import LeavingDialog
from desktop.backup.look_over import look_over
from desktop.backup.missing import missing_said
from desktop.backup.restore_dialog import RestoreDialog
from desktop.backup.settings_dialog import BackupSettingsDialog
from desktop.backup.status import BackupButton
from desktop.backup.verify_dialog import VerifyDialog
from desktop.shell.actions import MenuEntry
from desktop.shell.window import MainWindow

log = logging.getLogger("yibenzhang")

Made = tuple[BackupFile, int | None]  # the backup, the newest action in it

_TITLE = "备份账本"
_PROPOSAL = (
    "这本账还没有备份文件夹。硬盘损坏、电脑丢失或误删之后，只有备份能找回数据。\n\n"
    "现在选一个备份文件夹（最好在 U 盘或另一块磁盘上）吗？"
)
_SWEEP = (
    "要把没有记录使用的附件文件移出去吗？它们不会被删除，只移到附件文件夹里的“移出”文件夹。"
    "撤销和回收站还用得到的、一天之内新加的，都留在原处。"
)


class Backups(QObject):
    """*restore* is given the backup to go back to, when nothing keeps the user here.

    *automatic* False (the demonstration): only what is asked for.
    """

    def __init__(self, context: AppContext, restore: Callable[[Path], None], *, automatic: bool) -> None:
        super().__init__()
        self._context, self._restore, self._automatic = context, restore, automatic
        self._choices = Choices(context.settings)
        self._last = self._of_the_past(self._choices.last(context.book.path))
        self._future: datetime | None = None  # of a backup dated later than now: some clock was wrong
        self._warned = False  # one warning a day at this desk is enough
        self._window: MainWindow | None = None
        self.button = BackupButton()
        self.button.clicked.connect(self.back_up)
        context.bus.backup_requested.connect(self.back_up)

    def attach(self, window: MainWindow) -> None:
        """Show the state in *window*'s status bar and begin the day."""
        self._window = window
        self.setParent(window)
        window.add_status_widget(self.button)
        self._show()
        QTimer.singleShot(0, self, self.look)

    def entries(self) -> tuple[MenuEntry, ...]:
        """For the file menu."""
        return (
            MenuEntry("立即备份(&B)…", self.back_up, "save"),
            MenuEntry("从备份恢复(&R)…", self.restore),
            MenuEntry("检查账本(&C)", self.verify),
            MenuEntry("备份设置(&T)…", self.settings),
        )

    def look(self) -> None:
        """See what is in the folder; then today's backup, if it is wanted and was not made yet."""
        folder, book = self._choices.folder, self._context.book.path
        if folder is not None:
            self._context.jobs.latest("backups", lambda _stale: backups_of(book, folder), self._on_seen, self._on_away)

    def back_up(self) -> None:
        """At once; asks for a folder where there is none."""
        if self._choices.folder is None:
            self.settings()
        folder = self._choices.folder
        if folder is not None:
            self._run(folder, self._tell)

    def settings(self) -> None:
        before = self._choices.folder
        dialog = BackupSettingsDialog(self._choices, self._context.book.path, self._window)
        dialog.exec()
        dialog.deleteLater()
        if self._choices.folder != before:
            self._warned = False
            self.look()

    def restore(self) -> None:
        dialog = RestoreDialog(self._context.book.path, self._choices.folder, self._window)
        dialog.exec()
        dialog.deleteLater()
        if dialog.chosen is not None and self._window is not None and self._window.may_leave():
            self._restore(dialog.chosen)

    def verify(self) -> None:
        book = self._context.book
        self._context.jobs.run(
            "检查账本", lambda job: look_over(book.path, book.key, job.progress, job.cancelled), self._show_report
        )

    def before_leaving(self) -> None:
        """Back up what changed since the last time. Whatever happens, the user may go."""
        try:
            self._back_up_on_leaving()
        except (UserError, EnvironmentFault) as error:  # the book's own stick is away, its page is damaged
            log.warning("no backup on leaving: %s", error.text)

    def _back_up_on_leaving(self) -> None:
        seen = self._window is not None and self._window.isVisible()  # one already put away has let go of the book
        if not seen or not self._automatic or not self._changed():
            return
        today = self._context.book.now().date()
        if self._choices.may_propose(today):
            self._propose()
        folder = self._choices.folder
        if folder is None or not self._choices.on_close:
            return
        for job in self._context.jobs.jobs:  # the user has agreed to break it off
            job.cancel()
        dialog = LeavingDialog(
            self._context.jobs, folder, lambda job: self._made(folder, job), self._on_made, quiet=self._warned,
            parent=self._window,
        )  # fmt: skip
        dialog.exec()
        self._warned = self._warned or dialog.told
        dialog.deleteLater()

    def _propose(self) -> None:
        if self._context.messages.ask(_PROPOSAL, "选择文件夹…", "以后再说"):
            self.settings()
        if self._choices.folder is None:
            self._choices.put_off(self._context.book.now().date())

    def _run(self, folder: Path, failed: Callable[[Exception], object]) -> None:
        def done(told: Made) -> None:
            self._on_made(told)
            made, _last = told
            missing = missing_said(made.lost, made.damaged)
            tell = self._context.messages.warn if missing else self._context.messages.info
            tell(f"已备份并检查：{made.path.name}。{missing and f'{missing}没有备份，请“检查账本”。'}")

        self._context.jobs.run(_TITLE, lambda job: self._made(folder, job), done, failed, owner=self)

    def _made(self, folder: Path, job: Job) -> Made:
        """On the worker: the backup, then what has become superfluous is deleted."""
        book = self._context.book
        now = book.now()
        last = self._newest()  # before the copy: what comes while it is made is backed up the next time
        made = backup(
            book.path, book.key, folder, now=now, progress=job.progress, cancelled=job.cancelled,
            check_file=file_check(book.key),
        )  # fmt: skip
        try:
            thin(folder, book.path.stem, now.date())
        except EnvironmentFault as fault:  # the backup itself is made
            log.warning("thinning: %s", fault.text)
        return made, last

    def _on_made(self, told: Made) -> None:
        made, last = told
        self._choices.remember(self._context.book.path, made.taken_at, last)
        self._last = made.taken_at
        self._show()
        self._context.bus.backed_up.emit()

    def _on_seen(self, found: list[BackupFile]) -> None:
        folder, today = self._choices.folder, self._context.book.now().date()
        past = [one.taken_at for one in found if self._of_the_past(one.taken_at)]
        self._last = past[0] if past else None
        self._future = found[0].taken_at if len(past) < len(found) else None
        self._show()
        due = self._automatic and self._choices.daily and (self._last is None or self._last.date() != today)
        if folder is not None and due and not self._running() and self._changed():
            self._run(folder, self._warn)

    def _on_away(self, error: Exception) -> None:
        if self._automatic and self._choices.daily:
            self._warn(error)

    def _tell(self, error: Exception) -> None:
        """What was asked for has failed: said now, and no second time."""
        self._warned = True
        self._context.messages.show_error(error)

    def _warn(self, error: Exception) -> None:
        """Once, quietly, naming the folder: nobody has asked for this backup."""
        if self._running():  # asked for meanwhile: that one tells
            return
        if not isinstance(error, UserError | EnvironmentFault):
            self._context.messages.show_error(error)
        elif not self._warned:
            self._warned = True
            way_out = getattr(error, "way_out", "")
            self._context.messages.warn(f"没有备份到“{self._choices.folder}”：{error.text}{way_out}")

    def _running(self) -> bool:
        return any(job.title == _TITLE for job in self._context.jobs.jobs)

    def _changed(self) -> bool:
        """Whether something was entered since the last backup: told by the journal's numbers, for clocks lie."""
        newest = self._newest()
        known = self._choices.last_action(self._context.book.path) if self._last is not None else None
        return newest is not None and newest != known

    def _newest(self) -> int | None:
        with self._context.book.read() as connection:
            return last_entered(connection)

    def _of_the_past(self, at: datetime | None) -> datetime | None:
        return at if at is not None and at <= self._context.book.now() else None

    def _show(self) -> None:
        self.button.show_last(self._last, self._context.book.now().date(), self._future)

    def _show_report(self, report: Report) -> None:
        dialog = VerifyDialog(report, self._window)
        dialog.rebuild_requested.connect(self._rebuild)
        dialog.sweep_requested.connect(self._sweep)
        dialog.rescue_requested.connect(self._rescue)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _rebuild(self) -> None:
        book, messages = self._context.book, self._context.messages
        self._context.jobs.run(
            "重建搜索索引", lambda job: rebuild_search(book, progress=job.progress, cancelled=job.cancelled),
            lambda rows: messages.info(f"搜索索引已重建，共 {rows} 条记录。"), owner=self,
        )  # fmt: skip

    def _rescue(self) -> None:
        self._context.messages.show_error(DamagedBook("检查发现这本账已损坏。"))

    def _sweep(self) -> None:
        if self._context.messages.ask(_SWEEP, "移出"):
            book = self._context.book
            self._context.jobs.run("清理附件文件", lambda _job: sweep(book), self._on_swept, owner=self)

    def _on_swept(self, moved: list[str]) -> None:
        folder = files_folder(self._context.book.path).name
        self._context.messages.info(
            f"已把 {len(moved)} 个多余的附件文件移到“{folder}”里的“{REMOVED}”文件夹。"
            if moved
            else "没有移动文件：多余的文件不是刚加进来的，就是撤销或回收站还用得到的。"
        )
