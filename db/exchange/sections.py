"""Rows that say what the rows below them belong to – 一、政治建设 –, where a ledger has a column for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from db.exchange import mapping
from db.exchange.cells import BadCellError, is_empty, line_of
from db.exchange.ledgers import Ledger
from db.exchange.reading import Sheet

if TYPE_CHECKING:
    from db.exchange.headings import Table

_NUMBER = "[一二三四五六七八九十]{1,3}"
_NUMBERED = re.compile(rf"(?:第?{_NUMBER}(?:部分|[、.类章项])|\({_NUMBER}\)[、.]?)\s*")
_ALONE = re.compile(rf"第?{_NUMBER}[、.类章项]?|\({_NUMBER}\)")
_WIDE = 3  # columns a row's only cell is merged over


def with_sections(table: Table, sheet: Sheet, ledger: Ledger) -> Table:
    """*table* with such rows taken out, and what they say put into that column of the rows below."""
    column = next((column for column in ledger.columns if column.fills), None)
    if column is None or not table.rows:
        return table
    last = table.rows[-1][0]
    totals = {number for number, why in table.skipped if why == "合计行"}
    wide = {top: right - left for (top, left), (_, right) in sheet.merged}
    sections = {
        number: text for number in range(table.heading_row + 1, last)
        if number not in totals and (text := _section(sheet.rows[number - 1], wide.get(number - 1, 0) + 1 >= _WIDE))
    }  # fmt: skip
    if not sections:
        return table
    found = mapping.guess(ledger, table.headings, table.rows)
    at = next((index for index, name in found.items() if name == column.name), None)
    headings = table.headings if at is not None else (*table.headings, column.heading)
    place = len(table.headings) if at is None else at
    rows = _below(table.rows, sections, place, len(headings))
    skipped = tuple(one for one in table.skipped if one[0] not in sections)
    return replace(table, headings=headings, rows=rows, skipped=skipped)


def _below(
    rows: Sequence[tuple[int, list[Any]]], sections: dict[int, str], place: int, width: int
) -> list[tuple[int, list[Any]]]:
    found = []
    waiting = sorted(sections.items(), reverse=True)
    text = ""
    for number, cells in rows:
        while waiting and waiting[-1][0] <= number:
            text = waiting.pop()[1]
        if number not in sections:
            filled = [*cells, *[""] * (width - len(cells))]
            if text and is_empty(filled[place]):
                filled[place] = text
            found.append((number, filled))
    return found


def _section(row: Sequence[Any], wide: bool) -> str:
    """What a row of headings in between says; "" for another row."""
    filled = [cell for cell in row if not is_empty(cell)]
    if not 1 <= len(filled) <= 2:
        return ""
    try:
        first, *rest = (unicodedata.normalize("NFKC", line_of(cell)).strip() for cell in filled)
    except BadCellError:
        return ""
    if rest:
        return rest[0] if _ALONE.fullmatch(first) and not rest[0].isdigit() else ""
    text = _NUMBERED.sub("", first, count=1) if _NUMBERED.match(first) else first if wide else ""
    return text.rstrip(":：。")
