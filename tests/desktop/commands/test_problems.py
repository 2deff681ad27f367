"""``problems list``, ``print problem-sheet`` and ``print problem-ledger``."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from datetime import date, datetime

import pypdf
import pytest

EVERY = {"记录不全", "阵地陈旧"}


@pytest.fixture(scope="session")
def troubled_book(small_book, made_book, tmp_path_factory):
    """The small book with two problems: one overdue, one of last year's criticism, closed out."""
    from db.organizations.queries import nodes
    from db.problems.actions import save_problem, take_step
    from db.problems.draft import ProblemDraft
    from db.progress.draft import ProgressDraft
    from db.security.opening import open_with_key

    path = tmp_path_factory.mktemp("troubled") / "账.ybz"
    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", f"{path}{suffix}")
    book = open_with_key(path, made_book.key, made_book.actor, lambda: datetime(2022, 6, 27, 9))
    with book.read() as connection:
        places = {node.name: node.id for node in nodes(connection)}
    draft = ProblemDraft(source="检视", found_on=date(2022, 3, 1), text="记录不全", due_on=date(2022, 3, 31))
    save_problem(book, replace(draft, organization_id=places["和平第一党支部"]))
    closed = save_problem(book, replace(
        draft, source="上年通报", text="阵地陈旧", organization_id=places["和平第二党支部"], state="整改中",
        result="已更新",
    ))  # fmt: skip
    take_step(book, closed, "request", ProgressDraft(date(2022, 4, 1), "张喆"), [(io.BytesIO(b"picture"), "照片.jpg")])
    take_step(book, closed, "review", ProgressDraft(date(2022, 4, 1), "李华"))
    book.close()
    return path


@pytest.fixture
def ask(run, troubled_book, passphrase):
    """``ask(*words)``: the JSON of a command that has to succeed."""

    def call(*words):
        code, out, err = run(*words, "--book", troubled_book, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        ((), EVERY), (("--overdue",), {"记录不全"}), (("--state", "已销号"), {"阵地陈旧"}),
        (("--source", "上年通报"), {"阵地陈旧"}), (("--org", "一支部"), {"记录不全"}),
        (("--query", "阵地"), {"阵地陈旧"}), (("--period", "2022Q2"), EVERY),
        (("--period", "2022Q3"), {"记录不全"}), (("--hard",), set()),
        (("--merged",), set()), (("--period", "2021"), set()),
    ],
)  # fmt: skip
def test_problems_are_listed_as_asked(ask, words, texts):
    found = ask("problems", "list", *words)
    assert {row["text"] for row in found["rows"]} == texts
    assert found["count"] == len(texts)


def test_every_field_is_listed(ask):
    [row] = ask("problems", "list", "--source", "上年通报")["rows"]
    assert (row["number"], row["result"], row["days"], row["organization"], row["closed_on"]) == (
        "2022-002", "已更新", 31, "和平第二党支部", "2022-04-01",
    )  # fmt: skip


def test_sheets_and_ledger_are_printed(ask, tmp_path):
    [row] = ask("problems", "list", "--source", "上年通报")["rows"]
    one = ask("print", "problem-sheet", "--id", row["id"], "--out", tmp_path / "一单.pdf")
    every = ask("print", "problem-sheet", "--org", "和平", "--out", tmp_path / "全部.pdf")
    ledger = ask("print", "problem-ledger", "--period", "2022H1", "--out", tmp_path / "台账.pdf")
    assert (one["records"], every["records"], ledger["records"]) == (1, 2, 2)
    assert "阵地陈旧" in pypdf.PdfReader(tmp_path / "一单.pdf").pages[0].extract_text()
    assert "2022 年上半年" in pypdf.PdfReader(tmp_path / "台账.pdf").pages[0].extract_text()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("problems", "list", "--state", "好"), "没有“好”这种状态"),
        (("print", "problem-sheet", "--id", "7", "--out", "x.pdf"), "没有编号为 7 的问题"),
        (("print", "problem-sheet", "--out", "x.doc"), "不是 .pdf 文件名"),
        (("print", "problem-ledger", "--hard", "--out", "x.pdf"), "没有打印"),
    ],
)
def test_what_cannot_be_is_refused(run, troubled_book, passphrase, words, why, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*words, "--book", troubled_book)
    assert (code, out) == (1, "")
    assert why in err
    assert not list(tmp_path.glob("x.*"))
