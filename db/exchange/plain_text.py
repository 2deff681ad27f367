"""csv and txt: which encoding, which separator, which cells."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from db.core.errors import UserError

_SEPARATORS = ",\t;"
_LOOKED_AT = 50  # lines


def rows_of(name: str, data: bytes) -> list[list[Any]]:
    """The cells of a text table as text. ``UserError`` when it is none."""
    text = _decoded(name, data)
    first, _, rest = text.partition("\n")
    separator = _separator(text)
    if first.lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own hint
        text, separator = rest, first[4]
    csv.field_size_limit(10_000_000)
    try:
        return [[_cell(cell) for cell in row] for row in csv.reader(StringIO(text, newline=""), delimiter=separator)]
    except csv.Error as error:
        raise UserError(f"“{name}”不是完整的文本表格。请在 WPS/Excel 中打开并另存为 .xlsx，再导入。") from error


def _decoded(name: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data[:2000]:  # commas and line breaks have a zero byte, after or before
        encodings = ["utf-16-le" if data[1:2000:2].count(0) > data[:2000:2].count(0) else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and not _garbled(text):
            return text
    raise UserError(
        f"“{name}”不是表格，或文字编码读不懂。请在 WPS/Excel 中打开并另存为 .xlsx（或 UTF-8 的 .csv），再导入。"
    )


def _garbled(text: str) -> bool:
    """Bytes of something else: many control characters in the beginning."""
    head = text[:4000]
    return sum(char < " " and char not in "\t\r\n\x0c" for char in head) * 50 > len(head)


def _separator(text: str) -> str:
    """The one that cuts most of the first lines into the same number of cells."""
    head = StringIO("\n".join(text.splitlines()[:_LOOKED_AT]), newline="")
    best, separator = (0, 0), ","
    for candidate in _SEPARATORS:
        head.seek(0)
        try:
            widths = [len(row) for row in csv.reader(head, delimiter=candidate) if row]
        except csv.Error:
            continue
        wide = [width for width in widths if width > 1]
        if wide:
            usual = max(set(wide), key=wide.count)
            best, separator = max((best, separator), ((wide.count(usual), usual), candidate))
    return separator


def _cell(cell: str) -> str:
    """``="0012"`` is how exports keep Excel from making a number of a text."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') and len(cell) > 2 else cell
