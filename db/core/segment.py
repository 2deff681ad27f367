"""Text cut into tokens for the full-text index, and what was typed turned into a query of it.

Every Han character is a token of its own, so a phrase of characters finds any run of them; Latin letters and
digits stay together as words. The same cut is used on both sides, which is what makes the phrase match.
"""

from __future__ import annotations

import re
import unicodedata

# All planes, 〇 and 々, and the private-use areas where older systems keep rare characters of names.
_HAN = (
    "\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ue000-\uf8ff"
    "\U00020000-\U0003fffd\U000f0000-\U000ffffd\U00100000-\U0010fffd"
)
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+")

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
    words = [cut for word in _folded(query).split() if (cut := _cut(word)[:_MOST_TOKENS])][:_MOST_WORDS]
    if not words:
        return None
    quoted = [f'"{" ".join(word)}"' for word in words]
    if not re.match(f"[{_HAN}]", words[-1][-1]):
        quoted[-1] += "*"
    return " AND ".join(quoted)


def _cut(text: str) -> list[str]:
    return _TOKEN.findall(_folded(text))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
