"""One slow call off the GUI thread, before there is a context with workers (key derivation, making a book)."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from db.core.errors import EnvironmentFault, UserError


class Background(QObject):
    """Runs one call at a time; ``busy_changed`` lets the window show that it waits."""

    busy_changed = Signal(bool)
    _ended = Signal(object, object)  # what to do, with what

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.busy = False
        self._ended.connect(self._deliver)  # queued, as it comes from another thread

    def run(
        self,
        call: Callable[[], Any],
        done: Callable[[Any], object],
        failed: Callable[[UserError | EnvironmentFault], object],
    ) -> None:
        """Run *call*; *done* or *failed* follows on the GUI thread. Any other error is raised there."""
        self._set_busy(True)
        Thread(target=self._work, args=(call, done, failed), daemon=True).start()

    def _work(self, call: Callable[[], Any], done: Callable[[Any], object], failed: Callable[[Any], object]) -> None:
        try:
            result = call()
        except (UserError, EnvironmentFault) as error:
            self._tell(failed, error)
        except BaseException as error:
            self._tell(_raise, error)
        else:
            self._tell(done, result)

    def _tell(self, then: Callable[[Any], object], value: object) -> None:
        if isValid(self):  # the window may be gone by now
            self._ended.emit(then, value)

    def _deliver(self, then: Callable[[Any], object], value: object) -> None:
        self._set_busy(False)
        then(value)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit(busy)


def _raise(error: BaseException) -> None:
    raise error


def text_of(error: UserError | EnvironmentFault) -> str:
    """What to show of *error* in one label."""
    return f"{error.text}\n{error.way_out}" if isinstance(error, EnvironmentFault) and error.way_out else error.text
