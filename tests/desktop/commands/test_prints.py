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
        notes = (
            connection.execute(select(ActionRow.name).where(ActionRow.kind == "note").order_by(ActionRow.id))
            .scalars()
            .all()
        )
    book.close()
    assert notes[-2:] == ["打印 3 份会议记录到“记录.pdf”", "打印 2 份会议记录到“册”"]  # others use this book too


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


@pytest.fixture
def full_book(small_book, made_book, tmp_path):
    """A copy with one election meeting: its path and the record's id."""
    import shutil
    from datetime import datetime

    from db.meetings.actions import save_meeting
    from db.meetings.draft import CandidateLine, ElectionLine, MeetingDraft, RosterLine, VoteLine
    from db.meetings.queries import kinds
    from db.organizations.queries import by_name
    from db.security.opening import open_with_key

    path = tmp_path / "大账.ybz"
    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", f"{path}{suffix}")
    book = open_with_key(path, made_book.key, made_book.actor, lambda: datetime(2022, 6, 27, 9))
    with book.read() as connection:
        kind = next(kind.id for kind in kinds(connection) if kind.name == "换届选举大会")
        place = by_name(connection, "一支部").id
    id = save_meeting(book, MeetingDraft(
        kind_id=kind, organization_id=place, title="换届大会", starts_at=datetime(2022, 7, 8, 9),
        roster=(RosterLine(None, "杜甫"),), votes=(VoteLine("选举办法", "无记名投票", 3, 3, 3, 0, 0),),
        elections=(ElectionLine("支部书记", seats=1, entitled=3, candidates=(
            CandidateLine(None, "丁小云"), CandidateLine(None, "王𬭎"),
        )),),
    ))  # fmt: skip
    book.close()
    return path, id


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ("minutes", ("换届大会", "选举情况")),
        ("notice", ("关于召开换届大会的通知", "地点：另行通知。")),
        ("sign-in", ("签到表", "杜甫")),
        ("ballots", ("表决票", "支部书记选举票")),
        ("counting", ("支部书记选举计票单", "表决计票单")),
    ],
)
def test_each_printout_of_one_record(run, full_book, passphrase, tmp_path, action, words):
    path, id = full_book
    out = tmp_path / "出.pdf"
    code, text, err = run("print", action, "--id", id, "--out", out, "--book", path)
    assert (code, err) == (0, "")
    assert "已打印 1 份" in text
    flow = "".join(page.extract_text() for page in pypdf.PdfReader(out).pages).replace("\n", "")
    for word in words:
        assert word in flow


def test_records_without_ballots_are_passed_over_or_refused(run, full_book, passphrase, tmp_path):
    path, _ = full_book
    folder = tmp_path / "票"
    code, _, _ = run("print", "ballots", "--out", f"{folder}/", "--book", path)
    assert code == 0
    assert os.listdir(folder) == ["2022-07-08 和平第一党支部 换届大会 表决票、选举票.pdf"]
    out = tmp_path / "无.pdf"
    code, _, err = run("print", "ballots", "--period", "2021", "--out", out, "--book", path)
    assert (code, err) == (1, "所选会议没有选举，也没有用票表决的事项，不用印票。\n")
    assert not out.exists()


def test_unknown_numbers_are_refused(run, full_book, passphrase, tmp_path):
    path, id = full_book
    out = tmp_path / "无.pdf"
    code, _, err = run("print", "notice", "--id", id, "--id", 999, "--out", out, "--book", path)
    assert (code, err) == (1, "没有编号为 999 的会议记录。请用 meetings list 查看编号。\n")
    code, _, err = run("print", "notice", "--id", "三", "--out", out, "--book", path)
    assert code == 2
    assert err.startswith("用法不对：--id 要写成数字，不能是 '三'。")


def test_year_book(read, run, small_book, passphrase, tmp_path):
    out = tmp_path / "汇编.pdf"
    result = read("print", "year-book", "--org", "一支部", "--year", 2022, "--out", out)
    reader = pypdf.PdfReader(out)
    assert (result["records"], result["files"], result["pages"]) == (1, [str(out)], len(reader.pages))
    assert "2022年度" in reader.pages[0].extract_text()
    read("print", "year-book", "--org", "一支部", "--year", 2022, "--out", f"{tmp_path}/册/")
    assert os.listdir(tmp_path / "册") == ["和平第一党支部2022年度台账汇编.pdf"]
    code, _, err = run("print", "year-book", "--org", "一支部", "--year", 2019, "--out", out, "--book", small_book)
    assert (code, err) == (1, "和平第一党支部在2019年没有会议记录，没有内容可以汇编。\n")


def test_a_whole_record_is_shown(run, full_book, passphrase):
    import json

    path, id = full_book
    code, text, _ = run("meetings", "show", id, "--book", path)
    assert code == 0
    for told in (
        "换届大会", "类型：换届选举大会　组织：和平第一党支部", "时间：2022-07-08 09:00", "到会：杜甫",
        "表决：选举办法（无记名投票），应到有表决权 3，实到 3，赞成 3，反对 0，弃权 0，通过",
        "选举：支部书记，应选 1 人，无人当选",
    ):  # fmt: skip
        assert told in text, told
    code, text, _ = run("meetings", "show", id, "--book", path, "--json")
    shown = json.loads(text)
    assert (shown["title"], shown["starts_at"], shown["ends_at"]) == ("换届大会", "2022-07-08 09:00", None)
    assert shown["votes"][0]["result"] == "通过"
    assert [line["name"] for line in shown["elections"][0]["candidates"]] == ["丁小云", "王𬭎"]
    assert shown["attendance"][0]["status"] == "到会"
    code, _, err = run("meetings", "show", 999, "--book", path)
    assert (code, err) == (1, "没有编号为 999 的会议记录。请用 meetings list 查看编号。\n")


@pytest.mark.parametrize("action", ["notice", "sign-in", "ballots", "counting", "year-book"])
def test_help_of_printing_is_chinese(run, action):
    code, out, _ = run("print", action, "--help")
    assert code == 0
    for english in ("usage", "options", "positional", "show this", "arguments", "exit"):
        assert english not in out


@pytest.mark.parametrize("words", [("print", "minutes"), ("print", "year-book", "--org", "一支部", "--year", "2022")])
def test_a_file_that_is_no_pdf_is_refused(run, small_book, passphrase, tmp_path, words):
    code, _, err = run(*words, "--out", tmp_path / "记录", "--book", small_book)
    assert (code, err.split("。")[0]) == (1, "“记录”不是 .pdf 文件名")
    assert not list(tmp_path.iterdir())
