"""A main window over invented pages: the shell knows no book."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from db.core.period import Period
from db.finding.hits import Hit
from desktop.app.bus import Bus
from desktop.app.context import AppContext
from desktop.app.page import PageSpec, Scope
from desktop.shell.actions import OrganizationRow, ShellActions
from desktop.shell.window import MainWindow

ORGANIZATIONS = (
    OrganizationRow(1, None, "和平街道党工委", 4),
    OrganizationRow(2, 1, "第一社区党委", 2),
    OrganizationRow(3, 2, "第一社区第一支部", 1),
    OrganizationRow(4, 1, "单位联合支部", 1),
)
HITS = (
    Hit("people", 7, "王建国", "男 · 第一社区党委"),
    Hit("meetings", 2**62, "王家巷整治专题会", "2022-06-27"),
    Hit("secrets", 9, "没有页面的记录"),
)


class FakePage(QWidget):
    """Records what the shell tells it."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple] = []
        self.leaves = True
        self.box = QLineEdit()
        QVBoxLayout(self).addWidget(self.box)

    def set_scope(self, scope):
        self.told.append(("scope", scope))

    def refresh(self, changes):
        self.told.append(("refresh", changes))

    def can_leave(self):
        return self.leaves

    def show_part(self, field):
        self.told.append(("part", field))

    def open_record(self, table, record_id):
        self.told.append(("open", table, record_id))
        return True

    def search(self, text):
        self.told.append(("search", text))


class Desk:
    """The window with everything it is given, and what it asked for."""

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self.pages: dict[str, QWidget] = {}
        self.done: list[str] = []
        self.undo_name: str | None = "保存会议"
        self.redo_name: str | None = None
        self.searched: list[str] = []
        self.more: tuple[Hit, ...] = ()
        self.window: MainWindow

    def spec(self, key: str, title: str, icon: str, *tables: str, plain: bool = False) -> PageSpec:
        def make(_context: AppContext) -> QWidget:
            self.pages[key] = QWidget() if plain else FakePage()
            return self.pages[key]

        return PageSpec(key, title, icon, "", make, tables)

    def actions(self) -> ShellActions:
        return ShellActions(
            undo=lambda: self.done.append("undo"),
            redo=lambda: self.done.append("redo"),
            undo_name=lambda: self.undo_name,
            redo_name=lambda: self.redo_name,
            lock=lambda: self.done.append("lock"),
            change_passphrase=lambda: self.done.append("passphrase"),
            change_recovery_code=lambda: self.done.append("recovery code"),
            organizations=lambda: ORGANIZATIONS,
            search=self.search,
            search_more=self.search_more,
            about="一本账",
        )

    def search(self, text: str, _cancelled):
        self.searched.append(text)
        return HITS

    def search_more(self, _text: str, _cancelled):
        return self.more


@pytest.fixture
def context(jobs, messages, settings):
    scope = Scope(1, "和平街道党工委", 4, Period.parse("2022H1"))
    return AppContext(None, Bus(), jobs, messages, settings, scope)


@pytest.fixture
def desk(qtbot, context):
    made = Desk(context)
    pages = [
        made.spec("home", "工作台", "home", plain=True),
        made.spec("people", "人员", "people", "people"),
        made.spec("meetings", "会议", "meeting", "meetings", "attendance"),
    ]
    made.window = MainWindow(context, pages, made.actions())
    qtbot.addWidget(made.window)
    made.window.setWindowState(Qt.WindowState.WindowNoState)
    made.window.resize(1366, 768)
    with qtbot.waitActive(made.window):
        made.window.show()
        made.window.activateWindow()
    yield made
    for page in made.pages.values():
        page.can_leave = lambda: True
