"""Finding the table on a sheet: the row (or two) of headings under the titles, the data, and what is neither."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from db.core.errors import UserError
from db.exchange import mapping
from db.exchange.cells import BadCellError, is_empty, line_of
from db.exchange.collector import collector_held
from db.exchange.ledgers import Ledger
from db.exchange.reading import Range, Sheet
from db.exchange.sections import with_sections

_LOOKED_AT = 40  # rows from the top that headings are looked for in
_TOTALS = re.compile(r"(?:本?页?|累)?(?:合计|小计|总计|共计|总数)[:：]?")
_NOTES = re.compile(
    r"(?:填表|制表|填报|审核|复核|审批|负责|经办|主管|签字|盖章|说明|备注|附注|注|附|单位|联系|日期|时间)"
    r"[^:：]{0,8}[:：]|注[:：]|\(?盖章\)?$"
)
_SUSPECT = re.compile("[计数:：章]")  # every total and note has one of them
_LONG = 12  # characters of a lone cell that make it a remark and not a value
SERIALS = ("序号", "编号", "序", "no", "no.")


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a sheet. ``rows`` are (number in the sheet from 1, cells); ``skipped`` says which rows are no data."""

    sheet: str
    headings: tuple[str, ...]  # two-row headings joined by mapping.JOIN
    heading_row: int  # number in the sheet of the (lower) row of headings
    rows: list[tuple[int, list[Any]]]
    skipped: tuple[tuple[int, str], ...] = ()  # (number, why); empty rows are not listed
    hidden: bool = False
    since_1904: bool = False
    heading_rows: int = 1  # two when an upper row of headings stands over the lower one
    title: str = ""  # what stands over the headings


@collector_held()
def find_table(sheet: Sheet, ledger: Ledger, known: Iterable[str] = ()) -> Table:
    """The table on *sheet*. *known* are further headings to go by. ``UserError`` when there are no headings."""
    place = _place(sheet, ledger, frozenset(map(mapping.plain, known)))
    if place is None:
        raise UserError(
            f"在工作表“{sheet.name}”里找不到标题行（例如“{'”“'.join(c.heading for c in ledger.columns[:3])}”）。"
            "请核对选的文件，或下载模板照着填。"
        )
    first, last, headings = place
    rows, skipped = _data(sheet, headings, last + 1, first)
    made = Table(
        sheet.name, headings, last + 1, rows, tuple(skipped), sheet.hidden, sheet.since_1904, last - first + 1,
        _title(sheet, first),
    )  # fmt: skip
    return with_sections(made, sheet, ledger)


def best_table(sheets: Sequence[Sheet], ledger: Ledger, known: Iterable[str] = ()) -> Table:
    """The table that looks most like *ledger*, on sheets in view before hidden ones."""
    known = tuple(known)
    found: list[tuple[tuple[bool, int, int], Table]] = []
    for sheet in sheets:
        try:
            table = find_table(sheet, ledger, known)
        except UserError:
            continue
        alike = mapping.known_count(ledger, table.headings)
        found.append(((not sheet.hidden, alike, min(len(table.rows), 1)), table))
    if not found:
        find_table(sheets[0], ledger, known)  # says what is missing
        raise AssertionError
    return max(found, key=lambda scored: scored[0])[1]


def as_headed(sheet: Sheet, number: int) -> Table:
    """The table when the user says that row *number* (from 1) holds the headings."""
    headings = _texts(sheet.rows[number - 1])
    rows, skipped = _data(sheet, headings, number, number - 1)
    title = _title(sheet, number - 1)
    return Table(sheet.name, headings, number, rows, tuple(skipped), sheet.hidden, sheet.since_1904, title=title)


def _title(sheet: Sheet, heading: int) -> str:
    """The longest text over the row of headings at index *heading* that tells no more than what the sheet is."""
    texts = (text for row in sheet.rows[:heading] for text in _texts(row))
    return max((text for text in texts if not re.search("[:：]", text)), key=len, default="")


def _place(sheet: Sheet, ledger: Ledger, known: frozenset[str]) -> tuple[int, int, tuple[str, ...]] | None:
    """(first row, last row, headings): the one or two rows that name most columns."""
    best: tuple[int, int, tuple[str, ...]] | None = None
    most = (0, False)  # columns named; one row before two, unless cells are merged over both
    for index in range(min(len(sheet.rows), _LOOKED_AT)):
        single = _texts(sheet.rows[index])
        options = [(index, index, single)]
        if index + 1 < len(sheet.rows):
            options.append((index, index + 1, _joined(single, _texts(sheet.rows[index + 1]), sheet.merged, index)))
        for option in options:
            score = _recognized(ledger, option[2], known), option[0] == option[1] or _tied(sheet.merged, index)
            if score[0] and score > most:
                best, most = option, score
    filled = sum(map(bool, best[2])) if best else 0
    if most[0] >= 2 or (most[0] == 1 and filled <= 2):
        return best
    return _plainest(sheet)


def _tied(merged: Sequence[Range], index: int) -> bool:
    """Whether a heading stands in the row at *index* and the one below it."""
    return any(first[0] == index and last[0] == index + 1 for first, last in merged)


def _recognized(ledger: Ledger, headings: Sequence[str], known: frozenset[str]) -> int:
    named = mapping.known_count(ledger, headings)
    parts = {mapping.plain(part) for heading in headings for part in (heading, heading.rpartition(mapping.JOIN)[2])}
    return named + len(parts & known)


def _plainest(sheet: Sheet) -> tuple[int, int, tuple[str, ...]] | None:
    """With no word recognized: the first row of several different short texts."""
    for index, row in enumerate(sheet.rows[:_LOOKED_AT]):
        texts = _texts(row)
        filled = [text for text in texts if text]
        short = all(len(text) <= 20 and not text[0].isdigit() for text in filled)
        if len(filled) >= 3 and len(set(filled)) == len(filled) and short:
            return index, index, texts
    return None


def _texts(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple(_text(cell) for cell in row)


def _text(cell: Any) -> str:
    try:
        return line_of(cell)
    except BadCellError:
        return ""


def _joined(upper: Sequence[str], lower: Sequence[str], merged: Sequence[Range], index: int) -> tuple[str, ...]:
    """Headings of two rows: a merged upper heading stands over all the lower ones it spans."""
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    spans = {start[1]: end[1] for start, end in merged if start[0] == index and end[0] == index}
    last, until = "", width
    found = []
    for column in range(width):
        if above[column]:
            last, until = above[column], spans.get(column, column) if merged else width
        shown = above[column] or (last if below[column] and column <= until else "")
        found.append(mapping.JOIN.join(filter(None, (shown, below[column]))))
    return tuple(found)


def _data(
    sheet: Sheet, headings: tuple[str, ...], start: int, heading: int
) -> tuple[list[tuple[int, list[Any]]], list[tuple[int, str]]]:
    """The rows from index *start* on that are data, and those that are not with the reason."""
    cells = _filled_down(sheet, start)
    serial = next((i for i, text in enumerate(headings) if mapping.plain(text) in SERIALS), None)
    own = [text for text in _texts(sheet.rows[heading]) if text]
    rows: list[tuple[int, list[Any]]] = []
    skipped: list[tuple[int, str]] = []
    for number, row in enumerate(cells, start + 1):
        if not any(row):
            continue
        why = _why_no_data(row, serial, own)
        if why is None:
            rows.append((number, row))
        elif why:
            skipped.append((number, why))
    return rows, skipped


def _filled_down(sheet: Sheet, start: int) -> list[list[Any]]:
    """Rows from *start* on; a cell merged over several rows says the same in each of them."""
    rows = sheet.rows[start:]
    for (top, left), (bottom, _right) in sheet.merged:
        if top < start or bottom == top or top - start >= len(rows) or left >= len(rows[top - start]):
            continue
        value = rows[top - start][left]
        for row in range(top - start + 1, min(bottom - start + 1, len(rows))):
            if left < len(rows[row]) and is_empty(rows[row][left]):
                rows[row] = [*rows[row][:left], value, *rows[row][left + 1 :]]
    return rows


def _why_no_data(row: list[Any], serial: int | None, own: list[str]) -> str | None:
    """None for data; why a row is none; "" for one that is as good as empty."""
    filled: list[tuple[int, Any]] = []
    for index, cell in enumerate(row):
        if cell != "" and not is_empty(cell):
            filled.append((index, cell))
            if len(filled) == 3:
                break
    if not filled:
        return ""
    first, cell = filled[0]
    second = filled[1][1] if first == serial and len(filled) > 1 else cell
    for value in (cell, second):
        if type(value) is str and _SUSPECT.search(value):
            text = "".join(unicodedata.normalize("NFKC", value).split())
            if _TOTALS.fullmatch(text):
                return "合计行"
            if _NOTES.match(text):
                return "表下的说明"
    if len(filled) == 1 and type(cell) is str and len(cell) > _LONG:
        return "表下的说明"
    if len(filled) == 1 and first == serial:  # numbered beforehand, never filled in
        return ""
    if own and type(cell) is str and cell.strip() == own[0] and [t for t in _texts(row) if t] == own:
        return "重复的标题行"
    return None
