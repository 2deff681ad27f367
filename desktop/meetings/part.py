"""A part of the form of a meeting record: one tab, some fields of the draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from db.core.book import Book
from db.core.errors import UserError
from db.meetings.draft import MeetingDraft
from db.meetings.identify import named
from db.meetings.queries import KindRow
from db.people.queries import Found
from desktop.meetings.expected import Ask
from desktop.meetings.setting import Setting
from desktop.widgets.form import RecordForm
from desktop.widgets.organization_picker import Node
from desktop.widgets.pickers import Find


@dataclass(frozen=True)
class Around:
    """What the parts ask of the page around them."""

    kinds: Sequence[KindRow]
    find: Find  # people by name or initials
    nodes: Callable[[], list[Node]]  # organizations
    tell: Callable[[str], None]  # a note that goes by itself
    today: Callable[[], date]
    book: Book  # to read
    now: Callable[[], datetime] = datetime.now
    topics: Callable[[int | None, date | None, int | None], list[tuple[int, str]]] = lambda *_asked: []
    expected: Ask = lambda _read, _take: None
    read_before: Callable[[str], list[str]] = lambda _text: []  # titles of study material that fit

    def identify(self, names: Sequence[str], told: Setting | None) -> dict[str, list[Found]]:
        """Whom names on a list mean, for the meeting as far as it is *told*."""
        with self.book.read() as connection:
            day = told.day if told and told.day else self.today()
            return named(connection, names, told.organization_id if told else None, day)


class Part(QObject):
    """One tab. ``edited`` is fired by the user's changes only; ``load`` and ``restore`` are none."""

    edited = Signal()
    title = ""
    names: tuple[str, ...] = ()  # of the draft's fields, which are its snapshot's keys and what problems name

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget

    @property
    def label(self) -> str:
        """What its tab says: 出席 11/12"""
        return self.title

    def load(self, draft: MeetingDraft) -> None:
        """Show what *draft* holds of this part."""
        raise NotImplementedError

    def settle(self, setting: Setting) -> None:
        """The meeting's head, roster or agenda changed, or was loaded: what follows from it is not a change."""

    def into(self, draft: MeetingDraft) -> MeetingDraft:
        """*draft* with what is entered here; ``UserError`` marks what cannot be read."""
        raise NotImplementedError

    def snapshot(self) -> dict[str, Any]:
        """What is entered, readable or not, by name, as JSON can keep it."""
        raise NotImplementedError

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Show those of a ``snapshot`` that are this part's; names it lacks stay as they are."""
        raise NotImplementedError

    def caption(self, name: str) -> str:  # noqa: ARG002 - a part of one name is called by it
        return self.title

    def worded(self, name: str, kept: Any) -> str:
        """One name of a ``snapshot`` as people read it."""
        raise NotImplementedError

    def show_problems(self, error: UserError) -> None:
        """Mark what *error* names of this part."""
        raise NotImplementedError

    def enter(self, name: str) -> None:  # noqa: ARG002 - a part of one name is that field
        """Put the cursor into a field: what is typed next must not land in another."""
        self.widget.setFocus()


class FieldsPart(Part):
    """A part that is a ``RecordForm``."""

    def __init__(self, form: RecordForm) -> None:
        super().__init__(form)
        self.form = form
        self.names = tuple(form.editors)
        form.changed.connect(lambda _name: self.edited.emit())

    def load(self, draft: MeetingDraft) -> None:
        self.form.load({field.name: getattr(draft, field.name) for field in fields(MeetingDraft)})

    def into(self, draft: MeetingDraft) -> MeetingDraft:
        return replace(draft, **self.form.values())

    def snapshot(self) -> dict[str, Any]:
        return self.form.snapshot()

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        self.form.restore(snapshot)

    def caption(self, name: str) -> str:
        return self.form.caption(name)

    def worded(self, name: str, kept: Any) -> str:
        return self.form.worded(name, kept)

    def show_problems(self, error: UserError) -> None:
        self.form.show_problems(error)

    def enter(self, name: str) -> None:
        self.form.editors[name].setFocus()
        self.form.ensureWidgetVisible(self.form.editors[name])
