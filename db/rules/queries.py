"""Asking what a rule says on a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from sqlalchemy import Connection, select

from db.rules import defaults
from db.rules.defaults import Definition, Value
from db.rules.models import Rule


class Rules:
    """Every rule as it holds on any day, read once. An office's own value precedes the program's of the same day."""

    def __init__(self, own: Mapping[str, Sequence[Value]]) -> None:
        self._values = {
            code: _in_order((*definition.values, *own.get(code, ())))
            for code, definition in defaults.definitions().items()
        }

    def values(self, code: str) -> list[Value]:
        """What a rule said and says, oldest first."""
        return self._values[code]

    def on(self, code: str, day: date) -> Value:
        """What the rule says on *day*; before its first day, what it said first."""
        values = self._values[code]
        return values[max(0, bisect_right(values, day, key=lambda value: value.holds_from) - 1)]

    def share(self, code: str, day: date) -> Fraction:
        return defaults.share(self.on(code, day).value)

    number = share  # numbers are exact too: 0.5 学时 stays a half

    def switched_on(self, code: str, day: date) -> bool:
        return self.on(code, day).value == "1"

    def words(self, code: str, day: date) -> tuple[str, ...]:
        return defaults.words(self.on(code, day).value)

    def text(self, code: str, day: date) -> str:
        return self.on(code, day).value


def _in_order(values: Iterable[Value]) -> list[Value]:
    """Oldest first; of two of one day the later, the office's own."""
    by_day = {value.holds_from: value for value in values}
    return [by_day[day] for day in sorted(by_day)]


def read_rules(connection: Connection) -> Rules:
    """The rules as the book and the program have them."""
    own: dict[str, list[Value]] = {}
    for row in connection.execute(select(Rule.code, Rule.holds_from, Rule.value, Rule.source)):
        own.setdefault(row.code, []).append(Value(row.holds_from, row.value, row.source, own=True))
    return Rules(own)


def code_of(connection: Connection, row_id: int) -> str | None:
    """Which rule the office's value of that row is one of."""
    return connection.execute(select(Rule.code).where(Rule.id == row_id)).scalar()


def every_rule() -> list[Definition]:
    return list(defaults.definitions().values())
