"""Making a printout in the background and showing it in a preview: what the printing of every page shares."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from db.core.leaving import leaving
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.printing.document import Printed
from desktop.widgets.preview import PrintPreview


class Made(NamedTuple):
    """What a printout came to. ``notes``: what to look at before it is printed."""

    title: str
    printed: Printed
    notes: Sequence[str] = ()


Make = Callable[[Job, BytesIO], Made]  # reads what is told and writes the PDF


def print_out(context: AppContext, parent: QWidget, what: str, make: Make, permission: str) -> None:
    """Have *make* write *what* on a worker, then show it above *parent*; *permission* is that to read what it tells."""

    def work(job: Job) -> tuple[bytes, Made]:
        out = BytesIO()
        made = make(job, out)
        return out.getvalue(), made

    def show(done: tuple[bytes, Made]) -> None:
        document, made = done
        preview = PrintPreview(
            document, made.title, context.jobs, context.messages, missing=made.printed.missing,
            settings=context.settings, parent=parent, notes=made.notes,
            leaving=lambda deed: leaving(context.book, deed, permission),
        )  # fmt: skip
        preview.open()

    context.jobs.run(f"生成{what}", work, show, owner=parent)


class Printouts:
    """The printouts of a page, each a method. *parent* owns the dialogs."""

    permission: str  # to read what is printed

    def __init__(self, context: AppContext, parent: QWidget) -> None:
        self._context, self._book, self._parent = context, context.book, parent

    def _print(self, what: str, make: Make) -> None:
        print_out(self._context, self._parent, what, make, self.permission)
