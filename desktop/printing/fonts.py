"""Which font shows which character: the roles of a Chinese document and their fallback chains."""

from __future__ import annotations

import os
import sys
import threading
from enum import StrEnum
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from db.core.errors import EnvironmentFault

FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"

LATIN = "!-~À-ÖØ-öø-ɏ"  # a regular expression's class: what is set in the Latin font and never letter-spaced
REPLACEMENT = "□"

_FANG, _FANG2 = "ShequFangSong-Regular.ttf", "ShequFangFallback-Light.ttf"
_KAI, _HEI, _TITLE = "ShequKai-Regular.ttf", "NotoSansSC-Regular.ttf", "NotoSerifSC-Bold.ttf"
_SONG, _RARE = "NotoSerifSC-Regular.ttf", "ShequRare-Regular.ttf"
_SYSTEM = frozenset({"simfang.ttf", "simkai.ttf", "simhei.ttf", "simsun.ttc", "simsunb.ttf"})

_loading = threading.RLock()


class Role(StrEnum):
    """What a piece of text is set in."""

    FANG = "仿宋"
    KAI = "楷体"
    HEI = "黑体"
    TITLE = "小标宋"
    SONG = "宋体"


_CHAINS: dict[Role, tuple[str, ...]] = {
    Role.FANG: ("simfang.ttf", _FANG, _FANG2, "simsun.ttc", _SONG, "simsunb.ttf", _RARE),
    Role.KAI: ("simkai.ttf", _KAI, _SONG, "simsunb.ttf", _RARE),
    Role.HEI: ("simhei.ttf", _HEI, _SONG, _KAI, "simsunb.ttf", _RARE),
    Role.TITLE: (_TITLE, _SONG, _KAI, "simsunb.ttf", _RARE),
    Role.SONG: ("simsun.ttc", _SONG, _KAI, "simsunb.ttf", _RARE),
}
_LATIN_FONT = {Role.HEI: _HEI, Role.TITLE: _TITLE}
# The dash of the Noto fonts leaves a gap between two, their middle dot is narrow; so are WenKai's quotation marks.
_MARKS = {Role.HEI: "—·", Role.TITLE: "—·"}
_ALL_MARKS = "“”‘’·—…"


class Glyph(NamedTuple):
    """How one character is shown: registered font, advance in em, and the character drawn (□ when none has it)."""

    font: str
    width: float
    shown: str


def is_latin(char: str) -> bool:
    return "!" <= char <= "~" or ("À" <= char <= "ɏ" and char not in "×÷")


class Face(dict[str, Glyph]):
    """The characters of one role, looked up once each. ``missing`` collects those no font has."""

    def __init__(self, role: Role) -> None:
        super().__init__()
        self.role = role
        self.missing: set[str] = set()

    def __missing__(self, char: str) -> Glyph:
        glyph = self._find(char)
        if glyph is None:
            self.missing.add(char)
            box = self[REPLACEMENT]
            glyph = Glyph(box.font, box.width, REPLACEMENT)
        self[char] = glyph
        return glyph

    def _chain(self, char: str) -> tuple[str, ...]:
        chain = _CHAINS[self.role]
        if char == " " or is_latin(char):
            return (_LATIN_FONT.get(self.role, _SONG), *chain)
        if char in _MARKS.get(self.role, _ALL_MARKS):
            return (_FANG, *chain)
        return chain

    def _find(self, char: str) -> Glyph | None:
        code = ord(char)
        for file in self._chain(char):
            font = _load(file)
            if font is not None and code in font.face.charToGlyph:
                return Glyph(font.fontName, font.face.getCharWidth(code) / 1000, char)
        return None


@cache
def face(role: Role) -> Face:
    """The one face of *role* in this process."""
    return Face(role)


def runs(text: str, role: Role) -> list[tuple[str, str]]:
    """*text* as (registered font, characters as shown) pieces, in order."""
    glyphs = [face(role)[char] for char in text]
    return [(font, "".join(g.shown for g in group)) for font, group in groupby(glyphs, lambda g: g.font)]


def _load(file: str) -> Any:
    """The font of *file*, started on first need; None for a system font that is absent or may not be embedded."""
    with _loading:
        return _start(file)


@cache
def _start(file: str) -> Any:
    from desktop.printing.pdf import load_font

    if file in _SYSTEM:
        path = _system_folder() / file if sys.platform == "win32" else None
        return load_font(path) if path is not None and path.exists() else None
    font = load_font(FONTS / file)
    if font is None:
        raise EnvironmentFault(
            f"打印用的字体文件“{file}”不见了或已损坏，无法生成 PDF。", "请重新安装本程序，账本不受影响。"
        )
    return font


def _system_folder() -> Path:
    return Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
