"""Photos of evidence as sheets print them: two beside each other, each with its name below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from desktop.printing.document import Row
from desktop.printing.fonts import Role
from desktop.printing.page import Page, baseline
from desktop.printing.text import clean, width
from desktop.problems.printouts.parts import MARGINS

_GAP, _HIGH = 14.0, 170.0  # points between two photos; the most one is high
_SIZE, _LEADING = 10.5, 20.0  # of the name


class Picture(NamedTuple):
    """A JPEG and its size in pixels."""

    name: str
    jpeg: bytes
    wide: int
    high: int


def picture_rows(pictures: Sequence[Picture]) -> list[Row]:
    return [_row(pictures[start : start + 2]) for start in range(0, len(pictures), 2)]


def _row(pictures: Sequence[Picture]) -> Row:
    room = (MARGINS.measure - _GAP) / 2
    sizes = [_fitted(picture, room) for picture in pictures]
    high = max(size[1] for size in sizes)

    def draw(page: Page, left: float, top: float) -> None:
        for at, (picture, (wide, tall)) in enumerate(zip(pictures, sizes, strict=True)):
            x = left + at * (room + _GAP)
            page.picture(x + (room - wide) / 2, top - 6 - (high + tall) / 2, wide, tall, picture.jpeg)
            name = _shortened(clean(picture.name), room)
            start = x + (room - width(name, Role.FANG, _SIZE)) / 2
            page.text(start, baseline(top - 6 - high, _LEADING, _SIZE), name, Role.FANG, _SIZE)

    return Row(high + 6 + _LEADING, draw)


def _fitted(picture: Picture, room: float) -> tuple[float, float]:
    scale = min(room / picture.wide, _HIGH / picture.high)
    return picture.wide * scale, picture.high * scale


def _shortened(name: str, room: float) -> str:
    if width(name, Role.FANG, _SIZE) <= room:
        return name
    while name and width(f"{name}…", Role.FANG, _SIZE) > room:
        name = name[:-1]
    return f"{name}…"
