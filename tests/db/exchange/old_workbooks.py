"""Workbooks of Excel 97–2003, made record by record: what no program would write, somebody may send."""

from __future__ import annotations

import struct

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512


def workbook(cells, sheets=1, claimed=(0, 1, 0, 1), *, shared=False) -> bytes:
    """A file of *sheets* alike with numbers at *cells* (row, column); *shared*: all of them are the same substream."""
    sheet = b"".join((
        _begin(0x10), _record(0x0200, struct.pack("<IIHHH", *claimed, 0)),
        *(_record(0x0203, struct.pack("<HHHd", row, column, 0, 1)) for row, column in cells), _record(0x0A),
    ))  # fmt: skip
    names = [f"S{number:03}".encode() for number in range(sheets)]
    head = _begin(0x05) + _record(0x42, struct.pack("<H", 1200))
    first = len(head) + sum(12 + len(name) for name in names) + 4
    starts = [first + (0 if shared else number * len(sheet)) for number in range(sheets)]
    bound = (
        _record(0x85, struct.pack("<IBBBB", start, 0, 0, len(name), 0) + name)
        for start, name in zip(starts, names, strict=True)
    )
    return _container(b"".join((head, *bound, _record(0x0A), sheet if shared else sheet * sheets)))


def _record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1996, 0, 0x0600))


def _container(stream: bytes) -> bytes:
    """A container of one stream: table of sectors, directory, stream."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // _SECTOR)
    table = [TABLE, END, *range(3, count + 2), END]
    table += [FREE] * (128 - len(table))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<109I", 0, *[FREE] * 108)
    directory = _entry("Root Entry", 5, END, 0, 1) + _entry("Workbook", 2, 2, len(stream), FREE)
    return b"".join((
        header, struct.pack("<128I", *table), directory.ljust(_SECTOR, b"\0"), stream.ljust(count * _SECTOR, b"\0"),
    ))  # fmt: skip


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    raw = f"{name}\0".encode("utf-16-le")
    return raw.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(raw), kind, 1, FREE, FREE, child, start, size)
