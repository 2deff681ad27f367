"""Records begun from others: the last one of its kind, a copy of the open one, a series."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QPushButton

from db.core.errors import UserError
from db.meetings.actions import save_meetings
from db.meetings.draft import LISTS, MeetingDraft
from db.meetings.queries import latest
from db.meetings.records import get_meeting
from db.meetings.series import copied, in_series
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.app.jobs import Job
from desktop.meetings.series_dialog import Series, SeriesDialog

if TYPE_CHECKING:
    from desktop.meetings.page import MeetingsPage

_PROPOSED = frozenset(("roster", "ordinal", "title"))
_ASKED = ("kind_id", "organization_id", "starts_at", "ends_at")  # what a new record says before it is filled by a copy


class Copies:
    """The buttons, keys and menu entries of one page that begin records from others."""

    def __init__(self, context: AppContext, page: MeetingsPage) -> None:
        self._context, self._book, self._page = context, context.book, page
        self.button = QPushButton(icon("copy"), "复制")
        self.button.setToolTip("复制上一次、复制为新记录、成批新建")
        menu = QMenu(self.button)
        menu.aboutToShow.connect(menu.clear)
        menu.aboutToShow.connect(lambda: self.fill_menu(menu))
        self.button.setMenu(menu)
        page.card.add_button(self.button, folds=True)
        QShortcut(QKeySequence("Ctrl+D"), page, self.copy)

    def fill_menu(self, menu: QMenu) -> None:
        """A new record can be filled from the last one, another copied."""
        new = self._page.open_id is None
        menu.addAction("复制上一次\tCtrl+D" if new else "复制为新记录\tCtrl+D", self.copy)
        menu.addAction("照这条成批新建…", self.make_series)

    def copy(self) -> None:
        """What Ctrl+D means now."""
        page = self._page
        if page.card.is_open and page.open_id is None:
            self.copy_last()
        elif page.card.is_open:
            self.copy_open()
        else:
            self._context.messages.info("请先在左侧选择一条会议记录，再复制。")

    def copy_open(self) -> None:
        """A new record like the open one, as the book has it."""
        page = self._page
        id = page.open_id
        if id is None or not page.can_leave():
            return
        pattern = self._read(id)
        if pattern is not None:
            page.begin_like(pattern, copied(pattern))

    def copy_last(self) -> None:
        """Fill the new record from the last one of its organization and kind; what it says of itself already stays."""
        page = self._page
        page.expected.wait()
        asked = {name: page.form.peek(name) for name in _ASKED}
        organization = asked["organization_id"] or self._context.scope.organization
        if organization is None:
            self._context.messages.info("请先选择召开组织，再复制上一次。")
            return
        with self._book.read() as connection:
            id = latest(connection, organization, asked["kind_id"], asked["starts_at"] or self._book.now())
        pattern = None if id is None else self._read(id)
        if pattern is None:
            self._context.messages.info("没有找到这个组织以前的同类会议记录。")
            return
        try:
            draft = self._kept(copied(pattern), asked)
        except UserError as error:
            self._context.messages.show_error(error)
            return
        page.begin_like(pattern, draft, _PROPOSED - page.ours)
        assert pattern.starts_at is not None
        rest = "请核对" if asked["starts_at"] else "请填写日期并核对"
        self._context.messages.info(f"已照 {pattern.starts_at:%Y-%m-%d} “{pattern.title}”填入，{rest}。")

    def _kept(self, draft: MeetingDraft, asked: dict[str, Any]) -> MeetingDraft:
        """*draft* with all that is typed already; ``UserError`` where that cannot be read."""
        form, ours = self._page.form, self._page.ours
        body = form.body()
        head = [field.name for field in fields(MeetingDraft) if field.name not in (*LISTS, "text")]
        typed = {name: form.peek(name) for name in head if name not in ours} | asked
        typed |= {name: getattr(body, name) for name in (*LISTS, "text") if name not in ours}
        return replace(draft, **{name: value for name, value in typed.items() if value not in (None, "", ())})

    def _read(self, id: int) -> MeetingDraft | None:
        try:
            with self._book.read() as connection:
                return get_meeting(connection, id)
        except UserError as error:
            self._context.messages.show_error(error)
            return None

    # -- a series ----------------------------------------------------------------------------------

    def make_series(self) -> None:
        """Ask for the days, then make a record for each, like the one in the form."""
        page = self._page
        if not page.card.is_open:
            self._context.messages.info("请先打开或新建一条会议记录，照它的样子成批新建。")
            return
        page.expected.wait()
        try:
            pattern = page.form.draft()
        except UserError as error:
            self._context.messages.show_error(error)
            return
        kind = page.kinds.get(pattern.kind_id or 0)
        if kind is None or pattern.organization_id is None:
            self._context.messages.info("请先选择会议类型和召开组织，再成批新建。")
            return
        SeriesDialog(self._book, pattern, kind, self._make, page).open()

    def _make(self, series: Series) -> None:
        book, days = self._book, series.days

        def work(job: Job) -> list[int]:
            def told(done: int) -> None:
                job.check()
                job.progress(done, 2 * len(days))

            with book.read() as connection:
                drafts = in_series(connection, series.pattern, series.kind, days, series.times, told)
            return save_meetings(book, drafts, lambda done: told(len(days) + done))

        def made(ids: list[int]) -> None:
            self._context.messages.info(f"已新建 {len(ids)} 条会议记录，可以用 Ctrl+Z 一次撤销。")
            self._close_pattern(series.pattern)

        self._context.jobs.run(f"成批新建{series.kind.name}", work, made, owner=self._page)

    def _close_pattern(self, pattern: MeetingDraft) -> None:
        """A new record that was only the pattern of its series is done with."""
        page = self._page
        told = pattern.text or pattern.readings or pattern.votes or pattern.elections or pattern.resolutions
        if page.card.is_open and page.open_id is None and not told and not any(line.text for line in pattern.agenda):
            try:
                same = page.form.draft() == pattern
            except UserError:
                same = False
            if same:
                page.close_record()
