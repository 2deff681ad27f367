"""Chinese line breaking: 避头尾 by pushing down, whole words and numbers, even margins without ugly gaps."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import cache, lru_cache
from typing import NamedTuple

from desktop.printing.fonts import LATIN, Face, Role, face, is_latin

# GB/T 15834-2011 5.1: the first half of a pair does not end a line, the other marks do not begin one.
OPENING = "（《〈“‘「『【〔〖［｛([{￥¥＄$№"
CLOSING = "）》〉”’」』】〕〗］｝)]}，。、；：！？．,.;:!?…—–～·•％‰℃%°′″"
SPACES = " \u3000"

SQUEEZE = 0.016  # em a gap may shrink: lets 28 characters of 16 pt stand on the 156 mm line of GB/T 9704
STRETCH = 0.15  # em a gap may grow; a line that needs more stays ragged instead of falling apart

_ROUNDING = 1e-9

_O, _C, _S = (f"[{re.escape(marks)}]" for marks in (OPENING, CLOSING, SPACES))
_WORDS = re.compile(f"[{LATIN}]+")


@lru_cache(64)
def _unit(whole: frozenset[str]) -> re.Pattern[str]:
    """What stays together: opening marks, then one of *whole*, one word, number, address or character, then closing
    marks and spaces."""
    given = "".join(f"{re.escape(word)}|" for word in sorted(whole, key=len, reverse=True) if word)
    return re.compile(rf"(?:{_O}+{_S}*)*+(?:{given}[{LATIN}]*(?!{_O})[{LATIN}]|.)(?:{_S}*+{_C})*+{_S}*+|.", re.DOTALL)


class Line(NamedTuple):
    """A line of a paragraph. ``indent``, ``width`` (without spaces at its end) and ``extra``, the space to add
    between two characters that are not both Latin, are in points."""

    text: str
    indent: float
    width: float
    extra: float


class _Printable(dict[int, str]):
    """For ``str.translate``: tabs as wide spaces, one kind of line end, nothing invisible."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if char in "\n\r\v\f\x85\u2028\u2029":
            shown = "\n"
        elif char in "\t\u3000":
            shown = "\u3000"
        elif category == "Zs":
            shown = " "
        elif category == "Cs":
            shown = "\ufffd"
        elif category in ("Cc", "Cf") or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
            shown = ""  # variation selectors among them: they choose shapes no bundled font has
        else:
            shown = char
        self[code] = shown
        return shown


_PRINTABLE = _Printable()


def clean(text: str) -> str:
    """Pasted *text* made printable: lines end in ``\\n``, tabs are wide spaces, invisible characters are gone."""
    return text.replace("\r\n", "\n").translate(_PRINTABLE)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of *text*, cleaned, without the blanks people indent by and without empty ones."""
    return [stripped for line in clean(text).split("\n") if (stripped := line.strip(SPACES))]


def width(text: str, role: Role, size: float) -> float:
    """Natural width of *text* in points."""
    glyphs = face(role)
    return sum([glyphs[char].width for char in text]) * size


def break_lines(
    text: str, role: Role, size: float, measure: float, indent: float = 0.0, whole: Collection[str] = ()
) -> list[Line]:
    """*text* (no line ends) in lines of *measure* points, the first one indented by *indent*. Those of *whole* (the
    names of people) are not divided where a line holds them, and otherwise after a dot in them (阿依古丽·哈山).

    The lines joined are the text, every character of it. Only spaces at a line's end reach past the measure.
    """
    natural = width(text.rstrip(SPACES), role, size)
    if natural <= measure - indent:
        return [Line(text, indent, natural, 0.0)] if text else []
    setter = _Setter(role, size, measure, indent)
    for unit in _unit(frozenset(whole)).findall(text):
        setter.put(unit)
    return setter.finish()


class _Setter:
    """Fills lines unit by unit. Widths in em; ``loose`` counts characters that are not Latin."""

    def __init__(self, role: Role, size: float, measure: float, indent: float) -> None:
        self.metrics, self.size = _metrics(role), size
        self.full, self.indent = measure / size, indent / size
        self.lines: list[Line] = []
        self._open()

    def _open(self) -> None:
        self.parts: list[str] = []
        self.width, self.blank, self.loose = 0.0, 0.0, 0
        self.room = self.full if self.lines else self.full - self.indent

    def put(self, unit: str) -> None:
        solid, _, loose = self.metrics[unit]
        reach = self.width + self.blank + solid
        if reach > self.room and reach > self.room + SQUEEZE * (self.loose + loose - 1) + _ROUNDING:
            if solid > self.full or not self.parts:
                self._put_long(unit)
                return
            self._close()
        self._append(unit)

    def _append(self, unit: str) -> None:
        solid, blank, loose = self.metrics[unit]
        self.parts.append(unit)
        self.width += self.blank + solid
        self.blank = blank
        self.loose += loose

    def _put_long(self, unit: str) -> None:
        """A unit longer than a line is broken between its characters."""
        while unit:
            count = self._head(unit)
            if self.parts and count < min(4, len(unit)):  # no crumbs at the end of a line
                self._close()
                continue
            self._append(unit[:count])
            unit = unit[count:]
            if unit:
                self._close()

    def _head(self, unit: str) -> int:
        """How many characters of *unit* go on the line: at least one on an empty line, not before a closing
        and not after an opening mark unless there is nothing else."""
        left, count = self.room - self.width - self.blank + _ROUNDING, 0
        for char in unit:
            left -= self.metrics.face[char].width
            if left < 0 and char not in SPACES:
                break
            count += 1
        best = unit.rfind("·", 0, count) + 1 if count < len(unit) else 0
        best = best or count
        while 0 < best < len(unit) and (unit[best] in CLOSING or unit[best - 1] in OPENING):
            best -= 1
        return best or count or (0 if self.parts else 1)

    def _close(self, last: bool = False) -> None:
        text = "".join(self.parts)
        gaps = self._gaps(text)
        extra = (self.room - self.width) / gaps if gaps else 0.0
        if extra > (0 if last else STRETCH):
            extra = 0.0
        indent = 0.0 if self.lines else self.indent
        self.lines.append(Line(text, indent * self.size, self.width * self.size, extra * self.size))
        self._open()

    def _gaps(self, text: str) -> int:
        """Places between two characters that are not both Latin."""
        solid = len(text.rstrip(SPACES))
        if self.loose == solid:
            return solid - 1
        words = _WORDS.findall(text)
        return solid - 1 - sum(map(len, words)) + len(words)

    def finish(self) -> list[Line]:
        if self.parts:
            self._close(last=True)
        return self.lines


class _Metrics(dict[str, tuple[float, float, int]]):
    """Of a unit: its width without and that of the spaces at its end (em), and how many characters of it are
    not Latin. Short units, which come again and again, are kept."""

    def __init__(self, glyphs: Face) -> None:
        super().__init__()
        self.face = glyphs

    def __missing__(self, unit: str) -> tuple[float, float, int]:
        solid = unit.rstrip(SPACES)
        measured = (
            sum(self.face[char].width for char in solid),
            sum(self.face[char].width for char in unit[len(solid) :]),
            sum(not is_latin(char) for char in solid),
        )
        if len(unit) <= 2:
            self[unit] = measured
        return measured


@cache
def _metrics(role: Role) -> _Metrics:
    return _Metrics(face(role))
