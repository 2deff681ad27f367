"""An open book: read it through ``read``, change its records through ``action`` alone, which journals every change.

Taking an action back is one too. Beside them ``note`` journals what changes no row (an export), and ``aside`` writes
what is no record and stands in no journal (drafts).

The book knows who is acting and asks ``permit`` before each action; listeners hear of every commit.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import get_ident
from typing import Protocol

from sqlalchemy import Connection as Connection  # what ``read`` hands out: pages name it without knowing the ORM
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from db.core import journal, undo
from db.core.action import Work, changed
from db.core.book_row import BookRow
from db.core.changes import Changes
from db.core.engine import faults_explained, fold_log, make_engine
from db.core.errors import DamagedBook, UnreachableBook, UserError
from db.core.journal import Change, Entry
from db.core.undo import Step

log = logging.getLogger("yibenzhang")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as the journal names them."""

    id: int
    name: str
    host: str = field(default_factory=socket.gethostname)


_VERBS = {"undo": "撤销", "redo": "重做"}

Permit = Callable[[Actor, str], None]  # raises NotAllowedError; the string is a permission such as "meetings.edit"
Listener = Callable[[Changes], None]


class Claim(Protocol):
    """A hold on the book's file that can be lost to another computer."""

    def check(self, since: int | None = None) -> int:
        """Raise ``EnvironmentFault`` when the book is no longer ours to write; returns which holding this is.

        With *since*, it must be that one still: in between others may have written.
        """

    def release(self) -> None: ...


def allow_all(_actor: Actor, _permission: str) -> None:
    """The permission check of a book whose office has not set up roles."""


class Book:
    """One encrypted book. Open it with ``db.security.opening``; close it when done."""

    def __init__(
        self,
        path: Path,
        key: bytes,
        actor: Actor,
        *,
        permit: Permit = allow_all,
        now: Callable[[], datetime] = datetime.now,
    ) -> None:
        self.path = path
        self.key = key  # of the file and of what lies beside it; never shown, never written
        self.actor = actor
        self.permit = permit
        self.now = now
        self._reader = make_engine(path, key, writes=False, now=self._moment)
        self._writer = make_engine(path, key, writes=True, now=self._moment)
        self.claim: Claim | None = None  # let go with the book
        self._listeners: list[Listener] = []
        self._acting: set[int] = set()  # threads inside an action
        with self.read() as connection:
            self.office: str = connection.execute(select(BookRow.office)).scalar_one()
            self._revision: str = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()

    def close(self) -> None:
        self._reader.dispose()
        self._writer.dispose()
        if self.claim is not None:
            self.claim.release()

    def _moment(self) -> datetime:
        return self.now()

    def subscribe(self, listener: Listener) -> None:
        """Have *listener* called after every commit, on the thread that committed."""
        self._listeners.append(listener)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one snapshot and cannot write."""
        with self._explained(), self._reader.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def action(self, name: str, permission: str, *, undoable: bool = True) -> Iterator[Work]:
        """One named user action: one transaction, journalled, undoable. *name* is shown in the undo menu."""
        with self._transaction(name, permission, "do" if undoable else "final", None) as work:
            yield work

    def note(self, name: str, permission: str) -> None:
        """Journal something that changes no row (an export): who did what, when. There is nothing to undo."""
        with self._transaction(name, permission, "note", None):
            pass

    @contextmanager
    def aside(self) -> Iterator[Connection]:
        """A write that is no action: only to tables that are not journalled (drafts). Nothing is announced."""
        holding = self._check_claim()
        with self._explained(), self._writer.connect() as connection, connection.begin():
            yield connection
            self._check_claim(holding)

    def fold_log(self) -> None:
        """Tidy up after a change, beside the user's way; nothing depends on it."""
        with self._explained():
            fold_log(self._reader)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say what the disk did. A stick put back, a mended file need connections of their own: begin with new ones."""
        try:
            with faults_explained(self.path):
                yield
        except (DamagedBook, UnreachableBook):
            self._reader.dispose()
            self._writer.dispose()
            raise

    def _check_claim(self, since: int | None = None) -> int | None:
        """Before a transaction, and once more before its commit: the computer may have slept inside it."""
        return None if self.claim is None else self.claim.check(since)

    def steps(self) -> undo.Steps:
        """What the actor can undo and redo."""
        with self.read() as connection:
            return undo.steps(connection, self.actor.id)

    def undo(self) -> str:
        """Take the actor's last action back; returns its name."""
        return self._step_back("undo", "没有可以撤销的操作。")

    def redo(self) -> str:
        """Do again what was last undone; returns its name."""
        return self._step_back("redo", "没有可以重做的操作。")

    def undo_action(self, action_id: int) -> str:
        """Reverse one action of anyone, not only the last; returns its name.

        An undo is done again. ``UserError`` when it was reversed before or its rows have moved on.
        """
        with self.read() as connection:
            step, kind = undo.single(connection, action_id)
        return self._reverse(step, kind)

    def _step_back(self, kind: str, none_left: str) -> str:
        steps = self.steps()
        stack = steps.undo if kind == "undo" else steps.redo
        if not stack:
            raise UserError(none_left)
        return self._reverse(stack[-1], kind)

    def _reverse(self, step: Step, kind: str) -> str:
        with self._transaction(step.name, step.permission, kind, step.action_id) as work:
            undo.reverse(work, step)
        return step.name

    @contextmanager
    def _transaction(self, name: str, permission: str, kind: str, reverses: int | None) -> Iterator[Work]:
        self.permit(self.actor, permission)
        holding = self._check_claim()
        with self._alone():
            changes = yield from self._committed(name, permission, kind, reverses, holding)
        if changes or kind == "note":
            self._tell(changed(changes))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """An action inside an action would wait for itself."""
        thread = get_ident()
        if thread in self._acting:
            raise RuntimeError("an action inside an action")
        self._acting.add(thread)
        try:
            yield
        finally:
            self._acting.discard(thread)

    def _tell(self, told: Changes) -> None:
        """What is committed is committed: a listener that fails is ours to mend and nobody else's trouble."""
        for listener in tuple(self._listeners):
            try:
                listener(told)
            except Exception:
                log.exception("a listener failed after a commit")

    def _committed(
        self, name: str, permission: str, kind: str, reverses: int | None, holding: int | None
    ) -> Generator[Work, None, Sequence[Change]]:
        """The transaction itself; returns what it changed."""
        with (
            self._explained(), _references_explained(kind, name),
            self._writer.connect() as connection, connection.begin(),
        ):  # fmt: skip
            work = Work(connection)
            try:
                yield work
                changes, action_id = work.finish(noted=kind == "note")
                if action_id:
                    actor = self.actor
                    entry = Entry(
                        action_id,
                        self.now(),
                        actor.id,
                        actor.name,
                        actor.host,
                        name,
                        permission,
                        kind,
                        reverses,
                        self._revision,
                    )
                    journal.append(connection, entry, changes)
                    self._check_claim(holding)
            finally:
                work.session.close()
        return changes


@contextmanager
def _references_explained(kind: str, name: str) -> Iterator[None]:
    what = f"{_VERBS.get(kind, '完成')}“{name}”"
    try:
        yield
    except IntegrityError as error:
        reason = str(error).upper()
        if "FOREIGN KEY" in reason:
            raise UserError(f"还有其他记录用到这里的内容，不能{what}。请先处理那些记录。") from error
        if "UNIQUE" in reason and kind in _VERBS:
            raise UserError(f"同样的内容后来又录入过，不能{what}。请打开该记录手工修改。") from error
        raise
