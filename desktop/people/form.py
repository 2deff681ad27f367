"""The form of a person: what an identity number tells is filled in, groups follow the organization."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from db.core.errors import UserError
from db.core.fields import Kind
from db.people import identity
from db.people.draft import PersonDraft
from db.people.fields import FIELDS
from desktop.people.masked import IdNumberEdit, MaskedEdit
from desktop.widgets.form import RecordForm
from desktop.widgets.places import PlacePickers, Places

SECTIONS = (
    ("", ("name", "sex", "id_number", "born_on", "ethnic", "education", "phone")),
    ("组织与党籍", ("organization_id", "group_id", "since", "stage", "joined_on", "full_member_on", "categories")),
    ("", ("note",)),
)
_BY_NAME = {field.name: field for field in FIELDS}


class PersonForm(RecordForm):
    """Shows and gives a ``PersonDraft``."""

    def __init__(self, places: Places, today: Callable[[], date], parent: QWidget | None = None) -> None:
        self.id_number = IdNumberEdit(_BY_NAME["id_number"], today)
        self._phone = MaskedEdit(_BY_NAME["phone"])
        self._pickers = PlacePickers(places)
        self._filled: dict[str, Any] = {}  # what an identity number, not the user, put into the form
        super().__init__(
            FIELDS,
            SECTIONS,
            editors={
                "id_number": self.id_number,
                "phone": self._phone,
                "organization_id": self._pickers.organization,
                "group_id": self._pickers.group,
            },
            today=today,
            parent=parent,
        )
        self.id_number.changed.connect(self._fill_from_number)

    def show_draft(self, draft: PersonDraft) -> None:
        """Load another record."""
        self.load(asdict(draft))

    def load(self, values: Mapping[str, Any]) -> None:
        self._filled = {}
        super().load(values)
        self._pickers.follow()

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        super().restore(snapshot)
        self._pickers.follow()

    def follow(self, draft: PersonDraft) -> None:
        """The same record as it now stands in the book: only what differs is touched, the form is clean."""
        for name, value in asdict(draft).items():
            if self.entered(name) != (value or None) or self.editors[name].problem:
                self.editors[name].set_value(value)
        self._pickers.follow()
        self._filled = {}
        self.set_dirty(False)

    def cover(self) -> None:
        """Mask identity number and phone again."""
        self.id_number.cover()
        self._phone.cover()

    def refresh_places(self) -> None:
        """Organizations were renamed, added or removed: show their names anew."""
        for picker in (self._pickers.organization, self._pickers.group):
            picker.set_value(picker.value())
        self._pickers.follow()

    def person(self) -> PersonDraft:
        """What is entered. ``UserError`` names each field that is wrong; they are marked."""
        values = self.values()
        for name, value in values.items():
            if value is None and _BY_NAME[name].kind is Kind.CHOICE:
                values[name] = ""
        return PersonDraft(**values)

    def entered(self, name: str) -> Any:
        """The value of one field, None while it is empty or cannot be read."""
        try:
            return self.editors[name].value() or None
        except UserError:
            return None

    def _fill_from_number(self) -> None:
        """Birth and sex as the number says, where they are empty or came from a number before.

        What the user entered stays; that it disagrees is said beside it.
        """
        if not self.id_number.sound():
            return
        number = self.id_number.value()
        told = {"born_on": identity.birth(number), "sex": identity.sex(number)}
        for name, value in told.items():
            editor, present = self.editors[name], self.entered(name)
            if present == value:
                editor.set_problem(None)
            elif present in (None, self._filled.get(name)):
                editor.set_value(value)
                self._filled[name] = value
                self.changed.emit(name)
            else:
                editor.set_problem(f"身份证号上是 {value}")
