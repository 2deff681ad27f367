"""The ledger of problems: what was found, who puts it right, and how far that has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from db.core.action import Work
from db.demo.cast import Cast, day, read
from db.demo.courses import Courses, Told
from db.demo.organizations import Place
from db.demo.workdays import next_workday
from db.problems.fields import CLOSED, RECTIFYING
from db.problems.models import Problem

_GOALS = {
    "民生实事": "居民认可，一个月内不反弹。", "基层治理": "理清责任，形成办法，长期有人管。",
    "安全稳定": "隐患清零，复查不反弹。", "组织建设": "按规定补齐，今后当月当清。",
    "理论学习": "学习有记录，用到工作里。", "阵地建设": "每天开放，有人管理。", "为民服务": "一次办好，件件有回音。",
    "作风建设": "改到办事的人满意。", "非公党建": "活动正常，记录齐全。",
}  # fmt: skip


@dataclass(slots=True, eq=False)
class Found:
    """A problem being made. ``merged``: how the text of the problem begins that it is one with."""

    source: str
    place: Place
    category: str
    text: str
    measures: str
    result: str
    hard: bool
    state: str
    found_on: date
    due_on: date | None
    closed_on: date | None
    merged: str = ""
    number: str = ""
    id: int = 0


class Ledger:
    """Problems under their numbers, with their course."""

    def __init__(self, work: Work, cast: Cast, courses: Courses) -> None:
        self._work, self._cast, self._courses = work, cast, courses
        self._written: list[Found] = []

    def write(self, found: Iterable[Found]) -> None:
        """Number and write problems; each then has its id. What is merged comes after what it is one with."""
        years: Counter[int] = Counter()
        ordered = sorted(found, key=lambda one: (one.found_on, one.source, one.text))
        for one in ordered:
            years[one.found_on.year] += 1
            one.number = f"{one.found_on.year}-{years[one.found_on.year]:03}"
        for part in ([one for one in ordered if not one.merged], [one for one in ordered if one.merged]):
            rows = [self._row(one, turn) for turn, one in enumerate(part)]
            for one, row_id in zip(part, self._work.insert_many(Problem, rows), strict=True):
                one.id = row_id
                self._written.append(one)
            for turn, (one, row) in enumerate(zip(part, rows, strict=True)):
                self._tell(one, row, turn)

    def known(self, beginning: str) -> Found:
        """The problem whose text begins so."""
        return next(one for one in self._written if one.text.startswith(beginning))

    def _row(self, one: Found, turn: int) -> dict[str, Any]:
        on = one.closed_on or one.found_on
        head = self._cast.head(one.place, on).name
        leader = self._cast.leader(turn, on).name
        if leader == head:
            leader = self._cast.another(self._cast.root, on, (head,)).name
        return {
            "number": one.number, "source": one.source, "found_on": one.found_on, "category": one.category,
            "text": f"{one.text}。", "goal": _GOALS[one.category], "measures": f"{one.measures}。",
            "organization_id": one.place.id, "leader": leader, "responsible": head, "due_on": one.due_on,
            "hard": one.hard, "state": one.state, "closed_on": one.closed_on,
            "result": f"{one.result}。" if one.result else "", "note": "",
            "merged_into_id": self.known(one.merged).id if one.merged else None,
        }  # fmt: skip

    def _tell(self, one: Found, row: dict[str, Any], turn: int) -> None:
        first = next_workday(one.found_on + timedelta(1))
        told = Told(
            one.id, one.state, first, one.closed_on, row["responsible"], row["leader"], one.measures.split("；"),
            one.result, evidence=f"{one.number}整改后.png",
        )  # fmt: skip
        if one.merged:  # its history is told where it is one with
            told = Told(row["merged_into_id"], RECTIFYING, first, None, row["responsible"], "")
            self._courses.note("problem", told, first, f"【{one.number}】与本问题是同一件事，合并办理。")
        else:
            self._courses.problem(told, returned=one.state == CLOSED and turn % 9 == 4)


def entered(cast: Cast) -> list[Found]:
    """The problems that no inspection found."""
    found = []
    for row in read("problems"):
        found_on = day(row["found"])
        assert found_on is not None
        found.append(Found(
            row["source"], cast.place(row["unit"]), row["category"], row["text"], row["measures"], row["result"],
            bool(row["hard"]), row["state"], found_on, day(row["due"]), day(row["closed"]), row["merged"],
        ))  # fmt: skip
    return found
