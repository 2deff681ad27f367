"""``showcase``: pictures of every page and the demonstration's documents, drawn without a screen."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db.core.book import Book
from db.core.files import disk_explained
from db.core.listing import Filter
from db.inspections.queries import inspections
from db.meetings.queries import meetings
from db.meetings.sheets import sheets
from db.organizations.queries import organizations
from db.people.queries import people
from db.problems.queries import problems
from db.regulations.queries import regulations
from db.research.queries import reports
from db.responsibilities.queries import lists
from db.tasks.queries import tasks
from db.work_plans.queries import work_plans
from desktop.commands.prints import write_sheets
from desktop.meetings.printouts.minutes import MINUTES

if TYPE_CHECKING:
    from desktop.shell.window import MainWindow

_SIZE = (1366, 768)
_RECORDS = 12


def showcase(book: Book, arguments: argparse.Namespace) -> Mapping[str, Any]:
    """Write ``<page>.png`` for every page and ``会议记录.pdf`` with its pages as pictures to ``--out``."""
    out: Path = arguments.out
    with disk_explained(out):
        out.mkdir(parents=True, exist_ok=True)
    written = _pages(book, out)
    with book.read() as connection:
        found = sheets(connection, meetings.ids(connection, Filter())[:_RECORDS])
    if found:
        document = out / "会议记录.pdf"
        write_sheets(MINUTES, found, str(document), book.now().date())
        written += [document, *_pictures(document)]
    names = [str(path) for path in written]
    return {"files": names, "text": "已写出：\n" + "\n".join(names)}


def _pages(book: Book, out: Path) -> list[Path]:
    """A picture of every page with its first record open."""
    from PySide6.QtWidgets import QApplication

    from desktop.app import theme
    from desktop.app.messages import Messages
    from desktop.app.settings import Settings
    from desktop.pages import PAGES
    from desktop.wiring import make_window

    os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"
    app = QApplication.instance() or QApplication(["yibenzhang"])
    assert isinstance(app, QApplication)
    theme.apply(app)
    window = make_window(
        book, Messages(), Settings(out / ".settings.json"), lock=lambda: None, change_passphrase=lambda: None
    )
    window.showNormal()  # not filling the made-up screen, which is small
    window.resize(*_SIZE)
    written = []
    examples = _examples(book)
    for spec in PAGES:
        window.open_page(spec.key)
        _settle(window)
        if spec.tables and spec.tables[0] in examples:
            window.open_record(spec.tables[0], examples[spec.tables[0]])
        _settle(window)
        path = out / f"{spec.key}.png"
        with disk_explained(path):
            window.grab().save(str(path))
        written.append(path)
    window.context.jobs.stop()
    window.hide()
    return written


def _examples(book: Book) -> dict[str, int]:
    """A record of each table for the pictures: a community, the latest meeting but one, the first of the others."""
    with book.read() as connection:
        communities = organizations.ids(connection, Filter(choices={"kind": "党委"}))
        found = {
            "organization": communities or organizations.ids(connection, Filter()),
            "person": people.ids(connection, Filter()),
            "meeting": meetings.ids(connection, Filter())[1:] or meetings.ids(connection, Filter()),
            "responsibility_list": lists.ids(connection, Filter()),
            "inspection": inspections.ids(connection, Filter()),
            "problem": problems.ids(connection, Filter()),
            "task": tasks.ids(connection, Filter()),
            "work_plan": work_plans.ids(connection, Filter())[1:],  # not the one that has just begun
            "study_report": reports.ids(connection, Filter(choices={"finished": True}))[1:],
            "regulation": regulations.ids(connection, Filter()),
        }
    return {table: ids[0] for table, ids in found.items() if ids}


def _settle(window: MainWindow) -> None:
    """Let the workers deliver and the page be painted."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    for _ in range(20):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    while window.context.jobs.pending:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    QApplication.processEvents()


def _pictures(document: Path) -> list[Path]:
    import pypdfium2

    written = []
    pdf = pypdfium2.PdfDocument(document)
    for number, page in enumerate(pdf, 1):
        path = document.with_name(f"{document.stem}-{number:02}.png")
        page.render(scale=1.2).to_pil().save(path)
        written.append(path)
    pdf.close()
    return written
