"""Run in a fresh process: shows a window and prints the milliseconds from the interpreter's start to its first paint.

``bare``: a QMainWindow and nothing else. ``unlock``: the whole program, as on any morning, up to where Qt's event loop
would begin; the book it opens is the one its settings name.
"""

from __future__ import annotations

import os
import sys
import time


def main(which: str) -> None:
    from PySide6.QtWidgets import QApplication

    if which == "bare":
        from PySide6.QtWidgets import QMainWindow

        QApplication([])
        window = QMainWindow()
        window.resize(900, 660)
        window.show()
        end_when_painted()
    else:
        from desktop.__main__ import main as program

        QApplication.exec = end_when_painted
        program([])


def end_when_painted(_app: object = None) -> None:
    """Print when the windows are painted, which they are, and what was loaded too early."""
    from PySide6.QtWidgets import QApplication

    for window in QApplication.topLevelWidgets():
        window.repaint()
    QApplication.processEvents()
    print((time.time() - float(os.environ["BENCH_STARTED"])) * 1000)
    print(*(type(window).__name__ for window in QApplication.topLevelWidgets() if window.isVisible()))
    print(
        *(name for name in ("sqlalchemy", "reportlab", "alembic", "PySide6.QtNetwork") if name in sys.modules),
        flush=True,
    )
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
