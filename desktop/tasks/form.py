"""The form of a task; what it comes from and what it is a part of are kept with what is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from db.core.fields import Field, Kind
from db.tasks.draft import TaskDraft
from db.tasks.fields import FIELDS
from db.tasks.queries import Origin
from desktop.app.context import AppContext
from desktop.widgets.editors import LongTextEdit
from desktop.widgets.form import RecordForm
from desktop.widgets.organization_picker import OrganizationPicker
from desktop.widgets.people_of_book import people_edit
from desktop.widgets.places import Places

_BY_NAME = {field.name: field for field in FIELDS}
PEOPLE = Field("people", "责任人", Kind.PERSON, help="可以有几个人，排在最前的是主要责任人")
_SHOWN = ("title", "organization_id", "priority", "people", "starts_on", "due_on", "assigned_by", "text")
_LOW = 100  # pixels of the text: the whole form is seen on a screen of 768
_FROM = "from"  # the key of a snapshot under which the place of a new task is kept


class TaskForm(RecordForm):
    """``origin`` and ``parent``: where a new task is going to belong."""

    def __init__(self, context: AppContext, places: Places) -> None:
        text = LongTextEdit(_BY_NAME["text"])
        text.text.setMinimumHeight(_LOW)
        super().__init__(
            [_BY_NAME.get(name, PEOPLE) for name in _SHOWN], (("", _SHOWN),), wide=("title", "people"),
            editors={
                "organization_id": OrganizationPicker(
                    lambda: places.every(self.editors["organization_id"].draft())
                ),
                "people": people_edit(context), "text": text,
            },
            today=lambda: context.book.now().date(),
        )  # fmt: skip
        self.origin: Origin | None = None
        self.parent_task: int | None = None

    def load_draft(self, draft: TaskDraft, origin: Origin | None = None, parent: int | None = None) -> None:
        self.origin, self.parent_task = origin, parent
        self._loaded = draft
        self.load({field.name: getattr(draft, field.name) for field in fields(draft)})

    def draft(self) -> TaskDraft:
        """What is entered; what the form does not show is as it was loaded. ``UserError`` where it is wrong."""
        hidden = {
            field.name: getattr(self._loaded, field.name)
            for field in fields(TaskDraft)
            if field.name not in self.editors
        }
        return TaskDraft(**hidden, **self.values())

    def snapshot(self) -> dict[str, Any]:
        return super().snapshot() | {_FROM: self._belongs()}

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        super().restore(snapshot)
        if place := snapshot.get(_FROM):
            table, record, part, self.parent_task = place
            self.origin = Origin(table, record, part) if table else None

    def caption(self, name: str) -> str:
        return "来源" if name == _FROM else super().caption(name)

    def worded(self, name: str, draft: Any) -> str:
        if name != _FROM:
            return super().worded(name, draft)
        return "" if not draft else Origin(*draft[:3]).label if draft[0] else "上级任务"

    def _belongs(self) -> list[Any] | None:
        if self.origin is None and self.parent_task is None:
            return None
        origin = self.origin
        place = [origin.table, origin.record_id, origin.part] if origin else [None, None, None]
        return [*place, self.parent_task]
