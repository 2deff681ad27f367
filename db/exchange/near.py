"""What may have been meant by a name or a word that does not exist: misspelt, and nothing farther off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from db.core.dates import arabic
from db.core.pinyin import pinyin

_MOST = 3
_COMMON = re.compile(  # what the names of a hundred organizations share
    "中国共产党|中共|党工委|党委|党总支|总支部|总支|党支部|支部|委员会|党小组|小组|街道|社区|镇|乡|村|联合|机关|部"
)
_ORDINAL = re.compile(r"第?(?:[一二三四五六七八九十]+|\d+)")
_KIND = re.compile(r"(党工委|委|总支|支部|小组)(?:员会|部)?$")


def near(text: str, names: Iterable[str]) -> list[str]:
    """Up to three of *names*, the nearest first; none rather than an unrelated one."""
    own, ordinal = _parts(text)
    kind = _kind(text)
    found: list[tuple[tuple[int, bool, bool], str]] = []
    for name in names:
        other, other_ordinal = _parts(name)
        distance = _distance(own, other)
        if distance is not None and (own or ordinal == other_ordinal):
            found.append(((distance, ordinal != other_ordinal, kind != _kind(name)), name))
    found.sort()
    return [name for how_far, name in found if how_far == found[0][0]][:_MOST]


def similar(text: str, allowed: Iterable[str], synonyms: Mapping[str, str]) -> list[str]:
    """Up to three of *allowed*: what sounds the same, else differs by a character, else has most of it in common."""
    choices = tuple(allowed)
    words = {word: word for word in choices} | dict(synonyms)
    same = {words[word] for word in words if _distance(text, word) == 1}
    differing = {word for word in choices if _one_edit(text, word)}
    found = same or differing or {*get_close_matches(text, choices, 1, 0.6)}
    return [word for word in choices if word in found] if len(found) <= _MOST else []


def _parts(name: str) -> tuple[str, str]:
    """What is a name's own – 春和 of 春和社区第一党支部 –, and which of several it is: 1."""
    ordinals = _ORDINAL.findall(name)
    return _COMMON.sub("", _ORDINAL.sub("", name)), arabic(ordinals[-1].removeprefix("第")) if ordinals else ""


def _kind(name: str) -> str:
    found = _KIND.search(name)
    return found[1] if found else ""


def _distance(one: str, other: str) -> int | None:
    """0 the same, 1 sounds the same, 2 a character differs; None for names that are not near."""
    if one == other:
        return 0
    if not one or not other:
        return None
    if len(one) == len(other) and pinyin(one, surname=False) == pinyin(other, surname=False):
        return 1
    return 2 if min(len(one), len(other)) >= 2 and _one_edit(one, other) else None


def _one_edit(one: str, other: str) -> bool:
    """One character added, left out or replaced."""
    short, long = sorted((one, other), key=len)
    at = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) == len(long):
        return short[at + 1 :] == long[at + 1 :]
    return len(long) == len(short) + 1 and short[at:] == long[at + 1 :]
