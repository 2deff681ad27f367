"""批量布置: one task for many organizations, once or on the days of a period."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.organizations.queries import nodes
from db.tasks.actions import assign_many
from db.tasks.draft import TaskDraft
from db.tasks.fields import FIELDS
from db.tasks.queries import Origin
from db.tasks.recurring import days
from desktop.app.context import AppContext
from desktop.tasks.ticked_organizations import TickedOrganizations
from desktop.widgets.editors import LongTextEdit
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.places import Places

_BY_NAME = {field.name: field for field in FIELDS}
_FIELDS = (
    _BY_NAME["title"], _BY_NAME["starts_on"], replace(_BY_NAME["due_on"], required=True),
    replace(_BY_NAME["repeats"], help="不填：只布置一次"), Field("until", "重复到", Kind.DATE, help="填了周期时要填"),
    _BY_NAME["priority"], _BY_NAME["assigned_by"], _BY_NAME["text"],
    Field("organizations", "责任组织", Kind.ORGANIZATION, required=True),
)  # fmt: skip
_SECTIONS = (("", tuple(field.name for field in _FIELDS)),)
_DRAFT = {field.name for field in fields(TaskDraft)}
_LOW, _HIGHEST = 64, 660  # pixels: of the text, of the dialog on the lowest screen


class AssignDialog(FormDialog):
    """*done* gets the ids: the whole's, then those of its parts."""

    def __init__(
        self, context: AppContext, places: Places, presets: Mapping[str, Any],
        done: Callable[[Sequence[int]], object], parent: QWidget,
    ) -> None:  # fmt: skip
        self._context, self._done = context, done
        self._source: Origin | None = presets.get("source")
        self._base = TaskDraft(**{
            "organization_id": context.scope.organization or places.root,
            **{name: value for name, value in presets.items() if name in _DRAFT},
        })  # fmt: skip
        with context.book.read() as connection:
            self.organizations = TickedOrganizations(nodes(connection))
        text = LongTextEdit(_BY_NAME["text"])
        text.text.setMinimumHeight(_LOW)  # it takes what a mended field leaves
        shown = {field.name: getattr(self._base, field.name, None) for field in _FIELDS}
        super().__init__(
            "批量布置任务", _FIELDS, self._assign, button="布置",
            note="每个组织各有一项子任务；填了周期的，每个组织每次一项。办结情况在这项任务的“子任务”里查看。",
            values={**shown, "starts_on": self._base.starts_on or context.book.now().date()},
            editors={"organizations": self.organizations, "text": text}, today=lambda: context.book.now().date(),
            sections=_SECTIONS, wide=("title", "organizations"), parent=parent,
        )  # fmt: skip
        self.form.editors["until"].setEnabled(False)
        self.form.changed.connect(self._follow)

    def fit(self) -> None:
        """What is wrong with the fields takes its lines from the list of organizations."""
        self._fit_without(0)
        beyond = self.height() - _HIGHEST
        if beyond > 0:
            self._fit_without(beyond)

    def _fit_without(self, pixels: int) -> None:
        self.organizations.cut(pixels)
        super().fit()

    def _follow(self, name: str) -> None:
        if name == "repeats":
            repeats = bool(self.form.editors["repeats"].draft())
            self.form.editors["until"].setEnabled(repeats)
            self.form.set_required("until", repeats)

    def _assign(self, entered: dict[str, Any]) -> None:
        places, until = entered.pop("organizations"), entered.pop("until")
        draft = replace(self._base, **{**entered, "repeats": entered["repeats"] or ""})
        due = []
        if draft.repeats:
            if until is None:
                raise UserError("请填写重复到哪一天。", {"until": "请填写重复到哪一天"})
            assert draft.due_on is not None
            due = days(draft.due_on, draft.repeats, until)
        book, source = self._context.book, self._source
        self._done(self._context.jobs.now(lambda: assign_many(book, draft, places, due, source=source)))
