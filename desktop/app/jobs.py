"""Work off the GUI thread: four workers, for changes, for reading, for slow reading, for long jobs.

Changes keep their order; reading is newest-wins; neither slow reading nor a long job holds them up. Every callback
runs on the GUI thread, and none runs once its owner has been deleted.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, Signal
from shiboken6 import isValid

from db.core.errors import CancelledError
from desktop.app.messages import Messages

if TYPE_CHECKING:  # the ORM is imported while the password is being typed, not before
    from db.core.action import Stop

T = TypeVar("T")
Cancelled = Callable[[], bool]

MANY = 200  # records changed at once: more than that are changed in the background
_TELL_EVERY_S = 0.04  # progress may be reported for each row; the screen need not hear of each


class Job:
    """A long job as its function sees it: report progress, notice that it should stop."""

    def __init__(self, title: str, tell: Callable[[Job], None]) -> None:
        self.title = title
        self.done = 0
        self.total = 0
        self.text = ""
        self._tell = tell
        self._told_at = 0.0
        self._cancel = Event()

    def progress(self, done: int, total: int, text: str = "") -> None:
        """*done* of *total* (0: unknown). Cheap enough to be called for every row."""
        self.done, self.total, self.text = done, total, text
        now = time.monotonic()
        if now - self._told_at >= _TELL_EVERY_S or done >= total:
            self._told_at = now
            self._tell(self)

    def cancel(self) -> None:
        self._cancel.set()

    def cancelled(self) -> bool:
        return self._cancel.is_set()

    def check(self) -> None:
        """Raise ``CancelledError`` when the job was asked to stop."""
        if self.cancelled():
            raise CancelledError


@dataclass(frozen=True, slots=True, eq=False)
class _Task:
    """One piece of work and where its result goes; ``stale`` is set when something newer replaced it."""

    fn: Callable[[], Any]
    done: Callable[[Any], object] | None
    failed: Callable[[Exception], object] | None
    owner: QObject | None
    job: Job | None = None
    key: Hashable = None
    stale: Event | None = None

    @property
    def wanted(self) -> bool:
        return self.stale is None or not self.stale.is_set()

    @property
    def listens(self) -> bool:
        return self.wanted and (self.owner is None or isValid(self.owner))


class Jobs(QObject):
    """The workers. ``owner`` is the widget whose death silences the callbacks (default: whose method *done* is)."""

    started = Signal(object)  # Job
    progressed = Signal(object)  # Job
    finished = Signal(object)  # Job, however it ended
    _posted = Signal(object)

    def __init__(self, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = messages
        self._changes = ThreadPoolExecutor(1, "changes")
        self._reading = ThreadPoolExecutor(1, "reading")
        self._slow = ThreadPoolExecutor(1, "slow reading")
        self._long = ThreadPoolExecutor(1, "long")
        self._newest: dict[Hashable, Event] = {}
        self.jobs: list[Job] = []  # running first, then waiting
        self.stopped = False  # the program is ending: nothing more is taken on
        self.pending = 0  # pieces of work of any kind not yet delivered
        self._posted.connect(self._run_posted, Qt.ConnectionType.QueuedConnection)

    def act(
        self,
        fn: Callable[[], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        owner: QObject | None = None,
    ) -> None:
        """Run a quick data action; actions run one after another in the order given."""
        self._submit(self._changes, _Task(fn, done, failed, owner or _owner_of(done)))

    def now(self, fn: Callable[[], T]) -> T:
        """Run a quick data action and wait for it with the window alive but deaf; what *fn* raises is raised here.

        For saves: the caller must know whether it may go on. A long import may hold the book for seconds.
        """
        loop = QEventLoop()
        ended: list[Callable[[], T]] = []

        def end(outcome: Callable[[], T]) -> None:
            ended.append(outcome)
            loop.quit()

        def fail(error: Exception) -> None:
            def again() -> T:
                raise error

            end(again)

        task = _Task(fn, lambda result: end(lambda: result), fail, self)
        future = self._submit(self._changes, task)
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        if not ended:  # the program is being ended, and with it every event loop: the save is still waited for
            wait([future])
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)
        return ended[0]()

    def latest(
        self,
        key: Hashable,
        fn: Callable[[Cancelled], T],
        done: Callable[[T], object],
        failed: Callable[[Exception], object] | None = None,
        *,
        owner: QObject | None = None,
        slow: bool = False,
    ) -> None:
        """Read something that a newer call with the same *key* makes worthless: only the newest is delivered.

        *slow*: beside the other readings, so that no list waits for it. It is no job: nobody is asked to wait for it.
        """
        self.drop(key)
        if self.stopped:  # a window on its way out may still ask to be drawn
            return
        stale = self._newest[key] = Event()
        work = partial(fn, stale.is_set)
        worker = self._slow if slow else self._reading
        self._submit(worker, _Task(work, done, failed, owner or _owner_of(done), key=key, stale=stale))

    def drop(self, key: Hashable) -> None:
        """Forget what ``latest`` was asked for *key*."""
        if stale := self._newest.pop(key, None):
            stale.set()

    def run(
        self,
        title: str,
        fn: Callable[[Job], T],
        done: Callable[[T], object] | None = None,
        failed: Callable[[Exception], object] | None = None,
        *,
        owner: QObject | None = None,
    ) -> Job:
        """Run a long job, shown in the status bar. A cancelled one calls neither *done* nor *failed*."""
        job = Job(title, lambda told: self._post(partial(self.progressed.emit, told)))
        self.jobs.append(job)
        self.started.emit(job)

        def work() -> T:
            job.check()
            return fn(job)

        self._submit(self._long, _Task(work, done, failed, owner or _owner_of(done), job=job))
        return job

    def change(
        self, count: int, title: str, act: Callable[[Stop], T], done: Callable[[T], object], *, owner: QObject
    ) -> None:
        """Change *count* records, then *done*: at once, and what is refused is raised here; or, of many, in the
        background with a window that can be used, to be broken off.
        """
        if count > MANY:
            self.run(title, lambda job: act(job.check), done, owner=owner)
        else:
            done(self.now(lambda: act(lambda: None)))

    def report(self, error: Exception) -> None:
        """Tell an error met outside a job, once the event loop is reached (a dialog must not open while painting)."""
        self._post(partial(self._messages.show_error, error))

    def stop(self) -> None:
        """Before the program ends: finish the changes, break off the rest, wait for all."""
        self.stopped = True
        for stale in self._newest.values():
            stale.set()
        for job in self.jobs:
            job.cancel()
        self._reading.shutdown(cancel_futures=True)
        self._slow.shutdown(cancel_futures=True)
        self._long.shutdown()
        self._changes.shutdown()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)  # the last save may have failed

    def _submit(self, worker: ThreadPoolExecutor, task: _Task) -> Future[None]:
        self.pending += 1
        return worker.submit(self._work, task)

    def _work(self, task: _Task) -> None:
        """On the worker."""
        try:
            result = task.fn() if task.wanted else None
        except Exception as error:
            self._post(partial(self._deliver_error, task, error))
        else:
            self._post(partial(self._deliver, task, result))

    def _post(self, call: Callable[[], object]) -> None:
        if isValid(self):
            self._posted.emit(call)

    def _run_posted(self, call: Callable[[], object]) -> None:
        call()

    def _deliver(self, task: _Task, result: object) -> None:
        self._close(task)
        if task.done is not None and task.listens:
            task.done(result)

    def _deliver_error(self, task: _Task, error: Exception) -> None:
        self._close(task)
        if isinstance(error, CancelledError):
            if task.job is not None:
                self._messages.info(f"“{task.job.title}”已取消。")
        elif not task.wanted:
            return
        elif task.failed is None:
            self._messages.show_error(error)
        elif task.listens:
            task.failed(error)

    def _close(self, task: _Task) -> None:
        self.pending -= 1
        if task.stale is not None and self._newest.get(task.key) is task.stale:
            del self._newest[task.key]
        if task.job is not None:
            self.jobs.remove(task.job)
            self.finished.emit(task.job)


def _owner_of(callback: Callable[..., object] | None) -> QObject | None:
    owner = getattr(callback, "__self__", None)
    return owner if isinstance(owner, QObject) else None
