from __future__ import annotations

import pytest


def column(result, name):
    return [row[name] for row in result["rows"]]


def test_people(read):
    result = read("people", "list")
    assert result["count"] == 3
    assert sorted(column(result, "name")) == sorted(["孙立", "张喆", "王𬭎"])


def test_numbers_are_masked(run, small_book, passphrase):
    for extra in ((), ("--json",)):
        code, out, _ = run("people", "list", "--book", small_book, *extra)
        assert code == 0
        assert "110105********002X" in out
        assert "138****5678" in out
        assert "19491231" not in out
        assert "13812345678" not in out


@pytest.mark.parametrize("typed", ["张喆", "zz", "zhangzhe"])
def test_people_by_name_or_pinyin(read, typed):
    assert column(read("people", "list", "--query", typed), "name") == ["张喆"]


def test_people_of_an_organization(read):
    assert column(read("people", "list", "--org", "二支部"), "name") == ["孙立"]
    assert len(column(read("people", "list", "--org", "和平社区党委"), "name")) == 3
    assert column(read("people", "list", "--org", "二支部", "--period", "2019"), "name") == []


def test_organizations(read):
    assert column(read("organizations", "list"), "name") == ["和平社区党委", "和平第一党支部", "和平第二党支部"]
    assert column(read("organizations", "list", "--query", "第二"), "name") == ["和平第二党支部"]


def test_meetings_narrowed_together(read):
    assert column(read("meetings", "list"), "title") == ["六月支委会", "二月党课", "去年支委会"]
    assert column(read("meetings", "list", "--period", "2022H1"), "title") == ["六月支委会", "二月党课"]
    assert column(read("meetings", "list", "--period", "2022", "--org", "一支部"), "title") == ["六月支委会"]
    assert column(read("meetings", "list", "--query", "党课"), "title") == ["二月党课"]
    [row] = read("meetings", "list", "--query", "六月")["rows"]
    assert (row["starts_at"], row["attended"], row["organization"]) == ("2022-06-27 09:00", "1/1", "和平第一党支部")


def test_text_is_a_table_with_its_heading_and_total(run, small_book, passphrase):
    code, out, err = run("organizations", "list", "--book", small_book)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].split("\t")[0] == "组织名称"
    assert lines[-1] == "共 3 条"
    assert all(line.count("\t") == lines[0].count("\t") for line in lines[:-1])


def test_nothing_found_is_no_error(run, small_book, passphrase):
    code, out, _ = run("people", "list", "--query", "没有这个人", "--book", small_book)
    assert code == 0
    assert out.endswith("共 0 条\n")


def test_options_may_stand_before_and_after_the_command(run, small_book, tmp_path, passphrase):
    _, expected, _ = run("people", "list", "--json", "--book", small_book)
    for words in (
        ("--book", small_book, "--json", "people", "list"),
        ("people", "--book", small_book, "list", "--json"),
        ("--json", "people", "--book", small_book, "list"),
        ("--book", tmp_path / "other.ybz", "people", "list", "--book", small_book, "--json"),
    ):
        assert run(*words) == (0, expected, "")


def test_meetings_are_listed_with_the_number_that_show_takes(run, read, small_book, passphrase):
    _code, out, _ = run("meetings", "list", "--book", small_book)
    heading, *lines, _total = out.splitlines()
    assert heading.split("\t")[-1] == "编号"
    assert [line.split("\t")[-1] for line in lines] == column(read("meetings", "list"), "id")
