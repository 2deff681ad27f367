"""Reading tasks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from db.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Origin:
    """The record a task comes from, and the row of it that it stands for."""

    table: str
    record_id: int
    part: int | None


def origin_of(connection: Connection, task_id: int) -> Origin | None:
    """Where a task comes from; None when it was entered by hand or is gone. The source's own room words it."""
    row = connection.execute(
        select(Task.source_table, Task.source_id, Task.source_part).where(
            Task.id == task_id, Task.source_table.is_not(None)
        )
    ).first()
    return None if row is None else Origin(str(row.source_table), int(row.source_id or 0), row.source_part)
