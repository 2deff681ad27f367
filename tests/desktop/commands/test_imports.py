"""``import``: exit codes, what is told, what is written."""

from __future__ import annotations

import json
import shutil

import pytest
import xlsxwriter

SHEET = "姓名,性别,所在支部,人员类型,绰号\n李白,男,一支部,中共党员,诗仙\n杜甫,男,二支部,预备党员,诗圣\n"


@pytest.fixture
def own_book(small_book, tmp_path):
    """A copy that may be changed."""
    path = tmp_path / small_book.name
    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", f"{path}{suffix}")
    return path


@pytest.fixture
def importing(run, own_book, passphrase, tmp_path):
    """``importing(ledger, text, *options)``: exit code, stdout, stderr."""

    def call(ledger, text, *options):
        sheet = tmp_path / "表.csv"
        sheet.write_text(text, encoding="utf-8")
        return run("import", ledger, sheet, *options, "--book", own_book)

    return call


def listed(run, book):
    _code, out, _err = run("people", "list", "--book", book, "--json")
    return [row["name"] for row in json.loads(out)["rows"]]


def test_people_go_in(importing, run, own_book):
    code, out, err = importing("people", SHEET, "--json")
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert told["action"] == "导入人员（2 行）"
    assert told["counts"] == {"new": 2, "update": 0, "same": 0, "skip": 0, "refused": 0}
    assert told["ignored"] == ["绰号"]
    assert told["columns"] == {"姓名": "name", "性别": "sex", "所在支部": "organization_id", "人员类型": "stage"}
    assert {"李白", "杜甫"} <= set(listed(run, own_book))
    code, out, _err = importing("people", SHEET)
    assert (code, "没有变化 2" in out) == (0, True)


def test_a_dry_run_writes_nothing(importing, run, own_book):
    code, out, _err = importing("people", SHEET, "--dry-run")
    assert code == 0
    assert "核对完成，没有写入：人员，新增 2" in out
    assert "李白" not in listed(run, own_book)


def test_a_dry_run_with_bad_rows_says_so_by_its_exit_code(importing):
    bad = SHEET.replace("男,二支部", "他,四支部")
    assert importing("people", bad, "--dry-run")[0] == 1
    assert importing("people", bad, "--dry-run", "--partly")[0] == 0


def test_bad_cells_are_named_by_row_and_column_and_nothing_is_written(importing, run, own_book, tmp_path):
    bad = SHEET.replace("男,二支部", "他,四支部")
    code, out, err = importing("people", bad, "--refused", tmp_path / "改.xlsx")
    assert (code, out) == (1, "")
    assert "第 3 行 性别：没有“他”这一项" in err
    assert "第 3 行 所在组织：没有名为“四支部”的组织" in err
    assert "李白" not in listed(run, own_book)
    assert (tmp_path / "改.xlsx").exists()
    code, out, _err = importing("people", bad, "--partly", "--json")
    assert (code, json.loads(out)["outcome"]["new"], json.loads(out)["problems"][0]["row"]) == (0, 1, 3)
    assert "李白" in listed(run, own_book)


def test_the_refused_rows_can_be_mended_and_read_in_again(importing, run, own_book, tmp_path):
    importing("people", SHEET.replace("男,二支部", "他,二支部"), "--partly", "--refused", tmp_path / "改.xlsx")
    code, _out, err = run("import", "people", tmp_path / "改.xlsx", "--book", own_book)
    assert (code, "性别：没有“他”这一项" in err) == (1, True)


def test_a_map_file(importing, run, own_book, tmp_path):
    (tmp_path / "map.toml").write_text('"绰号" = "备注"\n"性别" = ""\n', encoding="utf-8")
    code, out, _err = importing("people", SHEET, "--map", tmp_path / "map.toml", "--json")
    told = json.loads(out)
    assert (code, told["columns"]["绰号"], told["ignored"]) == (0, "note", ["性别"])


def test_a_map_file_names_the_lower_of_two_rows_of_headings(run, own_book, passphrase, tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "两行.xlsx"))
    page = book.add_worksheet()
    page.merge_range(0, 0, 1, 0, "姓名")
    page.merge_range(0, 1, 0, 2, "党籍信息")
    page.write_row(1, 1, ["党员类别", "绰号"])
    page.write_row(2, 0, ["李白", "中共党员", "诗仙"])
    book.close()
    (tmp_path / "map.toml").write_text('"绰号" = "备注"\n', encoding="utf-8")
    code, out, _err = run("import", "people", tmp_path / "两行.xlsx", "--map", tmp_path / "map.toml",
                          "--book", own_book, "--json")  # fmt: skip
    told = json.loads(out)
    assert (code, told["columns"]) == (0, {"姓名": "name", "党籍信息／党员类别": "stage", "党籍信息／绰号": "note"})
    (tmp_path / "map.toml").write_text('"外号" = "备注"\n', encoding="utf-8")
    code, _out, err = run(
        "import", "people", tmp_path / "两行.xlsx", "--map", tmp_path / "map.toml", "--book", own_book
    )
    assert (code, "表格的标题是：姓名、党籍信息／党员类别、党籍信息／绰号" in err) == (1, True)


def test_other_ledgers_and_duplicates(importing, own_book):
    code, out, _err = importing("organizations", "组织名称,类型,上级\n和平第三党支部,支部,和平\n和平第一党支部,,和平\n",
                                "--duplicates", "skip", "--json")  # fmt: skip
    assert (code, json.loads(out)["counts"]["new"], json.loads(out)["counts"]["skip"]) == (0, 1, 1)
    code, out, _err = importing("posts", "党组织,姓名,职务,任职时间\n一支部,张喆,书记,2021.3.20\n", "--json")
    assert (code, json.loads(out)["action"]) == (0, "导入班子任职（1 行）")
    code, out, _err = importing(
        "meetings", "会议类型,组织,时间,到会人员\n党课,一支部,2022-06-24 9:00,张喆、王𬭎\n", "--json"
    )
    assert (code, json.loads(out)["outcome"]["new"]) == (0, 1)


def test_a_wrong_column_is_told_in_a_line_and_in_full_as_json(importing, tmp_path):
    text = "姓名,性别\n" + "".join(f"某{number},他\n" for number in range(300))
    code, out, err = importing("people", text)
    assert (code, out) == (1, "")
    assert "第 2、3、4 行等 300 行 性别：没有“他”这一项" in err
    assert len(err.splitlines()) == 3
    code, out, err = importing("people", text, "--json")
    told = json.loads(out)
    assert (code, len(told["problems"]), told["written"]) == (1, 300, False)
    assert len(err.splitlines()) == 3


def test_nothing_written_is_said_and_is_no_success(importing):
    code, out, err = importing("people", "姓名,性别\n李白,他\n", "--partly")
    assert code == 1
    assert out.startswith("没有写入任何内容：人员，有问题 1\n")
    assert err == "没有写入任何内容：没有一行可以导入。\n"
    importing("people", SHEET)
    code, out, _err = importing("people", SHEET, "--partly")
    assert (code, out.startswith("没有写入任何内容：人员，没有变化 2")) == (0, True)


def test_what_was_assumed_and_left_out_is_told(importing):
    code, out, _err = importing("people", "姓名,支部,入党时间,绰号\n李白,一支部,2001-07-01,诗仙\n")
    assert code == 0
    assert "提示：第 2 行：没有转入日期，按入党日期 2001-07-01 记" in out
    assert "没有读的列：绰号" in out


def test_files_that_cannot_be_read(run, own_book, passphrase, tmp_path):
    empty = tmp_path / "空.xlsx"
    empty.write_bytes(b"")
    assert run("import", "people", empty, "--book", own_book)[::2] == (1, "“空.xlsx”是空文件。\n")
    assert run("import", "people", tmp_path / "没有.xlsx", "--book", own_book)[0] == 3
    assert run("import", "things", empty, "--book", own_book)[0] == 2
