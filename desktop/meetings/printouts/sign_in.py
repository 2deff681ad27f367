"""The sheet on which those who come sign (签到表)."""

from __future__ import annotations

from collections.abc import Sequence

from db.meetings.sheet import AttendanceLine, MinutesSheet
from db.meetings.status import Status
from desktop.meetings.printouts.parts import Part, period
from desktop.meetings.printouts.printout import Printout
from desktop.printing.document import CM, Margins, Row, paginate
from desktop.printing.official import flat, title_rows
from desktop.printing.table import Cell, centred_cell, label_cell, table_rows, value_cell

SIGN_IN_MARGINS = Margins(top=2.0 * CM, right=2.2 * CM, bottom=2.0 * CM, left=2.2 * CM)
_WIDE = SIGN_IN_MARGINS.measure
_LABEL = 66.0
# One half of the sheet: heading and width in points.
_COLUMNS = (("序号", 34.0), ("姓名", 82.0), ("签　名", _WIDE / 2 - 154.0), ("备注", 38.0))
# How much space rows have to write in, and how many lines, at least, are left for people who are not on the roster:
# the first that needs the fewest pages.
_SETTINGS = ((6.0, 6), (6.0, 2), (3.0, 6), (3.0, 2))
_EMPTY_SHEET = 40  # lines where there is no roster yet


def sign_in_part(sheet: MinutesSheet) -> Part:
    """Two people a row; title, time, place and the table's head on each page."""
    organization, name = flat(sheet.organization), flat(sheet.title) or flat(sheet.kind)
    half = _WIDE / 2
    time = period(sheet.starts_at, sheet.ends_at)
    facts = [
        [*_fact("会议名称", name, 0.0, _WIDE)],
        [*_fact("时间", time, 0.0, half), *_fact("地点", flat(sheet.place), half, half)],
    ]
    heads = [cell for x in (0.0, half) for cell in _heads(x)]
    head = [*title_rows(organization, "签到表", _WIDE), *table_rows([*facts, heads], _WIDE)]
    depth = SIGN_IN_MARGINS.depth - sum(row.height for row in head)
    tables = [_table(sheet.attendance, pad, outsiders) for pad, outsiders in _SETTINGS]
    return Part(min(tables, key=lambda rows: len(paginate(rows, depth))), head)


def _table(roster: Sequence[AttendanceLine], pad: float, outsiders: int) -> list[Row]:
    lines: list[AttendanceLine | None] = [*roster]
    lines += [None] * (outsiders + len(lines) % 2 if lines else _EMPTY_SHEET)
    rows = [
        [cell for side, line in enumerate(pair) for cell in _cells(2 * at + side + 1, line, side * _WIDE / 2)]
        for at, pair in enumerate(zip(lines[::2], lines[1::2], strict=True))
    ]
    return table_rows(rows, _WIDE, pad)


def _fact(label: str, value: str, x: float, wide: float) -> tuple[Cell, Cell]:
    return label_cell(label, x, _LABEL), value_cell(value, x + _LABEL, wide - _LABEL)


def _heads(x: float) -> list[Cell]:
    cells = []
    for label, wide in _COLUMNS:
        cells.append(label_cell(label, x, wide))
        x += wide
    return cells


def _cells(number: int, line: AttendanceLine | None, x: float) -> list[Cell]:
    """A line of the roster, or an empty one to be filled in by hand."""
    name = flat(line.name) if line else ""
    values = (str(number) if line else "", name, "", _remark(line) if line else "")
    cells = []
    for text, (_, wide) in zip(values, _COLUMNS, strict=True):
        cells.append(centred_cell(text, x, wide, whole=[name]))
        x += wide
    return cells


def _remark(line: AttendanceLine) -> str:
    return line.status.label if line.status in (Status.LEAVE, Status.GUEST) else ""


SIGN_IN = Printout("签到表", SIGN_IN_MARGINS, lambda sheet, _today: [sign_in_part(sheet)], suffix="签到表")
