"""The course of tasks and problems: entries of progress that lead to the state a record is in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.core.action import Work
from db.demo.population import TODAY
from db.demo.workdays import is_workday, spread, workdays
from db.problems.fields import CLOSED, LASTING, NOT_STARTED, RECTIFYING, TO_CLOSE
from db.problems.rules import LAST, REQUEST, RETURN, REVIEW, START
from db.progress.models import ProgressEntry
from db.tasks import states
from db.tasks.fields import CANCELLED, DONE, IN_PROGRESS, TO_CONFIRM
from db.tasks.fields import NOT_STARTED as NOT_BEGUN

_BEGUN = ("定下措施：{}。", "开始整改，先做这一件：{}。", "开了碰头会，明确：{}。", "分工到人：{}。")
_GOING = ("这一步已在办：{}。", "接着做：{}。", "推进情况：{}。", "已经着手：{}。")
_REVIEWED = (
    "到现场看过，与所报一致，同意销号。", "问了提意见的人，认可，同意销号。", "佐证材料齐全，同意销号。",
    "随机抽看两处，没有反弹，同意销号。", "与责任单位逐项核对，同意销号。",
)  # fmt: skip
_RETURNED = "照片看不出地点和日期，请补充后再报。"
_CONFIRMED = ("看过结果，可以。", "与要求一致，确认完成。", "已核对，确认。", "现场看过，确认完成。")
_STARTED = ("已安排专人办理。", "开始办理，先摸清情况。", "已分工，明天动手。", "资料找齐，开始办。")
_HANDED_IN = ("已办结，结果报交办人。", "按要求完成，提交确认。", "事情办完，材料放在支部。", "完成，请查看。")


@dataclass(frozen=True, slots=True)
class Told:
    """What the entries of one record tell of: its days, its people, its words."""

    record_id: int
    state: str
    first: date
    closed_on: date | None
    by: str
    reviewer: str
    steps: Sequence[str] = ()  # what was done, clause by clause
    result: str = ""
    percent: int = 0
    evidence: str = ""  # the name of the file brought with the request


class Courses:
    """Collects entries; ``write`` puts them into the book at once."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._rows: list[dict[str, Any]] = []

    def problem(self, told: Told, *, returned: bool = False) -> None:
        """From 启动整改 to the state the problem is in; *returned*: the first request was sent back."""
        if told.state == NOT_STARTED:
            return
        asks = told.state in (TO_CLOSE, CLOSED)
        begun, *more = told.steps
        plan = [(START, RECTIFYING, told.by, self._say(_BEGUN, begun))]
        plan += [("", RECTIFYING, told.by, self._say(_GOING, clause)) for clause in more]
        asked = f"{told.result or '措施已经落实'}，申请销号。"
        if returned:
            plan += [(REQUEST, TO_CLOSE, told.by, asked), (RETURN, RECTIFYING, told.reviewer, _RETURNED)]
            asked = "补拍了照片，写明地点和日期，再次申请销号。"
        if asks:
            plan.append((REQUEST, TO_CLOSE, told.by, asked))
        if told.state == CLOSED:
            plan.append((REVIEW, CLOSED, told.reviewer, self._chance.choice(_REVIEWED)))
        if told.state == LASTING:
            plan.append((LAST, LASTING, told.reviewer, "事情要年年做，转为长期坚持，每季度看一次。"))
        self._enter("problem", told, plan)

    def task(self, told: Told) -> None:
        """From 开始 to the state the task is in."""
        if told.state == NOT_BEGUN:
            return
        plan = [(states.START, IN_PROGRESS, told.by, self._chance.choice(_STARTED))]
        if told.state == IN_PROGRESS and told.result:
            plan.append(("", IN_PROGRESS, told.by, f"{told.result}。"))
        if told.state in (TO_CONFIRM, DONE):
            text = f"{told.result}。" if told.result else self._chance.choice(_HANDED_IN)
            plan.append((states.SUBMIT, TO_CONFIRM, told.by, text))
        if told.state == DONE:
            plan.append((states.CONFIRM, DONE, told.reviewer, self._chance.choice(_CONFIRMED)))
        if told.state == CANCELLED:
            plan.append((states.CANCEL, CANCELLED, told.reviewer, f"{told.result}，取消这项任务。"))
        self._enter("task", told, plan)

    def note(self, table: str, told: Told, on: date, text: str) -> None:
        """One entry that only tells."""
        self._rows.append(self._row(table, told, on, told.by, text, state=told.state))

    def write(self, work: Work) -> list[dict[str, Any]]:
        """The entries, in the order of their days; returns their rows."""
        self._rows.sort(key=lambda row: row["noted_on"])
        work.insert_many(ProgressEntry, self._rows)
        return self._rows

    def _enter(self, table: str, told: Told, plan: Sequence[tuple[str, str, str, str]]) -> None:
        days = _days(told.first, told.closed_on or TODAY, len(plan), closed=told.closed_on is not None)
        for no, (on, (step, state, by, text)) in enumerate(zip(days, plan, strict=True), 1):
            row = self._row(table, told, on, by, text, state=state, step=step)
            if table == "task":
                row["percent"] = _percent(state, told, no, len(plan))
            if step == REQUEST and told.evidence:
                row["files"] = (told.evidence,)
            self._rows.append(row)

    def _row(
        self, table: str, told: Told, on: date, by: str, text: str, *, state: str, step: str = ""
    ) -> dict[str, Any]:
        return {
            "table_name": table, "row_id": told.record_id, "noted_on": on, "by": by, "step": step, "state": state,
            "percent": None, "text": text, "files": (),
        }  # fmt: skip

    def _say(self, phrases: Sequence[str], clause: str) -> str:
        return self._chance.choice(phrases).format(clause)


def _percent(state: str, told: Told, no: int, count: int) -> int | None:
    if state == DONE:
        return 100
    return told.percent if no == count and told.percent else None


def _days(first: date, last: date, count: int, *, closed: bool) -> list[date]:
    """*count* days from *first* to *last* in their order; a record that was *closed* was so on the *last*."""
    able = workdays(first, last) or [last]
    days = spread(able, count)
    if closed:
        days[-1] = last
    return days


def some_workday(first: date, last: date, chance: random.Random) -> date:
    """A working day from *first* to *last*, or the last before *last* where there is none between."""
    able = workdays(first, last)
    while not able:
        last -= timedelta(1)
        able = [last] if is_workday(last) else []
    return chance.choice(able)
