"""A field described once: editor, column, basic check, Excel heading and print label come from here."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from db.core.errors import UserError

# Control characters and halves of surrogate pairs: no list, printout or JSON reader takes them.
_UNREADABLE_IN_LINE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # line breaks and tabs pass
_LARGEST = 999_999_999


class Kind(StrEnum):
    """How a value is edited, shown and checked."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    LINES = "lines"  # tuple of short texts, one a line
    INTEGER = "integer"
    NUMBER = "number"  # float, at most two decimals
    DATE = "date"
    DATETIME = "datetime"
    CHOICE = "choice"  # one of ``choices``
    TAGS = "tags"  # several of ``choices``, a tuple
    PERSON = "person"  # a person's id
    ORGANIZATION = "organization"  # an organization's id


_PICKED = {Kind.CHOICE, Kind.TAGS, Kind.DATE, Kind.DATETIME, Kind.PERSON, Kind.ORGANIZATION}  # not written


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record. ``width`` is the list column's width in pixels at 100 % (0: not a column)."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    length: int | None = None
    choices: tuple[tuple[Any, str], ...] = ()  # (stored value, label); empty: they are rows of the book
    help: str = ""
    mask: Callable[[str], str] | None = None  # how a sensitive value is shown unless asked for in full
    width: int = 0
    check: Callable[[Any], str | None] | None = None  # returns what is wrong, or None

    def problem(self, value: Any) -> str | None:
        """What is wrong with *value* for this field, as a Chinese clause, or None."""
        if value is None or value == () or (isinstance(value, str) and not value.strip()):
            return f"请{'选择' if self.kind in _PICKED else '填写'}{self.label}" if self.required else None
        if self.kind is Kind.LINES:
            lines = (self._text_problem(item, f"{self.label}第 {line} 行") for line, item in enumerate(value, 1))
            return next(filter(None, lines), None)
        if isinstance(value, str) and (wrong := self._text_problem(value, self.label)):
            return wrong
        if self.kind in (Kind.INTEGER, Kind.NUMBER) and not 0 <= value <= _LARGEST:
            return f"{self.label}“{value}”应在 0—{_LARGEST} 之间"
        if self.kind is Kind.CHOICE and self.choices and value not in {stored for stored, _ in self.choices}:
            return f"{self.label}“{value}”不在可选项中"
        if self.kind is Kind.TAGS and (extra := set(value) - {stored for stored, _ in self.choices}):
            return f"{self.label}中的“{'、'.join(sorted(map(str, extra)))}”不在可选项中"
        return self.check(value) if self.check else None

    def _text_problem(self, text: str, where: str) -> str | None:
        if not text.strip():
            return f"{where}是空的"
        if self.length is not None and len(text) > self.length:
            return f"{where}最多 {self.length} 个字，现有 {len(text)} 个字"
        if (_UNREADABLE if self.kind is Kind.LONG_TEXT else _UNREADABLE_IN_LINE).search(text):
            return f"{where}中有无法显示的字符，请删除后重新输入"
        return None

    def show(self, value: Any) -> str:
        """*value* as lists, exports and printouts show it, masked where sensitive."""
        if value is None:
            return ""
        if self.mask is not None:
            return self.mask(value)
        if self.kind in (Kind.CHOICE, Kind.TAGS):
            labels = dict(self.choices)
            chosen = value if isinstance(value, tuple | list) else (value,)
            return "、".join(labels.get(item, str(item)) for item in chosen)
        if self.kind is Kind.LINES:
            return "；".join(value)
        if self.kind is Kind.NUMBER:
            return f"{value:.2f}".rstrip("0").rstrip(".")
        if self.kind is Kind.DATETIME:
            return f"{value:%Y-%m-%d %H:%M}"
        return str(value)


def choices(*labels: str) -> tuple[tuple[str, str], ...]:
    """Choices stored as they are shown."""
    return tuple((label, label) for label in labels)


def check(fields: tuple[Field, ...], values: object) -> None:
    """Raise one ``UserError`` naming every field of *values* (an object with those attributes) that is wrong."""
    problems = {
        field.name: text for field in fields if (text := field.problem(getattr(values, field.name))) is not None
    }
    if problems:
        raise UserError("；".join(problems.values()) + "。", problems)
