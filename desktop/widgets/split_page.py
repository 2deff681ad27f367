"""The frame of a page: title and actions, filter bar, list on the left, record on the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.core.changes import Changes
from db.core.errors import UserError
from db.drafts.models import NEW
from desktop.app.icons import icon
from desktop.app.jobs import Jobs
from desktop.app.messages import Messages, Save
from desktop.widgets.draft_keeper import DraftKeeper
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.record_card import RecordCard
from desktop.widgets.tab_order import put_before, put_behind, stops

# Where there is room; with the navigation and the margins this fills 1366 pixels.
LIST_WIDTH, FORM_WIDTH = 480, 560
# Both, beside the navigation, fit the narrowest window (860 pixels).
LEAST_LIST, LEAST_FORM = 250, 420
LOW = 480  # pixels of height below which every line counts


class Halves(QSplitter):
    """List and record: first the list gives way, then the record, until the user divides the room by hand."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._by_hand = False
        self.setChildrenCollapsible(False)
        self.setHandleWidth(10)
        self.splitterMoved.connect(lambda _at, _handle: setattr(self, "_by_hand", True))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._by_hand:
            room = self.width() - self.handleWidth()
            wanted = max(LIST_WIDTH, room * 2 // 5)
            left = max(LEAST_LIST, min(wanted, room - FORM_WIDTH))
            self.setSizes([left, room - left])


class SplitPage(QWidget):
    """A page derives from it and says how a record is shown (``load_record``) and saved (``save``).

    *record* is the table of its records.
    Going to another row asks about unsaved work first and goes back when the user wants to keep editing.
    *view* is a ``ListView``, or any widget with its ``current_changed``, ``current_id`` and ``select_id`` (a tree).
    """

    def __init__(
        self,
        title: str,
        view: Any,
        card: RecordCard,
        messages: Messages,
        *,
        record: str = "",
        filters: FilterBar | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("page", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.view = view
        self.card = card
        self.filters = filters
        self._messages = messages
        self._record = record
        self._open_id: int | None = None
        self._actions: list[QPushButton] = []
        self._arranged = False
        self.drafts: DraftKeeper | None = None  # of a page whose form keeps what is typed
        self._kept = False  # on show by the page's own word, whether the list has it or not
        self._title = QLabel(title)
        self._title.setProperty("title", True)
        self._subtitle = ElidedLabel()
        self._subtitle.setProperty("muted", True)
        self._lay_out()
        # Queued: a question must not open in the middle of the list's own handling of the click.
        view.current_changed.connect(self._go_to, Qt.ConnectionType.QueuedConnection)
        card.save_requested.connect(lambda: self.save())

    def _lay_out(self) -> None:
        self._header = QHBoxLayout()
        self._header.setSpacing(10)
        self._header.addWidget(self._title)
        self._header.addWidget(self._subtitle)
        self._header.addStretch(1)
        list_card = QFrame()
        list_card.setProperty("card", True)
        list_card.setMinimumWidth(LEAST_LIST)
        inside = QVBoxLayout(list_card)
        inside.setContentsMargins(6, 6, 6, 6)
        inside.addWidget(self.view)
        self.card.setMinimumWidth(LEAST_FORM)
        self.splitter = Halves()
        self.splitter.addWidget(list_card)
        self.splitter.addWidget(self.card)
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 3)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._header)
        if self.filters is not None:
            self._column.addWidget(self.filters)
        self._column.addWidget(self.splitter, 1)
        self._low = False
        self._space_out()

    def _space_out(self) -> None:
        self._column.setContentsMargins(*((12, 8, 12, 8) if self._low else (20, 14, 20, 16)))
        self._column.setSpacing(8 if self._low else 12)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low screen (768 lines at 150 %) the filters stand where the title would."""
        super().resizeEvent(event)
        low = self.height() < LOW
        if low == self._low:
            return
        self._low = low
        self._space_out()
        if self.filters is not None:
            self._title.setVisible(not low)
            self._subtitle.setVisible(not low)
            if low:
                self._header.insertWidget(0, self.filters, 100)
            else:
                self._column.insertWidget(1, self.filters)

    def showEvent(self, event: QShowEvent) -> None:
        """Tab goes as the eye does, and from the last field to what is done with the record."""
        super().showEvent(event)
        if not self._arranged:
            self._arranged = True
            tabs = self.card.tabs
            put_behind(tabs, [stop for stop in stops(self.card) if not tabs.isAncestorOf(stop)])
            put_before(self, self._actions)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Not a focus proxy: Tab would go from the last stop to the proxy and never reach what is above it."""
        super().focusInEvent(event)
        self.view.setFocus(event.reason())

    # -- what a page says --------------------------------------------------------------------------

    def load_record(self, id: int) -> None:
        """Open the record *id* in the card; ``UserError`` when it is gone."""
        raise NotImplementedError

    def save(self) -> bool:
        """Save the open record now; False when it could not be and the user must stay."""
        raise NotImplementedError

    def show_again(self, id: int) -> None:
        """The open record *id* was changed elsewhere: show it as it is now; ``UserError`` when it is gone."""
        self.load_record(id)

    # -- what a page uses --------------------------------------------------------------------------

    def set_subtitle(self, text: str) -> None:
        """2022 年上半年 · 137 条"""
        self._subtitle.setText(text)

    def add_action(self, text: str, icon_name: str = "", *, primary: bool = False) -> QPushButton:
        """A button at the top right; the primary one comes last."""
        button = QPushButton(text)
        if icon_name:
            button.setIcon(icon(icon_name, "on-primary" if primary else "text"))
        button.setProperty("primary", primary)
        self._header.addWidget(button)
        self._actions.append(button)
        return button

    @property
    def open_id(self) -> int | None:
        """The record on show; None: none, or a new one."""
        return self._open_id

    def set_open(self, id: int | None) -> None:
        """The record on show has this id now (a new one was saved, or begun): select it without loading it again."""
        self._open_id, self._kept = id, id is not None
        self.view.select_id(id)

    def show_record(self, id: int | None) -> None:
        """Open the record *id* in the card, or close the card for None."""
        if id is None:
            self.card.close_record()
            return
        try:
            self.load_record(id)
        except UserError as error:  # deleted since the list was read
            self.close_record()
            self._messages.info(error.text)

    def attempt(
        self, jobs: Jobs, read: Callable[[], Callable[[], int]], show_problems: Callable[[UserError], bool]
    ) -> int | None:
        """Save the open record: *read* the form, then do the action it gives; returns the id.

        None: it could not be saved, or the book's record was changed under the form, which is then shown. What a
        ``UserError`` names is marked by *show_problems*, all else is told.
        """
        if self.drafts is not None and self.drafts.must_compare():
            return None
        try:
            saved = jobs.now(read())
        except UserError as error:
            if not show_problems(error):
                self._messages.show_error(error)
        except Exception as error:
            self._messages.show_error(error)
        else:
            self.forget_typed()
            return saved
        return None

    def can_leave(self) -> bool:
        """Ask about unsaved work. False: the user goes on editing."""
        if not self.card.dirty:
            return True
        answer = self._messages.ask_save(f"“{self.card.title.text()}”")
        if answer is Save.SAVE:
            return self.save()
        if answer is Save.DISCARD:
            self.forget_typed()
            self.card.set_dirty(False)
            self.show_record(self._open_id)  # the page may be seen again: not with what was given up
        return answer is Save.DISCARD

    def keep_drafts(self, drafts: DraftKeeper) -> None:
        """Have *drafts* keep what is typed on this page."""
        self.drafts = drafts
        drafts.compared.connect(self.save)
        drafts.orphaned.connect(self._save_as_new)

    def _save_as_new(self) -> None:
        self.set_open(None)
        self.save()

    def keep_unsaved(self) -> bool:
        """Before the window locks: keep what is typed without a question. False: it must stay."""
        return self.can_leave() if self.drafts is None else self.drafts.keep()

    def forget_typed(self) -> None:
        """What was typed is saved or given up."""
        if self.drafts is not None:
            self.drafts.drop()

    def begin_new(self) -> None:
        """Begin a new record, where a page has such."""

    def follow(self, changes: Changes) -> None:
        """After *changes* (an undo, a transfer): the open record as it is now, or not at all. What is typed stays."""
        if self._open_id is None or self.card.dirty or not changes.concern(self._record, self._open_id):
            return
        try:
            self.show_again(self._open_id)
        except UserError:
            self.close_record()

    def close_record(self) -> None:
        """Show no record any more; what was typed about it is given up."""
        self.forget_typed()
        self.set_open(None)
        self.card.close_record()

    def open_record(self, table: str, record_id: int) -> bool:  # noqa: ARG002 - a page shows one table
        """Show this record, or begin a new one for 0; the list need not contain it.

        False when the user goes on editing another.
        """
        if record_id == NEW:
            self.begin_new()
            return not self.card.dirty
        if not self.can_leave():
            return False
        self.set_open(record_id)
        self.show_record(record_id)
        return True

    def _go_to(self, id: int | None) -> None:
        if id == self._open_id or id != self.view.current_id:
            return
        if id is None and (self.card.dirty or self._kept):
            return  # the record left the list (a filter, its new date): what is being typed or was just saved stays
        if self.can_leave():
            if id != self.view.current_id:
                self.view.select_id(id)  # saving had selected what was left
            self._open_id, self._kept = id, False
            self.show_record(id)
        else:
            self.set_open(self._open_id)
