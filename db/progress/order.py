"""The order in which things are told: nothing of a day to come, nothing before the step before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from db.core.action import Work
from db.core.errors import UserError
from db.progress.draft import ProgressDraft
from db.progress.models import ProgressEntry

_BATCH = 500


def refuse_to_come(draft: ProgressDraft, today: date) -> None:
    if draft.noted_on is not None and draft.noted_on > today:
        raise UserError(f"日期 {draft.noted_on} 还没有到，请填今天或以前的日期。", {"noted_on": "还没有到"})


def refuse_before_steps(
    work: Work, table: str, record_ids: Sequence[int], draft: ProgressDraft, what: str = "上一步的日期"
) -> None:
    """*draft* is of no day before a step that one of the records took already."""
    for start in range(0, len(record_ids), _BATCH):
        last = work.session.execute(
            select(func.max(ProgressEntry.noted_on)).where(
                ProgressEntry.table_name == table, ProgressEntry.row_id.in_(record_ids[start : start + _BATCH]),
                ProgressEntry.step != "",
            )
        ).scalar()  # fmt: skip
        if last is not None and draft.noted_on is not None and draft.noted_on < last:
            raise UserError(f"日期早于{what} {last}，请填这一天或以后的日期。", {"noted_on": f"早于{what}"})
