"""Entering an item of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from db.responsibilities.actions import add_item, save_item
from db.responsibilities.draft import ItemDraft
from db.responsibilities.fields import ITEM_FIELDS
from db.responsibilities.queries import categories_of, get_item
from db.responsibilities.standing import ItemRow
from desktop.app.context import AppContext
from desktop.duties.goal_dialog import GoalDialog, decided_by_tasks

_WIDE = ("text", "standard", "outcome")


def ask_item(
    context: AppContext, list_id: int, row: ItemRow | None, parent: QWidget, *, category: str = "",
    saved: Callable[[int], object] = lambda _id: None,
) -> GoalDialog:  # fmt: skip
    """The open dialog; *saved* hears of the id of a new item."""
    book, item_id = context.book, None if row is None else row.id
    with book.read() as connection:
        draft = get_item(connection, item_id) if item_id is not None else ItemDraft(category=category)
        known = categories_of(connection, list_id)

    def apply(entered: ItemDraft) -> None:
        if item_id is None:
            saved(context.jobs.now(lambda: add_item(book, list_id, entered)))
        else:
            context.jobs.now(lambda: save_item(book, item_id, entered))

    dialog = GoalDialog(
        context, "添加清单条目" if item_id is None else "修改清单条目", ITEM_FIELDS, draft, apply, wide=_WIDE,
        goes_on=("category",) if row is None else (), decided=decided_by_tasks(row.standing) if row else "",
        parent=parent,
    )  # fmt: skip
    _propose(dialog.form.editors["category"].input, known)
    if draft.category:
        dialog.form.editors["text"].setFocus()
    dialog.open()
    return dialog


def _propose(line: QWidget, words: Sequence[str]) -> None:
    """Categories the list has already, beside what is typed."""
    assert isinstance(line, QLineEdit)
    proposed = QCompleter(list(words), line)
    proposed.setFilterMode(Qt.MatchFlag.MatchContains)
    proposed.popup().setObjectName("popup")  # the theme's border
    line.setCompleter(proposed)
