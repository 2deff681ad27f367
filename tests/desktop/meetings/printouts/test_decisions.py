"""What was said, voted on and resolved, as the record prints it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from db.meetings.draft import ElectionLine, VoteLine, items
from db.meetings.sheet import ResolutionSheet
from db.meetings.voting import ElectionOutcome, Outcome
from desktop.meetings.printouts.minutes import MINUTES


def fonts_of(reader, text):
    """The fonts *text* is set in wherever a piece of a page begins with it."""
    found = set()

    def visit(piece, _matrix, _text_matrix, font, _size):
        if piece.strip().startswith(text) and font is not None:
            found.add(font["/BaseFont"].split("+")[-1])

    for page in reader.pages:
        page.extract_text(visitor_text=visit)
    return found


def test_each_item_has_its_text_below_a_heading(printed, sheet):
    flow = printed(MINUTES, sheet).flow
    parts = (
        "会议议题1.接收𠮷田同志为预备党员2.选举支部委员会",
        "讨论情况一、接收𠮷田同志为预备党员张喆（书记）：手续完备，提请讨论。会议指出：要严格。李㛃：同意。",
        "会议内容欧阳龑：会后报社区党委。",
        "表决情况",
        "选举情况",
        "会议决议",
        "出席情况",
    )
    places = [flow.index(part) for part in parts]
    assert places == sorted(places)
    assert "二、选举支部委员会" not in flow, "nothing was written on it"
    assert "会议内容一、接收" in printed(MINUTES, replace(sheet, text="")).flow


def test_agenda_without_text_is_a_list_only(printed, sheet):
    flow = printed(MINUTES, replace(sheet, agenda=items("一项", "两项"), text="")).flow
    assert "1.一项2.两项" in flow
    assert "会议内容" not in flow


def test_speakers_stand_out_and_nobody_else(printed, sheet):
    reader = printed(MINUTES, replace(sheet, votes=(), elections=(), resolutions=())).reader
    assert any("NotoSansSC" in font for font in fonts_of(reader, "欧阳"))
    assert not any("NotoSansSC" in font for font in fonts_of(reader, "会议指出"))


def test_the_head_names_supervisor_and_voters(printed, sheet):
    page = printed(MINUTES, sheet)
    assert "主讲人王𬭎督导人赵敏（街道党工委）" in page.flow
    assert "应到9人（有表决权8人），实到7人（有表决权6人），请假1人，缺席1人，列席1人" in page.flow
    assert "督导人" not in printed(MINUTES, replace(sheet, supervisor="")).flow


def test_votes_are_a_table_with_what_is_wrong(printed, sheet):
    flow = printed(MINUTES, sheet).flow
    assert "书面" in flow
    assert "无记名86601" in flow.replace("投票", "")
    assert "结果：无效（实到4人，不足有效人数5人）。" in flow


def test_a_vote_not_counted_is_incomplete(printed, sheet):
    vote = (VoteLine("某事项", note="改日再议"), Outcome(None, None, ("缺应到、实到",)))
    flow = printed(MINUTES, replace(sheet, votes=(vote,))).flow
    assert "结果：不完整（缺应到、实到）。备注：改日再议" in flow
    assert "—" in flow
    assert "None" not in flow


def test_an_election_tells_ballots_counts_and_the_elected(printed, sheet):
    flow = printed(MINUTES, sheet).flow
    assert (
        "应选3人，候选人4人。应到会有选举权8人，实到7人，发出选票7张，收回7张，有效票7张，得赞成票5张以上当选。" in flow
    )
    assert "丁小云700当选" in flow
    assert "欧阳龑241未当选" in flow
    assert "何晏（另选人）1未当选" in flow
    assert "当选（按得票多少排列）：丁小云、王𬭎、李㛃。" in flow


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (ElectionOutcome(False, 5, problems=("收回 9 张，选举无效",)), "选举结果：无效（收回9张，选举无效）。"),
        (ElectionOutcome(None, problems=("缺发出",)), "选举结果：不完整（缺发出）。"),
        (ElectionOutcome(True, 9), "选举结果：无人当选。"),
        (ElectionOutcome(True, 5, (0,), (1, 2), ("2 人得票相等",)), "当选（按得票多少排列）：丁小云（2人得票相等）。"),
    ],
)  # fmt: skip
def test_an_election_that_failed_says_so(printed, sheet, outcome, told):
    flow = printed(MINUTES, replace(sheet, elections=((sheet.elections[0][0], outcome),))).flow
    assert told in flow
    assert ("得票相等" in flow) == bool(outcome.tied)


def test_an_election_of_which_only_the_title_is_known(printed, sheet):
    flow = printed(MINUTES, replace(sheet, elections=((ElectionLine("书记"), ElectionOutcome(None)),))).flow
    assert "应选1人，候选人0人。应到会有选举权—人" in flow


def test_resolutions_are_numbered_and_tell_who_by_when(printed, sheet):
    flow = printed(MINUTES, sheet).flow
    assert "1.报上级党委审批。（责任单位：花园社区党委；责任人：张喆、李㛃；完成时限：2026年8月10日）" in flow
    assert "2.委员分工另行研究。" in flow
    [alone] = [ResolutionSheet("只有一项。")]
    assert "会议决议只有一项。" in printed(MINUTES, replace(sheet, resolutions=(alone,))).flow


def test_who_spoke_and_who_made_up_for_it(printed, sheet):
    flow = printed(MINUTES, sheet).flow
    assert "交流发言张喆、𠮷田" in flow
    assert "补学何晏（2026年8月6日自学材料）" in flow


def test_forty_items_and_a_very_long_subject_are_complete(printed, sheet):
    agenda = tuple(replace(sheet.agenda[0], title=f"第{number}件事") for number in range(1, 41))
    subject = "关于某事" * 30
    flow = printed(MINUTES, replace(sheet, agenda=agenda, votes=((VoteLine(subject), Outcome(None)),))).flow
    assert "四十、第40件事" in flow
    assert subject[:100] in flow


def test_the_head_of_a_table_never_ends_a_page(printed, sheet):
    for lines in range(20, 34):
        pages = printed(MINUTES, replace(sheet, agenda=(), text="\n".join("会" * 20 for _ in range(lines)))).pages
        for page in pages:
            body = page.splitlines()[:-1]
            assert not body[-1].startswith(("候选人 ", "表决事项")), lines
