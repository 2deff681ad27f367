"""The main window on an open book: everything that knows both the book and the shell. Loads the ORM."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import Connection, func, select

from db.core.book import Book
from db.core.changes import Changes
from db.core.listing import Filter
from db.core.period import Period
from db.meetings.models import Meeting
from db.meetings.queries import meetings
from db.organizations.queries import nodes, organizations
from db.people.queries import find_people
from desktop.app.bus import Bus
from desktop.app.context import AppContext
from desktop.app.jobs import Jobs
from desktop.app.messages import Messages
from desktop.app.page import Scope
from desktop.app.settings import Settings
from desktop.pages import PAGES
from desktop.shell.actions import OrganizationRow, SearchHit, ShellActions
from desktop.shell.window import MainWindow
from desktop.widgets.drafts_button import DraftsButton
from desktop.widgets.job_bar import JobBar

_HITS = 6  # of each kind in the search list
_LONG_AGO = timedelta(days=366)


def make_window(
    book: Book, messages: Messages, settings: Settings, *, lock: Callable[[], None],
    change_passphrase: Callable[[], None],
) -> MainWindow:  # fmt: skip
    """The window, not shown yet. ``close_window`` ends it together with its workers."""
    jobs, bus = Jobs(messages), Bus()
    book.subscribe(bus.post)
    context = AppContext(book, bus, jobs, messages, settings, first_scope(book))
    actions = ShellActions(
        undo=lambda: _step(context, book.undo, "已撤销"),
        redo=lambda: _step(context, book.redo, "已重做"),
        undo_name=lambda: _last(book.steps().undo),
        redo_name=lambda: _last(book.steps().redo),
        lock=lock,
        change_passphrase=change_passphrase,
        organizations=lambda: _organization_rows(book),
        search=lambda text: search(book, text),
        about=about(),
    )
    window = MainWindow(context, PAGES, actions)
    bus.changed.connect(lambda changes: _follow_organizations(context, changes))
    window.add_status_widget(JobBar(jobs))
    window.add_status_widget(DraftsButton(context))
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


def search(book: Book, text: str) -> list[SearchHit]:
    """The best hits of each kind for the search box; called on a worker."""
    hits: list[SearchHit] = []
    with book.read() as connection:
        hits += [SearchHit("person", row.id, row.name, row.detail) for row in find_people(connection, text, _HITS)]
        named = organizations.showing("name", "kind").first(connection, Filter(text=text), _HITS)
        hits += [SearchHit("organization", row[0], row[1], row[2]) for row in named]
        held = meetings.showing("title", "kind", "starts_at").first(connection, Filter(text=text), _HITS)
        hits += [SearchHit("meeting", row[0], row[1], f"{row[3]:%Y-%m-%d} {row[2]}") for row in held]
    return hits


def about() -> str:
    """The text of the about box."""
    try:
        number = version("yibenzhang")
    except PackageNotFoundError:  # a frozen program carries no metadata
        number = ""
    return (
        f"<b>一本账</b> {number}<p>街道社区基层党建工作台账。一次录入，处处可用；每个数字都有出处。</p>"
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
