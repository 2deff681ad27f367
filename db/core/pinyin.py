"""Pinyin of names for the search columns: full and initials, without tones or separators.

Readings come from a table made beforehand (``resources/pinyin``): loading a dictionary library would cost a third
of a second at start-up and read 单, 仇 or 区 wrongly as surnames.
"""

from __future__ import annotations

import json
import unicodedata
from functools import cache

from db.core.resources import resource

_LONGEST_SURNAME = 2


def pinyin(name: str, *, surname: bool = True) -> tuple[str, str]:
    """``(full, initials)`` in lower case, ü as v: 张喆 → ``("zhangzhe", "zz")``.

    With *surname* the head of the text is read as a family name (单 shan, 尉迟 yuchi); switch it off for organizations
    and places. ASCII letters and digits stay whole in both. Everything else — punctuation, the dot in
    古丽·买买提, characters without a known reading — is left out of both.
    """
    text = unicodedata.normalize("NFKC", name).strip().lower()
    syllables = _surname(text) if surname else []
    readings = _readings()
    rest = text[len(syllables) :]
    try:
        syllables += map(readings.__getitem__, rest)  # nothing but characters with a reading, as nearly always
    except KeyError:
        del syllables[len(text) - len(rest) :]
        for char in rest:
            if char.isascii():
                syllables.append(char if char.isalnum() else "")
            else:
                syllables.append(readings.get(char, ""))
    return "".join(syllables), "".join(syllable[:1] for syllable in syllables)


def _surname(text: str) -> list[str]:
    """Syllables of the family name that *text* begins with, one per character; empty when no special one."""
    table = _surnames()
    for length in range(_LONGEST_SURNAME, 0, -1):
        found = table.get(text[:length])
        if found:
            return found.split(" ")
    return []


@cache
def _readings() -> dict[str, str]:
    grouped: dict[str, str] = json.loads(resource("pinyin", "pinyin.json").read_text("utf-8"))
    return {char: syllable for syllable, chars in grouped.items() for char in chars}


@cache
def _surnames() -> dict[str, str]:
    table: dict[str, str] = json.loads(resource("pinyin", "surnames.json").read_text("utf-8"))
    return table
