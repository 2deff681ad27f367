"""Working rules hold from a day on; the office's own precede the program's."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.core.errors import UserError
from db.rules import defaults
from db.rules.actions import drop_rule, set_rule
from db.rules.queries import read_rules


@pytest.fixture
def rules(office):
    def read():
        with office.book.read() as connection:
            return read_rules(connection)

    return read


@pytest.mark.parametrize("definition", defaults.definitions().values(), ids=lambda definition: definition.code)
def test_every_rule_comes_with_values_it_would_accept_and_their_source(definition):
    assert definition.kind in (defaults.SHARE, defaults.NUMBER, defaults.SWITCH, defaults.WORDS, defaults.CHOICE)
    for value in definition.values:
        assert defaults.problem(definition, value.value) is None
        assert value.source
    assert (definition.kind == defaults.CHOICE) == bool(definition.choices)


def test_a_rule_holds_from_its_day_on(office, rules):
    set_rule(office.book, "hours.member", "40", date(2023, 1, 1), "街道党工委会议决定")
    assert rules().number("hours.member", date(2022, 12, 31)) == 32
    assert rules().number("hours.member", date(2023, 1, 1)) == 40
    set_rule(office.book, "hours.member", "24", date(2019, 5, 6), "试点")
    assert rules().number("hours.member", date(2019, 5, 6)) == 24, "the office's own precedes that of the same day"
    assert rules().number("hours.member", date(1990, 1, 1)) == 24, "before its first day what it said first"
    drop_rule(office.book, "hours.member", date(2019, 5, 6))
    assert rules().number("hours.member", date(2020, 1, 1)) == 32
    office.book.undo()
    assert rules().number("hours.member", date(2020, 1, 1)) == 24


def test_setting_the_same_day_again_replaces_the_value(office, rules):
    for value in ("40", "48"):
        set_rule(office.book, "hours.member", value, date(2023, 1, 1), "决定")
    own = [value for value in rules().values("hours.member") if value.own]
    assert [value.value for value in own] == ["48"]


@pytest.mark.parametrize(
    ("code", "value", "told"),
    [
        ("assembly.quorum_over", "一半", "请填写分数或百分数"),
        ("assembly.quorum_over", "1/0", "请填写分数或百分数"),
        ("assembly.quorum_over", "3/2", "比例应在 0 到 1 之间"),
        ("hours.member", "很多", "请填写数字"),
        ("hours.member", "-1", "0 到 9999"),
        ("hours.member", "nan", "请填写数字"),
        ("check.text", "也许", "请选择"),
        ("election.elected_base", "全体", "请选择应到会、实到会之一"),
        ("check.vague_words", "长" * 31, "每个词不超过 30 个字"),
    ],
)
def test_a_value_that_is_none_is_refused_with_its_reason(office, rules, code, value, told):
    with pytest.raises(UserError, match=told) as caught:
        set_rule(office.book, code, value, date(2023, 1, 1), "决定")
    assert "value" in caught.value.fields
    assert not any(value.own for value in rules().values(code))


def test_a_value_without_a_source_is_refused(office):
    with pytest.raises(UserError, match="依据"):
        set_rule(office.book, "hours.member", "40", date(2023, 1, 1), " ")


@given(st.integers(0, 100), st.integers(1, 100))
def test_shares_are_read_as_they_are_written(part, whole):
    assert defaults.share(f"{part}/{whole}") == Fraction(part, whole)
    assert defaults.share(f" {part}％") == Fraction(part, 100)


def test_words_are_told_apart_by_any_usual_sign():
    assert defaults.words("甲、乙，丙；丁\n甲, ") == ("甲", "乙", "丙", "丁")
    assert defaults.words(" ") == ()


@pytest.mark.parametrize(
    "code", ["assembly.quorum_over", "assembly.pass_over", "committee.pass_over", "election.elected_over"]
)
def test_a_share_to_be_exceeded_is_less_than_the_whole(code):
    definition = defaults.definitions()[code]
    assert "须超过" in definition.unit
    assert defaults.problem(definition, "99%") is None
    for whole in ("1", "100%", "3/3"):
        assert "应小于 100%" in (defaults.problem(definition, whole) or "")
    assert defaults.problem(defaults.definitions()["election.quorum_at_least"], "100%") is None
