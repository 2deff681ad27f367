"""The cells of a row as values of the ledger's fields, each bad cell with its reason.

A hundred thousand rows say the same few hundred things: what a cell of a list or a date means is worked out once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from db.core import dates
from db.core.fields import Field, Kind
from db.exchange import cells
from db.exchange.cells import BadCellError
from db.exchange.headings import Table
from db.exchange.ledgers import Column, Ledger
from db.exchange.rows import Row
from db.exchange.vocabularies import better, loose, synonyms, takes, words_in

Read = Callable[[Any], tuple[Any, str]]  # value (None: nothing there) and a note of what was assumed
Given = Mapping[str, Read]

_SPACES_IN_NAME = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_DOTS = str.maketrans("•‧・．∙", "·····")
_APART = re.compile(r"[\s.·•‧・．∙]")  # between the parts of a name
_REMEMBERED = (Kind.CHOICE, Kind.TAGS, Kind.DATE, Kind.ORGANIZATION)


class Reader:
    """Reads the rows of one table. *special* readers take the place of a column's own."""

    def __init__(
        self, ledger: Ledger, table: Table, mapping: Mapping[int, str], special: Given | None = None,
        told: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        """*told*: what the sheet does not say in any cell but holds for all its rows, by column."""
        given = special or {}
        self._columns: list[tuple[int, str, Read, dict[Any, Any] | None]] = []
        self._above: dict[int, Any] = {}  # the last cell of the columns that are filled down
        for index, name in mapping.items():
            column = ledger.column(name)
            read = given.get(name) or _read(ledger, column, table.since_1904)
            if other := better(ledger, name, words_in(table.rows, index)):
                read = partial(_misplaced, read, other)
            self._columns.append((index, name, read, {} if column.field.kind in _REMEMBERED else None))
            if column.fills:
                self._above[index] = ""
        self._told = {
            column.name: _told(given.get(column.name) or _read(ledger, column, table.since_1904), column,
                               told[column.name])
            for column in ledger.columns if told and told.get(column.name) not in ("", None)
        }  # fmt: skip
        self._required = [
            (column.name, column.field.problem(None)) for column in ledger.columns if column.field.required
        ]

    def read(self, row: Row) -> dict[str, Any]:
        """The values of the cells that say something; what is wrong goes to the row."""
        values: dict[str, Any] = {}
        cells_of_row = self._filled(row.cells) if self._above else row.cells
        width = len(cells_of_row)
        for index, name, read, memo in self._columns:
            cell = cells_of_row[index] if index < width else ""
            if cell == "" or cell is None:
                continue
            found = memo.get(cell) if memo is not None else None
            if found is None:
                found = _attempt(read, cell)
                if memo is not None:
                    memo[cell] = found
            if found[0] is not None:
                values[name] = found[0]
            elif found[2]:
                row.refuse(name, found[2])
            if found[1]:
                row.warn(found[1])
        for name, (value, _, wrong) in self._told.items():
            if wrong:
                row.refuse(name, wrong)
            elif name not in values:
                values[name] = value
        return values

    def _filled(self, row: list[Any]) -> list[Any]:
        """*row* with what its columns that are filled down say above it."""
        filled = [*row, *[""] * (max(self._above) + 1 - len(row))]
        for index in self._above:
            if cells.is_empty(filled[index]):
                filled[index] = self._above[index]
            self._above[index] = filled[index]
        return filled

    def require(self, row: Row, values: Mapping[str, Any]) -> None:
        """A new record has what its form requires."""
        for name, text in self._required:
            if name not in values and name not in row.problems:
                row.refuse(name, text or "")


def _attempt(read: Read, cell: Any) -> tuple[Any, str, str]:
    try:
        cells.check_error(cell)
        value, note = read(cell)
    except BadCellError as error:
        return None, "", error.text
    return value, note, ""


def _told(read: Read, column: Column, value: Any) -> tuple[Any, str, str]:
    """A value told beside the sheet; an organization may be told by its id."""
    chosen = column.field.kind is Kind.ORGANIZATION and isinstance(value, int)
    return (value, "", "") if chosen else _attempt(read, value)


def _read(ledger: Ledger, column: Column, since_1904: bool) -> Read:
    """How cells of *column* are read."""
    name, field = column.name, column.field
    stored_of = {label: stored for stored, label in field.choices}
    allowed = tuple(stored_of)
    if name == "id_number":
        return _identity
    if field.mask is not None:
        return partial(_unmasked, field)
    if field.kind is Kind.DATE:
        return partial(_date, field, since_1904)
    if field.kind is Kind.CHOICE and allowed:
        return partial(_choice, field.label, stored_of, synonyms(column.synonyms), loose(column.synonyms))
    if field.kind is Kind.TAGS:
        return partial(_several, allowed, synonyms(name))
    if field.kind is Kind.INTEGER:
        return _integer
    if field.kind is Kind.LINES:
        return partial(_lines, field)
    if field.kind is Kind.LONG_TEXT:
        return partial(_long, field)
    if field.kind is Kind.ORGANIZATION:
        return _name
    named = field.kind is Kind.PERSON or (ledger.table == "person" and name == "name")
    return partial(_person_name if named else _line, field)


def _checked(field: Field, value: Any) -> tuple[Any, str]:
    """*value* if the field takes it. A short printable text has nothing wrong but what the field's own check finds."""
    if type(value) is str and value.isprintable() and len(value) <= (field.length or 0):
        wrong = field.check(value) if field.check else None
    else:
        wrong = field.problem(value)
    if wrong:
        raise BadCellError(wrong.rstrip("。"))
    return value, ""


def _line(field: Field, cell: Any) -> tuple[Any, str]:
    text = cells.line_of(cell)
    return (None, "") if cells.says_nothing(text) else _checked(field, text)


def _name(cell: Any) -> tuple[Any, str]:
    text = cells.line_of(cell)
    return (None, "") if cells.says_nothing(text) else (text, "")


def _person_name(field: Field, cell: Any) -> tuple[Any, str]:
    text = person_name(cells.line_of(cell))
    return (None, "") if cells.says_nothing(text) else _checked(field, text)


def person_name(text: str) -> str:
    """张　三 was spaced out to three characters' width; the dot of 古丽·买买提 has many shapes."""
    if " " in text:
        text = _SPACES_IN_NAME.sub("", text)
    return text if text.isalpha() else text.translate(_DOTS)


def same_name(one: str, other: str) -> bool:
    """The same but for spaces, dots, width and case; what is no letter – a rare character lost – stands for any."""
    first, second = (_APART.sub("", unicodedata.normalize("NFKC", name)).lower() for name in (one, other))
    return len(first) == len(second) and all(
        a == b or not (a.isalpha() and b.isalpha()) for a, b in zip(first, second, strict=True)
    )


def _unmasked(field: Field, cell: Any) -> tuple[Any, str]:
    text = cells.line_of(cell)
    if "*" in text:
        return None, f"{field.label}是遮盖过的“{text}”，没有读入"
    return (None, "") if cells.says_nothing(text) else _checked(field, text)


def _identity(cell: Any) -> tuple[Any, str]:
    number = cells.identity_of(cell)
    return (None, "") if cells.says_nothing(number) else (number, "")


def _date(field: Field, since_1904: bool, cell: Any) -> tuple[Any, str]:
    if type(cell) is str and cells.says_nothing(cell.strip()):
        return None, ""
    day, note = cells.date_of(cell, since_1904=since_1904)
    if isinstance(day, dates.Month):
        day = day.first_day()
    return day, f"{field.label}{note}" if note else ""


def date_or_month(field: Field, since_1904: bool, cell: Any) -> tuple[Any, str]:
    """A date; a month remains a ``dates.Month`` and is told of by who knows whether something else tells the day."""
    if type(cell) is str and cells.says_nothing(cell.strip()):
        return None, ""
    day, note = cells.date_of(cell, since_1904=since_1904)
    return day, "" if isinstance(day, dates.Month) or not note else f"{field.label}{note}"


def _choice(
    label: str, stored_of: Mapping[str, Any], known: Mapping[str, str], loosely: frozenset[str], cell: Any
) -> tuple[Any, str]:
    text = cells.line_of(cell)
    if cells.says_nothing(text):
        return None, ""
    found = cells.choice_of(text, tuple(stored_of), known)
    return stored_of[found], f"{label}写的是“{text}”，按“{found}”记" if text in loosely else ""


def _several(allowed: tuple[str, ...], known: Mapping[str, str], cell: Any) -> tuple[Any, str]:
    text = cells.line_of(cell)
    return (None, "") if cells.says_nothing(text) else (cells.several_of(text, allowed, known) or None, "")


def _misplaced(read: Read, other: Column, cell: Any) -> tuple[Any, str]:
    """The whole column holds the words of *other*: that is what is wrong, and not each word."""
    try:
        return read(cell)
    except BadCellError:
        if not takes(other, cells.line_of(cell)):
            raise
    raise BadCellError(
        f"这一列看起来是“{other.heading}”，请在第二步“对应栏目”（命令行用 --map）里改为“{other.heading}”"
    )


def _integer(cell: Any) -> tuple[Any, str]:
    return (None, "") if cells.says_nothing(cells.line_of(cell)) else (cells.integer_of(cell), "")


def _lines(field: Field, cell: Any) -> tuple[Any, str]:
    lines = cells.lines_of(cell)
    return _checked(field, lines) if lines else (None, "")


def _long(field: Field, cell: Any) -> tuple[Any, str]:
    text = cells.long_text_of(cell)
    return _checked(field, text) if text else (None, "")
