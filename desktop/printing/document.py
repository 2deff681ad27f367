"""A document of one or more parts: rows of fixed height flow over A4 pages with a number at each foot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from db.core.files import write_atomically
from desktop.printing.fonts import Role, face
from desktop.printing.page import A4_HEIGHT, A4_WIDTH, Codes, Page, baseline, warning
from desktop.printing.text import Line, break_lines, clean, width

CM = 72 / 2.54
_EPSILON = 0.01


@dataclass(frozen=True, slots=True)
class Printed:
    """What a print came to: how many pages, and the characters no font had (□ stands for each on paper)."""

    pages: int
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Margins:
    """Blank edges of the page in points; ``wide``: of a page on its side (landscape)."""

    top: float
    right: float
    bottom: float
    left: float
    wide: bool = False

    @property
    def width(self) -> float:
        return A4_HEIGHT if self.wide else A4_WIDTH

    @property
    def height(self) -> float:
        return A4_WIDTH if self.wide else A4_HEIGHT

    @property
    def measure(self) -> float:
        return self.width - self.left - self.right

    @property
    def depth(self) -> float:
        return self.height - self.top - self.bottom


class Row(NamedTuple):
    """A strip of the page. ``draw(page, left, top)``; None for a blank, which vanishes at a page's top.

    ``keep``: on the same page as the next row. ``boxed``: part of a table, ruled off where a page ends in it.
    ``again``: its table's headings, set once more above it where it begins a page.
    """

    height: float
    draw: Callable[[Page, float, float], None] | None = None
    keep: bool = False
    boxed: bool = False
    again: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Foot:
    """The number at the foot of a page: ``text(page, pages)`` of the part; *outside*: at the edge that is turned."""

    text: Callable[[int, int], str]
    size: float = 10.5
    outside: bool = False


OF_PART = Foot(lambda page, pages: f"第 {page} 页　共 {pages} 页")
NO_FOOT = Foot(lambda _page, _pages: "")


def text_rows(lines: Sequence[Line], role: Role, size: float, leading: float, keep: bool = False) -> list[Row]:
    """A paragraph's lines as rows; *keep*: none of them ends a page, as for a heading.

    Neither the first line nor the last of a paragraph stands alone on a page.
    """

    def row(line: Line, joined: bool) -> Row:
        def draw(page: Page, left: float, top: float) -> None:
            page.set_line(left, baseline(top, leading, size), line, role, size)

        return Row(leading, draw, keep or joined)

    last = len(lines) - 1
    return [row(line, at < last and at in (0, last - 1)) for at, line in enumerate(lines)]


def centred_rows(text: str, role: Role, size: float, leading: float, measure: float, keep: bool = False) -> list[Row]:
    """*text* broken and each line of it in the middle of *measure*."""
    lines = break_lines(text, role, size, measure)
    middle = [line._replace(indent=(measure - line.width) / 2, extra=0.0) for line in lines]
    return text_rows(middle, role, size, leading, keep)


def chains(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """*rows* in groups that stay on one page."""
    chain: list[Row] = []
    for row in rows:
        chain.append(row)
        if not row.keep:
            yield chain
            chain = []
    if chain:
        yield chain


def paginate(rows: Sequence[Row], depth: float) -> list[list[Row]]:
    """*rows* over pages *depth* points deep; a chain deeper than a page is broken where it must."""
    pages: list[list[Row]] = [[]]
    left = depth

    def turn(row: Row) -> float:
        pages.append([*row.again])
        return depth - sum(above.height for above in row.again)

    for chain in chains(rows):
        height = sum(row.height for row in chain)
        if height > left + _EPSILON and height <= depth and pages[-1]:
            left = turn(chain[0])
        for row in chain:
            if row.height > left + _EPSILON and pages[-1]:
                left = turn(row)
            if row.draw is None and not pages[-1]:
                continue
            pages[-1].append(row)
            left -= row.height
    return pages if pages[-1] or len(pages) == 1 else pages[:-1]


class Document:
    """A PDF in the making; :meth:`add` its parts, then :meth:`save`."""

    def __init__(self, title: str, margins: Margins) -> None:
        from desktop.printing.pdf import PdfFile

        self.margins = margins
        self._file = PdfFile(clean(title), face(Role.FANG)["一"].font, wide=margins.wide)
        self._codes = {role: Codes(self._file, role) for role in Role}
        self._missing: dict[str, None] = {}
        self._chapter = ""

    @property
    def pages(self) -> int:
        """How many there are already."""
        return self._file.pages

    def add(
        self, rows: Sequence[Row], bookmark: str = "", head: Sequence[Row] = (), *, chapter: str = "",
        foot: Foot = OF_PART,
    ) -> None:  # fmt: skip
        """One part, beginning on a new page; *head* is repeated at the top of each.

        Bookmarks of one *chapter* stand below it.
        """
        self.add_pages(paginate(rows, self.margins.depth - sum(row.height for row in head)), bookmark, head,
                       chapter=chapter, foot=foot)  # fmt: skip

    def add_pages(
        self, pages: Sequence[Sequence[Row]], bookmark: str = "", head: Sequence[Row] = (), *, chapter: str = "",
        foot: Foot = OF_PART,
    ) -> None:  # fmt: skip
        """The same of rows already spread over *pages*."""
        for number, strips in enumerate(pages, 1):
            page = Page(self._codes)
            self._draw(page, [*head, *strips])
            self._foot(page, foot, number, len(pages))
            self._missing |= page.missing
            marks = self._bookmarks(bookmark, chapter) if number == 1 else ()
            self._file.add_page(page.operators(), marks, page.pictures)

    def _bookmarks(self, bookmark: str, chapter: str) -> list[tuple[int, str]]:
        """The levels and titles to set here: a chapter's own before its first."""
        if not bookmark:
            return []
        opened = [(0, clean(chapter))] if chapter and chapter != self._chapter else []
        self._chapter = chapter
        return [*opened, (int(bool(chapter)), clean(bookmark))]

    def _draw(self, page: Page, strips: Sequence[Row]) -> None:
        left, top = self.margins.left, self.margins.height - self.margins.top
        right = self.margins.width - self.margins.right
        if strips and strips[0].boxed:
            page.line(left, top, right, top)
        for row in strips:
            if row.draw is not None:
                row.draw(page, left, top)
            top -= row.height
        if strips and strips[-1].boxed:
            page.line(left, top, right, top)

    def _foot(self, page: Page, foot: Foot, number: int, of: int) -> None:
        text = foot.text(number, of)
        spare = self.margins.width - width(text, Role.SONG, foot.size)
        x = spare / 2
        if foot.outside:  # a sheet printed on both sides: odd pages on the right, even ones on the left
            odd = self._file.pages % 2 == 0  # of those already there
            x = spare - self.margins.right - foot.size if odd else self.margins.left + foot.size
        page.text(x, 36.0, text, Role.SONG, foot.size)
        if not page.missing:
            return
        y = 61.0 if self.margins.bottom > 70 else 22.0  # above the number, or below it where there is no room
        for index, line in enumerate(break_lines(warning(page.missing), Role.HEI, 9, self.margins.measure)):
            page.set_line(self.margins.left, y - 11 * index, line, Role.HEI, 9)

    def save(self, out: Path | BinaryIO) -> Printed:
        """Write the file, whole or not at all. :raises EnvironmentFault: the folder or the disk refuses."""
        data = self._file.data()
        if isinstance(out, Path):
            write_atomically(out, data)
        else:
            out.write(data)
        return Printed(self._file.pages, tuple(self._missing))
