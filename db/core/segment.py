"""Text cut into tokens for the full-text index, and what was typed turned into a query of it.

Every Han character is a token of its own, so a phrase of characters finds any run of them; Latin letters and
digits stay together as words. The same cut is used on both sides, which is what makes the phrase match.

Neighbours are a token together once more, in a column of the index of their own: characters are common, pairs of them
rare, and a phrase of pairs is found at once where a phrase of characters steps through every text that holds them all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import add

# All planes, 〇 and 々, and the private-use areas where older systems keep rare characters of names.
_HAN = (
    "\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ue000-\uf8ff"
    "\U00020000-\U0003fffd\U000f0000-\U000ffffd\U00100000-\U0010fffd"
)
_LETTER = re.compile(rf"[^\W_{_HAN}]")  # of a Latin word or a number
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
_HAN_TEXT = re.compile(f"[{_HAN}]+")
_TOKEN = re.compile(rf"[{_HAN}]|{_LETTER.pattern}+")

PAIRS = "pairs"  # the column of the index that holds them
_GAP = "\ufdd0"  # no character of any text: parts what does not stand side by side, and two Latin words

# Far beyond anything typed by hand; keeps a pasted page from exceeding the depth FTS5 allows an expression.
_MOST_WORDS = 32
_MOST_TOKENS = 256


def tokens(text: str) -> str:
    """*text* as tokens separated by single spaces: ``第3次ABC会议`` → ``第 3 次 abc 会 议``.

    Full-width forms are folded (NFKC), case is dropped, punctuation and symbols vanish.
    """
    return " ".join(_cut(text))


def pairs(texts: Iterable[str]) -> str:
    """Every two tokens that stand side by side in one of *texts*, already cut: ``第 3 次 会`` → ``第3 3次 次会``."""
    return f" {_GAP} ".join(" ".join(_paired(text.split(" "))) for text in texts)


def _paired(cut: Sequence[str]) -> list[str]:
    if _HAN_TEXT.fullmatch("".join(cut)):  # names and most titles
        return list(map(add, cut, cut[1:]))
    return [
        f"{left}{right}" if _is_han(left) or _is_han(right) else f"{left}{_GAP}{right}" for left, right in pairwise(cut)
    ]


def phrase(query: str) -> str | None:
    """The FTS5 MATCH expression for what was typed into a search box; None when nothing in it can be searched.

    Each word between white space must occur as a phrase, all of them somewhere in the row. A Latin or digit run at
    the very end counts as a prefix, since it is still being typed.
    """
    words = query_words(query)
    if not words:
        return None
    sought = [f'{PAIRS} : "{" ".join(_paired(word))}"' if word[1:] else f'- {PAIRS} : "{word[0]}"' for word in words]
    if _typing(words):
        sought[-1] += "*"
    return " AND ".join(sought)


def query_words(query: str) -> list[list[str]]:
    """What was typed as words between white space, each cut into tokens; words without any token are left out."""
    return [cut for word in fold(query).split() if (cut := _cut(word)[:_MOST_TOKENS])][:_MOST_WORDS]


class Words:
    """What was typed, to be found in a text where the index finds it: whole tokens, whatever signs stand between."""

    def __init__(self, query: str) -> None:
        self._words = query_words(query)
        self._open = bool(self._words) and _typing(self._words)
        found = ("[\\W_]*".join(map(re.escape, word)) for word in self._words)
        self._pattern = re.compile("|".join(sorted(found, key=len, reverse=True)))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """First place and end of each stretch of *text* (folded, or in need of no folding) that was sought."""
        found = self._pattern.search(text) if self._words else None
        while found is not None:
            first, end = found.span()
            whole = self._is_whole(text, first, end)
            if whole:
                yield first, end
            found = self._pattern.search(text, end if whole else first + 1)

    def _is_whole(self, text: str, first: int, end: int) -> bool:
        cut = _TOKEN.findall(text, first, end)
        if cut not in self._words:  # a character of its own, of a private area, stands in a gap; or two words are one
            return False
        begins = _is_han(cut[0]) or _LETTER.match(text[first - 1 : first]) is None
        ends = _is_han(cut[-1]) or (self._open and cut == self._words[-1]) or _LETTER.match(text, end) is None
        return begins and ends


def _typing(words: Sequence[Sequence[str]]) -> bool:
    """The last word ends in Latin letters or digits: it may go on."""
    return not _is_han(words[-1][-1])


@lru_cache(maxsize=32_768)
def _is_han(token: str) -> bool:
    return _HAN_CHARACTER.match(token) is not None


def _cut(text: str) -> list[str]:
    return _TOKEN.findall(fold(text))


def fold(text: str) -> str:
    """*text* as the index sees it before it is cut: full-width forms narrowed (NFKC), case dropped."""
    return unicodedata.normalize("NFKC", text).casefold()
