"""Text as it comes from Word, WPS, web pages and chats, made plain: paragraphs stay, what cannot be seen goes."""

from __future__ import annotations

import re

_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")  # Word's line break is a vertical tab
_INVISIBLE = re.compile("[\xad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")
_SPACES = re.compile("[\xa0\u2000-\u200a\u202f\u205f]")
_NUMBER = re.compile(
    r"^(?:[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:[)）、]|[.．](?!\d))+|[•·●◆■◇□➢*\-–])\s*(?=\S)"
)
_RUN = re.compile(" {2,}")


def plain_text(text: str) -> str:
    """*text* with line breaks of one kind, ordinary spaces, and the cells of a table joined by “、”."""
    return "\n".join(_line(line) for line in _seen(text).split("\n"))


def plain_lines(text: str) -> list[str]:
    """The entries of a list pasted as a whole: one a line, without their numbers, empty ones left out."""
    lines = (_NUMBER.sub("", line) for line in plain_text(text).split("\n"))
    return [line.strip() for line in lines if line.strip()]


def _seen(text: str) -> str:
    return _SPACES.sub(" ", _INVISIBLE.sub("", _BREAKS.sub("\n", text)))


def _line(line: str) -> str:
    """One paragraph without its indentation. A tab behind a list's number is no column."""
    line = line.strip(" \t\u3000")
    number = _NUMBER.match(line)
    head, rest = (number[0].rstrip(), line[number.end() :]) if number else ("", line)
    gap = " " if head and line[len(head) : len(head) + 1] == " " else ""
    return head + gap + _RUN.sub(" ", "、".join(cell.strip() for cell in rest.split("\t") if cell.strip()))
