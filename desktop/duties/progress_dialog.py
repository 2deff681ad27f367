"""Entering progress, or a step with what is said of it: day, who, how far, text, evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from db.core.fields import Field
from db.progress.draft import Evidence, ProgressDraft
from db.progress.fields import FIELDS
from desktop.app.context import AppContext
from desktop.duties.files_editor import FilesEditor
from desktop.widgets.form_dialog import FormDialog

Apply = Callable[[ProgressDraft, Sequence[Evidence]], object]
_FILES = Field("files", "佐证材料", help="照片、文件等，保存在这条记录的附件里")


@dataclass(frozen=True, slots=True)
class Asked:
    """How the dialog words a step. ``text``: the label of its text, ``by``: of who does it; ``note`` stands above.
    ``by_user``: whoever uses the program may be the one."""

    title: str
    button: str = "保存"
    note: str = ""
    text: str = "进展情况"
    text_required: bool = False
    by: str = "填报人"
    by_user: bool = True
    percent: bool = False
    files: bool = True


ENTRY = Asked("填写进展", text_required=True, percent=True)


def ask_progress(
    context: AppContext, asked: Asked, percent: int | None, apply: Apply, parent: QWidget, count: int = 1,
    done: Callable[[], object] = lambda: None,
) -> FormDialog:  # fmt: skip
    """The open dialog; *apply* changes *count* records, and what it refuses is shown in the dialog; then *done*."""

    def enter(entered: dict[str, Any]) -> None:
        files = entered.pop("files", ())
        draft = ProgressDraft(**entered)
        context.jobs.change(
            count, asked.title, lambda _stop: apply(draft, files), lambda _applied: done(), owner=parent
        )

    def today() -> date:
        return context.book.now().date()

    dialog = FormDialog(
        asked.title, _fields(asked), enter, button=asked.button, note=asked.note,
        values={"noted_on": today(), "by": context.book.actor.name if asked.by_user else "", "percent": percent},
        editors={"files": FilesEditor()} if asked.files else {}, today=today, parent=parent,
    )  # fmt: skip
    dialog.form.editors["text" if asked.by_user else "by"].setFocus()
    dialog.open()
    return dialog


def _fields(asked: Asked) -> list[Field]:
    by_name = {field.name: field for field in FIELDS}
    found = [by_name["noted_on"], replace(by_name["by"], label=asked.by)]
    if asked.percent:
        found.append(by_name["percent"])
    found.append(replace(by_name["text"], label=asked.text, required=asked.text_required))
    return [*found, _FILES] if asked.files else found
