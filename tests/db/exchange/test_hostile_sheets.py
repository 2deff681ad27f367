"""A few bytes that declare billions of cells: told in a sentence by a process that has little memory."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from db.exchange import old_excel, open_document
from tests.db.exchange.old_workbooks import workbook

ROOT = Path(__file__).parents[3]
FIXTURES = Path(__file__).parent / "fixtures"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no limits for a process of one's own")

_READ = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (700 << 20, 700 << 20))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from pathlib import Path
from db.core.errors import UserError
from db.exchange.reading import read_table
sys.stdout.reconfigure(encoding="utf-8")
for path in sys.argv[1:]:
    try:
        print([(len(sheet.rows), len(sheet.rows[0])) for sheet in read_table(Path(path))])
    except UserError as error:
        print(error.text)
"""


@pytest.fixture
def told(tmp_path):
    """``told({name: data})``: what a process with little memory says of each file, in order."""

    def call(files):
        paths = []
        for name, data in files.items():
            paths.append(tmp_path / name)
            paths[-1].write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-c", _READ, *map(str, paths)], cwd=ROOT, capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr.decode()[-500:]
        return dict(zip(files, done.stdout.decode().splitlines(), strict=True))

    return call


@pytest.fixture
def ods(tmp_path):
    """``ods(rows)``: the bytes of an OpenDocument sheet of those rows."""

    def make(rows):
        path = tmp_path / "made.ods"
        spaces = "".join(
            f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
        )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("META-INF/manifest.xml", "<manifest/>")
            archive.writestr("content.xml", (
                f'<?xml version="1.0"?><office:document-content{spaces}><office:body><office:spreadsheet>'
                f'<table:table table:name="表">{rows}</table:table>'
                "</office:spreadsheet></office:body></office:document-content>"
            ))  # fmt: skip
        return path.read_bytes()

    return make


def row(cells, times=1):
    return f'<table:table-row table:number-rows-repeated="{times}">{cells}</table:table-row>'


def cell(text="张喆", times=1):
    return (
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="{times}">'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


def nothing(times):
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


def test_repeats_of_an_open_document_sheet(told, ods):
    said = told({
        "全表.ods": ods(row(cell(times=16384), 1_048_576)),
        "二十列.ods": ods(row(cell(times=20), 1_048_576)),
        "很多格.ods": ods(row(cell() * 60, 1_048_576)),
        "很多行.ods": ods(row(cell(), 4_000_000_000)),
        "长文字.ods": ods(row(cell("长" * 30_000), 1_000_000)),
        "空格.ods": ods(row(cell('一<text:s text:c="2000000000"/>二'))),
        "角上.ods": ods(row(cell()) + row(nothing(1024), 1_048_570) + row(nothing(900) + cell())),
        "数字.ods": ods(row(cell(), "9" * 5000)),
    })  # fmt: skip
    for name in ("全表.ods", "很多格.ods", "很多行.ods", "角上.ods"):
        assert said[name].startswith(f"“{name}”的表格共有 "), said
        assert said[name].endswith("格，太大。请删去右边和下边多余的行列，再导入。")
    for name in ("二十列.ods", "长文字.ods", "空格.ods"):
        assert said[name] == f"“{name}”里有内容重复了成千上万遍，不像正常的表格，没有打开。"
    assert "已损坏" in said["数字.ods"]


def test_rows_of_nothing_to_the_end_of_the_sheet_are_in_every_file(told, ods):
    rows = row(cell() + cell("女", 3) + nothing(16_380)) * 3 + row(nothing(16_384), 1_048_573)
    assert told({"表.ods": ods(rows)}) == {"表.ods": "[(3, 4)]"}


def test_rectangles_of_an_old_workbook(told):
    said = told({
        "好.xls": workbook([(0, 0), (2, 3)], sheets=2),
        "角上.xls": workbook([(0, 0), (65535, 65535)]),
        "号称.xls": workbook([(0, 0)], claimed=(0, 0xFFFFFFFF, 0, 0xFFFF)),
        "很多张.xls": workbook([(0, 0), (65535, 255)], sheets=30),
        "同一张.xls": workbook([(0, 0), (65535, 255)], sheets=200, shared=True),
    })  # fmt: skip
    assert said.pop("好.xls") == "[(3, 4), (3, 4)]"
    for name, text in said.items():
        assert text.startswith(f"“{name}”的表格共有 "), said


def test_a_container_that_is_not_whole_is_damaged(told):
    good = workbook([(0, 0), (1, 1)])
    circle = good[: 512 + 8] + b"\x02\0\0\0" + good[512 + 12 :]  # the second sector of the stream follows itself
    said = told({"断.xls": good[:1500], "头.xls": good[:20], "圈.xls": circle})
    assert all("已损坏" in text for text in said.values()), said


def test_a_workbook_that_a_program_wrote_is_measured_right():
    assert 0 < old_excel.most_cells((FIXTURES / "roster.xls").read_bytes()) < 200


def test_rows_are_found_wherever_the_pieces_are_cut():
    content = (
        b"<table:table><x>" + (row(cell(times=12), 20) + row(nothing(9)) + row(cell() * 3)).encode() + b"</table:table>"
    )
    whole = open_document.size([content])
    assert whole[0] == 22 * 12
    for length in (1, 7, 15, 16, 64):
        pieces = [content[at : at + length] for at in range(0, len(content), length)]
        assert open_document.size(pieces) == whole


def test_a_number_that_is_written_otherwise_hides_nothing(told, ods):
    hidden = row(cell(), 7).replace('repeated="7"', "repeated='&#49;000000000'")
    behind = row(cell() * 30, 1_048_576).replace("<table:table-row", '<table:table-row table:style-name=">"')
    said = told({"一.ods": ods(hidden), "二.ods": ods(behind)})
    assert "已损坏" in said["一.ods"]
    assert "太大" in said["二.ods"]
