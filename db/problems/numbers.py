"""Numbers of problems: ``2022-001`` by the year a problem was found, each given once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, exists, func, select

from db.core.action import Work
from db.core.errors import UserError
from db.core.journal import ActionRow, ChangeRow
from db.problems.models import Problem

_OURS = re.compile(r"([0-9]{4})-0*([0-9]{1,4})")  # longer ones are an office's own
_DASH = re.compile(r"\s*[-‐‑‒–—―−]+\s*")


def canonical(number: str) -> str:
    """*number* as the ledger writes it, however it was typed: of plain width, one of ours with three digits."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", number) if unicodedata.category(sign) != "Cf")
    plain = " ".join(_DASH.sub("-", plain).split())
    ours = _OURS.fullmatch(plain)
    return f"{ours[1]}-{int(ours[2]):03}" if ours else plain


class Numbers:
    """The numbers taken so far: read once, however many problems an action adds."""

    def __init__(self, work: Work) -> None:
        work.session.flush()
        self._connection = work.connection
        self._taken: set[str] = set()
        self._last: dict[int, int] = {}  # by year
        self._gone_too = False
        for number in work.connection.execute(select(Problem.number)).scalars():
            self._take(number)

    def give(self, number: str, found_on: date) -> str:
        """*number*, or the next of that year where it is empty; ``UserError`` when it is taken."""
        number = canonical(number) or self._next(found_on.year)
        if number in self._taken:
            raise UserError(f"编号“{number}”已被另一个问题使用。请换一个，或留空自动编号。", {"number": "已被使用"})
        self._take(number)
        return number

    def _next(self, year: int) -> str:
        """The one after the highest given so far, to a problem that was deleted since as well."""
        if not self._gone_too:
            self._gone_too = True
            for number in _of_deleted(self._connection):
                self._count(number)
        no = self._last.get(year, 0) + 1
        while (number := f"{year}-{no:03}") in self._taken:
            no += 1
        return number

    def _take(self, number: str) -> None:
        number = canonical(number)
        self._taken.add(number)
        self._count(number)

    def _count(self, number: str) -> None:
        if ours := _OURS.fullmatch(number):
            year, no = int(ours[1]), int(ours[2])
            self._last[year] = max(no, self._last.get(year, 0))


def _of_deleted(connection: Connection) -> Iterator[str]:
    """The numbers of problems that were deleted. What an undo took back was never given."""
    own = ChangeRow.table_name == Problem.__tablename__
    gone = select(ChangeRow.row_id).where(own, ~exists().where(Problem.id == ChangeRow.row_id))
    numbers = (
        select(func.json_extract(ChangeRow.before, "$.number"))
        .join(ActionRow, ActionRow.id == ChangeRow.action_id)
        .where(own, ChangeRow.row_id.in_(gone), ChangeRow.op == "-", ActionRow.kind != "undo")
    )
    for number in connection.execute(numbers).scalars():
        yield canonical(number or "")
