from __future__ import annotations

import os
import shutil

import pypdf
import pytest
from sqlalchemy import select

from db.core.journal import ActionRow
from db.security.opening import open_book


@pytest.fixture
def small_book(small_book, tmp_path):
    """A copy: what is printed is journalled."""
    folder = tmp_path.with_name(f"{tmp_path.name}-账")
    folder.mkdir()
    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", f"{folder / '账.ybz'}{suffix}")
    return folder / "账.ybz"


def titles(path):
    return [item.title for item in pypdf.PdfReader(path).outline]


def test_minutes_as_one_file_by_date(read, tmp_path):
    out = tmp_path / "记录.pdf"
    result = read("print", "minutes", "--out", out)
    assert (result["records"], result["files"], result["missing"]) == (3, [str(out)], [])
    assert result["pages"] == len(pypdf.PdfReader(out).pages)
    assert titles(out) == ["2021-06-27 去年支委会", "2022-02-01 二月党课", "2022-06-27 六月支委会"]


def test_what_is_printed_stands_in_the_journal(run, small_book, tmp_path, passphrase, book_passphrase):
    run("print", "minutes", "--out", tmp_path / "记录.pdf", "--book", small_book)
    run("print", "minutes", "--out", f"{tmp_path / '册'}/", "--period", "2022", "--book", small_book)
    book = open_book(small_book, book_passphrase)
    with book.read() as connection:
        notes = connection.execute(select(ActionRow.name).where(ActionRow.kind == "note")).scalars().all()
    book.close()
    assert notes == ["打印 3 份会议记录到“记录.pdf”", "打印 2 份会议记录到“册”"]


def test_minutes_narrowed(read, tmp_path):
    out = tmp_path / "记录.pdf"
    read("print", "minutes", "--out", out, "--kind", "支委会", "--period", "2022", "--org", "和平社区党委")
    assert titles(out) == ["2022-06-27 六月支委会"]
    assert "六月支委会" in pypdf.PdfReader(out).pages[0].extract_text()


@pytest.mark.parametrize("slash", ["/", ""])
def test_minutes_as_a_folder(read, tmp_path, slash):
    folder = tmp_path / "册"
    if not slash:
        folder.mkdir()
    result = read("print", "minutes", "--out", f"{folder}{slash}", "--period", "2022")
    names = ["2022-02-01 和平第二党支部 二月党课.pdf", "2022-06-27 和平第一党支部 六月支委会.pdf"]
    assert sorted(os.listdir(folder)) == names
    assert result["files"] == [str(folder / name) for name in names]


def test_nothing_to_print_and_unknown_kinds_are_refused(run, small_book, passphrase, tmp_path):
    out = tmp_path / "记录.pdf"
    code, _, err = run("print", "minutes", "--out", out, "--period", "2019", "--book", small_book)
    assert (code, err) == (1, "没有符合条件的会议记录，没有打印。请放宽组织、类型或时期。\n")
    code, _, err = run("print", "minutes", "--out", out, "--kind", "茶话会", "--book", small_book)
    assert code == 1
    assert err.startswith("没有“茶话会”这种会议类型。可用：支部党员大会、")
    assert not out.exists()


def test_place_that_cannot_be_written(run, small_book, passphrase, tmp_path):
    (tmp_path / "文件").write_bytes(b"")
    for out in (tmp_path / "没有" / "记录.pdf", tmp_path / "文件" / "记录.pdf", f"{tmp_path}/文件/"):
        code, stdout, err = run("print", "minutes", "--out", out, "--book", small_book)
        assert (code, stdout) == (3, "")
        assert "请" in err, "the way out is told"
    assert os.listdir(tmp_path) == ["文件"]
