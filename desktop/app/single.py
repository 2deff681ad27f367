"""One window for a book: a second start brings the first one's window to the front instead of opening another.

The lock file beside the book tells whether there is a first one, at the cost of looking whether the file is there.
Qt's network part, through which the two talk, is loaded only when there is, and otherwise after the first paint.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from db.core.companions import lock_path

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

    from db.security.occupancy import Holder

ANSWER_MS = 1500
_SHOW, _SHOWN = b"show\n", b"shown\n"


def running_window(book: Path) -> Holder | None:
    """Who of this computer and this login has a window on *book*; None when nobody has."""
    path = lock_path(book)
    if not path.exists():
        return None
    from db.security.occupancy import read_holder, this_host
    from db.security.processes import account

    holder = read_holder(path)
    if holder is None or not holder.window or (holder.host, holder.account) != (this_host(), account()):
        return None
    return holder if holder.pid != os.getpid() and holder.alive() else None


def bring_to_front(book: Path, holder: Holder, patience_ms: int = ANSWER_MS) -> bool:
    """Ask *holder*'s window to come to the front; False when it does not answer in time."""
    try:
        from PySide6.QtNetwork import QLocalSocket
    except ImportError:  # a library of the system is missing; the other one could not listen either
        return False
    _let_it_come(holder.pid)
    socket = QLocalSocket()
    socket.connectToServer(server_name(book))
    if not socket.waitForConnected(patience_ms):
        return False
    socket.write(_SHOW)
    socket.flush()
    answered = socket.waitForReadyRead(patience_ms) and socket.readAll().data() == _SHOWN
    socket.abort()
    return answered


def not_answering(book: Path, holder: Holder) -> tuple[str, str]:
    """What is the matter, and what to do."""
    return (
        f"账本“{book.stem}”已经在本机打开，但那个窗口没有回应。",
        f"它可能正忙，请稍等再试。一直没有回应时，请在任务管理器中结束进程 yibenzhang（编号 {holder.pid}），"
        "再重新打开。已保存的内容不会丢失。",
    )


def server_name(book: Path) -> str:
    """The same for every start on *book* by this login."""
    from hashlib import sha256

    from db.security.processes import account

    named = f"{account()}\n{os.path.normcase(book.resolve())}"
    return f"yibenzhang-{sha256(named.encode()).hexdigest()[:24]}"


class Doorbell(QObject):
    """Rings when another start asks for the window. Make it after the first paint: it loads Qt's network part."""

    rung = Signal()

    def __init__(self, book: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtNetwork import QLocalServer

        name = server_name(book)
        self._server: QLocalServer = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._meet)
        QLocalServer.removeServer(name)  # what a killed one left; the claim on the book says that it is gone
        self._server.listen(name)

    def close(self) -> None:
        self._server.close()

    def _meet(self) -> None:
        visitor = self._server.nextPendingConnection()
        visitor.disconnected.connect(visitor.deleteLater)

        def answer() -> None:
            if visitor.readAll().data() == _SHOW:
                self.rung.emit()
                visitor.write(_SHOWN)
                visitor.flush()

        visitor.readyRead.connect(answer)
        if visitor.bytesAvailable():
            answer()


def _let_it_come(pid: int) -> None:
    """Windows lets a program come to the front only when the one in front allows it."""
    if sys.platform == "win32":
        import ctypes

        getattr(ctypes, "windll").user32.AllowSetForegroundWindow(pid)  # noqa: B009
