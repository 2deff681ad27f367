"""From a table and a mapping to a plan: what each row would do, checked by the rules the forms have."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Given
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.book_row import BookRow
from db.core.errors import UserError
from db.exchange import mapping as mappings
from db.exchange import meeting_rows, organization_rows, person_rows
from db.exchange.collector import collector_held
from db.exchange.headings import Table
from db.exchange.item_rows import ItemRows
from db.exchange.ledgers import Ledger
from db.exchange.mapping import Mapping
from db.exchange.post_rows import PostRows
from db.exchange.problem_rows import ProblemRows
from db.exchange.rows import Plan, Planning, Row
from db.exchange.task_rows import TaskRows

_PLANNERS: dict[str, Callable[[Planning], None]] = {
    "organizations": organization_rows.plan_rows,
    "people": person_rows.plan_rows,
    "posts": PostRows.plan_rows,
    "meetings": meeting_rows.plan_rows,
    "problems": ProblemRows.plan_rows,
    "responsibilities": ItemRows.plan_rows,
    "tasks": TaskRows.plan_rows,
}


def plan(
    connection: Connection,
    ledger: Ledger,
    table: Table,
    mapping: Mapping,
    *,
    duplicates: str = "update",
    today: date,
    given: Given[str, Any] | None = None,
    progress: Progress = untold,
    cancelled: Cancelled = never,
) -> Plan:
    """Check every row of *table*; writes nothing.

    *given*: cells that hold for all rows, by column of the ledger: which list the items are of.
    *duplicates*: what to do with a record the book has already, ``update`` or ``skip``. An empty cell never erases.
    ``UserError`` when a column no record can do without is missing; ``CancelledError`` when told to stop.
    """
    absent = mappings.missing(ledger, mapping, given or ())
    if absent:
        labels = "”“".join(column.heading for column in absent)
        raise UserError(f"表格里没有“{labels}”这一列，不能导入{ledger.label}。请指明哪一列是它。")
    if not table.rows:
        raise UserError(f"工作表“{table.sheet}”的标题下面没有数据。")
    head = connection.execute(select(BookRow.head)).scalar_one()
    with collector_held():
        rows = [Row(number, cells) for number, cells in table.rows]
        made = Plan(ledger, table, mapping, duplicates, today, head, rows, given or {})
        _PLANNERS[ledger.name](Planning(connection, made, progress, cancelled))
    progress(1000, 1000, "核对完成")
    return made
