"""What a record would be sent back for, one fault at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.attachments.models import Attachment, AttachmentLink
from db.core.errors import CancelledError
from db.core.listing import Filter
from db.core.period import Period
from db.meetings.actions import save_meeting
from db.meetings.checking import check_records, faults_of
from db.meetings.dated import WorthDraft
from db.meetings.draft import AgendaLine, CandidateLine, ElectionLine, MeetingDraft, RosterLine, VoteLine
from db.meetings.faults import NAMES, Severity, faults
from db.meetings.queries import KindRow
from db.meetings.sequence import Taken, out_of_order
from db.meetings.status import Status
from db.rules.actions import set_rule
from db.rules.queries import Rules

START = datetime(2022, 6, 6, 9)
NOW = datetime(2022, 6, 27, 9, 41)
RULES = Rules({})
ASSEMBLY = KindRow(1, "branch_assembly", "支部党员大会", "branch", "members", votes=True)
STUDY = KindRow(2, "regular_study", "例会学习", "study", "cadres")


def present(number, voting=True):
    return RosterLine(number, f"党员{number}", voting=voting)


SOUND = MeetingDraft(
    1, 1, "六月党员大会", starts_at=START, ends_at=START + timedelta(hours=2), finished_at=START + timedelta(hours=20),
    text="张喆：同意。", roster=tuple(present(number) for number in range(1, 6)),
    votes=(VoteLine("接收王红", entitled=5, present=5, in_favour=5, against=0, abstained=0),),
)  # fmt: skip


def codes(draft, kind=ASSEMBLY, files=(), rules=RULES, now=NOW):
    return [fault.code for fault in faults(draft, kind, files, rules, now)]


def with_rule(code, value):
    from db.rules.defaults import Value

    return Rules({code: [Value(date(2022, 1, 1), value, "本单位", own=True)]})


def test_a_sound_record_has_none():
    assert codes(SOUND) == []


@pytest.mark.parametrize(("change", "code", "part"), [
    ({"roster": ()}, "no_names", "roster"),
    ({"ends_at": None}, "no_end", "ends_at"),
    ({"text": " \n"}, "no_text", "text"),
    ({"text": "大家一致认为很好。"}, "vague", "text"),
    ({"agenda": (AgendaLine("议题", "会上进行了热烈讨论。"),)}, "vague", "agenda"),
    ({"finished_at": None}, "late", "finished_at"),
    ({"finished_at": START - timedelta(minutes=1)}, "early", "finished_at"),
    ({"ends_at": datetime(2022, 6, 7, 0, 30)}, "long", "ends_at"),
    ({"votes": (replace(SOUND.votes[0], against=None),)}, "vote", "votes"),
    ({"votes": (replace(SOUND.votes[0], in_favour=4),)}, "vote", "votes"),
    ({"votes": (replace(SOUND.votes[0], entitled=6),)}, "counts", "votes"),
])  # fmt: skip
def test_each_fault_and_where_it_is_put_right(change, code, part):
    [fault] = faults(replace(SOUND, **change), ASSEMBLY, (), RULES, NOW)
    assert (fault.code, fault.part, fault.name) == (code, part, NAMES[code])
    assert fault.text.endswith("。")


@pytest.mark.parametrize(("hours_by", "days", "told"), [
    ("hour", 0, []), ("hour", 1, ["long"]), ("hour", 30, ["long"]), ("fixed", 1, ["long"]), ("none", 1, ["long"]),
    ("day", 1, []), ("day", 7, []), ("day", 8, ["long"]),
])  # fmt: skip
def test_an_end_on_another_day_is_told_unless_the_kind_takes_days(hours_by, days, told):
    ends = START + timedelta(days=days, hours=2)
    draft = replace(SOUND, ends_at=ends, finished_at=ends)
    found = faults(draft, replace(STUDY, worth=(WorthDraft(hours_by),)), (), RULES, datetime(2022, 8, 1))
    assert [fault.code for fault in found] == told
    assert all(f"相隔 {days} 天" in fault.text for fault in found)


def test_leave_without_reason_names_who():
    roster = (*SOUND.roster[:4], replace(SOUND.roster[4], status=Status.LEAVE, reason=" "))
    [fault] = faults(replace(SOUND, roster=roster, votes=()), ASSEMBLY, (), RULES, NOW)
    assert (fault.code, "党员5" in fault.text) == ("leave_reason", True)
    excused = (*SOUND.roster[:4], replace(SOUND.roster[4], status=Status.LEAVE, reason="因病"))
    assert codes(replace(SOUND, roster=excused, votes=())) == []


def test_more_counted_present_than_the_roster_has():
    roster = (*SOUND.roster[:4], replace(SOUND.roster[4], status=Status.ABSENT))
    assert codes(replace(SOUND, roster=roster)) == ["counts"]


@pytest.mark.parametrize(("there", "faulty"), [(5, False), (4, True)])
def test_quorum_of_nine_one_of_them_probationary(there, faulty):
    """Nine on the roster, eight with the right to vote: more than half is five of the eight."""
    roster = [RosterLine(1, "预备", voting=False)]
    roster += [
        RosterLine(number, f"党员{number}", Status.PRESENT if number < there + 2 else Status.LEAVE, "因病", True)
        for number in range(2, 10)
    ]
    found = codes(replace(SOUND, roster=tuple(roster), votes=()))
    assert found == (["quorum"] if faulty else [])


def test_kinds_held_in_order_to_vote_need_a_vote():
    admission = replace(ASSEMBLY, code="admission", name="接收预备党员大会")
    election = replace(ASSEMBLY, code="election", name="换届选举大会")
    empty = replace(SOUND, votes=())
    assert (codes(empty), codes(empty, admission), codes(empty, election)) == ([], ["no_vote"], ["no_vote"])
    line = ElectionLine(
        "委员", seats=1, entitled=5, present=5, issued=5, returned=5, valid=5,
        candidates=(CandidateLine(1, "甲", False, 4, 1, 0), CandidateLine(2, "乙", False, 1, 4, 0)),
    )  # fmt: skip
    assert codes(replace(empty, elections=(line,)), election) == []
    assert codes(replace(empty, elections=(replace(line, returned=6),)), election) == ["election"]


def test_study_needs_no_quorum():
    roster = tuple(replace(line, status=Status.ABSENT) for line in SOUND.roster[1:])
    assert codes(replace(SOUND, roster=(SOUND.roster[0], *roster), votes=()), STUDY) == []


@pytest.mark.parametrize(("hours", "late"), [(24, False), (24.01, True)])
def test_in_order_within_a_day_after_the_end(hours, late):
    finished = SOUND.ends_at + timedelta(hours=hours)
    assert codes(replace(SOUND, finished_at=finished)) == (["late"] if late else [])
    open_record = replace(SOUND, finished_at=None)
    assert codes(open_record, now=finished) == (["late"] if late else [])


def test_a_meeting_that_is_still_to_come_has_no_faults():
    assert codes(MeetingDraft(1, 1, "会", starts_at=START), now=START - timedelta(minutes=1)) == []
    assert "no_names" in codes(MeetingDraft(1, 1, "会", starts_at=START), now=START)


@pytest.mark.parametrize(("code", "change"), [
    ("check.leave_reason", {"roster": (*SOUND.roster, RosterLine(9, "假", Status.LEAVE, voting=False))}),
    ("check.text", {"text": ""}),
    ("check.votes", {"votes": (replace(SOUND.votes[0], against=None),)}),
    ("check.counts", {"votes": (replace(SOUND.votes[0], entitled=6),)}),
    ("check.finish_hours", {"finished_at": None}),
])  # fmt: skip
def test_switched_off(code, change):
    draft = replace(SOUND, **change)
    assert len(codes(draft)) == 1
    assert codes(draft, rules=with_rule(code, "0")) == []


def test_photo_and_sign_in_sheet_only_where_the_office_wants_them():
    assert codes(SOUND, rules=with_rule("check.photo", "1")) == ["no_photo"]
    assert codes(SOUND, files=("照片",), rules=with_rule("check.photo", "1")) == []
    assert codes(SOUND, files=("照片",), rules=with_rule("check.sign_in", "1")) == ["no_sign_in"]


statuses = st.sampled_from(list(Status))
lines = st.lists(
    st.builds(RosterLine, st.none() | st.integers(1, 99), st.text(max_size=3), statuses, st.text(max_size=3),
              st.none() | st.booleans()),
    max_size=12,
)  # fmt: skip
count = st.none() | st.integers(0, 20)


@settings(max_examples=40)
@given(
    roster=lines, votes=st.lists(st.builds(VoteLine, st.text(max_size=4), entitled=count, present=count,
    in_favour=count, against=count, abstained=count), max_size=3),
    text=st.text(max_size=20), kind=st.sampled_from([ASSEMBLY, STUDY, replace(ASSEMBLY, code="election")]),
)  # fmt: skip
def test_any_record_can_be_checked(roster, votes, text, kind):
    draft = replace(SOUND, roster=tuple(roster), votes=tuple(votes), text=text)
    found = faults(draft, kind, (), RULES, NOW)
    assert all(fault.code in NAMES and fault.text and fault.part for fault in found)
    assert ("no_names" in {fault.code for fault in found}) == (
        not any(line.status is Status.PRESENT for line in roster)
    )


# -- the order of meetings ------------------------------------------------------------------------------------


def taken(number, stage, day, title="接收王红同志为预备党员", branch=1):
    kind = ("支委会", "支部党员大会", "党小组会")[stage]
    return Taken(number, branch, stage, kind, datetime(2022, 4, 1) + timedelta(day), title)


def order(*matters):
    return sorted(out_of_order(matters, lambda _at: timedelta(60)))


def test_in_their_order():
    assert order(taken(1, 0, 0), taken(2, 1, 5), taken(3, 2, 5)) == []


@pytest.mark.parametrize(("days", "faulty"), [(1, [2]), (60, [2]), (61, [])])
def test_the_committee_came_after(days, faulty):
    assert order(taken(1, 0, days), taken(2, 1, 0)) == faulty


def test_titles_need_not_be_the_same_word_for_word():
    assert order(taken(1, 0, 9, "关于接收王红同志为预备党员的讨论"), taken(2, 1, 0)) == [2]
    assert order(taken(1, 0, 9, "研究党费收缴"), taken(2, 1, 0)) == []
    assert order(taken(1, 0, 9, "工作"), taken(2, 1, 0, "工作")) == []  # tells no matter


def test_what_is_taken_up_again_is_in_order_once_it_was_prepared():
    assert order(taken(1, 0, 0), taken(2, 1, 5), taken(3, 0, 30), taken(4, 1, 40)) == []


def test_other_branches_do_not_matter():
    assert order(taken(1, 0, 9, branch=2), taken(2, 1, 0)) == []


# -- records of the book --------------------------------------------------------------------------------------


@pytest.fixture
def save(office):
    def keep(code, organization, when, *titles, **given):
        return save_meeting(office.book, MeetingDraft(**{
            "kind_id": office.kinds[code], "organization_id": organization, "title": "会", "starts_at": when,
            "ends_at": when + timedelta(hours=1), "finished_at": when + timedelta(hours=2), "text": "张喆：同意。",
            "roster": (RosterLine(None, "杜甫"),), "agenda": tuple(AgendaLine(title) for title in titles), **given,
        }))  # fmt: skip

    return keep


def check(office, meeting_ids):
    with office.book.read() as connection:
        return {id: [fault.code for fault in told] for id, told in faults_of(connection, meeting_ids, NOW).items()}


def test_a_group_meeting_before_its_branch_committee(office, save):
    group = save("party_group", office.group, datetime(2022, 6, 1, 9), "讨论党费收缴标准调整")
    committee = save("branch_committee", office.branch, datetime(2022, 6, 9, 9), "研究党费收缴标准调整")
    elsewhere = save("party_group", office.group, datetime(2022, 6, 1, 9), "讨论垃圾分类志愿服务")
    assert check(office, [group, committee, elsewhere]) == {group: ["sequence"]}
    assert check(office, [group]) == {group: ["sequence"]}  # what it is compared with is read along


def test_each_meeting_is_compared_as_far_as_its_own_day_says(office, save):
    set_rule(office.book, "check.sequence_days", "10", date(2022, 1, 1), "街道规定")
    set_rule(office.book, "check.sequence_days", "60", date(2022, 6, 1), "街道规定")
    early = save("party_group", office.group, datetime(2022, 3, 1, 9), "讨论党费收缴标准调整")
    save("branch_committee", office.branch, datetime(2022, 3, 21, 9), "研究党费收缴标准调整")
    late = save("party_group", office.group, datetime(2022, 6, 1, 9), "讨论垃圾分类志愿服务")
    save("branch_committee", office.branch, datetime(2022, 6, 21, 9), "研究垃圾分类志愿服务")
    assert check(office, [early, late]) == {late: ["sequence"]}
    assert check(office, [early]) == {}


def test_files_of_the_record_are_known(office, save, monkeypatch):
    one = save("theme_day", office.branch, datetime(2022, 6, 1, 9))
    other = save("theme_day", office.branch, datetime(2022, 6, 2, 9))
    set_rule(office.book, "check.photo", "1", date(2022, 1, 1), "本单位")
    with office.book.action("加附件", "meetings.edit") as work:
        file = Attachment(id=work.new_id(), digest="0" * 64, size=1)
        link = {"attachment_id": file.id, "table_name": "meeting", "row_id": one, "no": 1, "name": "a.jpg"}
        work.session.add_all([file, AttachmentLink(id=work.new_id(), role="照片", **link)])
    assert check(office, [one, other]) == {other: ["no_photo"]}


def test_a_whole_period(office, save):
    save("theme_day", office.branch, datetime(2022, 6, 1, 9))
    bad = save("theme_day", office.branch, datetime(2022, 6, 2, 9), text="", ends_at=None)
    save("theme_day", office.other_branch, datetime(2021, 6, 2, 9), text="")
    heard = []
    with office.book.read() as connection:
        wanted = Filter(period=Period.parse("2022H1"))
        checked = check_records(connection, wanted, NOW, progress=lambda *told: heard.append(told))
        [record] = checked.faulty
        with pytest.raises(CancelledError):
            check_records(connection, wanted, NOW, cancelled=lambda: True)
    assert (checked.records, record.id, record.organization) == (2, bad, "春和社区第一党支部")
    assert checked.counts() == {"no_text": 1, "no_end": 1}
    assert all(fault.severity is Severity.NOTICE for fault in record.faults)
    assert heard[-1][:2] == (2, 2)
