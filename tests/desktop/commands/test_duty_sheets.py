"""Problems, responsibility lists and tasks by command: in, out, and empty sheets."""

from __future__ import annotations

import json
import shutil

import pytest

LEDGERS = ("problems", "responsibilities", "tasks")
LIST = "一支部2022年责任清单\n类别,责任内容,完成时限\n组织建设,按期换届,11月底前\n,按期开会,长期坚持\n"


@pytest.fixture
def own_book(small_book, tmp_path):
    path = tmp_path / small_book.name
    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", f"{path}{suffix}")
    return path


@pytest.fixture
def importing(run, own_book, passphrase, tmp_path):
    def call(ledger, text, *options, name="表.csv"):
        sheet = tmp_path / name
        sheet.write_text(text, encoding="utf-8")
        code, out, err = run("import", ledger, sheet, *options, "--book", own_book, "--json")
        return code, json.loads(out) if out else {}, err

    return call


@pytest.mark.parametrize(("ledger", "text"), [
    ("problems", "存在问题,责任单位,整改时限\n没有制度,一支部,2022年6月底前\n"),
    ("tasks", "任务,责任组织,期限\n走访,一支部,6月底\n"),
])  # fmt: skip
def test_in_out_and_in_again(importing, run, own_book, tmp_path, ledger, text):
    code, told, err = importing(ledger, text)
    assert (code, err, told["counts"]["new"]) == (0, "", 1)
    out = tmp_path / "出.xlsx"
    assert run("export", ledger, "--out", out, "--book", own_book)[0] == 0
    code, answer, _err = run("import", ledger, out, "--book", own_book, "--json")
    assert (code, json.loads(answer)["counts"]["same"]) == (0, 1)


def test_a_list_is_named_by_the_title_of_its_sheet(importing, run, own_book, tmp_path):
    code, told, err = importing("responsibilities", LIST)
    assert (code, err) == (0, "")
    assert (told["given"]["title"], told["given"]["level"], told["given"]["year"]) == (
        "一支部2022年责任清单", "支部", 2022,
    )  # fmt: skip
    out = tmp_path / "出.xlsx"
    assert run("export", "responsibilities", "--out", out, "--book", own_book)[0] == 0
    code, answer, _err = run("import", "responsibilities", out, "--book", own_book, "--json")
    assert (code, json.loads(answer)["counts"]["same"], json.loads(answer)["given"]) == (0, 2, {})


def test_options_say_which_list(importing, own_book):
    plain = LIST.partition("\n")[2]
    code, _told, err = importing("responsibilities", plain)
    assert code == 1
    assert "表格没有写制定组织，请加 --org" in err
    options = ("--list", "街道清单", "--year", 2022, "--level", "支部", "--org", "一支部")
    code, told, err = importing("responsibilities", plain, *options)
    assert (code, err, told["counts"]["new"]) == (0, "", 2)
    assert importing("responsibilities", plain, *options)[1]["counts"]["same"] == 2


@pytest.mark.parametrize("ledger", LEDGERS)
def test_a_template_is_written(run, own_book, passphrase, tmp_path, ledger):
    assert run("template", ledger, "--out", tmp_path / "模板.xlsx", "--book", own_book)[0] == 0
    assert (tmp_path / "模板.xlsx").stat().st_size > 5000
