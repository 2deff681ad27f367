"""Writing a plan: one action that can be undone, all of it or – when asked – the good rows only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from db.core.action import Work
from db.core.book import Book
from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.book_row import BookRow
from db.core.errors import CancelledError, UserError
from db.exchange import meeting_rows, organization_rows, person_rows, summary
from db.exchange.collector import collector_held
from db.exchange.item_rows import ItemRows
from db.exchange.post_rows import PostRows
from db.exchange.problem_rows import ProblemRows
from db.exchange.rows import Action, Plan, Row
from db.exchange.task_rows import TaskRows

_WRITERS: dict[str, Callable[[Work, Sequence[Row], date], Iterator[int]]] = {
    "organizations": organization_rows.write_rows,
    "people": person_rows.write_rows,
    "posts": PostRows.write_rows,
    "meetings": meeting_rows.write_rows,
    "problems": ProblemRows.write_rows,
    "responsibilities": ItemRows.write_rows,
    "tasks": TaskRows.write_rows,
}
_ROOMS = {"posts": "people"}  # whose permission it takes, where it is not the ledger's own name
_SHOWN = 10  # kinds of problems named in the refusal itself


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did: rows of the sheet by what became of them."""

    name: str  # of the action, as the undo menu shows it; empty when there was nothing to write
    new: int = 0
    updated: int = 0
    same: int = 0
    skipped: int = 0
    refused: int = 0


def run_import(
    book: Book,
    plan: Plan,
    *,
    partly: bool = False,
    progress: Progress = untold,
    cancelled: Cancelled = never,
) -> Outcome:
    """Write *plan*. Unless *partly*, a single refused row keeps everything out.

    ``UserError`` when rows are refused or the book has changed since the plan was made; ``CancelledError`` when told
    to stop. Neither leaves anything behind.
    """
    counts = plan.counts()
    if counts[Action.REFUSED] and not partly:
        raise UserError(_refusal(plan))
    rows = [row for row in plan.rows if row.action in (Action.NEW, Action.UPDATE)]
    told = Outcome(
        f"导入{plan.ledger.label}（{len(rows):,} 行）" if rows else "",
        counts[Action.NEW], counts[Action.UPDATE], counts[Action.SAME], counts[Action.SKIP], counts[Action.REFUSED],
    )  # fmt: skip
    if not rows:
        return told
    room = _ROOMS.get(plan.ledger.name, plan.ledger.name)
    with collector_held(), book.action(told.name, f"{room}.edit") as work:
        if work.connection.execute(select(BookRow.head)).scalar_one() != plan.head:
            raise UserError("核对以后账本又有改动，没有导入。请重新核对，再导入。")
        progress(0, len(rows), "写入账本")
        for done in _WRITERS[plan.ledger.name](work, rows, plan.today):
            if cancelled():
                raise CancelledError
            progress(done, len(rows), "写入账本")
    return told


def _refusal(plan: Plan) -> str:
    shown = "\n".join(summary.lines(summary.problems(plan), _SHOWN))
    return f"有 {len(plan.refused)} 行不能导入，整张表都没有写入：\n{shown}\n请改正后再导入，或只导入没有问题的行。"
