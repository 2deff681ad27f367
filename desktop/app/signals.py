"""Ctrl+C in the terminal and the system's SIGTERM end the program as closing its window does."""

from __future__ import annotations

import signal
import socket

from PySide6.QtCore import QCoreApplication, QSocketNotifier, QTimer


def quit_on_signals(app: QCoreApplication) -> None:
    """Call on the main thread. Unsaved work is asked about as ever.

    Python runs a handler only when it runs itself, which in a quiet window may be never: the socket wakes it.
    """
    awake, wake = socket.socketpair()
    wake.setblocking(False)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    notifier = QSocketNotifier(awake.fileno(), QSocketNotifier.Type.Read, app)
    notifier.activated.connect(lambda *_: awake.recv(64))
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: QTimer.singleShot(0, app, app.quit))  # not lost before the event loop runs

    def release() -> None:
        signal.set_wakeup_fd(-1)
        notifier.setEnabled(False)
        awake.close()
        wake.close()

    app.aboutToQuit.connect(release)
