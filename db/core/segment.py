"""Text cut into tokens for the full-text index, and what was typed turned into a query of it.

Every Han character is a token of its own, so a phrase of characters finds any run of them; Latin letters and
digits stay together as words. The same cut is used on both sides, which is what makes the phrase match.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence

# All planes, 〇 and 々, and the private-use areas where older systems keep rare characters of names.
_HAN = (
    "\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ue000-\uf8ff"
    "\U00020000-\U0003fffd\U000f0000-\U000ffffd\U00100000-\U0010fffd"
)
_LETTER = rf"[^\W_{_HAN}]"
_GAP = rf"(?:[^\w{_HAN}]|_)"
_TOKEN = re.compile(rf"[{_HAN}]|{_LETTER}+")

# Far beyond anything typed by hand; keeps a pasted page from exceeding the depth FTS5 allows an expression.
_MOST_WORDS = 32
_MOST_TOKENS = 256


def tokens(text: str) -> str:
    """*text* as tokens separated by single spaces: ``第3次ABC会议`` → ``第 3 次 abc 会 议``.

    Full-width forms are folded (NFKC), case is dropped, punctuation and symbols vanish.
    """
    return " ".join(_cut(text))


def phrase(query: str) -> str | None:
    """The FTS5 MATCH expression for what was typed into a search box; None when nothing in it can be searched.

    Each word between white space must occur as a phrase, all of them somewhere in the row. A Latin or digit run at
    the very end counts as a prefix, since it is still being typed.
    """
    words = query_words(query)
    if not words:
        return None
    quoted = [f'"{" ".join(word)}"' for word in words]
    if _typing(words):
        quoted[-1] += "*"
    return " AND ".join(quoted)


def query_words(query: str) -> list[list[str]]:
    """What was typed as words between white space, each cut into tokens; words without any token are left out."""
    return [cut for word in fold(query).split() if (cut := _cut(word)[:_MOST_TOKENS])][:_MOST_WORDS]


def word_pattern(words: Sequence[Sequence[str]]) -> re.Pattern[str] | None:
    """What finds any of *words* in folded text where the index finds it: as whole tokens, whatever stands between."""
    if not words:
        return None
    typing = _typing(words)
    found = [_phrase_pattern(word, typing and word is words[-1]) for word in words]
    return re.compile("|".join(sorted(found, key=len, reverse=True)))


def _phrase_pattern(word: Sequence[str], typing: bool) -> str:
    parts = [re.escape(word[0])]
    for before, token in itertools.pairwise(word):
        parts.append(f"{_GAP}{'*' if _is_han(before) or _is_han(token) else '+'}{re.escape(token)}")
    head = "" if _is_han(word[0]) else f"(?<!{_LETTER})"
    tail = "" if _is_han(word[-1]) or typing else f"(?!{_LETTER})"
    return head + "".join(parts) + tail


def _typing(words: Sequence[Sequence[str]]) -> bool:
    """The last word ends in Latin letters or digits: it may go on."""
    return not _is_han(words[-1][-1])


def _is_han(token: str) -> bool:
    return re.match(f"[{_HAN}]", token) is not None


def _cut(text: str) -> list[str]:
    return _TOKEN.findall(fold(text))


def fold(text: str) -> str:
    """*text* as the index sees it before it is cut: full-width forms narrowed (NFKC), case dropped."""
    return unicodedata.normalize("NFKC", text).casefold()
