"""What tests of pages have in common: the program around a page, the page as the shell shows it, lists and fields."""

from __future__ import annotations

import io

import pypdf
import pytest
from PySide6.QtCore import Qt

from db.core.period import Period
from desktop.app.bus import Bus
from desktop.app.context import AppContext
from desktop.app.looked_at import LookedAt
from desktop.app.page import Scope
from desktop.app.settings import Settings
from desktop.widgets.preview import PrintPreview


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def context(book, jobs, messages, settings, tmp_path):
    """The program around a page: everything in the first half of 2022."""
    bus = Bus()
    book.subscribe(bus.post)
    scope = Scope(None, "和平街道", 1, Period.parse("2022H1"))
    made = AppContext(book, bus, jobs, messages, settings, scope, LookedAt(tmp_path / "looked-at"))
    yield made
    made.looked_at.close()


@pytest.fixture
def settle(qtbot, jobs):
    """``settle()``: wait until nothing is under way; ``settle(ms)`` gives timers of *ms* the time to begin it."""

    def wait(ms=1):
        for _ in range(3):
            qtbot.wait(ms)
            qtbot.waitUntil(lambda: jobs.pending == 0)

    return wait


@pytest.fixture
def shown(qtbot, context, settle):
    """``shown(Page)``: the page as the shell shows it, at the size it has on a 1366 × 768 screen."""

    def show(make):
        page = make(context)
        qtbot.addWidget(page)
        context.bus.changed.connect(page.refresh)
        context.bus.scope_changed.connect(page.set_scope)
        page.resize(1230, 700)
        page.set_scope(context.scope)
        with qtbot.waitActive(page):
            page.show()
            page.activateWindow()
        settle()
        return page

    return show


@pytest.fixture
def cells():
    """``cells(page, title)``: what the list shows under *title*, from top to bottom."""

    def read(page, title):
        model = page.view.model()
        titles = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
        return [model.index(row, titles.index(title)).data() for row in range(model.rowCount())]

    return read


@pytest.fixture
def click_row(qtbot, settle):
    """``click_row(page, row, modifier)`` on the list."""

    def on(page, row, modifier=Qt.KeyboardModifier.NoModifier):
        place = page.view.visualRect(page.view.model().index(row, 0)).center()
        qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, modifier, place)
        settle()

    return on


@pytest.fixture
def overwrite(type_text):
    """``overwrite(line, text)`` in place of what a line holds."""

    def into(line, text):
        line.setFocus()
        line.selectAll()
        type_text(line, text)

    return into


@pytest.fixture
def previews(monkeypatch):
    """The text of each document shown, a page each, in place of the dialog."""
    texts = []

    class Read(PrintPreview):
        def __init__(self, document, *rest, **more):
            super().__init__(document, *rest, **more)
            texts.append([page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages])

        def open(self):
            self.reject()

    monkeypatch.setattr("desktop.widgets.print_out.PrintPreview", Read)
    return texts
