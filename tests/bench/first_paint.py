"""Run in a fresh process: shows a window and prints the milliseconds from the interpreter's start to its first paint.

``bare``: a QMainWindow and nothing else. ``unlock``: the program's unlock window on the book given.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def main(which: str, book: str) -> None:
    if which == "bare":
        from PySide6.QtWidgets import QApplication, QMainWindow

        app = QApplication([])
        window = QMainWindow()
        window.resize(900, 660)
        window.show()
    else:
        from PySide6.QtWidgets import QApplication

        from desktop.app import theme
        from desktop.app.messages import Messages
        from desktop.app.settings import Settings
        from desktop.program import Program

        app = QApplication([])
        theme.apply(app)
        program = Program(Messages(), Settings(Path(book).with_name("settings.json")))
        program.show_unlock(Path(book))
        window = program.window
    window.repaint()
    app.processEvents()
    print((time.time() - float(os.environ["BENCH_STARTED"])) * 1000)
    loaded = [name for name in ("sqlalchemy", "reportlab", "alembic") if name in sys.modules]
    print(",".join(loaded), file=sys.stderr)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")
