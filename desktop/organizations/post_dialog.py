"""Giving a seat on a leading body, correcting one, ending one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from db.core.fields import Field
from db.core.vocabulary import post_rank
from db.organizations.queries import Node
from db.people.actions import save_post
from db.people.bodies import LEADING_BODY, Seat, titles_of
from db.people.draft import PostDraft
from db.people.fields import POST_FIELDS
from desktop.app.context import AppContext
from desktop.widgets.choice_editor import ChoiceEdit
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.people_of_book import finder
from desktop.widgets.pickers import Choice, PersonPicker

Today = Callable[[], date]
_BY_NAME = {field.name: field for field in POST_FIELDS}


class TitleEdit(ChoiceEdit):
    """The titles of one body."""

    def offer(self, titles: Sequence[str]) -> None:
        """Choose among *titles* from now on; a title both bodies have stays."""
        old = self.combo.currentData()
        self.combo.clear()
        self.add_choices((title, title) for title in titles)
        self.set_value(old)


def appoint(context: AppContext, node: Node, day: date, today: Today, parent: QWidget) -> FormDialog:
    """任职: a new seat in *node*, from *day* unless another is entered."""
    values = {"body": LEADING_BODY, "starts_on": day}
    dialog = _dialog(context, f"任职 · {node.name}", node.id, None, values, today, parent)
    dialog.form.editors["person_id"].setFocus()
    return dialog


def correct(context: AppContext, seat: Seat, today: Today, parent: QWidget) -> FormDialog:
    """修改: everything about *seat*, for what was entered wrongly."""
    values = {name: getattr(seat, name) for name in _BY_NAME}
    values["person_id"] = Choice(seat.person_id, seat.person)
    return _dialog(context, "修改任职", seat.organization_id, seat.id, values, today, parent)


def dismiss(context: AppContext, seat: Seat, day: date, today: Today, parent: QWidget) -> FormDialog:
    """免职: the last day of *seat* and why it ended."""
    last = replace(_BY_NAME["ends_on"], required=True)

    def apply(values: dict[str, Any]) -> None:
        kept = {field.name: getattr(seat, field.name) for field in fields(PostDraft)}
        draft = PostDraft(**(kept | values))
        context.jobs.now(lambda: save_post(context.book, draft, seat.id))

    return FormDialog(
        "免职", (last, _BY_NAME["reason"]), apply, button="免职", today=today, parent=parent,
        note=f"{seat.person} · {seat.body}{seat.title}，{seat.starts_on} 任职。免职日期是在任的最后一天。",
        values={"ends_on": max(day, seat.starts_on), "reason": seat.reason},
    )  # fmt: skip


def _dialog(
    context: AppContext, heading: str, organization: int, post: int | None, values: dict[str, Any], today: Today,
    parent: QWidget,
) -> FormDialog:  # fmt: skip
    title = TitleEdit(_BY_NAME["title"])
    title.offer(titles_of(values["body"]))

    def apply(entered: dict[str, Any]) -> None:
        rank = post_rank(entered["body"], entered["title"])
        draft = PostDraft(organization_id=organization, rank=rank, **entered)
        context.jobs.now(lambda: save_post(context.book, draft, post))

    shown: Sequence[Field] = POST_FIELDS if post is not None else [f for f in POST_FIELDS if f.name != "ends_on"]
    dialog = FormDialog(
        heading, shown, apply, button="保存" if post is not None else "任职", values=values, today=today,
        editors={"person_id": PersonPicker(finder(context.book)), "title": title}, parent=parent,
    )  # fmt: skip
    body = dialog.form.editors["body"]
    body.changed.connect(lambda: title.offer(titles_of(body.value())))
    return dialog
