"""The 基本信息 tab: what, who, when, where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from db.core.dates import parse_time
from db.core.errors import UserError
from db.meetings.fields import FIELDS
from desktop.meetings.part import Around, FieldsPart
from desktop.widgets.choice_editor import ChoiceEdit
from desktop.widgets.date_editor import DateTimeEdit
from desktop.widgets.form import RecordForm
from desktop.widgets.organization_picker import OrganizationPicker
from desktop.widgets.pickers import PersonPicker

_SECTIONS = (
    ("", ("kind_id", "organization_id", "starts_at", "ends_at", "place", "ordinal", "host", "recorder", "lecturer")),
    ("", ("title",)),
)
_BY_NAME = {field.name: field for field in FIELDS}


class EndEdit(DateTimeEdit):
    """When a meeting ends: a time alone means the day it began."""

    placeholder = "如 1130、11:30"

    def __init__(self, start: DateTimeEdit, today: Callable[[], date]) -> None:
        super().__init__(today)
        self._start = start

    def _parse(self, text: str) -> datetime:
        try:
            return super()._parse(text)
        except UserError:
            try:
                return datetime.combine(self._start.value() or self._today(), parse_time(text))
            except UserError:
                pass
            raise


class Basics(FieldsPart):
    """The head of a record."""

    title = "基本信息"

    def __init__(self, around: Around) -> None:
        start = DateTimeEdit(around.today)
        kind = replace(_BY_NAME["kind_id"], choices=tuple((kind.id, kind.name) for kind in around.kinds))
        editors = {
            "kind_id": ChoiceEdit(kind), "organization_id": OrganizationPicker(around.nodes),
            "starts_at": start, "ends_at": EndEdit(start, around.today),
            "host": PersonPicker(around.find, free_text=True), "recorder": PersonPicker(around.find, free_text=True),
            "lecturer": PersonPicker(around.find, free_text=True),
        }  # fmt: skip
        super().__init__(RecordForm(FIELDS, _SECTIONS, editors=editors, wide=("title",), today=around.today))
