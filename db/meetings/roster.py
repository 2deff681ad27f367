"""Lines of a roster: whom they mean, what a change of status leaves of them, and the right to vote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from db.meetings.draft import RosterLine
from db.meetings.status import MISSED, Status
from db.people.voting import Voters

Who = tuple[int | None, str | None]  # a person, or a name where there is none


def who(line: RosterLine) -> Who:
    """What no two lines of a roster share."""
    return line.person_id, line.name if line.person_id is None else None


def people_of(roster: Iterable[RosterLine]) -> list[int]:
    """The ids of those on a roster whom the book knows."""
    return [line.person_id for line in roster if line.person_id is not None]


def marked(line: RosterLine, status: Status, reason: str = "") -> RosterLine:
    """*line* with *status*, and the *reason* if one is told: what only another status can have goes.

    Who missed it did not speak; who came has nothing to make up for and no reason for staying away. The right to
    vote of someone who was, or is now, a guest is for the rules to say.
    """
    missed = status in MISSED
    kept = line.reason if missed or line.status not in MISSED else ""
    guest = status is not line.status and Status.GUEST in (status, line.status)
    return replace(
        line, status=status, reason=reason or kept, spoke=line.spoke and not missed,
        voting=None if guest else line.voting, made_up_on=line.made_up_on if missed else None,
        made_up_how=line.made_up_how if missed else "",
    )  # fmt: skip


def never_votes(line: RosterLine) -> bool:
    """Guests and outsiders, whatever the line says."""
    return line.person_id is None or line.status is Status.GUEST


def by_rule(line: RosterLine, day: date, voters: Voters) -> bool:
    """Whether the rules give *line* a vote on *day*."""
    return line.person_id is not None and not never_votes(line) and voters.may_vote(line.person_id, day)


def may_vote(line: RosterLine, day: date, voters: Voters) -> bool:
    """What the line says, else what the rules say."""
    return by_rule(line, day, voters) if line.voting is None or never_votes(line) else line.voting


def settled(line: RosterLine, right: bool | None) -> RosterLine:
    """*line* following the rules where it agrees with the *right* they give: a stored one does not tell who decided."""
    return replace(line, voting=None) if line.voting is not None and line.voting == right else line
