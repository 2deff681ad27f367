"""What is wrong with a sheet, told in a few lines: the same thing in a thousand rows is one thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from db.exchange.rows import Plan

_NAMED = 3  # rows named, and wordings told one by one
_OWN_WORDS = re.compile(r"“[^”]*”|[（(][^）)]*[)）]|\d[\d.\-]*")  # what a reason takes from its cell


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of which the same is to be said. ``label``: heading of the column, empty for the row as a whole."""

    label: str
    text: str
    numbers: tuple[int, ...]  # of the rows in the sheet
    varied: bool = False  # ``text`` is that of the first row, the others differ in what their cells hold

    def __str__(self) -> str:
        rows = "、".join(map(str, self.numbers[:_NAMED]))
        count = f"等 {len(self.numbers):,} 行" if len(self.numbers) > _NAMED else ""
        first = f"（内容各行不同，这是第 {self.numbers[0]} 行的）" if self.varied else ""
        return f"第 {rows} 行{count}{' ' + self.label if self.label else ''}：{self.text}{first}"


def problems(plan: Plan) -> list[Group]:
    """The problems of the refused rows by column and reason, in the order of the sheet."""
    return _grouped((row.number, plan.label(name), text) for row in plan.refused for name, text in row.problems.items())


def remarks(plan: Plan) -> list[Group]:
    """What was assumed in the rows that will be written."""
    return _grouped((row.number, "", text) for row in plan.rows if row.remarked for text in row.warnings)


def lines(groups: list[Group], most: int) -> Iterator[str]:
    """The first *most* groups, a line each, and how many more there are."""
    yield from map(str, groups[:most])
    if len(groups) > most:
        yield f"……另有 {len(groups) - most:,} 种"


def _grouped(told: Iterable[tuple[int, str, str]]) -> list[Group]:
    """Same words make a group; so do words that differ only in what the cells hold, when they are many."""
    same: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, label, text in told:
        same[label, text].append(number)
    alike: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(dict)
    for (label, text), rows in same.items():
        alike[label, _OWN_WORDS.sub("…", text)][text] = rows
    found = []
    for (label, _), wordings in alike.items():
        if len(wordings) > _NAMED:
            numbers = sorted({number for rows in wordings.values() for number in rows})
            found.append(Group(label, next(iter(wordings)), tuple(numbers), varied=True))
        else:
            found += [Group(label, text, tuple(rows)) for text, rows in wordings.items()]
    return sorted(found, key=lambda group: group.numbers[0])
