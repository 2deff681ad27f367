"""A long phrase found by its rarest part.

The index steps through every text that holds all characters of a phrase, and of a sentence each is common. So the part
whose characters are rarest is asked for first, and the few texts that hold it are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from sqlalchemy import Connection, Table, select

from db.core.search import ids_found, searched
from db.core.segment import Words, fold, query_words

_LONG, _PART = 5, 3  # tokens of a phrase worth the trouble; of its part
_FEW = 300  # texts that are read; where more hold the part, the index is as quick

# What minutes consist of, the commonest first. A guess that is wrong costs time and nothing else.
_COMMON = (
    "同志会的一党员议在日人有上不工作了学支部到社区大和要民第名说本下月报事群问为居期题年记两中三组来织前成动出个领"
    "次情行公习位开时定提以家对地走后看主街道也现都自己没生点见理面实就物关面认通讲住访材料入户管方制过明等务活用"
    "里得多发能难做办把小是从好老进法间这分可表结合交安安全经反映集体心思想天心其当他件建加各项项由指与系长书先意"
    "政规它条我们重新向十二四五六七八九一"
)
_RANK = {char: rank for rank, char in reversed(list(enumerate(_COMMON)))}
_NO_RANK = len(_COMMON)


def find_long(connection: Connection, of: Table, typed: str, limit: int) -> list[int] | None:
    """The newest *limit* ids that hold the phrase *typed*; None where this is not the way to find it."""
    words = query_words(typed)
    if len(words) != 1 or len(words[0]) < _LONG:
        return None
    candidates = ids_found(connection, of, "·".join(_rarest(words[0])), _FEW)
    if len(candidates) == _FEW:
        return None
    sought = Words(typed)
    columns = [of.c[name] for name in searched(of)]
    rows = connection.execute(select(of.c.id, *columns).where(of.c.id.in_(candidates)))
    held = {row[0] for row in rows if any(_holds(sought, text) for text in row[1:])}
    return list(islice((row_id for row_id in candidates if row_id in held), limit))


def _rarest(tokens: Sequence[str]) -> Sequence[str]:
    parts = [tokens[at : at + _PART] for at in range(len(tokens) - _PART + 1)]
    return max(parts, key=lambda part: sum(_RANK.get(token, _NO_RANK) for token in part))


def _holds(sought: Words, text: str) -> bool:
    return any(True for read in (text, fold(text)) for _span in sought.spans(read))
