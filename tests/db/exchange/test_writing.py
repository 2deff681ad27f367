from __future__ import annotations

import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from db.core.errors import CancelledError, EnvironmentFault
from db.core.fields import Field, Kind
from db.exchange.writing import LONGEST_TEXT, SHORTENED, Heading, new_workbook, sheet_name, write_table

HEADING = Heading("人员", "和平&街道", date(2022, 6, 27))
FIELDS = (
    Field("name", "姓名", width=100),
    Field("number", "身份证号", width=164),
    Field("day", "入党日期", Kind.DATE),
    Field("at", "开始时间", Kind.DATETIME),
    Field("no", "第几次", Kind.INTEGER),
    Field("text", "内容", Kind.LONG_TEXT),
)


@pytest.fixture
def target(tmp_path):
    return tmp_path / "人员.xlsx"


@pytest.fixture
def write(target):
    """``write(rows, …)``: what came of it."""

    def table(rows, **given):
        with new_workbook(target) as book:
            return write_table(book, HEADING, FIELDS, rows, **given)

    return table


def read(path: Path, at: int = 0) -> list[list]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(at).to_python()


def xml(path: Path, name: str) -> str:
    return zipfile.ZipFile(path).read(name).decode()


def style_of(path: Path, cell: str) -> str:
    """The number format of a cell, as its style names it."""
    style = int(re.search(f'<c r="{cell}" s="(\\d+)"', xml(path, "xl/worksheets/sheet1.xml"))[1])
    styles = xml(path, "xl/styles.xml")
    number = re.findall("<xf [^>]*>", styles.partition("<cellXfs")[2])[style]
    number = re.search('numFmtId="(\\d+)"', number)[1]
    codes = dict(re.findall('numFmtId="(\\d+)" formatCode="([^"]+)"', styles))
    return codes.get(number, number)


def test_values_keep_their_type(write, target):
    write([
        ("王𬭎", "110105194912310021", date(1975, 7, 1), datetime(2022, 6, 24, 9, 30), 2, "第一行\n第二行"),
        ("0571", None, date(1895, 1, 2), None, None, ""),
    ])  # fmt: skip
    rows = read(target)
    assert rows[0] == ["姓名", "身份证号", "入党日期", "开始时间", "第几次", "内容"]
    assert rows[1] == [
        "王𬭎", "110105194912310021", date(1975, 7, 1), datetime(2022, 6, 24, 9, 30), 2.0, "第一行\n第二行",
    ]  # fmt: skip
    assert rows[2] == ["0571", "", "1895-01-02", "", "", ""]  # Excel knows no day of that year
    assert style_of(target, "B2") == "@"  # text
    assert style_of(target, "C2") == "yyyy-mm-dd"
    assert style_of(target, "D2") == "yyyy-mm-dd hh:mm"


def test_nothing_becomes_a_formula_or_a_link(write, target):
    texts = ["=1+1", "+cmd|x", "@a", "-1+1", "http://a.cn", "'=1"]
    write([(text, "", None, None, None, "") for text in texts])
    sheet = xml(target, "xl/worksheets/sheet1.xml")
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert [row[0] for row in read(target)[1:]] == ["'=1+1", "'+cmd|x", "'@a", "'-1+1", "http://a.cn", "''=1"]


def test_the_sheet_is_ready_to_read_and_to_print(write, target):
    write([("张喆", "1", None, None, 1, "")])
    sheet = xml(target, "xl/worksheets/sheet1.xml")
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:F2"/>' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'fitToHeight="0"' in sheet
    assert "第 &amp;P 页 共 &amp;N 页" in sheet
    assert "和平&amp;&amp;街道" in sheet
    assert "$1:$1" in xml(target, "xl/workbook.xml")  # the headings on every page
    assert re.search('<c r="A1" s="(\\d+)"', sheet)


def test_more_rows_than_a_sheet_holds_go_to_another(write, target):
    told = write([(str(n), "", None, None, n, "") for n in range(5)], most=3)
    assert (told.rows, told.sheets) == (5, 3)
    assert CalamineWorkbook.from_path(str(target)).sheet_names == ["人员", "人员（2）", "人员（3）"]
    assert [row[0] for row in read(target, 1)] == ["姓名", "2", "3"]


def test_a_text_too_long_for_a_cell_is_shortened_and_told(write, target):
    told = write([("张喆", "", None, None, None, "𬭎" * LONGEST_TEXT)])
    assert told.shortened == ("第 2 行 内容",)
    text = read(target)[1][5]
    assert text.endswith(SHORTENED)
    assert len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT


def test_a_cancelled_export_leaves_nothing(write, target):
    target.write_bytes(b"before")
    seen = []
    with pytest.raises(CancelledError):
        write(
            ((str(n), "", None, None, n, "") for n in range(50)), progress=lambda done, *_: seen.append(done),
            cancelled=lambda: len(seen) == 7,
        )  # fmt: skip
    assert target.read_bytes() == b"before"
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_file_open_elsewhere_is_told_with_a_way_out(write, target, monkeypatch):
    def locked(self, *_given):  # what Windows does while Excel has the file open
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(EnvironmentFault) as fault:
        write([])
    assert "请先关闭" in fault.value.way_out
    assert list(target.parent.iterdir()) == []


def test_a_folder_that_is_gone_is_told(tmp_path):
    with pytest.raises(EnvironmentFault, match="找不到"), new_workbook(tmp_path / "没有" / "a.xlsx"):
        pass


@pytest.mark.parametrize(("title", "name"), [("会议/记录[1]", "会议 记录 1"), ("", "表"), ("长" * 40, "长" * 31)])
def test_a_sheet_has_a_name_excel_takes(title, name):
    assert sheet_name(title) == name
    assert len(sheet_name(title, 2)) <= 31
