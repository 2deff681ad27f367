from __future__ import annotations

from datetime import date

import pytest

from db.core.listing import Filter
from db.core.period import Period
from db.problems.figures import closed_in, found_in
from db.problems.merging import merge
from db.problems.queries import ages, counts, problems
from db.problems.sheets import sheets, step_name

H1, Q2 = Period.parse("2022H1"), Period.parse("2022Q2")


def numbers(ledger, **wanted):
    return sorted(ledger.rows("number", wanted=Filter(**wanted)))


def chosen(ledger, **choices):
    return numbers(ledger, choices=choices)


@pytest.fixture
def some(ledger):
    """001 overdue and hard, 002 closed, 003 of last year's criticism with its answer, 004 old and lasting."""
    ledger.add(hard=True)
    ledger.closed(hard=True, text="宣传阵地内容陈旧", leader="刘洋")
    ledger.add(source="上年通报", found_on=date(2022, 1, 10), due_on=date(2022, 6, 27), result="已建立制度")
    ledger.add(found_on=date(2021, 1, 1), due_on=date(2021, 12, 31), state="长期坚持", text="作风建设")
    return ledger


def test_what_is_overdue(some):
    assert chosen(some, overdue=True) == ["2022-001"]
    assert chosen(some, overdue=False) == ["2021-001", "2022-002", "2022-003"]
    assert dict(some.rows("number", "late")) == {
        "2022-001": 27, "2022-002": None, "2022-003": None, "2021-001": None,
    }  # fmt: skip


def test_how_long_they_are_open(some):
    assert dict(some.rows("number", "days")) == {"2022-001": 118, "2022-002": 39, "2022-003": 168, "2021-001": 542}
    assert some.read(ages, Filter()) == {"30天以内": 0, "31—90天": 0, "91—180天": 2, "180天以上": 1}
    assert chosen(some, age="91—180天") == ["2022-001", "2022-003"]
    assert chosen(some, age="31—90天") == []  # closed after 39 days


def test_how_many_there_are_of_each_sort(some):
    assert some.read(counts, Filter(choices={"state": "已销号"})) == {
        "未启动": 2, "整改中": 0, "待销号": 0, "已销号": 1, "长期坚持": 1, "overdue": 1, "hard": 2, "上年通报": 1,
    }  # fmt: skip


def test_a_period_holds_what_stood_on_the_ledger(some):
    assert numbers(some, period=H1) == ["2021-001", "2022-001", "2022-002", "2022-003"]
    assert numbers(some, period=Period.parse("2022Q1")) == ["2021-001", "2022-001", "2022-002", "2022-003"]
    assert numbers(some, period=Period.parse("2022H2")) == ["2021-001", "2022-001", "2022-003"]
    assert numbers(some, period=Period.parse("2021")) == ["2021-001"]
    assert numbers(some, period=Period.parse("2020")) == []


def test_an_organization_has_those_below_it(some):
    assert len(numbers(some, organization=some.office.community)) == 4
    assert numbers(some, organization=some.office.other_branch) == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2022-0", ["2022-001", "2022-002", "2022-003"]), ("陈旧", ["2022-002"]), ("建立制度", ["2022-003"]),
        ("刘洋", ["2022-002"]), ("没有这个", []),
    ],
)  # fmt: skip
def test_typed_text_finds_number_words_and_names(some, typed, found):
    assert numbers(some, text=typed) == found


def test_last_years_criticism_is_shown_with_its_answers(some):
    wanted = Filter(choices={"source": "上年通报"})
    assert some.rows("number", "result", wanted=wanted) == [("2022-003", "已建立制度")]


@pytest.mark.parametrize("field", [field.name for field in problems.fields if field.name != "number"])
def test_every_column_sorts(some, field):
    found = some.rows("number", field, wanted=Filter(sort=field))
    assert sorted(row[0] for row in found) == ["2021-001", "2022-001", "2022-002", "2022-003"]


def test_figures_return_the_records(some):
    first = some.read(problems.ids, Filter(text="2022-001"))[0]
    second = some.read(problems.ids, Filter(text="2022-002"))[0]
    assert some.read(found_in, H1, source="检视") == [first, second]
    assert len(some.read(found_in, H1)) == 3
    assert some.read(found_in, Q2) == []
    assert some.read(closed_in, Q2, hard=True) == [second]
    assert some.read(closed_in, Q2, hard=False) == []
    assert some.read(closed_in, Q2, some.office.other_branch) == []
    assert some.read(closed_in, Q2, source="督查") == []
    merge(some.book, first, [second])
    assert some.read(found_in, H1, source="检视") == [first]
    assert some.read(closed_in, Q2, hard=True) == []


def test_a_narrower_list_keeps_its_order(some):
    """The order was chosen before the columns changed."""
    wanted = Filter(sort="due_on")
    assert some.rows("number", wanted=wanted) == ["2021-001", "2022-001", "2022-002", "2022-003"]


def test_sheets_tell_everything(some):
    [first] = some.read(problems.ids, Filter(text="2022-002"))
    [sheet] = some.read(sheets, [first, 7])
    assert sheet.organization == "春和社区第一党支部"
    assert [step_name(entry) for entry in sheet.course] == ["启动整改", "申请销号", "审核销号"]
    assert (sheet.request.by, sheet.review.by) == ("张伟", "李强")
    assert [file.name for file in sheet.files] == ["照片.jpg"]
    some.step(first, "reopen", on=date(2022, 5, 1))
    assert some.read(sheets, [first])[0].review is None
