"""Small pictures made of nothing but numbers: evidence for the invented records."""

from __future__ import annotations

import struct
import zlib

_WIDTH, _HEIGHT = 320, 200
_WALL, _WINDOW, _GROUND = (236, 231, 222), (120, 160, 190), (150, 160, 150)
Colour = tuple[int, int, int]


def house(number: int) -> bytes:
    """A PNG of a building under the sky; each *number* has its own storeys and colours."""
    sky = (188 - 6 * number, 214 - 4 * number, 235)
    roof = (170 + 10 * number % 60, 70 + 23 * number % 90, 60 + 31 * number % 80)
    storeys = 2 + number % 4
    top = _HEIGHT - 40 - 30 * storeys
    rows = bytearray()
    for y in range(_HEIGHT):
        rows.append(0)  # no filter
        rows += _row(y, top, sky, roof)
    return _png(bytes(rows))


def _row(y: int, top: int, sky: Colour, roof: Colour) -> bytes:
    if y >= _HEIGHT - 40:
        return bytes(_GROUND) * _WIDTH
    if y < top - 10:
        return bytes(sky) * _WIDTH
    side = bytes(sky) * 50
    if y < top:
        return side + bytes(roof) * (_WIDTH - 100) + side
    glazed = 8 <= (y - top) % 30 < 24
    bay = bytes(_WALL) * 12 + bytes(_WINDOW if glazed else _WALL) * 20 + bytes(_WALL) * 12
    return side + (bay * 5)[: 3 * (_WIDTH - 100)] + side


def _png(rows: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
