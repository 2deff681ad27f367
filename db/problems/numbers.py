"""Numbers of problems: ``2022-001`` by the year a problem was found, each given once."""

from __future__ import annotations

import re
from datetime import date

from sqlalchemy import select

from db.core.action import Work
from db.core.errors import UserError
from db.problems.models import Problem

_OURS = re.compile(r"(\d{4})-(\d{1,9})")


class Numbers:
    """The numbers taken so far: read once, however many problems an action adds."""

    def __init__(self, work: Work) -> None:
        work.session.flush()
        self._taken: set[str] = set()
        self._last: dict[int, int] = {}  # by year
        for number in work.connection.execute(select(Problem.number)).scalars():
            self._take(number)

    def give(self, number: str, found_on: date) -> str:
        """*number*, or the next of that year where it is empty; ``UserError`` when it is taken."""
        number = number.strip()
        if number in self._taken:
            raise UserError(f"编号“{number}”已被另一个问题使用。请换一个，或留空自动编号。", {"number": "已被使用"})
        if not number:
            number = f"{found_on.year}-{self._last.get(found_on.year, 0) + 1:03}"
        self._take(number)
        return number

    def _take(self, number: str) -> None:
        if not number:
            return
        self._taken.add(number)
        if ours := _OURS.fullmatch(number):
            year, no = int(ours[1]), int(ours[2])
            self._last[year] = max(no, self._last.get(year, 0))
