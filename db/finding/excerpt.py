"""Where what was typed stands in a text, for showing it: marked characters and the piece around the first of them."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from re import Match, Pattern

from db.core.segment import fold, query_words, word_pattern

_BEFORE, _ROOM = 12, 44  # characters of a piece before the match, and in all
_MOST_MARKED = 60  # a longer match is cut, so that a pasted paragraph does not become the whole list

Marks = tuple[tuple[int, int], ...]  # first character and length of each stretch to mark


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text; ``marks`` count from its own beginning."""

    text: str
    marks: Marks


@dataclass(frozen=True)
class Sought:
    """What was typed, ready to be found in texts as the index finds it: whole tokens, punctuation passed over."""

    typed: str

    @cached_property
    def _pattern(self) -> Pattern[str] | None:
        return word_pattern(query_words(self.typed))

    @cached_property
    def literal(self) -> str:
        """What was typed where it holds signs the index does not know (“3.5”, “《简史》”); empty otherwise."""
        plain = fold(self.typed).strip()
        return plain if "".join(map("".join, query_words(plain))) != "".join(plain.split()) else ""

    def marks(self, text: str) -> Marks:
        """Every stretch of *text* (a line, not a page) that was sought."""
        return tuple((first, last - first) for first, last in self._spans(text))

    def excerpt(self, text: str) -> Excerpt | None:
        """The piece of *text* around the first match; None where nothing of it was sought."""
        folded = fold(text)
        found = self._first(folded)
        if found is None:
            return None
        first = _place(text, folded, found.start())
        begin = max(first - _BEFORE, 0)
        while begin < first and begin and _within_word(text, begin):
            begin += 1
        matched = min(found.end() - found.start(), _MOST_MARKED)
        end = min(max(begin + _ROOM, first + matched + _BEFORE), len(text))
        while end < len(text) and _within_word(text, end):
            end += 1
        piece = "".join(" " if char.isspace() else char for char in text[begin:end])
        head = "…" if begin else ""
        marks = tuple((at + len(head), length) for at, length in self.marks(piece))
        return Excerpt(head + piece + ("…" if end < len(text) else ""), marks)

    def _first(self, folded: str) -> Match[str] | None:
        return None if self._pattern is None else self._pattern.search(folded)

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        if self._pattern is None:
            return
        folded = fold(text)
        places = range(len(text) + 1) if len(folded) == len(text) else _places(text)
        if len(folded) != len(text):
            folded = "".join(map(fold, _clusters(text)))
        for found in self._pattern.finditer(folded):
            first = bisect_left(places, places[bisect_right(places, found.start()) - 1])
            yield first, min(bisect_right(places, found.end() - 1), len(text))


def _place(text: str, folded: str, at: int) -> int:
    """The place in *text* of what stands at *at* once folded: folding may lengthen or shorten what is before it."""
    if len(folded) == len(text):
        return at
    return bisect_right(range(len(text) + 1), at, key=lambda end: len(fold(text[:end]))) - 1


def _places(text: str) -> list[int]:
    """For each character of *text* and its end, where it begins once folded."""
    places, at = [], 0
    for cluster in _clusters(text):
        places += [at] * len(cluster)
        at += len(fold(cluster))
    return [*places, at]


def _clusters(text: str) -> list[str]:
    """Characters with the combining marks that fold into them."""
    clusters: list[str] = []
    for char in text:
        if clusters and unicodedata.combining(char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _within_word(text: str, at: int) -> bool:
    """A Latin word or a number goes on across *at*: cutting there would show another one."""
    return all(char.isascii() and char.isalnum() for char in text[at - 1 : at + 1])
