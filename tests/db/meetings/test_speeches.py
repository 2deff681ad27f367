from __future__ import annotations

from db.meetings.draft import RosterLine
from db.meetings.speeches import Speech, marked, speakers, speeches
from db.meetings.status import Status

NAMES = ("张喆", "李华")


def test_a_paragraph_that_begins_with_a_name_is_that_persons():
    text = "会议指出：要抓紧。\n张喆（书记）：同意。\n还要再看。\n李华:\n我也同意。\n王五：不在名单。"
    assert speeches(text, NAMES) == [
        Speech("", "会议指出：要抓紧。"),
        Speech("张喆", "同意。\n还要再看。"),
        Speech("李华", "我也同意。\n王五：不在名单。"),
    ]
    assert speakers([text], NAMES) == {"张喆", "李华"}


def test_who_spoke_is_marked_unless_it_is_in_doubt():
    roster = (
        RosterLine(1, "张喆"), RosterLine(2, "李华", spoke=True), RosterLine(3, "王敏", Status.LEAVE),
        RosterLine(4, "陈伟"), RosterLine(5, "陈伟"), RosterLine(6, "赵六"),
    )  # fmt: skip
    changed, doubtful = marked(roster, {"张喆", "李华", "王敏", "陈伟"})
    assert changed == {0: RosterLine(1, "张喆", spoke=True)}
    assert doubtful == ["王敏", "陈伟"]
