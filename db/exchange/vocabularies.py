"""Whether the words in a column of a sheet are those a column of the ledger takes."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from db.core.resources import resource
from db.exchange import cells
from db.exchange.cells import BadCellError
from db.exchange.ledgers import Column, Ledger

LOOKED_AT = 300  # rows of a sheet that tell what a column holds
_FOREIGN, _OWN = 0.2, 0.8  # shares of the cells filled: fewer do not fit, more do


def words_in(rows: Iterable[tuple[int, list[Any]]], index: int) -> Counter[str]:
    """The texts of a column in the first rows and how often; strokes and errors say nothing."""
    found: Counter[str] = Counter()
    for (_, row), _ in zip(rows, range(LOOKED_AT), strict=False):
        try:
            text = cells.line_of(row[index]) if index < len(row) else ""
        except BadCellError:
            continue
        if not cells.says_nothing(text):
            found[text] += 1
    return found


def better(ledger: Ledger, name: str, words: Counter[str]) -> Column | None:
    """The one column whose choices *words* are, when they are not those of column *name*."""
    if not words or not _allowed(ledger.column(name)) or _share(ledger.column(name), words) > _FOREIGN:
        return None
    fitting = [one for one in ledger.columns if one.name != name and _share(one, words) >= _OWN]
    return fitting[0] if len(fitting) == 1 else None


def takes(column: Column, text: str) -> bool:
    """Whether *text* is among the choices of *column*, by whatever name."""
    allowed, known = _allowed(column), synonyms(column.synonyms)
    parts = cells.parts_of(text)
    return bool(parts) and all(cells.known_choice(part, allowed, known) is not None for part in parts)


def _share(column: Column, words: Counter[str]) -> float:
    """How many of *words* the column takes, 0 … 1; none when it takes any text."""
    if not _allowed(column):
        return 0.0
    return sum(number for word, number in words.items() if takes(column, word)) / words.total()


def _allowed(column: Column) -> tuple[str, ...]:
    return tuple(label for _, label in column.field.choices)


@cache
def synonyms(name: str) -> Mapping[str, str]:
    """What sheets call the choices of a column, from ``synonyms.toml``; the peoples of GB/T 3304 without 族 too."""
    found: dict[str, str] = dict(_synonyms().get(name, {}))
    if name == "ethnic":
        from db.core.vocabulary import ethnic_groups

        found |= {group.removesuffix("族"): group for group in ethnic_groups()}
    return found


@cache
def loose(name: str) -> frozenset[str]:
    """Synonyms that say less than the choice of the column they stand for."""
    return frozenset(_synonyms()["loose"].get(name, ()))


@cache
def _synonyms() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resource("rules", "synonyms.toml").read_text(encoding="utf-8"))
