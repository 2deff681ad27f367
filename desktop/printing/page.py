"""One A4 page as PDF operators: text whose spacing is already decided, thin lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from desktop.printing.fonts import LATIN, REPLACEMENT, Role, face
from desktop.printing.text import Line

if TYPE_CHECKING:
    from desktop.printing.pdf import PdfFile

A4_WIDTH, A4_HEIGHT = 595.276, 841.89  # points

# A Latin word but for its last letter: the space after the word belongs to the line's spacing, that inside not.
_UNSPACED = re.compile(f"([{LATIN}]+(?=[{LATIN}]))")


class Codes(dict[str, tuple[str, str]]):
    """Of one role in one file: a character's font resource and hexadecimal code."""

    def __init__(self, file: PdfFile, role: Role) -> None:
        super().__init__()
        self._file, self._face = file, face(role)

    def __missing__(self, char: str) -> tuple[str, str]:
        glyph = self._face[char]
        self[char] = code = self._file.code(glyph.font, glyph.shown)
        return code


class Page:
    """Collects the operators of one page. Coordinates in points, origin at the lower left."""

    def __init__(self, codes: dict[Role, Codes]) -> None:
        self._codes = codes
        self._text: list[str] = []
        self._lines: list[str] = []
        self._font, self._spacing = ("", 0.0), 0.0
        self.pictures: list[tuple[bytes, float, float, float, float]] = []  # JPEG, left, bottom, width, height
        self.missing: dict[str, None] = {}  # characters no font has, in the order they occur

    def line(self, x1: float, y1: float, x2: float, y2: float, width: float = 0.5, dash: str = "") -> None:
        """A rule; *dash*: the lengths of its dashes and gaps, as "4 3"."""
        drawn = f"{width:g} w {x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S"
        self._lines.append(f"q [{dash}] 0 d {drawn} Q" if dash else drawn)

    def dots(self, x1: float, x2: float, y: float) -> None:
        """A row of dots that leads the eye; no text, so it does not copy along with it."""
        self._lines.append(f"q 1 J [0 4] 0 d 1 w {x1:.2f} {y:.2f} m {x2:.2f} {y:.2f} l S Q")

    def picture(self, x: float, y: float, wide: float, high: float, jpeg: bytes) -> None:
        """A photo with its lower left corner at (*x*, *y*)."""
        self.pictures.append((jpeg, x, y, wide, high))

    def text(self, x: float, y: float, text: str, role: Role, size: float, extra: float = 0.0) -> None:
        """*text* with its baseline starting at (*x*, *y*); *extra* points follow each character, except
        inside a Latin word."""
        if not text:
            return
        lost = face(role).missing
        self._text.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
        if extra:
            for index, part in enumerate(_UNSPACED.split(text)):
                self._show(part, role, size, 0.0 if index % 2 else extra)
        else:
            self._show(text, role, size, 0.0)
        if lost and not lost.isdisjoint(text):
            self.missing.update((char, None) for char in text if char in lost)

    def set_line(self, x: float, y: float, line: Line, role: Role, size: float) -> None:
        """A broken line, *x* being the left edge of its measure."""
        self.text(x + line.indent, y, line.text, role, size, line.extra)

    def _show(self, text: str, role: Role, size: float, spacing: float) -> None:
        if not text:
            return
        out = self._text
        spacing = round(spacing, 3)
        if spacing != self._spacing:
            out.append(f"{spacing:g} Tc")
            self._spacing = spacing
        codes = self._codes[role]
        for resource, group in groupby([codes[char] for char in text], _resource):
            if (resource, size) != self._font:
                self._font = (resource, size)
                out.append(f"{resource} {size:g} Tf")
            out.append(f"<{''.join([code for _, code in group])}> Tj")

    def operators(self) -> str:
        return "\n".join([*self._lines, "BT", *self._text, "ET"])


def _resource(code: tuple[str, str]) -> str:
    return code[0]


def baseline(top: float, leading: float, size: float) -> float:
    """The baseline of a line of Chinese *size* points high, centred in *leading* points below *top*."""
    return top - (leading - size) / 2 - 0.88 * size


def describe(missing: Iterable[str]) -> str:
    """Characters no font has, as a note can print them: by their Unicode numbers."""
    return "、".join(f"U+{ord(char):04X}" for char in missing)


def warning(missing: Iterable[str]) -> str:
    """The note at the foot of a page with *missing* characters."""
    numbers = list(missing)
    shown = describe(numbers[:8]) + (f" 等{len(numbers)}个字" if len(numbers) > 8 else "")
    return f"注意：本页有字库中没有的字，以“{REPLACEMENT}”代替，请核对后手工补写（{shown}）。"
