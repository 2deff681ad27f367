"""``tasks list`` and ``print task-sheet``."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime

import pypdf
import pytest


@pytest.fixture(scope="session")
def tasked_book(small_book, made_book, tmp_path_factory):
    """The small book with a task long overdue, one that is done, and one of the far future; their ids by title."""
    from db.organizations.queries import by_name
    from db.security.opening import open_with_key
    from db.tasks.actions import save_task
    from db.tasks.draft import TaskDraft

    path = tmp_path_factory.mktemp("tasked") / "任务账.ybz"
    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", f"{path}{suffix}")
    book = open_with_key(path, made_book.key, made_book.actor, lambda: datetime(2022, 6, 27, 9))
    with book.read() as connection:
        first, second = (by_name(connection, name).id for name in ("和平第一党支部", "和平第二党支部"))
    ids = {
        draft.title: save_task(book, draft)
        for draft in (
            TaskDraft("更新宣传栏", "内容要新", first, date(2022, 3, 1), date(2022, 4, 30), "重要"),
            TaskDraft("报送总结", "", second, None, date(2022, 6, 20), state="已完成", closed_on=date(2022, 6, 19)),
            TaskDraft("换届准备", "", second, None, date(2190, 6, 30)),
        )
    }
    book.close()
    return path, ids


@pytest.fixture
def told(run, tasked_book, passphrase):
    """``told("tasks", …)``: the JSON of a command that has to succeed."""

    def call(*words):
        code, out, err = run(*words, "--book", tasked_book[0], "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


def titles(result):
    return [row["title"] for row in result["rows"]]


def test_tasks_are_listed_what_is_open_first(told):
    result = told("tasks", "list")
    assert (result["count"], titles(result)) == (3, ["更新宣传栏", "换届准备", "报送总结"])
    first = result["rows"][0]
    assert (first["organization"], first["state"], first["percent"], first["source"]) == (
        "和平第一党支部", "未开始", 0, "手工",
    )  # fmt: skip
    assert first["left"] == f"逾期 {-first['days_left']} 天", "the days also as a number, below 0 when overdue"
    assert [row["days_left"] == "" for row in result["rows"]] == [False, False, True], "what is done has none left"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--overdue",), ["更新宣传栏"]),
        (("--state", "已完成"), ["报送总结"]),
        (("--org", "二支部"), ["换届准备", "报送总结"]),
        (("--query", "宣传"), ["更新宣传栏"]),
        (("--period", "2190"), ["换届准备"]),
        (("--period", "2022H1", "--org", "和平"), ["更新宣传栏", "报送总结"]),
    ],
)
def test_tasks_are_narrowed(told, words, expected):
    assert titles(told("tasks", "list", *words)) == expected


def test_a_state_there_is_not_is_told(run, tasked_book, passphrase):
    code, _out, err = run("tasks", "list", "--state", "忘了", "--book", tasked_book[0])
    assert code == 1
    assert "可用：未开始、进行中、待确认、已完成、已取消" in err


def test_sheets_are_printed_of_those_asked_for(told, tasked_book, tmp_path):
    out = tmp_path / "任务单.pdf"
    result = told("print", "task-sheet", "--org", "二支部", "--out", out)
    assert (result["records"], result["pages"]) == (2, 2)
    one = told("print", "task-sheet", "--id", tasked_book[1]["更新宣传栏"], "--out", out)
    assert one["records"] == 1
    [page] = pypdf.PdfReader(out).pages
    assert "内容要新" in page.extract_text()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--id", "5", "--out", "单.pdf"), "没有编号为 5 的任务"),
        (("--period", "2100", "--state", "已完成", "--out", "单.pdf"), "没有符合条件的任务"),
        (("--out", "单.xlsx"), "不是 .pdf 文件名"),
    ],
)
def test_what_cannot_be_printed_is_told(run, tasked_book, passphrase, tmp_path, monkeypatch, words, complaint):
    monkeypatch.chdir(tmp_path)
    code, _out, err = run("print", "task-sheet", *words, "--book", tasked_book[0])
    assert code == 1
    assert complaint in err
    assert list(tmp_path.iterdir()) == []
