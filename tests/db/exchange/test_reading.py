"""Files as they come: all formats, all encodings, and everything that is wrong with them."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from db.core.errors import EnvironmentFault, UserError
from db.exchange import archives, reading
from db.exchange.headings import best_table
from db.exchange.ledgers import people
from db.exchange.mapping import guess
from db.exchange.reading import read_table

FIXTURES = Path(__file__).parent / "fixtures"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
ROSTER = "姓名,性别\n张喆,女\n"


def refused(path) -> str:
    with pytest.raises(UserError) as error:
        read_table(path)
    assert str(path.name) in error.value.text
    assert error.value.text.endswith("。")
    return error.value.text


def written(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", ["roster.xls", "roster.ods", "花名册.et"])
def test_old_excel_open_document_and_wps(name, tmp_path):
    """``.et`` is what WPS calls the same container."""
    source = FIXTURES / name
    if name.endswith(".et"):
        source = written(tmp_path, name, (FIXTURES / "roster.xls").read_bytes())
    sheets = read_table(source)
    assert [(sheet.name, sheet.hidden) for sheet in sheets] == [("花名册", False), ("旧表", True)]
    table = best_table(sheets, people)
    assert (table.sheet, table.heading_row, table.skipped) == ("花名册", 3, ((6, "合计行"),))
    assert guess(people, table.headings) == {
        1: "name", 2: "sex", 3: "id_number", 4: "born_on", 5: "phone", 6: "organization_id",
    }  # fmt: skip
    first = table.rows[0]
    assert (first[0], first[1][1:6]) == (4, ["张喆", "女", "11010519491231002X", date(1949, 12, 31), 13900000000.0])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_text_in_any_encoding_and_with_any_separator(tmp_path, encoding, separator):
    text = "姓名,性别,备注\n张喆,女,“一，二”\n王𬭎,男,\n".replace(",", separator)
    (sheet,) = read_table(written(tmp_path, "表.csv", text.encode(encoding)))
    assert sheet.rows == [["姓名", "性别", "备注"], ["张喆", "女", "“一，二”"], ["王𬭎", "男", ""]]


def test_text_that_excel_must_not_make_a_number_of(tmp_path):
    (sheet,) = read_table(written(tmp_path, "表.txt", b'sep=;\r\na;b\r\n="0012";"x\r\ny"\r\n'))
    assert sheet.rows == [["a", "b"], ["0012", "x\r\ny"]]


def test_content_tells_what_a_file_is_not_its_name(tmp_path, workbook):
    renamed = written(tmp_path, "其实是xlsx.csv", workbook([["姓名"], ["张喆"]]).read_bytes())
    assert read_table(renamed)[0].rows == [["姓名"], ["张喆"]]
    text = written(tmp_path, "其实是文本.xlsx", ROSTER.encode())
    assert read_table(text)[0].rows[1] == ["张喆", "女"]


def test_formulas_give_values_and_failed_ones_say_so(workbook):
    def formulas(_book, page):
        page.write_formula(1, 0, "=1+1", None, 2)
        page.write_formula(2, 1, "=Sheet9!A1", None, "#REF!")

    (sheet,) = read_table(workbook([["甲", "乙"]], prepare=formulas))
    assert sheet.rows[1:] == [[2.0, ""], ["", "#REF!"]]


def test_a_workbook_with_macros_is_read_and_they_are_not(workbook, tmp_path):
    source = workbook([["姓名"], ["张喆"]])
    target = tmp_path / "宏.xlsm"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))
        new.writestr("xl/vbaProject.bin", b"Sub Auto_Open()")
    assert read_table(target)[0].rows == [["姓名"], ["张喆"]]


def test_days_of_1904(workbook):
    path = workbook([["姓名"], ["张喆"]])
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b"<workbookPr ", b'<workbookPr date1904="1" ')
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    assert read_table(path)[0].since_1904


def test_locked_workbooks(tmp_path):
    head = OLE + bytes(600)
    assert "去掉密码" in refused(
        written(tmp_path, "锁.xlsx", head + "EncryptedPackage".encode("utf-16-le") + bytes(900))
    )
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\x01\x02")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    assert "去掉密码" in refused(written(tmp_path, "锁.ods", inside.getvalue()))


def test_a_zip_bomb_is_not_opened(tmp_path):
    path = tmp_path / "炸弹.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            block = b"0" * 10_000_000
            for _ in range(41):
                part.write(block)
    assert "400 MB" in refused(path)


def test_a_bomb_that_lies_about_its_size(workbook, monkeypatch):
    """What is declared is one thing, what comes out another: both are watched."""
    path = workbook([[f"格{number}" for number in range(50)]] * 400)
    monkeypatch.setattr(archives, "_MOST_BYTES", 300_000)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    at = data.find(size.to_bytes(4, "little"))
    while at >= 0:
        data[at : at + 4] = (1000).to_bytes(4, "little")
        at = data.find(size.to_bytes(4, "little"))
    path.write_bytes(data)
    assert "损坏" in refused(path)


def test_two_lone_cells_far_apart(workbook):
    def far(_book, page):
        page.write(1_048_575, 16_383, "远")

    text = refused(workbook([["姓名"], ["张喆"]], sheet="名册", prepare=far))
    assert "名册" in text
    assert "1,048,576 行、16,384 列" in text


def test_too_many_columns_name_the_sheet(workbook, tmp_path):
    assert "“宽表”有 1,001 列" in refused(workbook([["一"] * 1001], sheet="宽表"))
    assert "1,000,000 列" in refused(written(tmp_path, "宽.csv", b"a" + b"," * 999_999))


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("空.xlsx", b"", "空文件"), ("空白.csv", b" \r\n ", "空文件"), ("残.xlsx", b"PK\x03\x04" + bytes(50), "损坏"),
        ("残.xls", OLE + bytes(2000), "损坏"), ("图.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(90), "不是表格"),
        ("文.xls", b"%PDF-1.4 \xe2\xe3", "不是表格"),
        ("网.xls", b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ("网2.xls", "\ufeff<!DOCTYPE html>\n<html>".encode(), "网页"), ("网3.xls", b"MIME-Version: 1.0\nX: y", "网页"),
        ("旧.xml", b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', "网页"),
        ("乱.csv", bytes(range(1, 256)) * 9, "编码"), ("乱.txt", b"\xff\xfe\x00\xd8\x00\xd8", "编码"),
        ("~$表.xlsx", b"x", "临时文件"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_told_in_a_sentence(tmp_path, name, data, says):
    assert says in refused(written(tmp_path, name, data))


def test_a_document_is_no_table(tmp_path):
    path = tmp_path / "通知.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "文字文档" in refused(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "不是表格文件" in refused(path)


def test_a_workbook_of_nothing(workbook):
    assert "没有任何内容" in refused(workbook([]))


def test_broken_insides(workbook):
    path = workbook([["姓名"], ["张喆"]])
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for broken in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"):
        with zipfile.ZipFile(path, "w") as new:
            for name, data in parts.items():
                new.writestr(name, data[: len(data) // 2] if name == broken else data)
        assert "损坏" in refused(path)


def test_a_file_open_elsewhere_or_gone(tmp_path, monkeypatch):
    with pytest.raises(EnvironmentFault):
        read_table(tmp_path / "没有.xlsx")
    path = written(tmp_path, "开着.xlsx", b"PK")

    def locked(_path):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(EnvironmentFault) as fault:
        read_table(path)
    assert "被其他程序打开" in fault.value.text


def test_a_panic_of_the_reader_is_a_damaged_file(workbook, monkeypatch):
    """pyo3's PanicException derives from BaseException."""

    class PanicException(BaseException):
        pass

    def panic(*_given):
        raise PanicException("index out of bounds")

    monkeypatch.setattr(reading, "_sheet", panic)
    assert "损坏" in refused(workbook([["姓名"]]))


def test_a_book_is_refused_without_being_opened(tmp_path):
    with pytest.raises(UserError, match="是账本文件"):
        read_table(tmp_path / "和平街道.ybz")  # there is none: it is refused by its name
