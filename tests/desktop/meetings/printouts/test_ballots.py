"""Ballots and the sheets they are counted on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from db.core.errors import UserError
from db.meetings.draft import CandidateLine, ElectionLine, VoteLine
from db.meetings.voting import ElectionOutcome, Outcome
from desktop.meetings.printouts.ballots import BALLOTS, ELECTION_BALLOTS, VOTE_BALLOTS
from desktop.meetings.printouts.counting import COUNTING


def test_as_many_ballots_as_people_entitled(printed, sheet):
    found = printed(VOTE_BALLOTS, sheet)
    assert found.flow.count("表决票") == 8
    assert len(found.pages) == 2, "several on a page"
    assert "赞成" in found.flow
    assert "画“○”；多选的为无效票" in found.flow
    assert "下半年计划" not in found.flow, "hands are raised for that one"
    assert "签名" not in found.flow


def test_open_votes_are_signed(printed, sheet):
    vote = VoteLine("某事项", "记名投票", entitled=3)
    found = printed(VOTE_BALLOTS, replace(sheet, votes=((vote, Outcome(None)),)))
    assert found.flow.count("表决人签名：") == 3


def test_where_it_was_not_counted_the_roster_says_how_many(printed, sheet):
    vote = VoteLine("某事项", "无记名投票")
    assert printed(VOTE_BALLOTS, replace(sheet, votes=((vote, Outcome(None)),))).flow.count("表决票") == 8
    with pytest.raises(UserError, match="不知道要印多少张票"):
        printed(VOTE_BALLOTS, replace(sheet, attendance=(), votes=((vote, Outcome(None)),)))


def test_candidates_stand_in_their_order_with_lines_for_others(printed, sheet):
    found = printed(ELECTION_BALLOTS, sheet)
    assert found.flow.count("支部委员会委员选举票") == 8
    places = [found.flow.index(name) for name in ("丁小云", "王𬭎", "李㛃", "欧阳龑")]
    assert places == sorted(places)
    assert "何晏" not in found.flow, "who was written in was no candidate"
    assert "1.应选3人，候选人4人，按姓氏笔画排列。" in found.flow
    assert "另选人" in found.flow
    assert "不同意的画“×”" in found.flow


@pytest.mark.parametrize("number", [1, 20, 60])
def test_long_ballots_fit_and_name_everyone(printed, sheet, number):
    names = [f"候选{n:02d}" for n in range(number)]
    election = ElectionLine("代表", seats=3, entitled=2, candidates=tuple(CandidateLine(None, name) for name in names))
    found = printed(ELECTION_BALLOTS, replace(sheet, elections=((election, ElectionOutcome(None)),)))
    assert [name for name in names if found.flow.count(name) != 2] == []
    assert len(found.pages) <= 2


@pytest.mark.parametrize(("seats", "number"), [(3, 4), (3, 5), (5, 6)])
def test_forty_ballots_of_a_branch_take_ten_pages(printed, sheet, seats, number):
    names = ("阿依古丽·哈山", *(f"候选{n}" for n in range(1, number)))
    candidates = tuple(CandidateLine(None, name) for name in names)
    election = ElectionLine("支部委员会委员", seats=seats, entitled=40, candidates=candidates)
    named = replace(sheet, organization="云溪街道桐荫社区第一党支部", elections=((election, ElectionOutcome(None)),))
    found = printed(ELECTION_BALLOTS, named)
    assert len(found.pages) == 10
    assert found.flow.count("委员选举票") == 40


def test_more_candidates_than_a_page_holds_are_refused(printed, sheet):
    election = ElectionLine("代表", entitled=2, candidates=tuple(CandidateLine(None, f"某{n}") for n in range(300)))
    with pytest.raises(UserError, match="排不下"):
        printed(ELECTION_BALLOTS, replace(sheet, elections=((election, ElectionOutcome(None)),)))


def test_what_is_not_there_is_told(printed, empty):
    for printout, told in (
        (VOTE_BALLOTS, "没有用票表决"), (ELECTION_BALLOTS, "没有选举"), (BALLOTS, "不用印票"), (COUNTING, "不用计票单"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=told):
            printed(printout, empty)


def test_records_without_any_are_passed_over(printed, sheet, empty):
    found = printed(BALLOTS, empty, sheet)
    assert [item.title for item in found.reader.outline] == ["2026-08-03 2026年第3次支部党员大会"]
    assert found.flow.count("选举票") == 8


def test_counting_sheets_show_what_is_known(printed, sheet):
    election, vote = printed(COUNTING, sheet).pages
    flow = election.replace("\n", "").replace(" ", "")
    assert flow.startswith("支部委员会委员选举计票单")
    assert "发出票数7张收回票数7张" in flow
    assert "有效票7张无效票0张" in flow
    assert "丁小云700当选" in flow
    assert "总监票人：监票人：计票人：" in flow
    assert vote.splitlines()[0] == "表决计票单"
    assert "下半年计划" not in vote


def test_counting_sheets_are_blank_before_the_ballots_are_counted(printed, sheet):
    election = ElectionLine("委员", seats=2, candidates=(CandidateLine(None, "甲"), CandidateLine(None, "乙")))
    [page] = printed(COUNTING, replace(sheet, votes=(), elections=((election, ElectionOutcome(None)),))).pages
    assert "None" not in page
    assert "当选" not in page
    assert "甲" in page


def test_a_counting_sheet_keeps_to_one_page_or_repeats_its_head(printed, sheet):
    def pages(number):
        candidates = tuple(CandidateLine(None, f"某{n:02d}") for n in range(number))
        election = ElectionLine("委员", seats=2, candidates=candidates)
        return printed(COUNTING, replace(sheet, votes=(), elections=((election, ElectionOutcome(None)),))).pages

    for number in (1, 8, 12, 13):
        assert len(pages(number)) == 1, number
    many = pages(50)
    assert len(many) > 2
    assert all("选举计票单" in page and "候选人 赞成 票数" in page for page in many)
    assert "某49" in many[-2] + many[-1]
