from __future__ import annotations

import pytest

from db.exchange.reading import read_table


@pytest.fixture
def own_book(small_book, tmp_path):
    """A copy: exports are journalled."""
    import shutil

    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", tmp_path / f"账.ybz{suffix}")
    return tmp_path / "账.ybz"


@pytest.fixture
def call(run, passphrase, own_book):
    return lambda *words: run(*words, "--book", own_book)


@pytest.mark.parametrize(
    ("ledger", "heading", "count"),
    [("organizations", "组织名称", 3), ("people", "姓名", 3), ("posts", "任职组织", 0), ("meetings", "会议类型", 3)],
)
def test_every_ledger_is_exported(call, tmp_path, ledger, heading, count):
    code, out, err = call("export", ledger, "--out", tmp_path / "a.xlsx")
    assert (code, err) == (0, "")
    assert f"{count} 行" in out
    rows = read_table(tmp_path / "a.xlsx")[0].rows
    assert rows[0][0] == heading
    assert len(rows) == count + 1


def test_an_export_is_narrowed_and_masks_numbers(call, tmp_path):
    call("export", "people", "--org", "一支部", "--query", "张", "--out", tmp_path / "a.xlsx")
    call("export", "people", "--org", "一支部", "--query", "张", "--full", "--out", tmp_path / "b.xlsx")
    masked, full = (read_table(tmp_path / name)[0].rows for name in ("a.xlsx", "b.xlsx"))
    assert len(masked) == len(full) == 2
    assert "110105********002X" in masked[1]
    assert "11010519491231002X" in full[1]


def test_a_template_is_written(call, tmp_path):
    code, out, _ = call("template", "meetings", "--out", tmp_path / "模板.xlsx")
    assert code == 0
    assert "已生成会议台账导入模板" in out
    assert [sheet.name for sheet in read_table(tmp_path / "模板.xlsx")] == ["会议台账", "填写说明", "选项"]


def test_another_ending_and_another_ledger_are_refused(call, tmp_path):
    code, _, err = call("export", "people", "--out", tmp_path / "a.csv")
    assert (code, "不是 .xlsx 文件名" in err) == (1, True)
    code, _, err = call("export", "ratings", "--out", tmp_path / "a.xlsx")
    assert (code, "用法不对" in err) == (2, True)


def test_a_folder_that_is_not_there_is_the_environments_fault(call, tmp_path):
    code, _, err = call("export", "people", "--out", tmp_path / "没有" / "a.xlsx")
    assert (code, "找不到" in err) == (3, True)
