"""Looking into the content of an OpenDocument sheet before it is opened: how large its repeats would become.

A few bytes can say “this row, a million times”. Rows and columns of nothing are repeated in every such file, to the
end of the sheet, and cost nothing. Read by patterns: a parser would take longer than reading the sheet does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_SUSPECT = (
    re.compile(rb'-repeated\s*=\s*["\'](?!\d["\'])'), re.compile(rb'text:c\s*=\s*["\'](?!\d{1,3}["\'])'),
)  # fmt: skip
_ROW = b"<table:table-row"
_OVERHEAD = 64  # bytes that a cell takes besides its text
_TAG = re.compile(rb"<table:(?:table-row|table-cell|covered-table-cell)\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_TIMES = re.compile(rb'number-(?:rows|columns)-repeated\s*=\s*["\']([^"\']*)')
_SPACES = re.compile(rb'text:c\s*=\s*["\']([^"\']*)')
_END = b"</table:table>"


def is_suspect(piece: bytes) -> bool:
    """Whether more than a few repeats begin in *piece*."""
    return any(pattern.search(piece) for pattern in _SUSPECT)


def size(pieces: Iterable[bytes]) -> tuple[int, int]:
    """(cells of the tables as rectangles, bytes of what is repeated) in ``content.xml``. ``ValueError``: damaged."""
    cells = copied = rows = empty = width = 0
    for row in _rows(pieces):
        times, columns, more = _row(row)
        copied += more
        if columns:
            rows, empty, width = rows + empty + times, 0, max(width, columns)
        else:
            empty += times
        if _END in row:
            cells, rows, empty, width = cells + rows * width, 0, 0, 0
    return cells + rows * width, copied


def _rows(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Each row with what follows it up to the next."""
    waiting: list[bytes] = []  # parts of the row that is not whole yet
    tail, within = b"", False  # the last bytes, which may begin a row; whether the first row has begun
    for piece in pieces:
        first, *more = (tail + piece).split(_ROW)
        waiting.append(first)
        for row in more:
            if within:
                yield b"".join(waiting)
            waiting, within = [_ROW, row], True
        last = waiting.pop()
        waiting.append(last[: -len(_ROW)])
        tail = last[-len(_ROW) :]
    if within:
        yield b"".join((*waiting, tail))


def _row(row: bytes) -> tuple[int, int, int]:
    """(how many times it stands there, columns up to the last that says something, bytes of what is repeated)."""
    spaces = sum(map(int, _SPACES.findall(row))) if b"text:c" in row else 0
    if b"-repeated" not in row:
        return 1, row.count(b"<table:table-cell") + row.count(b"<table:covered-table-cell"), spaces
    tags = list(_TAG.finditer(row))
    times = _times(tags[0]) if tags else 1
    column = last = copied = 0
    for tag, following in zip(tags[1:], [*tags[2:], None], strict=True):
        repeated = _times(tag)
        column += repeated
        if b"office:" in tag[1] or b"formula" in tag[1]:
            last = column
            length = (following.start() if following else len(row)) - tag.start()
            copied += (length + _OVERHEAD) * (repeated * times - 1)
    return times, last, copied + spaces * times


def _times(tag: re.Match[bytes]) -> int:
    found = _TIMES.search(tag[1])
    return max(1, int(found[1])) if found else 1
