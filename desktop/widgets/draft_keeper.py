"""Keeps what is typed into a record's form until it is saved or given up: crash, lock and power cut take nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from db.core.errors import EnvironmentFault, UserError
from db.drafts.actions import keep_drafts
from db.drafts.draft import Draft
from db.drafts.models import NEW
from db.drafts.queries import get_drafts, last_action
from desktop.app.context import AppContext
from desktop.widgets.comparison import Comparison, Difference
from desktop.widgets.draft_bar import DraftBar
from desktop.widgets.record_card import RecordCard
from desktop.widgets.tab_order import enter

KEEP_MS = 5000  # the most that a power cut can take

Snapshot = Mapping[str, Any]


class Drafted(Protocol):
    """A form whose content can be kept: all of it, readable or not, in JSON's terms."""

    def snapshot(self) -> dict[str, Any]: ...

    def restore(self, snapshot: Mapping[str, Any]) -> None: ...

    def caption(self, name: str) -> str:
        """The label of one part of a snapshot."""

    def worded(self, name: str, draft: Any) -> str:
        """One part of a snapshot as people read it."""


class DraftKeeper(QObject):
    """The drafts of the records shown in *card* by *form*.

    *show* loads a record as the book has it, and raises ``UserError`` before it touches the form when it is gone.
    *named_by*: the fields that tell drafts of new records apart; the first that is filled in names it.
    """

    restored = Signal()  # a draft is in the form now
    orphaned = Signal()  # the record is gone: what is in the form is to be saved as a new one
    compared = Signal()  # the user decided about a record that had changed under the form: it may be saved

    def __init__(
        self, context: AppContext, card: RecordCard, table: str, form: Drafted, show: Callable[[int], object],
        *, named_by: Sequence[str] = ("name",),
    ) -> None:  # fmt: skip
        super().__init__(card)
        self._context, self._card, self._table, self._form, self._show = context, card, table, form, show
        self._named_by = named_by
        self._row = NEW
        self._base = 0
        self._loaded: Snapshot = {}
        self._waiting: list[Draft] = []  # kept earlier, not decided about
        self._kept: Snapshot | None = None  # what was typed, as last kept, or being kept
        self._writing = 0  # writes of drafts that are under way: what they come to is not known yet
        self._comparing = False
        self.bar = DraftBar()
        card.add_bar(self.bar)
        self.bar.restored.connect(self._restore)
        self.bar.compared.connect(self._compare)
        self.bar.dropped.connect(self._drop_offered)
        self._timer = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._timer.timeout.connect(self._keep_soon)

    # -- what a page tells -------------------------------------------------------------------------

    def begin(self, id: int | None) -> None:
        """The form shows the record *id* (None: a new one) as it is in the book; offer what was kept of it."""
        self._row = NEW if id is None else id
        self._loaded = self._form.snapshot()
        with self._context.book.read() as connection:
            self._base = last_action(connection, self._row)
            if not self._comparing:
                self._waiting = get_drafts(connection, self._context.book.actor.id, self._table, self._row)
        if not self._comparing:
            self._timer.stop()
            self._kept = None
            self._offer()

    def touch(self) -> None:
        """The user changed something."""
        if not self._timer.isActive():
            self._timer.start()

    def drop(self) -> None:
        """What is in the form was saved or given up: nothing of it need be kept."""
        self._timer.stop()
        if self._kept is not None:
            self._kept = None
            self._now(list(self._waiting))

    def keep(self) -> bool:
        """Keep what is typed, now. False when that failed: the window must stay."""
        self._timer.stop()
        typed = self._form.snapshot()
        if not self._card.dirty or (typed == self._kept and not self._writing):
            return True
        if not self._now(self._versions(typed)):
            return False
        self._kept = typed  # only now: an earlier write may have failed meanwhile
        return True

    def must_compare(self) -> bool:
        """Whether the record was changed under the form. The user then sees how, and nothing is saved yet."""
        if self._row == NEW:
            return False
        with self._context.book.read() as connection:
            if last_action(connection, self._row) <= self._base:
                return False
        base, before, typed = self._base, self._loaded, self._form.snapshot()
        try:
            now = self._book_now()
        except UserError:
            self._ask_for_new()
            return True
        newer = self._base
        self._put(typed)
        if all(now[name] == before.get(name, now[name]) for name in now):
            return False
        self._base, self._loaded = base, before  # until the user has decided

        def decided() -> None:
            self._base, self._loaded = newer, now
            self.compared.emit()

        self._open(
            "这条记录在您编辑期间被改过（例如撤销了一步操作）。请逐项选择保留哪一边，选好后随即保存。",
            before, now, typed, decided,
        )  # fmt: skip
        return True

    def _ask_for_new(self) -> None:
        """The record was deleted under the form (its making was undone): what is typed can become a new one."""
        question = "这条记录已被删除，或者新建它的那一步已被撤销。要把正在填写的内容存为一条新记录吗？"
        if not self._context.messages.ask(question, "存为新记录", "先不保存"):
            return
        self.drop()
        self._row, self._base = NEW, 0
        with self._context.book.read() as connection:
            self._waiting = get_drafts(connection, self._context.book.actor.id, self._table, NEW)
        self.orphaned.emit()

    # -- keeping -----------------------------------------------------------------------------------

    def _versions(self, typed: Snapshot) -> list[Draft]:
        if typed == self._loaded:
            return list(self._waiting)
        now = self._context.book.now()
        return [Draft(now, self._called(typed), self._base, typed, self._loaded), *self._waiting]

    def _called(self, typed: Snapshot) -> str:
        title = self._card.title.text()
        if self._row != NEW:
            return title
        words = (self._form.worded(name, typed[name]) for name in self._named_by if name in typed)
        named = next(filter(None, words), "")
        return f"{title}“{named}”" if named else title

    def _keep_soon(self) -> None:
        if self._context.jobs.stopped:  # leaving kept what was typed
            return
        typed = self._form.snapshot()
        if self._card.dirty and typed != self._kept:
            self._kept = typed
            self._later(self._versions(typed))

    def _later(self, drafts: list[Draft]) -> None:
        book, table, row = self._context.book, self._table, self._row
        self._writing += 1
        self._context.jobs.act(lambda: keep_drafts(book, table, row, drafts), self._written, self._failed)

    def _now(self, drafts: list[Draft]) -> bool:
        book, table, row = self._context.book, self._table, self._row
        try:
            self._context.jobs.now(lambda: keep_drafts(book, table, row, drafts))
        except Exception as error:
            self._kept = None
            self._context.messages.show_error(error)
            return False
        self._tell()
        return True

    def _tell(self) -> None:
        self._context.bus.drafts_changed.emit()

    def _written(self, _none: object) -> None:
        self._writing -= 1
        self._tell()

    def _failed(self, error: Exception) -> None:
        self._writing -= 1
        self._kept = None
        if isinstance(error, EnvironmentFault):  # a strip, not a dialog: the user is typing
            self._context.messages.warn(f"草稿没有存下：{error.text}请尽快保存。")
        else:
            self._context.messages.show_error(error)

    # -- offering ----------------------------------------------------------------------------------

    def _offer(self) -> None:
        offered = next(iter(self._waiting), None)
        focus = QApplication.focusWidget()
        if offered is None and focus is not None and self.bar.isAncestorOf(focus):
            enter(self._card.tabs.currentWidget())  # else the focus of the hidden bar goes anywhere
        self.bar.offer(offered, changed=offered is not None and self._row != NEW and offered.base < self._base)

    def _restore(self) -> None:
        draft = self._waiting[0]
        if self._card.dirty or (self._row != NEW and draft.base < self._base):
            self._compare()
        else:
            self._take(draft, draft.typed)

    def _compare(self) -> None:
        draft, typed_now = self._waiting[0], self._form.snapshot()
        chosen = {name: value for name, value in draft.typed.items() if name in typed_now}
        stands = "表单里现在" if self._card.dirty or self._row == NEW else "账本里现在"
        self._open(
            f"草稿写于 {draft.at:%Y-%m-%d %H:%M}。请逐项选择；采用后仍需保存。",
            draft.loaded, typed_now, chosen, lambda: self._take(draft, {}), stands,
        )  # fmt: skip

    def _take(self, draft: Draft, typed: Snapshot) -> None:
        """*draft* is decided about; *typed* goes into the form."""
        self._waiting = [other for other in self._waiting if other is not draft]
        self._kept = draft.typed
        self._put({**self._form.snapshot(), **typed})
        self._offer()

    def _drop_offered(self) -> None:
        self._waiting = self._waiting[1:]
        self._later(self._versions(self._form.snapshot()) if self._card.dirty else list(self._waiting))
        self._offer()

    # -- comparing ---------------------------------------------------------------------------------

    def _book_now(self) -> Snapshot:
        """Show the record as the book has it and look at it; what was typed goes back at once."""
        self._comparing = True
        self._card.setUpdatesEnabled(False)
        try:
            self._show(self._row)
            self.begin(self._row)
        finally:
            self._comparing = False
            self._card.setUpdatesEnabled(True)
        return self._loaded

    def _open(
        self, explanation: str, before: Snapshot, now: Snapshot, typed: Snapshot, done: Callable[[], object],
        stands: str = "账本里现在",
    ) -> None:  # fmt: skip
        def apply(taken: Mapping[str, bool]) -> None:
            self._put({**now, **{name: typed[name] for name, take in taken.items() if take}})
            done()

        differences = self._differences(before, now, typed)
        dialog = Comparison(explanation, differences, apply, book=stands, parent=self._card)
        dialog.open()

    def _differences(self, before: Snapshot, now: Snapshot, typed: Snapshot) -> list[Difference]:
        form = self._form
        return [
            Difference(
                name, form.caption(name), form.worded(name, before[name]) if name in before else "",
                form.worded(name, now[name]), form.worded(name, value), take_typed=value != before.get(name),
            )
            for name, value in typed.items()
            if value != now[name]
        ]  # fmt: skip

    def _put(self, snapshot: Snapshot) -> None:
        """Put *snapshot* into the form as typed."""
        self._form.restore(snapshot)
        self._card.set_dirty(True)
        self.restored.emit()
        self.touch()
