"""The life of the program on a screen: first start, unlock, main window, lock, unlock again.

Only Qt and the key file's reader are imported before the first paint; the ORM and the pages load in the background
while the passphrase is being typed.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QWidget

from db.core.errors import DamagedBook, EnvironmentFault, UserError
from db.security.keyslots import KeyFile
from desktop.app import theme
from desktop.app.folders import data_folder
from desktop.app.log import log, start_log
from desktop.app.messages import Messages
from desktop.app.settings import Settings
from desktop.app.single import Doorbell, bring_to_front, not_answering, running_window
from desktop.shell.unlock import UnlockWindow

if TYPE_CHECKING:
    from db.core.book import Book
    from desktop.shell.recovery_paper import RecoveryPaper
    from desktop.shell.window import MainWindow
    from desktop.shell.wizard import MadeBook

_LAST_BOOK = "book"
_AFTER_PAINT_MS = 30
ENVIRONMENT = 3  # exit code


class Program(QObject):
    """Shows one window at a time and swaps them."""

    def __init__(self, messages: Messages, settings: Settings) -> None:
        super().__init__()
        self._messages = messages
        self._settings = settings
        self.window: QWidget | None = None  # the one on screen
        self._doorbell: Doorbell | None = None

    def start(self, path: Path | None, passphrase: str | None) -> None:
        """Open the book at *path* (default: the last one used), or begin the first start."""
        path = path or self._last_book()
        if path is None:
            self.show_first_start()
        elif passphrase is not None:
            self._open_at_once(path, passphrase)
        else:
            self.show_unlock(path)
        _after_paint(self, self._load_the_rest)

    def show_unlock(self, path: Path) -> None:
        """Ask for the passphrase of the book at *path*.

        When its key file cannot be read, that is told where another book can be chosen; a locked one is put away first.
        """
        try:
            users = KeyFile.load(path).users()
        except EnvironmentFault as fault:
            if not hasattr(self.window, "book_chosen"):
                self.show_first_start()
            self._messages.show_error(fault)
            return
        window = UnlockWindow(
            path, users, lambda user, given: _open(path, given, user),
            lambda user, code, new: _recover(path, user, code, new),
        )  # fmt: skip
        window.unlocked.connect(self.show_main)
        window.failed.connect(lambda fault: self._on_fault(path, fault, window.user.currentText()))
        window.book_chosen.connect(self.show_unlock)
        window.new_requested.connect(lambda: self.show_first_start(new=True))
        window.restore_requested.connect(lambda given: self._ask_restore(path, given))
        self._show(window)

    def show_first_start(self, *, new: bool = False) -> None:
        """Offer to make a book, open one or look at the demonstration."""
        from desktop.shell.wizard import FirstStart, StartActions

        books = _NewBooks()
        window = FirstStart(StartActions(
            books.create, _demo, lambda out, code: books.paper.save(out, code),
            lambda code, parent: books.paper.print(code, parent),
        ))  # fmt: skip
        window.ready.connect(self.show_main)
        window.book_chosen.connect(self.show_unlock)
        if new:
            window.start_new()
        self._show(window)

    def show_main(self, book: Book) -> None:
        """Work on the open *book*."""
        from desktop.wiring import make_window

        theme.load_rare_fonts()
        if book.path != _demo_path():  # its passphrase is nobody's: it is not asked for at the next start
            self._settings.set(_LAST_BOOK, str(book.path))
        window = make_window(
            book, self._messages, self._settings, lock=lambda: self._lock(book.path),
            change_passphrase=lambda: self._change_passphrase(book),
            change_recovery_code=lambda: self._change_recovery_code(book),
            restore=lambda backup: self._restore(backup, book.path, lambda: book.key),
            automatic_backup=book.path != _demo_path(),
        )  # fmt: skip
        self._show(window)
        self._tell_of_crash(book)
        self._messages.on_damage = lambda error: self._offer_salvage(book.path, error, lambda: book.key)
        _after_paint(window, lambda: self._listen(book.path))

    def started_elsewhere(self, path: Path | None) -> int | None:
        """The exit code when the book is in a window of this login already, which is then in front."""
        path = path or self._last_book()
        holder = running_window(path) if path is not None else None
        if path is None or holder is None:
            return None
        if bring_to_front(path, holder):
            return 0
        self._messages.show_error(EnvironmentFault(*not_answering(path, holder)))
        return ENVIRONMENT

    def stop(self) -> None:
        """Let go of the book before the program ends."""
        self._release(self.window)
        self.window = None

    def _open_at_once(self, path: Path, passphrase: str) -> None:
        try:
            book = _open(path, passphrase, None)
        except (UserError, EnvironmentFault) as error:
            self.show_unlock(path)
            if isinstance(self.window, UnlockWindow):  # else it has told what is wrong with the files
                if isinstance(error, DamagedBook):
                    self._offer_salvage(path, error, lambda: KeyFile.load(path).unlock(passphrase)[0])
                else:
                    self._messages.show_error(error)
        else:
            self.show_main(book)

    def _on_fault(self, path: Path, fault: EnvironmentFault, user: str) -> None:
        """What the unlock window has told: some of it has a way out."""
        window = self.window
        if isinstance(fault, DamagedBook) and isinstance(window, UnlockWindow):
            given = window.passphrase.text()
            self._offer_salvage(path, fault, lambda: KeyFile.load(path).unlock(given, user)[0])
        elif (holder := running_window(path)) is not None and bring_to_front(path, holder) and window is not None:
            window.close()

    def _offer_salvage(self, path: Path, error: DamagedBook, key: Callable[[], bytes]) -> None:
        from desktop.shell.damaged import DamagedDialog

        if self.window is not None and any(shown.isVisible() for shown in self.window.findChildren(DamagedDialog)):
            return  # a save, a draft and a list may meet the same page at once

        def salvaged(target: Path, progress: Callable[[int, int, str], None], cancelled: Callable[[], bool]) -> Any:
            from db.security.salvage import salvage

            return salvage(path, key(), target, progress=progress, cancelled=cancelled)

        def restore(backup: Path) -> None:
            if self._may_leave():
                self._restore(backup, path, key)

        dialog = DamagedDialog(path, error.text, salvaged, lambda: last_backup(path, self._settings), self.window)
        dialog.chosen.connect(self._leave_for)
        dialog.restore_chosen.connect(restore)
        dialog.open()

    def _leave_for(self, path: Path) -> None:
        if self._may_leave():
            self.show_unlock(path)

    def _may_leave(self) -> bool:
        """Whether there is no unsaved work that the user wants to keep."""
        host = getattr(self.window, "host", None)
        return host is None or bool(host.can_leave())

    def _tell_of_crash(self, book: Book) -> None:
        before = getattr(book.claim, "before", None)
        if before is not None:
            self._messages.warn(
                f"{before.user}（电脑 {before.host}）上次未正常关闭这本账，已由本机接着使用。请核对最近录入的内容。"
            )

    def _listen(self, path: Path) -> None:
        try:
            self._doorbell = Doorbell(path, self)
        except ImportError as error:  # a Linux without Kerberos' library: then a second start says that we are here
            log.warning("%s", error)
            return
        self._doorbell.rung.connect(self._come_to_front)

    def _come_to_front(self) -> None:
        if self.window is not None:
            if self.window.isMinimized():
                self.window.showNormal()
            self.window.raise_()
            self.window.activateWindow()

    def _lock(self, path: Path) -> None:
        ask = self.show_first_start if path == _demo_path() else lambda: self.show_unlock(path)
        QTimer.singleShot(0, self, ask)  # not inside the old window's own click

    def _ask_restore(self, path: Path, passphrase: str) -> None:
        """Before the book is open: which backup, and a passphrase."""
        from desktop.app.backup_choices import Choices
        from desktop.backup.locked_restore import LockedRestoreDialog

        dialog = LockedRestoreDialog(path, Choices(self._settings).folder, passphrase, self.window)
        dialog.unlocked.connect(lambda backup, key: self._restore(backup, path, lambda: key))
        dialog.open()

    def _restore(self, backup: Path, path: Path, key: Callable[[], bytes]) -> None:
        """Close the book, put *backup* in its place, ask for the passphrase of the restored one.

        *key* may take its time: a worker calls it.
        """
        from desktop.backup.restoring import RestoreWindow

        window = RestoreWindow(backup, path, key, self._messages)
        window.ended.connect(lambda: self.show_unlock(path))

        def swap() -> None:
            self._show(window)  # lets go of the book
            window.begin()

        QTimer.singleShot(0, self, swap)  # not inside the old window's own click

    def _change_passphrase(self, book: Book) -> None:
        from db.security.opening import change_passphrase
        from desktop.shell.passphrase import PassphraseDialog

        name = book.actor.name
        dialog = PassphraseDialog(name, lambda old, new: change_passphrase(book.path, name, old, new), self.window)
        dialog.accepted.connect(lambda: self._messages.info("口令已更换，下次打开账本时生效。"))
        dialog.open()

    def _change_recovery_code(self, book: Book) -> None:
        from desktop.shell.recovery_change import change_code

        change_code(book, self._messages, self.window)

    def _show(self, window: QWidget) -> None:
        before, self.window = self.window, window
        window.show()
        self._release(before)

    def _release(self, window: QWidget | None) -> None:
        if window is None:
            return
        window.hide()
        if hasattr(window, "context"):
            from desktop.wiring import close_window

            main: MainWindow = window  # type: ignore[assignment]
            if self._doorbell is not None:
                self._doorbell.close()
                self._doorbell = None
            self._messages.on_damage = None
            close_window(main)
        else:
            window.deleteLater()

    def _load_the_rest(self) -> None:
        Thread(target=load_the_rest, daemon=True).start()
        _show_icon()
        theme.load_rare_fonts()
        if self.window is not None:
            self.window.update()  # a rare character may be in the book's name

    def _last_book(self) -> Path | None:
        remembered = self._settings.get(_LAST_BOOK, "")
        return Path(remembered) if remembered else None


class _NewBooks:
    """Makes a book and keeps, until the paper is printed, what stands on it besides the code."""

    paper: RecoveryPaper

    def create(self, path: Path, office: str, user: str, passphrase: str) -> MadeBook:
        from db.meetings.actions import add_meeting_kinds
        from db.security.opening import create_book, open_held
        from desktop.shell.recovery_paper import RecoveryPaper
        from desktop.shell.wizard import MadeBook

        made = create_book(path, office=office, user=user, passphrase=passphrase, prepare=add_meeting_kinds)
        book = open_held(path, made.key, made.actor, window=True)
        self.paper = RecoveryPaper(office, user, path.name, book.now().date())
        return MadeBook(made.recovery_code, book)


def _open(path: Path, passphrase: str, user: str | None) -> Book:
    from db.core.book import Actor
    from db.security.opening import open_held

    key, slot = KeyFile.load(path).unlock(passphrase, user)
    return open_held(path, key, Actor(slot.user_id, slot.user_name), window=True)


def last_backup(path: Path, settings: Settings) -> Path | None:
    """The newest backup of the book at *path* in this desk's folder; None where there is none or the stick is away.

    It looks through the folder: not for the GUI thread.
    """
    from db.security.backup import backups_of
    from desktop.app.backup_choices import Choices

    folder = Choices(settings).folder
    try:
        found = backups_of(path, folder) if folder is not None else []
    except EnvironmentFault:
        return None
    past = [one for one in found if one.taken_at <= datetime.now()]  # a clock was wrong when the others were made
    return (past or found)[0].path if found else None


def _recover(path: Path, user: str, code: str, new: str) -> Book:
    from db.security.opening import reset_passphrase

    reset_passphrase(path, code, user, new)
    return _open(path, new, user)


def _demo() -> Book:
    """The demonstration book, made when it is not there."""
    from db.demo.book import make_demo
    from desktop.commands.demo import PASSPHRASE

    path = _demo_path()
    if not path.exists():
        make_demo(path, PASSPHRASE)
    return _open(path, PASSPHRASE, None)


def _demo_path() -> Path:
    """In the user's data folder."""
    return data_folder() / "演示.ybz"


def _after_paint(owner: QObject, act: Callable[[], object]) -> None:
    """*act* when the first window is on screen; the wait begins with the event loop, however slow the start was."""
    QTimer.singleShot(0, owner, lambda: QTimer.singleShot(_AFTER_PAINT_MS, owner, act))


def load_the_rest() -> None:
    """What an open book needs. What is loaded stays for good, so the garbage collector, which begins its work now,
    never looks through it: that took 70 ms, often while the first page was read."""
    try:
        import desktop.wiring  # noqa: F401 - being imported is all it is asked for
        from db.core.base import tie_models

        tie_models()
        gc.collect()
        gc.freeze()
    finally:
        gc.enable()


def _show_icon() -> None:
    from PySide6.QtWidgets import QApplication

    from desktop.app.icons import app_icon

    QApplication.setWindowIcon(app_icon())


def _quit_on_signals(app: QCoreApplication) -> None:
    from desktop.app.signals import quit_on_signals

    quit_on_signals(app)


def run(path: Path | None, passphrase: str | None, qt_arguments: list[str]) -> int:
    """Show the program until its last window is closed; returns the exit code."""
    app = theme.application(qt_arguments)
    messages = Messages()
    messages.install()
    start_log()
    program = Program(messages, Settings())
    app.aboutToQuit.connect(program.stop)
    if (code := program.started_elsewhere(path)) is not None:
        return code
    program.start(path, passphrase)
    _after_paint(app, lambda: _quit_on_signals(app))
    return app.exec()
