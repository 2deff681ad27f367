"""Whether this computer's clock can be right: nobody else tells an offline program what day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, func, select

from db.core.journal import ActionRow
from db.home.asked import Asked
from db.rules.queries import Rules

_SLACK = timedelta(minutes=5)  # clocks are set right by this much every day


class Doubt(StrEnum):
    BACK = "back"  # something was recorded later than now
    FORWARD = "forward"  # nothing was recorded for very long: perhaps the clock is ahead


@dataclass(frozen=True, slots=True)
class Clock:
    """``last``: when something was last recorded, by the clock of that day."""

    doubt: Doubt
    last: datetime
    action_id: int
    days: int

    @property
    def told(self) -> str:
        if self.doubt is Doubt.BACK:
            return f"最近一次录入记在 {self.last:%Y-%m-%d %H:%M}，晚于电脑现在的时间，请核对电脑的日期和时间"
        return f"距上次录入（{self.last:%Y-%m-%d}）已有 {self.days} 天，如果不是这样，请核对电脑的日期"


def clock(connection: Connection, asked: Asked, rules: Rules) -> Clock | None:
    """None where nothing speaks against it. The latest moment of the journal tells, not its last action: a clock that
    was put right after running ahead leaves actions of days that have not come yet."""
    last = connection.execute(select(func.max(ActionRow.at))).scalar()
    if last is None:
        return None
    doubt = _doubt(last, asked.now, int(rules.number("clock.gap_days", asked.today)))
    if doubt is None:
        return None
    action = connection.execute(select(ActionRow.id).where(ActionRow.at == last)).scalars().first()
    return Clock(doubt, last, action or 0, abs((asked.today - last.date()).days))


def _doubt(last: datetime, now: datetime, gap_days: int) -> Doubt | None:
    if last > now + _SLACK:
        return Doubt.BACK
    return Doubt.FORWARD if gap_days and (now - last).days > gap_days else None
