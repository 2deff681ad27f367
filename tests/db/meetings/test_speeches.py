"""Who spoke is read from the text, and the text stays as typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from db.meetings.draft import RosterLine
from db.meetings.speeches import Speech, marked, speakers, speeches
from db.meetings.status import Status

NAMES = ("张喆", "古丽·买买提", "李华")


def test_paragraphs_belong_to_who_is_named_before_them():
    text = (
        "会议指出：先学后议。\n张喆：同意。\n我补充一点。\n\n"
        "古丽·买买提（宣传委员）: 我来写。\n会议要求：抓紧。\n李华：好"
    )
    assert speeches(text, NAMES) == [
        Speech("", "会议指出：先学后议。"),
        Speech("张喆", "同意。\n我补充一点。"),
        Speech("古丽·买买提", "我来写。\n会议要求：抓紧。", "宣传委员"),
        Speech("李华", "好"),
    ]
    assert speakers([text, "王敏：不在名单上"], NAMES) == set(NAMES)


def test_nobody_is_taken_for_a_speaker_without_a_colon_and_words():
    text = "张喆同意。\n李华：\n时间：九点"
    assert speeches(text, NAMES) == [Speech("", text)]


@given(st.text(alphabet="张喆李华：: \n甲乙（）", max_size=60))
def test_nothing_said_is_lost(text):
    told = "".join(f"{speech.name}{speech.aside}{speech.text}" for speech in speeches(text, NAMES))
    for sign in "张喆李华甲乙":
        assert told.count(sign) == text.count(sign)


def test_who_spoke_is_marked_unless_it_is_in_doubt():
    roster = (
        RosterLine(1, "张喆"), RosterLine(2, "李华", spoke=True), RosterLine(3, "王敏", Status.LEAVE),
        RosterLine(4, "陈伟"), RosterLine(5, "陈伟"), RosterLine(6, "赵六"),
    )  # fmt: skip
    changed, doubtful = marked(roster, {"张喆", "李华", "王敏", "陈伟"})
    assert changed == {0: RosterLine(1, "张喆", spoke=True)}
    assert doubtful == ["王敏", "陈伟"]
