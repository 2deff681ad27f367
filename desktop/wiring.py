"""The main window on an open book: everything that knows both the book and the shell. Loads the ORM."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from db.core.book import Book
from db.core.changes import Changes
from db.finding.hits import Hit
from db.finding.queries import find, find_lines
from desktop.app.bus import Bus
from desktop.app.context import AppContext
from desktop.app.jobs import Cancelled, Jobs
from desktop.app.log import log
from desktop.app.messages import Messages
from desktop.app.settings import Settings
from desktop.backup.keeper import Backups
from desktop.home.notice import Notices
from desktop.pages import PAGES
from desktop.scopes import first_scope, last_scope, organization_rows, remember_scope
from desktop.shell.actions import ShellActions
from desktop.shell.window import MainWindow
from desktop.version import NAME, VERSION
from desktop.widgets.drafts_button import DraftsButton
from desktop.widgets.job_bar import JobBar


def make_window(
    book: Book, messages: Messages, settings: Settings, *, lock: Callable[[], None],
    change_passphrase: Callable[[], None], change_recovery_code: Callable[[], None] = lambda: None,
    restore: Callable[[Path], None] = lambda _backup: None, automatic_backup: bool = False,
) -> MainWindow:  # fmt: skip
    """The window, not shown yet. ``close_window`` ends it together with its workers.

    *restore* closes the book and puts the given backup in its place. *automatic_backup*: also daily
    and on the way out, as the program wants it for every book but the demonstration.
    """
    jobs, bus = Jobs(messages), Bus()
    book.subscribe(bus.post)
    context = AppContext(book, bus, jobs, messages, settings, last_scope(book, settings))
    bus.scope_changed.connect(lambda scope: remember_scope(book, settings, scope))
    backups = Backups(context, restore, automatic=automatic_backup)
    actions = ShellActions(
        undo=lambda: _step(context, book.undo, "已撤销"),
        redo=lambda: _step(context, book.redo, "已重做"),
        undo_name=lambda: _last(book.steps().undo),
        redo_name=lambda: _last(book.steps().redo),
        lock=lock,
        change_passphrase=change_passphrase,
        change_recovery_code=change_recovery_code,
        organizations=lambda: organization_rows(book),
        search=lambda text, cancelled: search(book, text, cancelled),
        search_more=lambda text, cancelled: search_more(book, text, cancelled),
        about=about(),
        today=lambda: book.now().date(),
        file_menu=backups.entries(),
        before_leaving=backups.before_leaving,
    )
    window = MainWindow(context, PAGES, actions)
    bus.changed.connect(lambda changes: _follow_organizations(context, changes))
    bus.changed.connect(lambda _changes: _fold_log(book, jobs))
    window.add_status_widget(JobBar(jobs))
    window.add_status_widget(DraftsButton(context))
    backups.attach(window)
    notices = Notices(context, window)
    notices.clicked.connect(lambda: _bring_home(window))
    if context.looked_at.leftovers():
        jobs.run("清理上次查看附件留下的临时文件", lambda _job: context.looked_at.wipe_leftovers())
    window.set_status(f"数据已加密 · {book.actor.name} · {book.path}")
    return window


def _bring_home(window: MainWindow) -> None:
    """The notice was clicked: what it counts stands on the home page."""
    window.showNormal() if window.isMinimized() else window.show()
    window.raise_()
    window.activateWindow()
    window.open_page("home")


def _fold_log(book: Book, jobs: Jobs) -> None:
    """After each change; what fails here is safe in the log, and the next save tells what is wrong with the disk."""
    if not jobs.stopped:
        jobs.act(book.fold_log, failed=lambda error: log.warning("the book's log was not folded: %s", error))


def _follow_organizations(context: AppContext, changes: Changes) -> None:
    """The whole book is named after its root and counts its organizations: both may have changed."""
    if changes.touch("organization") and context.scope.organization is None:
        whole = first_scope(context.book)
        context.set_scope(replace(context.scope, organization_name=whole.organization_name, count=whole.count))


def search(book: Book, text: str, cancelled: Cancelled = lambda: False) -> list[Hit]:
    """The first hits of each kind for the search box; called on a worker."""
    with book.read() as connection:
        return find(connection, text, cancelled=cancelled)


def search_more(book: Book, text: str, cancelled: Cancelled = lambda: False) -> list[Hit]:
    """Hits among agenda items and readings, which have no index; called on a worker."""
    with book.read() as connection:
        return find_lines(connection, text, cancelled=cancelled)


def about() -> str:
    """The text of the about box."""
    return (
        f"<b>{NAME}</b> {VERSION}<p>街道社区基层党建工作台账。一次录入，处处可用；每个数字都有出处。</p>"
        "<p>数据加密保存在本机，不联网。开源许可：Apache-2.0；字体与组件的许可见 NOTICE。</p>"
    )


def close_window(window: MainWindow) -> None:
    """Wait for what the window's workers still write, then let go of the book."""
    context = window.context
    window.host.keep_unsaved()  # when the program is ended from outside; else nothing is unsaved any more
    context.jobs.stop()
    context.book.close()
    context.looked_at.close()
    window.deleteLater()


def _step(context: AppContext, step: Callable[[], str], said: str) -> None:
    try:
        name = context.jobs.now(step)
    except Exception as error:
        context.messages.show_error(error)
    else:
        context.messages.info(f"{said}“{name}”。")


def _last(steps: Sequence[object]) -> str | None:
    return getattr(steps[-1], "name", None) if steps else None
