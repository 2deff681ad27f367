"""The main window on an open book: everything that knows both the book and the shell. Loads the ORM."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection, func, select

from db.core.book import Book
from db.core.changes import Changes
from db.core.period import Period
from db.finding.queries import Hit, find, find_lines
from db.meetings.models import Meeting
from db.organizations.queries import nodes
from desktop.app.bus import Bus
from desktop.app.context import AppContext
from desktop.app.jobs import Cancelled, Jobs
from desktop.app.messages import Messages
from desktop.app.page import Scope
from desktop.app.settings import Settings
from desktop.backup.keeper import Backups
from desktop.pages import PAGES
from desktop.shell.actions import OrganizationRow, ShellActions
from desktop.shell.window import MainWindow
from desktop.version import NAME, VERSION
from desktop.widgets.drafts_button import DraftsButton
from desktop.widgets.job_bar import JobBar

_LONG_AGO = timedelta(days=366)


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
    context = AppContext(book, bus, jobs, messages, settings, first_scope(book))
    backups = Backups(context, restore, automatic=automatic_backup)
    actions = ShellActions(
        undo=lambda: _step(context, book.undo, "已撤销"),
        redo=lambda: _step(context, book.redo, "已重做"),
        undo_name=lambda: _last(book.steps().undo),
        redo_name=lambda: _last(book.steps().redo),
        lock=lock,
        change_passphrase=change_passphrase,
        change_recovery_code=change_recovery_code,
        organizations=lambda: _organization_rows(book),
        search=lambda text, cancelled: search(book, text, cancelled),
        search_more=lambda text, cancelled: search_more(book, text, cancelled),
        about=about(),
        file_menu=backups.entries(),
        before_leaving=backups.before_leaving,
    )
    window = MainWindow(context, PAGES, actions)
    bus.changed.connect(lambda changes: _follow_organizations(context, changes))
    window.add_status_widget(JobBar(jobs))
    window.add_status_widget(DraftsButton(context))
    backups.attach(window)
    if context.looked_at.leftovers():
        jobs.run("清理上次查看附件留下的临时文件", lambda _job: context.looked_at.wipe_leftovers())
    window.set_status(f"数据已加密 · {book.actor.name} · {book.path}")
    if _has_meetings(book):
        window.open_page("meetings")
    return window


def first_scope(book: Book) -> Scope:
    """The whole book in this half-year; in that of the last meeting where nothing was entered for a year."""
    today = book.now().date()
    with book.read() as connection:
        every = nodes(connection)
        latest = _latest_meeting(connection)
    day = latest if latest is not None and today - latest > _LONG_AGO else today
    name = every[0].label if every else book.office
    return Scope(None, name, len(every), Period.containing(day))


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


def _organization_rows(book: Book) -> list[OrganizationRow]:
    """The tree with the size of each subtree."""
    with book.read() as connection:
        every = [node for node in nodes(connection) if node.dissolved_on is None]
    sizes = {node.id: 1 for node in every}
    for node in reversed(every):  # children come after their parents
        if node.parent_id in sizes:
            sizes[node.parent_id] += sizes[node.id]
    return [OrganizationRow(node.id, node.parent_id, node.label, sizes[node.id]) for node in every]


def _latest_meeting(connection: Connection) -> date | None:
    latest = connection.execute(select(func.max(Meeting.starts_at))).scalar()
    return latest.date() if latest is not None else None


def _has_meetings(book: Book) -> bool:
    with book.read() as connection:
        return _latest_meeting(connection) is not None
