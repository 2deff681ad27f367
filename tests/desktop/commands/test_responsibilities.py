"""``responsibilities list`` and ``print pledge``."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime

import pypdf
import pytest


@pytest.fixture(scope="session")
def duties_book(small_book, made_book, tmp_path_factory):
    """The small book with a list of two items that two organizations pledge on, one of them signed."""
    from db.organizations.queries import nodes
    from db.responsibilities.actions import add_item, save_list
    from db.responsibilities.draft import ItemDraft, ListDraft
    from db.responsibilities.pledging import add_pledges, sign
    from db.responsibilities.queries import beneath
    from db.security.opening import open_with_key

    path = tmp_path_factory.mktemp("duties") / "责任账.ybz"
    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", f"{path}{suffix}")
    book = open_with_key(path, made_book.key, made_book.actor, lambda: datetime(2022, 6, 27, 9))
    with book.read() as connection:
        top = next(node for node in nodes(connection) if node.parent_id is None)
    made = save_list(book, ListDraft(top.id, "社区", 2022, "2022年党建责任清单"))
    add_item(book, made, ItemDraft(category="党课", text="书记讲党课", share=50))
    add_item(book, made, ItemDraft(category="组织", text="按期换届", share=100))
    with book.read() as connection:
        places = [node.id for node in beneath(connection, made)][:2]
    first, *_ = add_pledges(book, made, places)
    sign(book, [first], date(2022, 1, 20), "张喆")
    book.close()
    return path


@pytest.fixture
def call(run, duties_book, passphrase):
    """``call("responsibilities", …)``: the JSON of a command that has to succeed."""

    def of(*words):
        code, out, err = run(*words, "--book", duties_book, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return of


def test_the_lists_with_their_figures(call):
    told = call("responsibilities", "list", "--period", "2022")
    [one] = told["rows"]
    assert {name: one[name] for name in ("title", "categories", "items", "share", "signed", "unsigned")} == {
        "title": "2022年党建责任清单", "categories": 2, "items": 2, "share": 75.0, "signed": 1,
        "unsigned": one["pledges"] - 1,
    }  # fmt: skip
    assert "rows" not in one
    assert call("responsibilities", "list", "--period", "2021")["count"] == 0
    assert [call("responsibilities", "list", "--year", year)["count"] for year in ("2022", "2021")] == [1, 0]


def test_the_items_of_a_list(call):
    [one] = call("responsibilities", "list", "--items")["rows"]
    assert [(row["no"], row["category"], row["by"], row["share"]) for row in one["rows"]] == [
        (1, "党课", "hand", 50.0), (2, "组织", "hand", 100.0),
    ]  # fmt: skip


def test_pledges_in_one_file_or_one_each(call, tmp_path):
    out = tmp_path / "责任书.pdf"
    told = call("print", "pledge", "--year", "2022", "--out", str(out))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(out).pages)
    assert text.count("负责人（签字）") == 2 * told["records"]
    folder = f"{tmp_path / '册'}/"
    told = call("print", "pledge", "--list", "2022年党建责任清单", "--unsigned", "--out", folder)
    assert told["records"] == len(list((tmp_path / "册").iterdir())) == 1


@pytest.mark.parametrize("words", [
    ("--list", "没有这份"), ("--year", "1999"), ("--out", "责任书.docx"),
])  # fmt: skip
def test_what_is_not_there_is_refused(run, duties_book, passphrase, tmp_path, words, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rest = () if "--out" in words else ("--out", "责任书.pdf")
    code, out, err = run("print", "pledge", *words, *rest, "--book", duties_book)
    assert (code, out) == (1, "")
    assert err.endswith("。\n")
    assert not list(tmp_path.iterdir())
