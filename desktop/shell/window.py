"""The main window: puts the parts together and lets the keyboard reach all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMessageBox, QVBoxLayout, QWidget

from db.core.period import Period
from desktop.app.context import AppContext
from desktop.app.page import PageSpec
from desktop.shell.actions import ShellActions
from desktop.shell.commands import Commands, WindowCommands, show_shortcuts
from desktop.shell.navigation import Navigation
from desktop.shell.page_host import PageHost
from desktop.shell.period_picker import PeriodPicker
from desktop.shell.scope_picker import ScopePicker
from desktop.shell.search_box import SearchBox
from desktop.shell.statusbar import StatusBar
from desktop.shell.topbar import PRODUCT, SUBTITLE, TopBar

_GEOMETRY = "window"
_FIRST_SIZE = QSize(1280, 720)
_SMALL_SCREEN = 1440  # here the window fills the screen at first
_LEAST_SIZE = QSize(860, 470)


class MainWindow(QMainWindow):
    """*pages* in the order of the navigation, only those this user may see; the first is opened."""

    def __init__(self, context: AppContext, pages: Sequence[PageSpec], actions: ShellActions) -> None:
        super().__init__()
        self.context, self._actions = context, actions
        self.setWindowTitle(f"{PRODUCT} · {SUBTITLE}")
        self.setMinimumSize(_LEAST_SIZE)
        self.host = PageHost(context, pages)
        self.navigation = Navigation(pages)
        titles = {table: spec.title for spec in pages for table in spec.tables}
        self.search_box = SearchBox(context.jobs, actions.search, actions.search_more, titles)
        self.scope_picker = ScopePicker(actions.organizations)
        self.period_picker = PeriodPicker(actions.today)
        self.commands = Commands(self, actions, self._commands(), list(pages))
        tools = [self.commands.undo, self.commands.redo]
        self.top_bar = TopBar(
            self.search_box, self.scope_picker, self.period_picker, tools, self.commands.lock, self.commands.menu
        )
        self.status = StatusBar()
        self._lay_out()
        self._connect()
        self._restore_place()
        self.top_bar.show_scope(context.scope)
        self.commands.update_undo()
        if pages:
            self.host.open(pages[0].key)
        self.host.setFocus()  # not the search box: Ctrl+Z there would take back typing, not the last action

    def open_page(self, key: str) -> bool:
        """Bring page *key* on screen; False when the current one refuses to be left."""
        return self.host.open(key)

    def open_record(self, table: str, record: int) -> bool:
        """Show a record on the page of its table."""
        return self.host.open_record(table, record)

    def _open_hit(self, table: str, record: int, part: str) -> None:
        if self.host.open_record(table, record) and part:
            self.host.show_part(part)

    def lock(self) -> None:
        """Lock at once: what is being typed is kept as a draft and offered after unlocking."""
        if self.host.keep_unsaved() and self._may_break_off_jobs():
            try:
                self._actions.before_leaving()
            finally:  # whatever goes wrong: nobody else may read on
                self._actions.lock()

    def may_leave(self) -> bool:
        """Whether nothing keeps the user here: unsaved work, a long job they want to see finished."""
        return self.host.can_leave() and self._may_break_off_jobs()

    def set_status(self, text: str) -> None:
        """The text at the left of the status bar."""
        self.status.text.setText(text)

    def add_status_widget(self, widget: QWidget) -> None:
        """Put *widget* at the right end of the status bar."""
        self.status.add(widget)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_leave():
            event.ignore()
            return
        self._actions.before_leaving()
        self.context.settings.set(_GEOMETRY, bytes(self.saveGeometry().toBase64().data()).decode())
        super().closeEvent(event)

    def _may_break_off_jobs(self) -> bool:
        running = [job.title for job in self.context.jobs.jobs]
        if not running:
            return True
        question = f"“{running[0]}”还没有完成。离开会中断它，已完成的部分不会留下。"
        return self.context.messages.ask(question, "中断并离开", "继续等待", danger=True)

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addWidget(self.host, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        bus = self.context.bus
        bus.changed.connect(lambda _changes: self.commands.update_undo())
        bus.scope_changed.connect(self.top_bar.show_scope)
        bus.record_requested.connect(self.open_record)
        bus.record_wanted.connect(self.host.begin_record)
        bus.page_requested.connect(self.host.narrow)
        bus.part_requested.connect(self._open_hit)
        bus.printout_requested.connect(self.host.print_out)
        self.navigation.requested.connect(self.open_page)
        self.host.opened.connect(self._on_opened)
        self.search_box.opened.connect(self._open_hit)
        self.search_box.narrowed.connect(self.host.search)
        self.scope_picker.chosen.connect(self._choose_organization)
        self.period_picker.chosen.connect(self._choose_period)

    def _commands(self) -> WindowCommands:
        return WindowCommands(
            lock=self.lock,
            leave=self.close,
            open_page=self.open_page,
            find=lambda: self.search_box.start(),
            pick_scope=lambda: self.scope_picker.open(),
            pick_period=lambda: self.period_picker.open(),
            refresh=self.host.reread,
            delete=self.host.delete_chosen,
            can_delete=self.host.can_delete,
            shortcuts=lambda: show_shortcuts(self),
            about=lambda: QMessageBox.about(self, f"关于{PRODUCT}", self._actions.about),
        )

    def _on_opened(self, key: str) -> None:
        self.navigation.show_current(key)
        self.search_box.can_narrow = self.host.can_search()

    def _choose_organization(self, organization: int | None, name: str, count: int) -> None:
        scope = self.context.scope
        if self.host.can_leave():
            self.context.set_scope(replace(scope, organization=organization, organization_name=name, count=count))

    def _choose_period(self, period: Period) -> None:
        if self.host.can_leave():
            self.context.set_scope(replace(self.context.scope, period=period))

    def _restore_place(self) -> None:
        remembered = self.context.settings.get(_GEOMETRY, "")
        if self.restoreGeometry(QByteArray.fromBase64(remembered.encode())):
            return
        room = self.screen().availableGeometry()
        self.resize(_FIRST_SIZE.boundedTo(room.size()))
        if room.width() <= _SMALL_SCREEN:
            self.setWindowState(Qt.WindowState.WindowMaximized)
