"""Looking into a zipped workbook before it is opened: how large it would become, and what calamine does not tell."""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile, ZipInfo

from db.exchange import old_excel, open_document

_MOST_BYTES = 400_000_000  # uncompressed, as declared and as it comes
_MOST_PARTS = 5000
_MOST_CELLS = 30_000_000  # calamine keeps a sheet as a rectangle, empty cells too
_SMALL = 5_000_000
_CHUNK = 1 << 20
_OVERLAP = 4096

_BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, ElementTree.ParseError, OSError, ValueError)
_FAR = re.compile(rb' r="(?:[A-Z]{2,3}\d|[A-Z]\d{7})')  # beyond column Z or row 999,999
_REFERENCE = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb'row r="(\d{1,9})"')
_ERROR = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]* t="e"[^>]*>.*?<(?:\w+:)?v>([^<]{1,20})</', re.S)


class DamagedError(Exception):
    """No archive, or not whole."""


class PasswordError(Exception):
    """Locked."""


class TooLargeError(Exception):
    """It would not fit; the text ends a sentence that begins with the file's name."""


@dataclass(slots=True)
class Inspected:
    kind: str  # xlsx | xlsb | ods | ole | document | other
    since_1904: bool = False
    errors: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)  # by sheet: (row, column) from 0


def inspect(data: bytes) -> Inspected:
    """What kind of workbook it is, after making sure that it is safe to open."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = {info.filename: info for info in archive.infolist()}
            _check_declared(archive.infolist())
            return _inspected(archive, parts)
    except _BROKEN as error:
        raise DamagedError from error


def _check_declared(infos: list[ZipInfo]) -> None:
    if any(info.flag_bits & 1 for info in infos):
        raise PasswordError
    if len(infos) > _MOST_PARTS:
        raise TooLargeError(f"里有 {len(infos):,} 个部件，不像正常的表格，没有打开。")
    total = sum(info.file_size for info in infos)
    if total > _MOST_BYTES:
        raise TooLargeError(f"展开后有 {total // 1_000_000:,} MB，超过 400 MB，没有打开。请拆成几个文件再导入。")


def _inspected(archive: ZipFile, parts: dict[str, ZipInfo]) -> Inspected:
    if "xl/workbook.xml" in parts:
        return _spreadsheet(archive, parts)
    if "xl/workbook.bin" in parts:
        return Inspected("xlsb")
    if "content.xml" in parts and b"spreadsheet" in _small(archive, parts, "mimetype"):
        if b"encryption-data" in _small(archive, parts, "META-INF/manifest.xml"):
            raise PasswordError
        _scan_open_document(archive)
        return Inspected("ods")
    if "word/document.xml" in parts or "content.xml" in parts:
        return Inspected("document")
    return Inspected("other")


def _small(archive: ZipFile, parts: dict[str, ZipInfo], name: str) -> bytes:
    if name not in parts or parts[name].file_size > _SMALL:
        return b""
    return archive.read(name)


def _spreadsheet(archive: ZipFile, parts: dict[str, ZipInfo]) -> Inspected:
    workbook = _small(archive, parts, "xl/workbook.xml")
    found = Inspected("xlsx", bool(re.search(rb'date1904="(?:1|true)"', workbook)))
    names = _sheet_parts(workbook, _small(archive, parts, "xl/_rels/workbook.xml.rels"))
    for part in parts:
        if not part.startswith("xl/worksheets/") or not part.endswith(".xml"):
            continue
        sheet = names.get(part, posixpath.basename(part))
        errors = _scan_sheet(archive, part, sheet)
        if errors:
            found.errors[sheet] = errors
    return found


def _sheet_parts(workbook: bytes, relations: bytes) -> dict[str, str]:
    """Names of the sheets by the parts that hold them."""
    if not workbook or not relations:
        return {}
    targets = {node.get("Id"): node.get("Target", "") for node in ElementTree.fromstring(relations)}
    found: dict[str, str] = {}
    for node in ElementTree.fromstring(workbook).iter():
        if node.tag.rpartition("}")[2] == "sheet":
            relation = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
            target = targets.get(relation, "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found[path] = node.get("name", "")
    return found


def _pieces(archive: ZipFile, part: str) -> Iterator[bytes]:
    read = 0
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            read += len(piece)
            if read > _MOST_BYTES:
                raise TooLargeError("展开后超过 400 MB，没有打开。请拆成几个文件再导入。")
            yield piece


def _chunks(archive: ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that overlap, so that nothing looked for is cut in two."""
    kept = b""
    for piece in _pieces(archive, part):
        yield kept + piece
        kept = piece[-_OVERLAP:]


def _scan_sheet(archive: ZipFile, part: str, sheet: str) -> dict[tuple[int, int], str]:
    """The cells of failed formulas; ``TooLargeError`` when two lone cells would span a rectangle beyond memory."""
    rows, columns = 0, 26
    errors: dict[tuple[int, int], str] = {}
    for chunk in _chunks(archive, part):
        if found := _ROW.findall(chunk):
            rows = max(rows, max(map(int, found)))
        if _FAR.search(chunk):
            for letters, number in set(_REFERENCE.findall(chunk)):
                columns, rows = max(columns, column_number(letters)), max(rows, int(number))
        if b't="e"' in chunk:
            for letters, number, text in _ERROR.findall(chunk):
                errors[int(number) - 1, column_number(letters) - 1] = text.decode("utf-8", "replace")
    if rows * columns > _MOST_CELLS:
        raise TooLargeError(
            f"的工作表“{sheet}”有 {rows:,} 行、{columns:,} 列，太大。请删去右边和下边多余的行列，再导入。"
        )
    return errors


def _scan_open_document(archive: ZipFile) -> None:
    if not any(open_document.is_suspect(chunk) for chunk in _chunks(archive, "content.xml")):
        return
    cells, copied = open_document.size(_pieces(archive, "content.xml"))
    check_size(cells)
    if copied > _MOST_BYTES:
        raise TooLargeError("里有内容重复了成千上万遍，不像正常的表格，没有打开。")


def inspect_old(data: bytes) -> Inspected:
    """The same for a workbook of Excel 97–2003."""
    try:
        check_size(old_excel.most_cells(data))
        return Inspected("ole")
    except ValueError as error:
        raise DamagedError from error


def check_size(cells: int) -> None:
    """``TooLargeError`` when all sheets together have too many cells."""
    if cells > _MOST_CELLS:
        raise TooLargeError(f"的表格共有 {cells:,} 格，太大。请删去右边和下边多余的行列，再导入。")


def column_number(letters: bytes) -> int:
    """A → 1, AA → 27"""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
