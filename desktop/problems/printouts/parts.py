"""What the printouts of problems have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.printing.document import CM, Margins, Row, centred_rows, text_rows
from desktop.printing.fonts import Role
from desktop.printing.page import Page, baseline
from desktop.printing.table import Cell, label_cell, value_cell
from desktop.printing.text import break_lines, clean, width

MARGINS = Margins(top=2.2 * CM, right=2.2 * CM, bottom=2.2 * CM, left=2.2 * CM)
_TITLE, _SECTION, _SMALL = 22.0, 14.0, 12.0
_LABEL = 76.0


def title(text: str, measure: float) -> list[Row]:
    return centred_rows(text, Role.TITLE, _TITLE, 36.0, measure, keep=True)


def section(text: str) -> list[Row]:
    """A heading that stays with what follows."""
    lines = break_lines(text, Role.HEI, _SECTION, MARGINS.measure)
    return [Row(8.0), *text_rows(lines, Role.HEI, _SECTION, 28.0, keep=True)]


def small(text: str, measure: float, *, centred: bool = False) -> list[Row]:
    plain = clean(text)
    if centred:
        return centred_rows(plain, Role.FANG, _SMALL, 20.0, measure, keep=True)
    return text_rows(break_lines(plain, Role.FANG, _SMALL, measure), Role.FANG, _SMALL, 20.0)


def cells(*pairs: tuple[str, str]) -> list[Cell]:
    """A row of labels and values, each as wide as the next."""
    step = MARGINS.measure / len(pairs)
    found: list[Cell] = []
    for at, (label, value) in enumerate(pairs):
        found += [label_cell(label, at * step, _LABEL), value_cell(value, at * step + _LABEL, step - _LABEL)]
    return found


def day(value: date | None) -> str:
    return f"{value:%Y-%m-%d}" if value else ""


def signatures(labels: Sequence[str]) -> list[Row]:
    """Lines to sign on, two beside each other; each with room for its date."""
    leading, half = 34.0, MARGINS.measure / 2
    rows = [Row(14.0, keep=True)]
    for start in range(0, len(labels), 2):
        rows.append(_signed(labels[start : start + 2], leading, half)._replace(keep=start + 2 < len(labels)))
    return rows


def _signed(labels: Sequence[str], leading: float, half: float) -> Row:
    def draw(page: Page, left: float, top: float) -> None:
        y = baseline(top, leading, _SECTION)
        for at, label in enumerate(labels):
            x = left + at * half
            page.text(x, y, f"{label}：", Role.FANG, _SECTION)
            page.line(x + width(f"{label}：", Role.FANG, _SECTION), y - 3, x + half - 16, y - 3)

    return Row(leading, draw)
