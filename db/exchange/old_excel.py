"""Looking into a workbook of Excel 97–2003 (.xls, .et) before it is opened: how large its sheets would become.

The container is [MS-CFB], the stream in it [MS-XLS]: records of kind and length, a substream a sheet. The reader keeps
a sheet as a rectangle around its cells, so two lone cells far apart are as large as a full sheet.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice

_FREE = 0xFFFFFFFA  # numbers of sectors from here on are marks
_SMALL = 4096  # bytes: shorter streams are in the stream of the root
_ENTRY = 128  # bytes of a directory entry
_BOUNDSHEET, _DIMENSIONS, _END = 0x0085, 0x0200, 0x000A
_MANY = 0x00BD  # MULRK: several cells in a row
_CELLS = frozenset((0x0006, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x027E, _MANY))


def most_cells(data: bytes) -> int:
    """Cells of all its sheets as rectangles, or those one sheet claims to have if more. ``ValueError``: damaged."""
    try:
        return max((_cells_in(stream) for stream in _workbooks(data)), default=0)
    except (struct.error, IndexError, OverflowError) as error:
        raise ValueError("not a whole container") from error


def _workbooks(data: bytes) -> Iterator[bytes]:
    """The streams that hold a workbook; a file can have one for old and one for newer programs."""
    sector = 1 << min(struct.unpack_from("<H", data, 30)[0], 20)
    table = _table(data, sector)
    directory_at, mini_table_at = struct.unpack_from("<I8xI", data, 48)
    directory = b"".join(_sectors(data, table, directory_at, sector))
    mini_table = _numbers(b"".join(_sectors(data, table, mini_table_at, sector)))
    root_at = struct.unpack_from("<I", directory, 116)[0]
    for at in range(0, len(directory), _ENTRY):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        if directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace") not in ("Workbook", "Book"):
            continue
        start, size = struct.unpack_from("<II", directory, at + 116)
        if size >= _SMALL:
            yield b"".join(_sectors(data, table, start, sector))[:size]
        else:
            root = b"".join(_sectors(data, table, root_at, sector))
            yield b"".join(_sectors(root, mini_table, start, 64, 0))[:size]


def _table(data: bytes, sector: int) -> tuple[int, ...]:
    """The table of sectors: which follows which."""
    places = list(struct.unpack_from("<109I", data, 76))
    following = struct.unpack_from("<I", data, 68)[0]
    for _ in range(len(data) // sector):  # of a large file: more places, sector after sector
        if following >= _FREE:
            break
        more = _numbers(data[(following + 1) * sector : (following + 2) * sector])
        places += more[:-1]
        following = more[-1]
    return _numbers(b"".join(data[(at + 1) * sector : (at + 2) * sector] for at in places if at < _FREE))


def _sectors(data: bytes, table: tuple[int, ...], at: int, size: int, header: int = 1) -> Iterator[bytes]:
    """The chain that begins with sector *at*; one that runs in a circle ends when it is longer than the file."""
    for _ in range(len(data) // size + 1):
        if at >= _FREE:
            return
        yield data[(at + header) * size : (at + header + 1) * size]
        at = table[at]
    raise ValueError("sectors in a circle")


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _cells_in(stream: bytes) -> int:
    starts = [
        struct.unpack_from("<I", stream, at)[0] for kind, at, _ in _records(stream, 0) if kind == _BOUNDSHEET
    ]  # fmt: skip
    sheets = {start: _rectangle(stream, start) for start in set(starts)}
    claimed = max((claim for _, claim in sheets.values()), default=0)
    return max(sum(sheets[start][0] for start in starts), claimed)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """(kind, where its data begins, length) up to the end of the substream."""
    header = struct.Struct("<HH").unpack_from
    while at + 4 <= len(stream):
        kind, length = header(stream, at)
        yield kind, at + 4, length
        if kind == _END:
            return
        at += 4 + length


def _rectangle(stream: bytes, start: int) -> tuple[int, int]:
    """(cells of the rectangle around the cells there are, cells the sheet claims to have)."""
    place = struct.Struct("<HH").unpack_from
    top, left, bottom, right, claim = 1 << 32, 1 << 16, -1, -1, 0
    for kind, at, length in islice(_records(stream, start), 1, None):
        if kind in _CELLS:
            row, column = place(stream, at)
            top, left, bottom = min(top, row), min(left, column), max(bottom, row)
            right = max(right, column + (max(length - 6, 0) // 6 - 1 if kind == _MANY else 0))
        elif kind == _DIMENSIONS:
            first, last, west, east = struct.unpack_from("<IIHH" if length >= 14 else "<HHHH", stream, at)
            claim = max(0, last - first) * max(0, east - west)
    return max(0, bottom - top + 1) * max(0, right - left + 1), claim
