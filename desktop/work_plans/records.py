"""What stands behind an item's figure, a click away: the records counted, and its tasks."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu

from db.goals.records import counted_records
from db.work_plans.standing import ItemRow
from desktop.app.context import AppContext

_MOST = 30  # lines a menu still shows


def add_records(menu: QMenu, context: AppContext, row: ItemRow) -> None:
    """Put a menu of the records that *row* counts, and one of its tasks, into *menu*."""
    if records := row.standing.records:
        with context.book.read() as connection:
            found = counted_records(connection, row.draft.counted, dict(list(records.items())[-_MOST:]))
        below = menu.addMenu(f"计入的记录（{len(records)}）")
        for record in reversed(found):
            below.addAction(
                f"{record.day} {record.title}",
                lambda record=record: context.bus.record_requested.emit(record.table, record.id),
            )
    if row.tasks:
        below = menu.addMenu(f"由它布置的任务（{len(row.tasks)}）")
        for task in row.tasks[:_MOST]:
            below.addAction(
                f"{task.title}（{task.state}）", lambda id=task.id: context.bus.record_requested.emit("task", id)
            )
