"""A task entered where its need is seen: from a problem, an item of a list, the advice of a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from db.core.fields import Field
from db.tasks.actions import save_task
from db.tasks.draft import TaskDraft
from db.tasks.fields import FIELDS
from db.tasks.queries import Origin
from desktop.app.context import AppContext
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.organization_picker import OrganizationPicker
from desktop.widgets.people_of_book import people_edit
from desktop.widgets.places import Places

_ASKED = ("title", "organization_id", "people", "starts_on", "due_on", "priority", "text")
_PEOPLE = Field("people", "责任人")


def ask_task(
    context: AppContext, source: Origin, values: Mapping[str, Any], parent: QWidget,
    saved: Callable[[int], object] = lambda _id: None,
) -> FormDialog:  # fmt: skip
    """The open dialog, begun with *values*; *saved* hears of the task's id."""
    places = Places()
    places.read(context.book)
    by_name = {field.name: field for field in (*FIELDS, _PEOPLE)}

    def today() -> date:
        return context.book.now().date()

    def apply(entered: dict[str, Any]) -> None:
        draft = TaskDraft(**{"assigned_by": context.book.actor.name, **entered})
        saved(context.jobs.now(lambda: save_task(context.book, draft, source=source)))

    dialog = FormDialog(
        f"{source.label}转任务" if source.label else "新建任务", [by_name[name] for name in _ASKED], apply,
        button="布置", values={"starts_on": today(), "priority": TaskDraft().priority, **values}, today=today,
        editors={
            "organization_id": OrganizationPicker(lambda: places.every(values.get("organization_id"))),
            "people": people_edit(context),
        },
        parent=parent,
    )  # fmt: skip
    dialog.open()
    return dialog
