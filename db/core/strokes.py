"""Names in the order of the strokes of their surnames (按姓氏笔画为序)."""

from __future__ import annotations

from functools import cache

from db.core.pinyin import pinyin
from db.core.resources import resource

_UNKNOWN = "9" * 99  # a character the table lacks goes behind all others


def strokes(character: str) -> int | None:
    """How many strokes a character has; None for what the table lacks."""
    written = _table().get(character)
    return None if written is None else len(written)


def by_strokes(name: str) -> tuple[object, ...]:
    """Sort names by it: the fewer strokes the surname has, the earlier.

    Of surnames with equally many, the first stroke that differs tells, in the order 横竖撇点折. Of one surname, names
    of one character come before names of two, then the given name tells in the same way, character by character;
    pinyin orders what is still equal or not in the table.
    """
    plain = "".join(name.split())
    given = tuple(map(_key, plain[1:]))
    return *_key(plain[:1]), plain[:1], len(given), given, pinyin(plain)[0], plain


def _key(character: str) -> tuple[int, str]:
    written = _table().get(character, _UNKNOWN)
    return len(written), written


@cache
def _table() -> dict[str, str]:
    lines = resource("strokes", "strokes.txt").read_text("utf-8").splitlines()
    return {line[0]: line[1:] for line in lines}
