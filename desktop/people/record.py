"""One person in the card: 基本信息, 组织关系, 任职."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from db.core.errors import UserError
from db.people.bodies import posts_of_person
from db.people.draft import PersonDraft
from db.people.queries import get_person, stays_of
from db.people.rules import joined_young
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.people.form import PersonForm
from desktop.people.history import PostsTab, StaysTab
from desktop.people.notices import Notices
from desktop.people.suspensions import Suspensions
from desktop.widgets.attachments import AttachmentsTab
from desktop.widgets.history_tab import HistoryTab
from desktop.widgets.places import Places
from desktop.widgets.record_card import RecordCard

_REMARKED = ("organization_id", "group_id", "born_on", "joined_on")
_ALIKE = ("name", "born_on", "id_number")  # what tells whether two records are one person


class PersonRecord(QObject):
    """Fills *card* with one person. Loading never makes it dirty."""

    transfer_requested = Signal()
    settled = Signal(object)  # id: the form shows this person as the book has it; None: a new one

    def __init__(self, context: AppContext, card: RecordCard, places: Places) -> None:
        super().__init__(card)
        self._context, self._card, self._places = context, card, places
        self._id: int | None = None
        self._stored = PersonDraft()  # as the book has it
        self.form = PersonForm(places, lambda: context.book.now().date())
        self.notices = Notices(context.book, context.jobs)
        self.stays = StaysTab()
        self.suspensions = Suspensions(context)
        self.stays.add_below(self.suspensions)
        self.posts = PostsTab()
        basics = QWidget()
        column = QVBoxLayout(basics)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.form, 1)
        basics.setFocusProxy(self.form)
        self._basics = card.add_tab(basics, "基本信息")
        self._histories = (card.add_tab(self.stays, "组织关系"), card.add_tab(self.posts, "任职"))
        self.attachments = AttachmentsTab(context, "person", card)
        self.history = HistoryTab(context, "person", card)
        card.preview.hide()
        self.form.dirty_changed.connect(card.set_dirty)
        self.form.changed.connect(self._on_changed)
        self.stays.transfer_requested.connect(self.transfer_requested)
        self.posts.organization_requested.connect(lambda id: context.bus.record_requested.emit("organization", id))

    def fill_menu(self, fill: Callable[[QMenu], None]) -> None:
        """Give the card a button for what is done less often."""
        button = QPushButton(icon("more"), "")
        button.setToolTip("更多操作")
        button.setAccessibleName("更多操作")
        menu = QMenu(button)
        menu.aboutToShow.connect(menu.clear)
        menu.aboutToShow.connect(lambda: fill(menu))
        button.setMenu(menu)
        self._card.add_button(button)

    # -- showing -----------------------------------------------------------------------------------

    def open(self, id: int) -> None:
        """Show the person *id*. ``UserError`` when it is gone."""
        draft = self._read(id)
        self._card.open_record(draft.name)
        self.form.show_draft(draft)
        self._settle(id)

    def begin(self, draft: PersonDraft) -> None:
        """Show a new person, *draft* filled in, and wait for the name."""
        self._stored = draft
        self.stays.show_stays(())
        self.suspensions.show_person(None, "")
        self.posts.show_posts(())
        self._card.open_record("新建人员")
        self.form.show_draft(draft)
        self._settle(None)
        self.start_typing()

    def follow(self, id: int) -> None:
        """Show the open person as it now stands in the book. ``UserError`` when it is gone."""
        draft = self._read(id)
        self._card.title.setText(draft.name)
        self.form.follow(draft)
        self._settle(id)

    def saved(self, id: int) -> None:
        """The person was saved as *id* just now."""
        self.follow(id)
        self.form.cover()
        self._card.saved(self._context.book.now())

    def start_typing(self) -> None:
        """Put the cursor into the first field."""
        self._card.tabs.setCurrentIndex(self._basics)
        self.form.editors["name"].setFocus()

    def _read(self, id: int) -> PersonDraft:
        with self._context.book.read() as connection:
            draft = get_person(connection, id)
            stays = stays_of(connection, id)
        self.stays.show_stays(stays)
        self.suspensions.show_person(id, draft.stage)
        self.show_posts(id)
        self._stored = draft
        return draft

    def show_suspensions(self, id: int) -> None:
        """When the person had no vote, as it is now; the form is not touched."""
        self.suspensions.show_person(id, self._stored.stage)

    def show_posts(self, id: int) -> None:
        """The posts of the person as they are now; the form is not touched."""
        with self._context.book.read() as connection:
            posts = posts_of_person(connection, id)
        self.posts.show_posts([(self._places.name(post.organization_id), post) for post in posts])
        self._count_histories()

    def _settle(self, id: int | None) -> None:
        """What belongs to the record beside its fields."""
        self._id = id
        self.history.show_record(id)
        self.attachments.show_record(id)
        self._count_histories()
        for tab in self._histories:
            self._card.tabs.setTabEnabled(tab, id is not None)
        self.notices.clear()
        self._look_for_alike()
        self._remark()
        self.settled.emit(id)

    def _count_histories(self) -> None:
        counts = (self.stays.table.rowCount(), self.posts.table.rowCount())
        for tab, title, count in zip(self._histories, ("组织关系", "任职"), counts, strict=True):
            self._card.tabs.setTabText(tab, f"{title} {count}" if count else title)

    # -- typing ------------------------------------------------------------------------------------

    def person(self) -> PersonDraft:
        """What is entered. ``UserError`` names each field that is wrong; they are marked and on show."""
        try:
            return self.form.person()
        except UserError:
            self._card.tabs.setCurrentIndex(self._basics)
            raise

    def show_problems(self, error: UserError) -> bool:
        """Mark what *error* names; False when it is nothing on the form."""
        if not set(error.fields) & set(self.form.editors):
            return False
        self._card.tabs.setCurrentIndex(self._basics)
        return self.form.show_problems(error)

    def _on_changed(self, name: str) -> None:
        if name in _ALIKE:
            self._look_for_alike()
        if name in _REMARKED:
            self._remark()

    def _look_for_alike(self) -> None:
        number = self.form.id_number
        self.notices.look_for(
            self.form.entered("name") or "", self.form.entered("born_on"),
            number.value() if number.sound() else "", self._id,
        )  # fmt: skip

    def _remark(self) -> None:
        """What may be a slip: another organization entered instead of a transfer, joining before the age for it."""
        moved = self._stored.organization_id not in (None, self.form.entered("organization_id"))
        place = "直接改“所在组织”是更正填错的组织关系；人员调动请用“转移组织关系…”，以前的记录才会保留。"
        young = joined_young(self.form.entered("born_on"), self.form.entered("joined_on"))
        told = (place if moved and self._id is not None else "", f"{young}。" if young else "")
        self.notices.remark("\n".join(filter(None, told)))
