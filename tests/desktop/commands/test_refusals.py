"""What goes wrong: the exit code, and one Chinese sentence on stderr that says what to do."""

from __future__ import annotations

import re
import shutil

import pytest

from desktop.commands.passphrase import VARIABLE

LIST = ("people", "list")


@pytest.fixture
def own(small_book, tmp_path):
    """A copy of the book that may be damaged."""
    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", tmp_path / f"账.ybz{suffix}")
    return tmp_path / "账.ybz"


def test_unknown_and_ambiguous_organizations(run, small_book, passphrase):
    code, out, err = run(*LIST, "--org", "没有", "--book", small_book)
    assert (code, out) == (1, "")
    assert err == "没有名为“没有”的组织。请用 organizations list 查看全部名称。\n"
    code, _, err = run(*LIST, "--org", "和平第", "--book", small_book)
    assert (code, err) == (1, "“和平第”对应多个组织：和平第一党支部、和平第二党支部。请写全称。\n")


@pytest.mark.parametrize("period", ["2022Q5", "昨年", "2022-06-30..2022-01-01"])
def test_wrong_period(run, small_book, passphrase, period):
    code, out, err = run(*LIST, "--period", period, "--book", small_book)
    assert (code, out) == (1, "")
    assert err.count("\n") == 1


def test_wrong_passphrase(run, small_book, monkeypatch):
    monkeypatch.setenv(VARIABLE, "不是这个口令")
    code, out, err = run(*LIST, "--book", small_book)
    assert (code, out) == (1, "")
    assert "口令不对" in err


def test_no_passphrase(run, small_book, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    code, _, err = run(*LIST, "--book", small_book)
    assert code == 1
    assert VARIABLE in err
    assert "--passphrase-file" in err


def test_no_standard_input_at_all(run, small_book, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("sys.stdin", None)
    assert run(*LIST, "--book", small_book)[0] == 1


def test_passphrase_is_asked_for_on_a_terminal(run, small_book, monkeypatch, book_passphrase):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: book_passphrase)
    assert run(*LIST, "--book", small_book)[0] == 0

    def interrupted(_prompt):
        raise KeyboardInterrupt

    monkeypatch.setattr("getpass.getpass", interrupted)
    assert run(*LIST, "--book", small_book) == (1, "", "已中断。\n")


def test_missing_book_is_told_before_the_passphrase(run, tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    code, _, err = run(*LIST, "--book", tmp_path / "没有.ybz")
    assert code == 3
    assert "找不到账本" in err
    assert "请检查" in err


def test_missing_key_file(run, own, passphrase):
    own.with_name(own.name + ".keys").unlink()
    code, _, err = run(*LIST, "--book", own)
    assert code == 3
    assert "找不到密钥文件“账.ybz.keys”" in err


def test_damaged_key_file(run, own, passphrase):
    own.with_name(own.name + ".keys").write_text("{", encoding="utf-8")
    code, _, err = run(*LIST, "--book", own)
    assert code == 3
    assert "密钥文件“账.ybz.keys”已损坏" in err


@pytest.mark.parametrize("damage", ["text", "empty", "cut", "scrambled"])
def test_damaged_book(run, own, passphrase, damage):
    data = own.read_bytes()
    own.write_bytes({
        "text": b"hello" * 2000, "empty": b"", "cut": data[: len(data) // 2],
        "scrambled": data[:4096] + bytes(8192) + data[4096 + 8192 :],
    }[damage])  # fmt: skip
    code, out, err = run(*LIST, "--book", own)
    assert (code, out) == (3, "")
    assert "账.ybz" in err
    assert re.search("[A-Za-z]{9,}", err) is None, "no English of the engine"


def test_book_is_a_folder(run, tmp_path, passphrase):
    code, _, err = run(*LIST, "--book", tmp_path)
    assert code == 3
    assert err


def test_missing_book_option(run):
    code, _, err = run(*LIST)
    assert code == 2
    assert err == "用法不对：缺少 --book 文件（要打开的账本）。\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nothing",), "用法不对：命令 不能是 'nothing'，可选："),
        (("people",), "用法不对：缺少参数：list。"),
        (("people", "list me"), "用法不对：list 不能是 'list me'，可选："),
        ((*LIST, "--colour", "red"), "用法不对：不认识的参数：--colour red。"),
        ((*LIST, "--org"), "用法不对：--org 后面要跟一个值。"),
        ((*LIST, "--json=1"), "用法不对：--json 后面不能跟值 '1'。"),
        ((*LIST, "--pass", "x"), "用法不对：不认识的参数：--pass x。"),
        (("demo",), "用法不对：缺少参数：文件。"),
        (("print", "minutes"), "用法不对：缺少参数：--out。"),
        (("showcase",), "用法不对：缺少参数：--out。"),
    ],
)
def test_wrong_usage_is_said_in_chinese(run, words, said):
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert err.startswith(said)
    assert "\n用法：yibenzhang" in err


@pytest.mark.parametrize("words", [(), ("people",), LIST, ("print", "minutes"), ("demo",), ("showcase",)])
def test_help_is_chinese(run, words):
    code, out, _ = run(*words, "--help")
    assert code == 0
    assert out.startswith("用法：yibenzhang")
    for english in ("usage", "options", "positional", "show this", "arguments", "exit"):
        assert english not in out


def test_passphrase_file(run, own, tmp_path, monkeypatch, book_passphrase):
    monkeypatch.setenv(VARIABLE, "环境里的不算")
    file = tmp_path / "口令.txt"

    def opened(data):
        file.write_bytes(data)
        return run(*LIST, "--book", own, "--passphrase-file", file)

    for data in (
        book_passphrase,
        f"{book_passphrase}\n",
        f"{book_passphrase}\r\n第二行不算\r\n",
        f"\ufeff{book_passphrase}\n",
    ):
        assert opened(data.encode())[0] == 0
    for data, said in (
        (b"", "第一行是空的"), (f"\n{book_passphrase}".encode(), "第一行是空的"),
        ("口令".encode("gbk"), "不是 UTF-8 文本"), (book_passphrase.encode("utf-16"), "不是 UTF-8 文本"),
        (f"{book_passphrase} ".encode(), "口令不对"),
    ):  # fmt: skip
        code, out, err = opened(data)
        assert (code, out) == (1, "")
        assert said in err
    file.unlink()
    code, _, err = run(*LIST, "--book", own, "--passphrase-file", file)
    assert code == 3
    assert "口令.txt" in err


@pytest.mark.parametrize("wrong", [("--colour", "red"), ("--org",)])
def test_the_usage_shown_is_that_of_the_subcommand(run, wrong):
    _, _, err = run(*LIST, *wrong)
    assert f"\n用法：yibenzhang {LIST[0]} {LIST[1]} " in err


@pytest.mark.parametrize(
    "given",
    [("meetings", "show", str(2**63)), ("print", "minutes", "--id", "9" * 26, "--out", "x.pdf"),
     ("print", "year-book", "--org", "和平", "--year", "9" * 26, "--out", "x.pdf"), ("hours", "--year", "9" * 26)],
)  # fmt: skip
def test_a_number_no_book_can_hold_is_refused_plainly(run, small_book, passphrase, given):
    code, out, err = run(*given, "--book", small_book)
    assert (code, out) == (2, "")
    assert "数字太大" in err
    assert "argument" not in err
    assert run("meetings", "show", str(2**63 - 1), "--book", small_book)[0] == 1, "none of that number"
