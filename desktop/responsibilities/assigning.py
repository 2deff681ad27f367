"""布置任务: items of a list to all organizations that answer for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from db.core.action import Stop
from db.core.fields import Field, Kind
from db.responsibilities.assigning import assign_items
from db.responsibilities.standing import ItemRow, answering
from desktop.app.context import AppContext
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.organizations_edit import OrganizationsEdit
from desktop.widgets.places import Places

_TEXT = 30  # of an item's wording
_MOST_NAMED = 10  # organizations that are named one by one: more do not fit the screen


def ask_assignment(context: AppContext, list_id: int, rows: Sequence[ItemRow], parent: QWidget) -> FormDialog:
    """The open dialog, begun with the organizations that pledge on the list, else its own."""
    places = Places()
    places.read(context.book)
    with context.book.read() as connection:
        ids = tuple(answering(connection, [list_id])[list_id])
    days = [row.draft.due_on for row in rows if row.draft.due_on]
    one = len(rows) == 1
    named = len(ids) <= _MOST_NAMED
    due_on = Field("due_on", "完成期限", Kind.DATE, help="不填则用各条目自己的完成时限")
    fields = (Field("organizations", "布置给", required=True), due_on) if named else (due_on,)

    def apply(entered: dict[str, Any]) -> None:
        chosen, due = entered.get("organizations", ids), entered["due_on"]

        def act(stop: Stop) -> list[int]:
            return assign_items(context.book, rows, chosen, due, stop)

        def done(made: list[int]) -> None:
            context.messages.info(f"已布置 {len(made)} 项任务，每项分给 {len(chosen)} 个组织。")

        context.jobs.change(len(rows) * len(chosen), "布置任务", act, done, owner=parent)

    text = " ".join(rows[0].draft.text.split())
    short = text if len(text) <= _TEXT else f"{text[: _TEXT - 1]}…"
    what = f"“{short}”" if one else f"{len(rows)} 条各一项任务，"
    dialog = FormDialog(
        "布置任务", fields, apply, button="布置",
        note=f"{what}布置给{'下列' if named else f'全部 {len(ids)} 个'}责任组织，每个组织一项子任务。",
        values={"organizations": ids, "due_on": days[0] if one and days else None},
        editors={"organizations": OrganizationsEdit(lambda: places.every(None))} if named else {},
        today=lambda: context.book.now().date(), parent=parent,
    )  # fmt: skip
    dialog.open()
    return dialog
