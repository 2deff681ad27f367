"""The dialog of an item of a list or a plan: it asks only what applies to the way the item is counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from db.core.fields import Field
from db.goals.draft import GoalDraft
from db.goals.fields import COUNTED, GOAL_FIELDS
from db.goals.standing import By, Standing
from db.meetings.queries import kinds
from desktop.app.context import AppContext
from desktop.widgets.choice_editor import ChoiceEdit
from desktop.widgets.editor import Editor
from desktop.widgets.editors import LongTextEdit
from desktop.widgets.form import Section
from desktop.widgets.form_dialog import FormDialog

Draft = TypeVar("Draft", bound=GoalDraft)
_NAMES = tuple(field.name for field in GOAL_FIELDS)


class GoalDialog(FormDialog):
    """*fields* are the item's, its goal's among them. *apply* gets *draft* with what was entered; what does not apply
    is neither shown nor kept. Two columns; *wide* names what takes both; *goes_on* as in ``FormDialog``. *decided*: why
    the share cannot be entered."""

    def __init__(
        self, context: AppContext, title: str, fields: Sequence[Field], draft: Draft,
        apply: Callable[[Draft], object], *, wide: Sequence[str] = (), editors: Mapping[str, Editor] | None = None,
        button: str = "保存", note: str = "", goes_on: Sequence[str] = (), decided: str = "",
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        known = [_with_kinds(context, field, draft.kind_id) for field in fields]
        own = {field.name: ChoiceEdit(replace(field, required=True)) for field in known if field.name in _ALWAYS}
        super().__init__(
            title, known, lambda values: apply(replace(draft, **_fitting(values, draft))), button=button, note=note,
            values={name: getattr(draft, name) for name in (field.name for field in known)},
            editors={**own, **(editors or {})}, today=lambda: context.book.now().date(),
            sections=_sections(known), wide=wide, goes_on=goes_on, parent=parent,
        )  # fmt: skip
        for editor in self.form.editors.values():
            if isinstance(editor, LongTextEdit):
                editor.text.setFixedHeight(_LOW)
                editor.updateGeometry()  # what was reckoned with the height before is no longer so
        self.form.set_required("target", True)
        if decided:
            self.form.editors["share"].setEnabled(False)
            for told in (self.form.editors["share"], self.form.labels["share"]):
                told.setToolTip(decided)
        self.form.changed.connect(self._follow)
        self.went_on.connect(lambda: self._follow("counted"))
        self._follow("counted")

    def _follow(self, name: str) -> None:
        """What is asked depends on how the item is counted."""
        if name != "counted":
            return
        wanted = asked(_counted(self.form.editors["counted"].draft()))
        for each in _NAMES:
            self.form.editors[each].setVisible(each in wanted)
            self.form.labels[each].setVisible(each in wanted)
        self.fit()


def decided_by_tasks(standing: Standing) -> str:
    """Why the share of an item that stands so cannot be entered; empty where it can."""
    if standing.by is not By.TASKS:
        return ""
    return f"由任务计算：完成 {standing.told}。不用手工填写，请在“任务”中办理"


def asked(counted: str) -> frozenset[str]:
    """The fields that apply to an item counted so."""
    if not counted:
        return frozenset({"counted", "share", "outcome"})
    kind = {"kind_id"} if counted == "meeting" else set()
    return frozenset({"counted", "target", "below", "outcome"} | kind)


_LOW = 84  # pixels of a long text: two of them, and all else, fit the height of the screen
_ALWAYS = ("counted", "below")  # one of the choices is always meant: none of them is blank


def _sections(fields: Sequence[Field]) -> tuple[Section, ...]:
    names = [field.name for field in fields]
    return ("", [name for name in names if name not in _NAMES]), (
        "目标与完成",
        [name for name in names if name in _NAMES],
    )


def _counted(label: str) -> str:
    return next((code for code, name in COUNTED if name == label), "")


def _with_kinds(context: AppContext, field: Field, chosen: int | None) -> Field:
    """The choices of the kind of meeting are rows of the book."""
    if field.name != "kind_id":
        return field
    with context.book.read() as connection:
        offered = tuple((kind.id, kind.name) for kind in kinds(connection) if kind.active or kind.id == chosen)
    return replace(field, choices=offered)


def _fitting(values: Mapping[str, Any], draft: GoalDraft) -> dict[str, Any]:
    """What is entered, without what does not apply; a choice not made is the draft's empty text."""
    blank: dict[str, Any] = {field.name: field.default for field in fields_of(draft)}
    entered = {name: blank[name] if value is None else value for name, value in values.items()}
    wanted = asked(entered["counted"])
    return {name: blank[name] if name in _NAMES and name not in wanted else value for name, value in entered.items()}
