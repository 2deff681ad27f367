"""What a change of status leaves of a line of the roster."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from db.meetings.draft import RosterLine
from db.meetings.roster import by_rule, marked, may_vote, settled
from db.meetings.status import MISSED, Status

DAY = date(2022, 6, 24)
CAME = (Status.PRESENT, Status.GUEST)
AWAY = RosterLine(1, "张喆", Status.LEAVE, "病假", made_up_on=DAY, made_up_how="自学")


class Everyone:
    """Voters of whom all have the right."""

    def may_vote(self, _person_id, _day):
        return True


@pytest.mark.parametrize("status", CAME)
def test_who_came_has_nothing_to_make_up_for_and_no_reason(status):
    assert marked(AWAY, status) == RosterLine(1, "张喆", status)
    assert marked(replace(AWAY, status=Status.PRESENT, reason="线上"), status).reason == "线上", "no reason for leave"


@pytest.mark.parametrize("status", MISSED)
def test_who_missed_it_did_not_speak(status):
    spoke = RosterLine(1, "张喆", reason="出差", spoke=True)
    assert marked(spoke, status) == RosterLine(1, "张喆", status, "出差"), "written before the mark"
    assert marked(AWAY, status) == replace(AWAY, status=status)
    assert marked(AWAY, status, "出差").reason == "出差"


def test_a_guest_has_no_vote_and_one_who_was_a_guest_what_the_rules_say():
    line = RosterLine(1, "张喆", voting=True)
    assert marked(line, Status.GUEST).voting is None
    assert may_vote(marked(line, Status.GUEST), DAY, Everyone()) is False
    stored = RosterLine(1, "张喆", Status.GUEST, voting=False)
    assert may_vote(marked(stored, Status.PRESENT), DAY, Everyone()) is True
    assert marked(line, Status.ABSENT).voting is True, "given by hand"


@pytest.mark.parametrize("status", Status)
def test_the_same_mark_again_changes_nothing(status):
    stored = RosterLine(1, "张喆", status, "因故", voting=status is not Status.GUEST)
    assert marked(stored, status) == stored


def test_a_stored_right_that_agrees_with_the_rules_follows_them():
    line = RosterLine(1, "张喆", voting=True)
    assert settled(line, by_rule(line, DAY, Everyone())).voting is None
    assert settled(line, False) == settled(line, None) == line
