"""How official papers look: which paragraphs are headings, how a long title is divided."""

from __future__ import annotations

import re
from collections.abc import Collection

from desktop.printing.fonts import Role
from desktop.printing.text import Line, break_lines, width

_NUMERALS = "〇一二三四五六七八九十百"
_LEVELS = (
    (re.compile(f"[{_NUMERALS}]+、"), Role.HEI),
    (re.compile(f"[（(][{_NUMERALS}]+[）)]"), Role.KAI),
)
_LONGEST = 30  # characters; a longer paragraph is a sentence that only begins with a number
_ENDS = "，、；：,;"


def role_of(paragraph: str) -> Role:
    """黑体 for a heading “一、…”, 楷体 for “（一）…” (GB/T 9704-2012 7.3.3), 仿宋 for text.

    A numbered paragraph that is a sentence, by its full stop or its length, is text.
    """
    if len(paragraph) <= _LONGEST and not re.search("[。！？；!?;]", paragraph) and paragraph[-1:] not in _ENDS:
        for number, role in _LEVELS:
            if number.match(paragraph) and number.fullmatch(paragraph) is None:
                return role
    return Role.FANG


def title_lines(head: str, tail: str, size: float, measure: float, whole: Collection[str] = ()) -> list[Line]:
    """The title *head* + *tail* in as few lines as it needs, about equally long; between the two where that
    needs no more lines, and not within one of *whole*."""

    def broken(measure: float) -> list[Line]:
        return break_lines(head + tail, Role.TITLE, size, measure, whole=whole)

    count = len(broken(measure))
    if count == 2 and head and all(width(part, Role.TITLE, size) <= measure for part in (head, tail)):
        return _natural([head, tail], size)
    low, high = measure / 2, measure
    while high - low > size / 4:  # the narrowest measure that needs no further line
        middle = (low + high) / 2
        if len(broken(middle)) > count:
            low = middle
        else:
            high = middle
    return _natural([line.text for line in broken(high)], size)


def _natural(texts: list[str], size: float) -> list[Line]:
    """Lines at their own width, for centring."""
    return [Line(text, 0.0, width(text.rstrip(), Role.TITLE, size), 0.0) for text in texts]
