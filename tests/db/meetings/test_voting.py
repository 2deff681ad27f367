"""Votes and elections by the rules: the boundary cases, and numbers that cannot be true."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from db.core.errors import UserError
from db.meetings.actions import save_meeting
from db.meetings.draft import CandidateLine, ElectionLine, MeetingDraft, RosterLine, VoteLine
from db.meetings.records import get_meeting
from db.meetings.sheets import sheets
from db.meetings.status import Status
from db.meetings.voting import election_outcome, nominated_at_least, outcome, quorum
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.people.models import Person, Suspension
from db.people.voting import Voters
from db.rules.actions import set_rule
from db.rules.defaults import Value
from db.rules.queries import Rules, read_rules

DAY = date(2022, 6, 27)
RULES = Rules({})
few = st.integers(0, 40)


def vote(entitled, present, in_favour, against=None, **more):
    against = present + more.get("written", 0) - in_favour if against is None else against
    line = VoteLine("事项", entitled=entitled, present=present, in_favour=in_favour, against=against, abstained=0)
    return replace(line, **more)


def judged(line, expected="members", rules=RULES, day=DAY):
    return outcome(line, expected, day, rules)


# -- votes ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entitled", "present", "in_favour", "word", "needed"),
    [
        (9, 5, 5, "通过", 5),  # 5 of 9 are more than half
        (9, 5, 4, "未通过", 5),
        (9, 4, 4, "无效", 5),
        (8, 4, 4, "无效", 5),  # exactly half is no quorum
        (8, 5, 4, "未通过", 5),  # exactly half of those entitled is no majority
        (8, 5, 5, "通过", 5),
        (1, 1, 1, "通过", 1),
        (2, 1, 1, "无效", 2),
    ],
)
def test_assembly_needs_more_than_half_there_and_in_favour(entitled, present, in_favour, word, needed):
    found = judged(vote(entitled, present, in_favour))
    assert (found.word, found.needed) == (word, needed)
    assert bool(found.problems) == (word == "无效")


@pytest.mark.parametrize(("entitled", "least"), [(5, 3), (6, 3), (7, 4), (1, 1)])
def test_committee_may_meet_with_exactly_half(entitled, least):
    assert quorum(entitled, "committee", DAY, RULES) == least
    assert judged(vote(entitled, least - 1, 0), "committee").word == "无效"
    assert judged(vote(entitled, least, least), "committee").word == ("通过" if least * 2 > entitled else "未通过")


@given(few, few, few, few, few, st.integers(0, 10))
@example(0, 0, 0, 0, 0, 0)
@example(9, 5, 5, 0, 0, 4)
@example(8, 4, 8, 0, 0, 4)
def test_a_vote_passes_when_its_counts_add_up_and_more_than_half_agree(entitled, present, favour, against, none, out):
    found = judged(VoteLine("事项", "举手", entitled, present, favour, against, none, out))
    adds_up = favour + against + none == present + out and present <= entitled and out <= entitled - present
    could = adds_up and entitled > 0 and 2 * present > entitled
    assert (found.passed is not None) == could
    assert (found.passed is True) == (could and 2 * favour > entitled)
    assert bool(found.problems) == (not could)
    assert found.word == ("无效" if not could else "通过" if 2 * favour > entitled else "未通过")


@pytest.mark.parametrize("name", ["entitled", "present", "in_favour", "against", "abstained"])
def test_a_count_not_known_yet_makes_it_incomplete(name):
    found = judged(replace(vote(9, 7, 7), **{name: None}))
    assert (found.passed, found.word, found.needed) == (None, "不完整", None)
    [problem] = found.problems
    assert problem.startswith("缺")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (vote(0, 0, 0), "没有有表决权的人"),
        (vote(5, 6, 6), "实到 6 人多于应到 5 人"),
        (vote(9, 8, 10, written=2), "书面意见 2 票多于未到会的人"),
        (vote(9, 7, 8, 0), "合计 8，多于实到 7 人"),
        (vote(9, 7, 6, 0), "合计 6，少于实到 7 人"),
        (vote(9, 7, 8, 0, written=2), "合计 8，少于实到 7 人加书面意见 2 票"),
    ],
)
def test_counts_that_cannot_be_true_are_told(line, problem):
    found = judged(line)
    assert found.word == "无效"
    assert any(problem in told for told in found.problems), found.problems


def test_missing_marks_of_a_secret_vote_are_explained_in_the_note():
    line = replace(vote(9, 7, 6, 0), method="无记名投票")
    assert judged(line).word == "无效"
    assert judged(replace(line, note="废票 1 张")).word == "通过"
    assert judged(replace(line, in_favour=8, note="废票 1 张")).word == "无效", "too many are never explained"


def test_written_opinions_count_for_the_majority_but_not_for_the_quorum():
    assert judged(vote(9, 4, 8, 0, written=4)).word == "无效"
    assert judged(vote(9, 5, 5, 2, written=2)).word == "通过"


# -- elections -----------------------------------------------------------------------------------------


def election(*favour, seats=3, entitled=10, present=10, **more):
    valid = more.get("valid", present) or 0
    candidates = tuple(CandidateLine(no, f"候选{no}", False, got, valid - got, 0) for no, got in enumerate(favour, 1))
    line = ElectionLine("委员", seats=seats, entitled=entitled, present=present, issued=present, returned=present)
    return replace(line, candidates=candidates, **{"valid": present, **more})


def elected(line, rules=RULES, day=DAY):
    return election_outcome(line, day, rules)


@pytest.mark.parametrize(("seats", "least"), [(1, 2), (3, 4), (5, 6), (6, 8), (7, 9), (10, 12), (11, 14)])
def test_surplus_of_candidates_is_rounded_up(seats, least):
    assert nominated_at_least(ElectionLine("委员", seats=seats), DAY, RULES) == least
    names = [10] * least
    assert not any("差额" in told for told in elected(election(*names, seats=seats)).problems)
    assert any("差额" in told for told in elected(election(*names[1:], seats=seats)).problems)


@given(st.integers(1, 60))
def test_surplus_is_never_less_than_a_fifth(seats):
    surplus = nominated_at_least(ElectionLine("委员", seats=seats), DAY, RULES) - seats
    assert 5 * surplus >= seats > 5 * (surplus - 1)


@pytest.mark.parametrize(
    ("body", "post", "least"),
    [
        ("党组织委员会", "书记", 2), ("党组织委员会", "副书记", 2), ("党组织委员会", "委员", 3),
        ("党组织委员会", "组织委员", 3), ("居委会", "主任", 3),
    ],
)  # fmt: skip
def test_a_committee_elects_its_secretaries_from_as_many_candidates_as_seats(body, post, least):
    line = replace(election(10, 10, 10, seats=2), body=body, post=post)
    enough, few = (replace(line, candidates=line.candidates[:count]) for count in (least, least - 1))
    assert not any("候选人" in told for told in elected(enough).problems)
    assert any(f"候选人 {least - 1} 名" in told for told in elected(few).problems)


def test_an_office_says_which_posts_are_elected_without_surplus():
    own = {"election.equal_posts": [Value(date(2022, 1, 1), "居委会主任", "街道规定", own=True)]}
    chair, secretary = (replace(election(10, seats=1), body=body, post=post)
                        for body, post in (("居委会", "主任"), ("党组织委员会", "书记")))  # fmt: skip
    assert elected(chair, Rules(own)).problems == ()
    assert elected(secretary, Rules(own)).problems == ("候选人 1 名，差额选举应不少于 2 名",)
    assert elected(secretary, Rules(own), date(2021, 12, 31)).problems == ()


@pytest.mark.parametrize(
    ("entitled", "present", "valid"),
    [(10, 8, True), (10, 7, False), (9, 8, True), (9, 7, False), (5, 4, True), (1, 1, True), (0, 0, False)],
)
def test_four_fifths_must_be_there(entitled, present, valid):
    found = elected(election(present, present, present, 0, entitled=entitled, present=present))
    assert found.valid is valid
    assert (found.elected == ()) == (not valid)


@given(entitled=few, present=few)
def test_quorum_of_an_election_is_four_fifths_exactly(entitled, present):
    assume(present <= entitled)
    found = elected(election(0, 0, 0, 0, entitled=entitled, present=present))
    assert found.valid == (entitled > 0 and 5 * present >= 4 * entitled)


def test_more_ballots_back_than_given_out_void_the_election():
    line = election(8, 7, 6, 3, present=8, issued=8, returned=9, valid=8)
    found = elected(line)
    assert (found.valid, found.elected) == (False, ())
    assert "收回 9 张，多于发出 8 张，选举无效" in found.problems
    assert elected(replace(line, returned=8)).valid


def test_more_than_half_of_those_entitled_elect_unless_the_rule_says_of_those_present(office):
    line = election(5, 6, 4, 3, entitled=10, present=8)
    assert (elected(line).needed, elected(line).elected) == (6, (1,))
    set_rule(office.book, "election.elected_base", "实到会", date(2022, 6, 27), "选举办法")
    with office.book.read() as connection:
        rules = read_rules(connection)
    found = elected(line, rules)
    assert (found.needed, found.elected) == (5, (1, 0))
    assert elected(line, rules, date(2022, 6, 26)).elected == (1,), "the rule holds from its day on"


def test_equal_votes_at_the_last_seat_leave_it_open():
    found = elected(election(9, 7, 7, 7))
    assert (found.elected, found.tied) == ((0,), (1, 2, 3))
    assert any("再次投票" in told for told in found.problems)
    assert elected(election(9, 8, 7, 6)).tied == ()
    assert elected(election(9, 7, 7, 6)).elected == (0, 1, 2), "equal, and both have a seat"
    assert elected(election(9, 5, 5, 5)).tied == (), "equal below half: nobody is voted on again"


@given(
    st.lists(st.integers(0, 10), min_size=1, max_size=9), st.integers(0, 5),
    st.lists(st.integers(0, 10), max_size=3),
)  # fmt: skip
def test_the_elected_have_most_votes_and_more_than_half(favour, seats, written_in):
    line = election(*favour, seats=seats)
    others = tuple(CandidateLine(None, f"另选{no}", True, got) for no, got in enumerate(written_in))
    line = replace(line, candidates=(*line.candidates, *others))
    found = elected(line)
    votes = [one.in_favour for one in line.candidates]
    assert found.valid == (not seats or sum(votes) <= seats * 10)
    assert len(found.elected) <= seats
    assert all(votes[place] > 5 for place in (*found.elected, *found.tied))
    assert not set(found.elected) & set(found.tied)
    assert sorted(found.elected, key=lambda place: -votes[place]) == list(found.elected)
    passed_over = {place for place, got in enumerate(votes) if got > 5} - set(found.elected) - set(found.tied)
    if found.elected and passed_over:
        assert min(votes[place] for place in found.elected) > max(votes[place] for place in passed_over)
    if found.tied:
        assert len({votes[place] for place in found.tied}) == 1
        assert len(found.elected) < seats < len(found.elected) + len(found.tied)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (election(9, 8, 7, 6, valid=11, returned=10), "有效票 11 张，多于收回 10 张"),
        (election(9, 8, 7, 6, issued=11), "发出 11 张，多于实到 10 人"),
        (election(9, 8, 7, 6, present=11), "实到 11 人多于应到 10 人"),
        (election(9, 8, 7, 6, seats=0), "应选人数为 0"),
        (election(9, 8, 7, 6, valid=None), "缺有效票"),
        (replace(election(), candidates=(CandidateLine(1, "张伟", False, 5, 1, 0),)),
         "张伟得票合计 6，与有效票 10 不符"),
        (replace(election(), candidates=(CandidateLine(1, "张伟", False, 5),)), "张伟缺票数"),
        (replace(election(), candidates=(CandidateLine(None, "李白", True),)), "李白缺票数"),
    ],
)  # fmt: skip
def test_numbers_of_an_election_that_cannot_be_true_are_told(line, problem):
    assert problem in elected(line).problems


counted = st.integers(0, 40)


@given(
    present=counted, issued=counted, returned=counted, valid=counted, seats=st.integers(1, 4),
    marks=st.lists(st.tuples(counted, counted, counted), min_size=1, max_size=5),
    written_in=st.lists(counted, max_size=2), sound=st.booleans(),
)  # fmt: skip
def test_counts_that_contradict_each_other_elect_nobody(
    present, issued, returned, valid, seats, marks, written_in, sound
):
    if sound:  # else a contradiction is all that is ever drawn
        issued = returned = valid = present
        marks = [(min(favour, valid), valid - min(favour, valid), 0) for favour, _, _ in marks]
    named = tuple(CandidateLine(None, f"候选{no}", False, *counts) for no, counts in enumerate(marks))
    others = tuple(CandidateLine(None, f"另选{no}", True, got) for no, got in enumerate(written_in))
    found = elected(
        ElectionLine("委员", seats=seats, entitled=40, present=present, issued=issued, returned=returned, valid=valid,
                     candidates=(*named, *others))
    )  # fmt: skip
    favour = [counts[0] for counts in marks] + written_in
    contradicts = (
        issued > present or returned > issued or valid > returned or sum(favour) > seats * valid
        or any(sum(counts) != valid for counts in marks) or any(got > valid for got in written_in)
    )  # fmt: skip
    assert found.valid is (not contradicts and present >= 32)
    if not found.valid:
        assert (found.elected, found.tied) == ((), ())
        assert found.problems


def test_an_uncounted_candidate_leaves_the_election_open():
    line = election(9, 8, 7, 6)
    found = elected(replace(line, candidates=(*line.candidates[:3], CandidateLine(4, "张伟"))))
    assert (found.valid, found.elected) == (None, ())


# -- who may vote --------------------------------------------------------------------------------------


@pytest.fixture
def branch(office):
    """Nine members by name: eight full ones and one on probation."""
    names = ("甲", "乙", "丙", "丁", "戊", "己", "庚", "辛")
    full = PersonDraft(stage="正式党员", organization_id=office.branch, since=date(2020, 1, 1))
    made = {name: save_person(office.book, replace(full, name=name)) for name in names}
    made["预"] = save_person(office.book, replace(full, name="预", stage="预备党员"))
    return made


def meeting(office, branch, absent=(), day=DAY, **more):
    roster = [RosterLine(id, name, Status.ABSENT if name in absent else Status.PRESENT) for name, id in branch.items()]
    draft = MeetingDraft(
        kind_id=office.kinds["branch_assembly"], organization_id=office.branch, title="支部党员大会",
        starts_at=datetime(day.year, day.month, day.day, 9), roster=tuple(roster), **more,
    )  # fmt: skip
    return save_meeting(office.book, draft)


def voting(office, meeting_id):
    """Who of the roster had a vote, as stored, and the counts that print."""
    with office.book.read() as connection:
        lines = get_meeting(connection, meeting_id).roster
        [sheet] = sheets(connection, [meeting_id])
    return {line.name for line in lines if line.voting}, sheet.voting


def test_five_of_nine_with_one_on_probation_are_four_votes_of_eight(office, branch):
    row_id = meeting(office, branch, absent=("甲", "乙", "丙", "丁"))
    who, counts = voting(office, row_id)
    assert who == set(branch) - {"预"}
    assert counts == (8, 4)
    assert judged(vote(*counts, in_favour=4)).word == "无效", "5 of 9 are there, yet 4 of 8 is no quorum"


def test_who_is_suspended_has_no_vote_from_the_first_to_the_last_day(office, branch):
    with office.book.action("登记", "people.edit") as work:
        person = work.session.get(Person, branch["甲"])
        person.suspensions.append(Suspension(starts_on=date(2022, 6, 1), ends_on=date(2022, 6, 27)))
    with office.book.read() as connection:
        voters = Voters(connection, branch.values())
    days = (date(2022, 5, 31), date(2022, 6, 1), date(2022, 6, 27), date(2022, 6, 28))
    assert [voters.may_vote(branch["甲"], day) for day in days] == [True, False, False, True]
    assert "甲" not in voting(office, meeting(office, branch))[0]


def test_whom_the_meeting_confirms_does_not_vote_in_it(office, branch):
    confirmed = PersonDraft(
        "新", stage="正式党员", organization_id=office.branch, joined_on=date(2021, 6, 27), full_member_on=DAY
    )
    id = save_person(office.book, confirmed)
    with office.book.read() as connection:
        voters = Voters(connection, [id])
    assert [voters.may_vote(id, day) for day in (date(2022, 6, 26), DAY, date(2022, 6, 28))] == [False, False, True]


def test_what_the_line_says_precedes_the_rules_but_guests_never_vote(office, branch):
    line = {name: RosterLine(id, name) for name, id in branch.items()}
    roster = (
        replace(line["甲"], voting=False), replace(line["预"], voting=True),
        replace(line["乙"], status=Status.GUEST, voting=True), RosterLine(None, "来宾", voting=True),
    )  # fmt: skip
    draft = MeetingDraft(
        kind_id=office.kinds["branch_assembly"], organization_id=office.branch, title="会",
        starts_at=datetime(2022, 6, 27, 9), roster=roster,
    )  # fmt: skip
    assert voting(office, save_meeting(office.book, draft))[0] == {"预"}


def test_an_office_rule_holds_from_its_day(office, branch):
    set_rule(office.book, "assembly.pass_over", "2/3", date(2022, 7, 1), "支部规定")
    june = meeting(office, branch, votes=(vote(8, 8, 5),))
    july = meeting(office, branch, day=date(2022, 7, 1), votes=(vote(8, 8, 5),))
    with office.book.read() as connection:
        words = [sheet.votes[0][1].word for sheet in sheets(connection, [june, july])]
    assert words == ["通过", "未通过"]


def test_nonsense_is_refused_where_it_is_no_count_at_all(office, branch):
    with pytest.raises(UserError, match="表决第 1 行"):
        meeting(office, branch, votes=(vote(-1, 0, 0),))
    meeting(office, branch, votes=(vote(0, 5, 9, written=7),))  # impossible, and the user's to keep


def test_committee_and_assembly_pass_by_rules_of_their_own(office, branch):
    set_rule(office.book, "committee.pass_over", "2/3", date(2022, 1, 1), "支部规定")
    with office.book.read() as connection:
        rules = read_rules(connection)
    line = VoteLine("事项", entitled=6, present=6, in_favour=4, against=2, abstained=0)
    told = [outcome(line, expected, date(2022, 6, 27), rules).word for expected in ("committee", "body", "members")]
    assert told == ["未通过", "未通过", "通过"]


@given(st.integers(1, 5), st.integers(1, 30), st.lists(st.integers(0, 30), min_size=1, max_size=8))
def test_more_marks_than_ballots_allow_are_noticed(seats, valid, marks):
    candidates = tuple(CandidateLine(None, f"候选人{no}", in_favour=mark, against=0, abstained=0)
                       for no, mark in enumerate(marks))  # fmt: skip
    election = ElectionLine("委员", seats=seats, entitled=30, present=30, issued=30, returned=30, valid=valid,
                            candidates=candidates)  # fmt: skip
    told = election_outcome(election, date(2022, 6, 27), Rules({})).problems
    assert any("多于应选人数乘有效票" in problem for problem in told) == (sum(marks) > seats * valid)
