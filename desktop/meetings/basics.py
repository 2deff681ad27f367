"""The 基本信息 tab: what, who, when, where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit

from db.core.dates import parse_date, parse_time
from db.core.errors import UserError
from db.meetings.fields import FIELDS
from desktop.app.icons import icon
from desktop.meetings.part import Around, FieldsPart
from desktop.widgets.date_editor import DateTimeEdit
from desktop.widgets.form import RecordForm
from desktop.widgets.offered_edit import OfferedEdit
from desktop.widgets.organization_picker import OrganizationPicker
from desktop.widgets.pickers import PersonPicker

_SECTIONS = (
    ("", ("kind_id", "organization_id", "starts_at", "ends_at", "ordinal", "place", "title")),
    ("", ("host", "recorder", "lecturer", "supervisor", "finished_at", "topic_id")),
)
_BY_NAME = {field.name: field for field in FIELDS}


class StartEdit(DateTimeEdit):
    """When a meeting begins; a day alone means that day at the ``usual`` time, where there is one."""

    usual: time | None = None

    def _parse(self, text: str) -> datetime:
        try:
            return super()._parse(text)
        except UserError:
            if self.usual is not None:
                try:
                    return datetime.combine(parse_date(text, self._today()), self.usual)
                except UserError:
                    pass
            raise

    def _on(self, day: date, old: date | None) -> datetime:
        known = isinstance(old, datetime)
        return super()._on(day, old) if known or self.usual is None else datetime.combine(day, self.usual)


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


class NowEdit(DateTimeEdit):
    """A moment that is often this one: the clock, “现在”, or ↑ in the empty field fill it in."""

    placeholder = "如 0628 1730、现在"

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(lambda: now().date())
        self._now = now
        clock = QAction(icon("clock", "muted"), "填入现在的时间", self.line)
        clock.triggered.connect(lambda: self._put(self._minute()))
        self.line.addAction(clock, QLineEdit.ActionPosition.TrailingPosition)

    def _minute(self) -> datetime:
        return self._now().replace(second=0, microsecond=0)

    def _parse(self, text: str) -> datetime:
        return self._minute() if text.strip() in ("现在", "now", "xz") else super()._parse(text)

    def step(self, days: int) -> None:
        if self.line.text().strip():
            super().step(days)
        else:
            self._put(self._minute())


class Basics(FieldsPart):
    """The head of a record."""

    title = "基本信息"

    def __init__(self, around: Around) -> None:
        self._around = around
        start = self.start = StartEdit(around.today)
        self._kind = OfferedEdit(_BY_NAME["kind_id"], self._kinds)
        self._topic = OfferedEdit(_BY_NAME["topic_id"], self._topics)
        people = {
            name: PersonPicker(around.find, free_text=True) for name in ("host", "recorder", "lecturer", "supervisor")
        }
        editors = {
            "kind_id": self._kind, "organization_id": OrganizationPicker(around.nodes),
            "starts_at": start, "ends_at": EndEdit(start, around.today), **people,
            "finished_at": NowEdit(around.now), "topic_id": self._topic,
        }  # fmt: skip
        super().__init__(RecordForm(FIELDS, _SECTIONS, editors=editors, wide=("title", "topic_id"), today=around.today))
        self._kind.set_value(None)
        self.form.changed.connect(self._follow)

    def offer_anew(self) -> None:
        """Kinds or topics have changed in the book."""
        self._kind.offer_anew()
        self._topic.offer_anew()

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """A choice kept by its label may be one that is no longer offered."""
        wanted = snapshot.get("kind_id")
        self._kind.set_value(next((kind.id for kind in self._around.kinds if kind.name == wanted), None))
        super().restore(snapshot)
        self._topic.offer_anew()
        if "topic_id" in snapshot:
            self._topic.set_draft(snapshot["topic_id"])

    def _follow(self, name: str) -> None:
        if name in ("organization_id", "starts_at"):
            self._topic.offer_anew()

    def _kinds(self, chosen: int | None) -> list[tuple[int, str]]:
        """Kinds no longer offered are shown on the records that have them."""
        return [(kind.id, kind.name) for kind in self._around.kinds if kind.active or kind.id == chosen]

    def _topics(self, chosen: int | None) -> list[tuple[int, str]]:
        return self._around.topics(self._peek("organization_id"), self._peek("starts_at"), chosen)

    def _peek(self, name: str) -> Any:
        form: RecordForm | None = getattr(self, "form", None)
        try:
            return None if form is None else form.editors[name].value()
        except UserError:
            return None
