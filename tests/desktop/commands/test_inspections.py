"""inspections list, print inspection-notice."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime

import pypdf
import pytest

from db.inspections.actions import save_inspection
from db.inspections.draft import FindingLine, InspectionDraft, VisitLine
from db.organizations.queries import by_name
from db.security.opening import open_with_key


@pytest.fixture
def inspected(small_book, made_book, tmp_path, passphrase):
    """The small book with two inspections; the ids in the order of their days."""
    path = tmp_path / "小账.ybz"
    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", f"{path}{suffix}")
    book = open_with_key(path, made_book.key, made_book.actor, lambda: datetime(2022, 6, 27, 9))
    with book.read() as connection:
        top, first = by_name(connection, "和平").id, by_name(connection, "一支部").id
    ids = [
        save_inspection(book, InspectionDraft(
            top, None, day, kind, title, visits=(VisitLine(first, "资料齐全"),), findings=(FindingLine(text, first),)
        ))
        for day, kind, title, text in (
            (date(2022, 3, 1), "日常督导", "三月督导", "台账不全"),
            (date(2022, 5, 9), "专项督查", "换届督查", "缺选票统计"),
        )
    ]  # fmt: skip
    book.close()
    return path, ids


@pytest.fixture
def on(run, inspected):
    """``on(*words)``: the JSON of a command on that book."""

    def call(*words):
        code, out, err = run(*words, "--book", inspected[0], "--json")
        assert (code, err) == (0, ""), err
        return json.loads(out)

    return call


def text_of(path):
    return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages).replace("\n", "").replace(" ", "")


def test_list(on, inspected):
    found = on("inspections", "list")
    assert [(row["id"], row["title"], row["visits"], row["findings"]) for row in found["rows"]] == [
        (str(inspected[1][1]), "换届督查", 1, 1), (str(inspected[1][0]), "三月督导", 1, 1),
    ]  # fmt: skip
    assert [row["title"] for row in on("inspections", "list", "--kind", "专项督查")["rows"]] == ["换届督查"]
    assert [row["title"] for row in on("inspections", "list", "--query", "台账")["rows"]] == ["三月督导"]
    assert on("inspections", "list", "--org", "二支部")["count"] == 0
    assert on("inspections", "list", "--sector", "社区")["count"] == 2
    assert on("inspections", "list", "--sector", "非公企业", "--period", "2022H1")["count"] == 0


def test_the_notice_of_one(on, inspected, tmp_path):
    made = on("print", "inspection-notice", "--id", inspected[1][1], "--out", tmp_path / "通报.pdf")
    assert (made["records"], made["pages"]) == (1, 1)
    text = text_of(tmp_path / "通报.pdf")
    assert "关于换届督查情况的通报" in text
    assert "缺选票统计。" in text


def test_the_notice_of_a_period(on, tmp_path):
    made = on("print", "inspection-notice", "--org", "和平社区党委", "--period", "2022", "--out", tmp_path / "通报.pdf")
    assert made["records"] == 2
    text = text_of(tmp_path / "通报.pdf")
    assert "关于2022年督导检查情况的通报" in text
    assert "1.台账不全。" in text
    assert "2.缺选票统计。" in text
    assert "和平社区党委" in text.partition("缺选票统计")[2]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("print", "inspection-notice", "--id", "1", "--out", "通报.pdf"), "没有编号为 1 的督导检查"),
        (("print", "inspection-notice", "--period", "2019", "--out", "通报.pdf"), "没有符合条件的督导检查"),
        (("print", "inspection-notice", "--out", "通报.docx"), "不是 .pdf 文件名"),
        (("inspections", "list", "--kind", "暗访"), "没有“暗访”这种方式"),
        (("inspections", "list", "--sector", "外企"), "没有“外企”这种领域"),
    ],
)
def test_what_is_not_there_is_said(run, inspected, monkeypatch, tmp_path, words, told):
    monkeypatch.chdir(tmp_path)
    code, _, err = run(*words, "--book", inspected[0])
    assert code == 1
    assert told in err
    assert not (tmp_path / "通报.pdf").exists()
