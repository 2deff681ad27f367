"""``matrix`` and ``check records`` on the small book."""

from __future__ import annotations

import re

import pypdf
import pytest
from python_calamine import CalamineWorkbook


def test_matrix_of_a_branch(read):
    result = read("matrix", "--org", "一支部", "--period", "2022H1")
    [row] = result["rows"]
    cells = {(cell["kind"], cell["unit"]): cell for cell in row["cells"]}
    assert row["organization"] == "和平第一党支部"
    assert cells["支委会", "2022-06"]["held"][0]["day"] == "2022-06-27"
    assert cells["支部党员大会", "2022Q1"]["state"] == "缺"
    assert result["total"] == {name: row[name] for name in ("due", "held", "missing")}


def test_matrix_as_text_names_what_is_missing(run, small_book, passphrase):
    code, out, err = run("matrix", "--book", small_book, "--period", "2022-02", "--missing")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert any(line.startswith("和平第二党支部") and "主题党日2月" in line for line in lines)
    assert re.fullmatch(r"共 \d+ 个组织，应开 \d+，已开 \d+，缺 \d+", lines[-1])
    assert all(line.split("\t")[4] != "0" for line in lines[1:-1])


def test_matrix_as_excel_and_pdf(read, tmp_path):
    sheet = tmp_path / "三会.xlsx"
    result = read("matrix", "--period", "2022H1", "--out", sheet)
    rows = CalamineWorkbook.from_path(sheet).get_sheet_by_index(0).to_python()
    assert rows[0][:5] == ["组织", "组织类型", "应开", "已开", "缺"]
    assert len(rows) == result["count"] + 2  # the heading and the totals
    assert rows[-1][2:5] == list(result["total"].values())
    document = tmp_path / "三会.pdf"
    read("matrix", "--period", "2022H1", "--out", document)
    assert document.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("words", [("matrix",), ("check", "records")])
def test_other_files_are_refused(run, small_book, passphrase, tmp_path, words):
    code, _out, err = run(*words, "--book", small_book, "--out", tmp_path / "a.docx")
    assert code == 1
    assert "a.docx" in err
    assert not list(tmp_path.glob("a.*"))


def test_check_records(read, tmp_path):
    result = read("check", "records", "--period", "2022H1")
    assert result["records"] == 2
    assert {row["fault"] for row in result["rows"] if row["title"] == "二月党课"} == {"no_text", "no_end", "late"}
    assert result["faults"]["no_text"] == 2
    sheet = tmp_path / "检查.xlsx"
    written = read("check", "records", "--period", "2022H1", "--out", sheet)
    rows = CalamineWorkbook.from_path(sheet).get_sheet_by_index(0).to_python()
    assert len(rows) == len(result["rows"]) + 1
    assert written["count"] == 2


def test_the_title_of_the_matrix_is_evenly_spaced(read, tmp_path):
    out = tmp_path / "三会.pdf"
    told = read("matrix", "--period", "2022H1", "--org", "和平社区党委", "--out", out)
    assert told["file"] == str(out)
    assert "和平社区党委 2022 年上半年三会一课情况" in pypdf.PdfReader(out).pages[0].extract_text()


def test_other_files_than_sheets_and_paper_are_refused(run, small_book, passphrase, tmp_path):
    code, _, err = run("matrix", "--out", tmp_path / "三会.doc", "--book", small_book)
    told = "“三会.doc”不是 .xlsx 或 .pdf 文件名。请把 --out 写成以 .xlsx 或 .pdf 结尾的文件。\n"
    assert (code, err) == (1, told)
