"""Where what was typed stands in a text, for showing it: marked characters and the piece around the first of them."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from db.core.segment import Words, fold, query_words

_BLANK = dict.fromkeys(map(ord, "\t\n\v\f\r\u2028\u2029"), " ")
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
    def _words(self) -> Words:
        return Words(self.typed)

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
        found = next(self._words.spans(text), None)  # most texts need no folding to be found in
        if found is None and len(lower := text.casefold()) == len(text):
            found = next(self._words.spans(lower), None)
        if found is not None:
            first, end = found
        else:
            folded = fold(text)
            found = next(self._words.spans(folded), None)
            if found is None:
                return None
            first, end = (_place(text, folded, at) for at in found)
        begin = max(first - _BEFORE, 0)
        while begin < first and begin and _within_word(text, begin):
            begin += 1
        end = min(max(begin + _ROOM, min(end, first + _MOST_MARKED) + _BEFORE), len(text))
        while end < len(text) and _within_word(text, end):
            end += 1
        piece = text[begin:end].translate(_BLANK)
        head = "…" if begin else ""
        marks = tuple((at + len(head), length) for at, length in self.marks(piece))
        return Excerpt(head + piece + ("…" if end < len(text) else ""), marks)

    def _spans(self, text: str) -> Iterator[tuple[int, int]]:
        folded = fold(text)
        if len(folded) == len(text):
            yield from self._words.spans(folded)
            return
        clusters = _clusters(text)
        places = _places(clusters)
        for first, end in self._words.spans("".join(map(fold, clusters))):
            yield (
                bisect_left(places, places[bisect_right(places, first) - 1]),
                min(bisect_right(places, end - 1), len(text)),
            )


def _place(text: str, folded: str, at: int) -> int:
    """The place in *text* of what stands at *at* once folded: folding may lengthen or shorten what is before it."""
    if len(folded) == len(text):
        return at
    return bisect_right(range(len(text) + 1), at, key=lambda end: len(fold(text[:end]))) - 1


def _places(clusters: Sequence[str]) -> list[int]:
    """For each character of the text and its end, where it begins once folded."""
    places, at = [], 0
    for cluster in clusters:
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
