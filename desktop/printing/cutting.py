"""Slips that are printed several on a page and cut apart along dashed lines."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.printing.document import Margins, Row
from desktop.printing.page import Page

_PAD = 12.0  # between a slip and the line it is cut off along
_DASH = "4 3"


def slip_measure(margins: Margins, across: int) -> float:
    """How wide a slip's text can be with *across* of them side by side."""
    return margins.measure / across - 2 * _PAD


def slip_rows(slip: Sequence[Row], copies: int, margins: Margins, across: int) -> list[Row]:
    """*copies* of *slip*, as many on a page as it holds. The slip is no deeper than a page."""
    down = on_page(slip, margins)
    height = margins.depth / down
    rows = []
    for first in range(0, copies, across):
        ends = (first // across + 1) % down == 0 or first + across >= copies
        rows.append(_strip(slip, min(across, copies - first), margins.measure, across, height, ends))
    return rows


def on_page(slip: Sequence[Row], margins: Margins) -> int:
    """How many of *slip* a page holds one below the other."""
    return int(margins.depth // (sum(row.height for row in slip) + 2 * _PAD))


def _strip(slip: Sequence[Row], count: int, measure: float, across: int, height: float, ends: bool) -> Row:
    """*count* slips side by side; a line below them unless the page or the copies end here."""
    wide = measure / across

    def draw(page: Page, left: float, top: float) -> None:
        for at in range(count):
            x, y = left + at * wide, top - _PAD
            for row in slip:
                if row.draw is not None:
                    row.draw(page, x + _PAD, y)
                y -= row.height
            if at:
                page.line(x, top, x, top - height, dash=_DASH)
        if 0 < count < across:
            page.line(left + count * wide, top, left + count * wide, top - height, dash=_DASH)
        if not ends or count < across:
            page.line(left, top - height, left + measure, top - height, dash=_DASH)

    return Row(height, draw)
