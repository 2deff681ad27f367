"""Shares done as sheets write them and as they are written: 40%."""

from __future__ import annotations

from typing import Any

from db.exchange import cells
from db.exchange.cells import BadCellError


def percent_of(cell: Any) -> tuple[Any, str]:
    """40, 40%, or 0.4 of a cell formatted as percent; and what was assumed."""
    text = cells.line_of(cell)
    if cells.says_nothing(text):
        return None, ""
    plain = text.rstrip("%％").strip()
    try:
        value = float(plain)
    except ValueError:
        raise BadCellError(f"“{text}”不是完成比例，请写 0—100 的数") from None
    part = plain == text and 0 < value <= 1  # what a cell formatted as percent holds
    share = value * 100 if part else value
    if not 0 <= share <= 100:
        raise BadCellError("完成比例应在 0—100 之间")
    return round(share), f"完成比例写的是 {text}，按 {round(share)}% 记" if part or share != round(share) else ""


def written(share: int | None) -> str | None:
    """The cell for *share*: with its sign no other reading is possible."""
    return None if share is None else f"{share}%"
