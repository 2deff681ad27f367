from __future__ import annotations

from datetime import date
from random import Random
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.core.errors import CancelledError
from db.problems.actions import assign
from db.problems.alike import _ALIKE, _bits, _plain, _share, _Told, alike, likely_pairs
from db.problems.merging import merge
from db.problems.models import Problem

TEXT = "党小组会记录不全，缺少发言内容。"  # as every problem of the ledger begins


def told(text):
    plain = _plain(text)
    return _Told(1, "", text, "", None, "", plain, _bits(plain))


def test_the_same_and_like_wording_is_noticed(ledger):
    office = ledger.office
    ledger.add(text="活动阵地设施陈旧，需要更新。")
    ledger.add()
    ledger.add(text="党小组会记录不全、缺少发言内容及签名")
    found = ledger.read(alike, "党小组会记录不全,缺少发言内容", office.branch)
    assert [(one.number, one.share == 1.0) for one in found] == [("2022-002", True), ("2022-003", False)]


def test_the_same_organization_comes_first(ledger):
    office = ledger.office
    first = ledger.add()
    ledger.add(text="党小组会记录不全、缺少发言内容及签名")
    found = ledger.read(alike, TEXT, office.other_branch)
    assert [one.same_organization for one in found] == [False, False]
    other = ledger.add(text="党小组会记录不全，缺少发言内容和签名")
    assign(ledger.book, [other], office.other_branch)
    assert ledger.read(alike, TEXT, office.other_branch)[0].number == "2022-003"
    assert first not in [one.id for one in ledger.read(alike, TEXT, office.branch, first)]


@pytest.mark.parametrize("typed", ["", "记录不全", "  。。。。。。。。。。 "])
def test_too_little_tells_nothing(ledger, typed):
    ledger.add(text="记录不全")
    assert ledger.read(alike, typed, ledger.office.branch) == []


def test_pairs_to_look_through(ledger):
    office = ledger.office
    same = [ledger.add(), ledger.add(text="党小组会记录不全、缺少发言内容及签名")]
    ledger.add(text="活动阵地设施陈旧，需要更新。")
    other = ledger.add()
    assign(ledger.book, [other], office.other_branch)
    found = ledger.read(likely_pairs)
    assert [(pair.first.number, pair.second.number) for pair in found] == [
        ("2022-001", "2022-002"), ("2022-001", "2022-004"),
    ]  # fmt: skip
    assert [pair.first.same_organization for pair in found] == [True, False]
    assert ledger.read(likely_pairs, office.other_branch) == []
    assert len(ledger.read(likely_pairs, office.community)) == 2
    merge(ledger.book, same[0], [same[1], other])
    assert ledger.read(likely_pairs) == []


def test_looking_for_pairs_can_be_stopped(ledger):
    ledger.add()
    ledger.add()
    with pytest.raises(CancelledError):
        ledger.read(likely_pairs, cancelled=lambda: True)


@given(st.text("党建组织记录学习全会不", max_size=60), st.text("党建组织记录学习全会不", max_size=60))
def test_bits_never_miss_what_is_alike(one, other):
    """Sharing bits only makes texts seem more alike, up to the share that is then looked at exactly."""
    first, second = told(one), told(other)
    pairs, others = (set(zip(each.plain, each.plain[1:], strict=False)) for each in (first, second))
    exact = len(pairs & others) / len(pairs | others) if pairs | others else 0.0
    assert _share(first, second) == exact or (_share(first, second) == 0.0 and exact < _ALIKE)


def test_thousands_are_looked_through_between_two_keystrokes(ledger):
    """The district's ledger: 6,645 problems."""
    words = [
        "党员教育", "三会一课", "记录不全", "阵地建设", "志愿服务", "档案管理", "发展党员", "学习计划", "整改不力",
        "台账缺失",
    ]  # fmt: skip
    random, places = Random(5), (ledger.office.branch, ledger.office.other_branch)
    with ledger.book.action("导入", "problems.edit") as work:
        work.insert_many(Problem, [
            {
                "number": f"2022-{at:04}", "source": "督查", "found_on": date(2022, 1, 1),
                "text": "".join(random.choices(words, k=12)), "organization_id": places[at % 2],
            }
            for at in range(1, 6646)
        ])  # fmt: skip
    with ledger.book.read() as connection:
        alike(connection, TEXT * 2, ledger.office.branch)  # reads them once
        began = perf_counter()
        for _ in range(5):
            alike(connection, TEXT * 2, ledger.office.branch)
        assert (perf_counter() - began) / 5 < 0.1
