"""Reading a table somebody sends: xlsx, xlsm, xlsb, xls, et, ods by calamine, csv and txt by ourselves.

What a file is, is told by its first bytes, never by its name. Whatever is wrong with it ends in a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

from db.core.companions import refuse_book
from db.core.errors import UserError
from db.core.files import disk_explained
from db.exchange import archives, plain_text
from db.exchange.collector import collector_held

Range = tuple[tuple[int, int], tuple[int, int]]  # first and last cell, each (row, column) from 0

WIDEST = 1000
_LARGEST = 200_000_000  # bytes of a file
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_PASSWORD = "“{name}”有打开密码，请在 WPS/Excel 中去掉密码后另存，再导入。"
_DAMAGED = "“{name}”已损坏或不完整，读不出来。请在 WPS/Excel 中打开并另存为 .xlsx，再导入。"
_WEB = "“{name}”其实是网页格式的表格。请在 WPS/Excel 中打开，另存为 .xlsx，再导入。"
_NO_TABLE = "“{name}”不是表格文件。可以导入 .xlsx、.xls、.et、.ods、.csv。"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; ``rows[0]`` is its first row. Cells are str, float, int, bool, date, datetime, time or timedelta."""

    name: str
    rows: list[list[Any]]
    hidden: bool = False
    merged: tuple[Range, ...] = field(default=())
    since_1904: bool = False  # day numbers count from 1904


@collector_held()
def read_table(path: Path) -> tuple[Sheet, ...]:
    """The sheets of a file that hold anything. ``UserError`` or ``EnvironmentFault`` when it cannot be read."""
    if path.name.startswith("~$"):
        raise UserError(f"“{path.name}”是 Excel 打开文件时留下的临时文件。请选择名字里没有“~$”的那个文件。")
    refuse_book(path)
    with disk_explained(path):
        if path.stat().st_size > _LARGEST:
            raise UserError(f"“{path.name}”超过 {_LARGEST // 1_000_000} MB，太大。请拆成几个文件再导入。")
        data = path.read_bytes()
    if not data.strip():
        raise UserError(f"“{path.name}”是空文件。")
    found = tuple(sheet for sheet in _sheets(path.name, data) if any(any(c != "" for c in row) for row in sheet.rows))
    if not found:
        raise UserError(f"“{path.name}”里没有任何内容。")
    return found


def _sheets(name: str, data: bytes) -> tuple[Sheet, ...]:
    if data[:2] == b"PK":
        return _from_archive(name, data)
    if data[:8] == _OLE:
        return _from_ole(name, data)
    if data[:4] in (b"\x09\x08\x10\x00", b"\x09\x08\x08\x00", b"\x09\x04\x06\x00", b"\x09\x02\x06\x00"):
        raise UserError(_DAMAGED.format(name=name))  # a bare stream of very old Excel
    head = data[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<", b"mime-version")):
        if any(mark in head for mark in (b"<html", b"<!doctype html", b"<table", b"excel", b"mime-version", b"<head")):
            raise UserError(_WEB.format(name=name))
        raise UserError(_NO_TABLE.format(name=name))
    if head.startswith((b"%pdf", b"{\\rtf", b"\x89png", b"\xff\xd8\xff", b"gif8", b"rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise UserError(_NO_TABLE.format(name=name))
    rows = plain_text.rows_of(name, data)
    _check_width("文本", max(map(len, rows), default=0), name)
    return (Sheet(Path(name).stem, rows),)


def _from_archive(name: str, data: bytes) -> tuple[Sheet, ...]:
    book = _inspected(name, data)
    if book.kind == "document":
        raise UserError(f"“{name}”是文字文档，不是表格。请把其中的表格复制到 Excel 里再导入。")
    if book.kind == "other":
        raise UserError(_NO_TABLE.format(name=name))
    return _calamine(name, data, book)


def _inspected(name: str, data: bytes) -> archives.Inspected:
    """What the container is, which is safe to open; why not is told as one sentence."""
    try:
        return archives.inspect_old(data) if data[:8] == _OLE else archives.inspect(data)
    except archives.PasswordError:
        raise UserError(_PASSWORD.format(name=name)) from None
    except archives.DamagedError:
        raise UserError(_DAMAGED.format(name=name)) from None
    except archives.TooLargeError as error:
        raise UserError(f"“{name}”{error}") from None


def _from_ole(name: str, data: bytes) -> tuple[Sheet, ...]:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise UserError(_PASSWORD.format(name=name))
    if "WordDocument".encode("utf-16-le") in data and "Workbook".encode("utf-16-le") not in data:
        raise UserError(f"“{name}”是文字文档，不是表格。请把其中的表格复制到 Excel 里再导入。")
    return _calamine(name, data, _inspected(name, data))


def _calamine(name: str, data: bytes, book: archives.Inspected) -> tuple[Sheet, ...]:
    """The sheets as calamine reads them; what a broken file makes it do is told as one sentence."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as workbook:
            sheets: list[Sheet] = []
            cells = 0
            for meta in workbook.sheets_metadata:
                if meta.typ == SheetTypeEnum.WorkSheet:
                    found = workbook.get_sheet_by_name(meta.name)
                    cells += (found.end[0] + 1) * (found.end[1] + 1) if found.end else 0
                    archives.check_size(cells)  # all of them are kept, each as a rectangle
                    sheets.append(_sheet(name, found, meta, book))
            return tuple(sheets)
    except archives.TooLargeError as error:
        raise UserError(f"“{name}”{error}") from None
    except PasswordError:
        raise UserError(_PASSWORD.format(name=name)) from None
    except (CalamineError, OSError, ValueError, UnicodeError) as error:
        _refuse(name, error)
    except UserError:
        raise
    except BaseException as error:  # a panic of the reader is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise UserError(_DAMAGED.format(name=name)) from error


def _refuse(name: str, error: Exception) -> NoReturn:
    if "password" in str(error).lower() or "encrypt" in str(error).lower():
        raise UserError(_PASSWORD.format(name=name)) from error
    raise UserError(_DAMAGED.format(name=name)) from error


def _sheet(name: str, found: Any, meta: Any, book: archives.Inspected) -> Sheet:
    from python_calamine import SheetVisibleEnum

    _check_width(meta.name, found.end[1] + 1 if found.end else 0, name)
    rows: list[list[Any]] = found.to_python(skip_empty_area=False)
    for (row, column), text in book.errors.get(meta.name, {}).items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text  # calamine leaves the cell of a failed formula empty
    merged = tuple(tuple(one) for one in found.merged_cell_ranges or ())
    return Sheet(meta.name, rows, meta.visible != SheetVisibleEnum.Visible, merged, book.since_1904)


def _check_width(sheet: str, width: int, name: str) -> None:
    if width > WIDEST:
        raise UserError(
            f"“{name}”的工作表“{sheet}”有 {width:,} 列，最多能读 {WIDEST:,} 列。请删去右边多余的列，再导入。"
        )
