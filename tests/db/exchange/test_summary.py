"""Many rows, few lines."""

from __future__ import annotations

from db.exchange import summary


def test_the_same_problem_is_told_once(office, planned):
    stage = [["姓名", "人员类型"], *([f"某{number}", "团员"] for number in range(1250)), ["", "群众"]]
    made = planned(office.book, "people", stage)
    told = list(summary.lines(summary.problems(made), 20))
    assert told[0].startswith("第 2、3、4 行等 1,250 行 政治面貌：没有“团员”这一项，")
    assert told[1:] == ["第 1252 行 姓名：请填写姓名"]


def test_problems_that_differ_in_what_the_cells_hold_are_one_kind_when_they_are_many(office, planned):
    rows = [["姓名", "支部"], *([f"某{number}", f"外星支部{number}"] for number in range(60))]
    (group,) = summary.problems(planned(office.book, "people", rows))
    assert str(group) == (
        "第 2、3、4 行等 60 行 所在组织：没有名为“外星支部0”的组织，请先在“组织”里新建，或改成账本里的名称"
        "（内容各行不同，这是第 2 行的）"
    )
    few = summary.problems(planned(office.book, "people", rows[:4]))
    assert [group.numbers for group in few] == [(2,), (3,), (4,)]


def test_no_more_lines_than_asked_for(office, planned):
    made = planned(office.book, "people", [["姓名", "性别", "学历"], ["张喆", "他", "幼儿园"], ["", "女", ""]])
    assert list(summary.lines(summary.problems(made), 1))[1] == "……另有 2 种"


def test_what_was_assumed_is_told_of_rows_that_will_be_written(office, planned):
    rows = [["姓名", "支部", "入党时间", "性别"],
            *([f"某{n}", "春和一支部", f"19{n + 70}-07-01", ""] for n in range(5)),
            ["某人", "春和一支部", "1970-07-01", "他"]]  # fmt: skip
    (group,) = summary.remarks(planned(office.book, "people", rows))
    assert group.numbers == (2, 3, 4, 5, 6)
    assert "没有转入日期，按入党日期 1970-07-01 记" in str(group)
