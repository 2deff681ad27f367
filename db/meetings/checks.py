"""What makes the lists of a meeting record unsaveable: two of the same, none named, counts that are no counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from db.core.errors import UserError
from db.core.fields import Field, check
from db.meetings import rules
from db.meetings.draft import CandidateLine, MeetingDraft, RosterLine
from db.meetings.fields import (
    AGENDA_FIELDS,
    CANDIDATE_FIELDS,
    ELECTION_FIELDS,
    FIELDS,
    RESOLUTION_FIELDS,
    ROSTER_FIELDS,
    VOTE_FIELDS,
)

_PLAIN = tuple(field for field in FIELDS if field.name != "agenda")  # whose lines have fields of their own


def check_meeting(draft: MeetingDraft, today: date) -> None:
    """*draft* can be kept as it is. ``UserError`` names what cannot."""
    check(_PLAIN, draft)
    rules.check_times(draft.starts_at, draft.ends_at)
    check_roster(draft.roster)
    _check_made_up(draft, today)
    check_lines(draft)


def check_roster(roster: Sequence[RosterLine]) -> None:
    """No one is on a roster twice or without a name. ``UserError`` otherwise."""
    _check("roster", "出席名单", ROSTER_FIELDS, roster)
    times = Counter[int | None](line.person_id for line in roster if line.person_id is not None)
    twice = sorted({line.name for line in roster if times[line.person_id] > 1})
    if twice:
        raise UserError(f"出席名单中“{'、'.join(twice)}”出现了两次，请去掉一个。", {"roster": "有人重复"})
    if any(line.person_id is None and not line.name.strip() for line in roster):
        raise UserError("出席名单中有一行没有姓名，请填写或删除该行。", {"roster": "有空行"})


def _check_made_up(draft: MeetingDraft, today: date) -> None:
    assert draft.starts_at is not None  # checked before
    for line in draft.roster:
        if line.made_up_on is not None:
            wrong = rules.make_up_problem(line.status, draft.starts_at.date(), line.made_up_on, today)
            if wrong:
                raise UserError(f"出席名单中“{line.name}”：{wrong}。", {"roster": f"{line.name}：{wrong}"})


def check_lines(draft: MeetingDraft) -> None:
    """Agenda items, votes, elections and resolutions can be kept. ``UserError`` names the first that cannot."""
    _check("agenda", "议题", AGENDA_FIELDS, draft.agenda)
    _check("votes", "表决", VOTE_FIELDS, draft.votes)
    _check("elections", "选举", ELECTION_FIELDS, draft.elections)
    for election in draft.elections:
        _check("elections", f"“{election.title}”候选人", CANDIDATE_FIELDS, election.candidates)
        _check_candidates(election.title, election.candidates)
    _check("resolutions", "决议", RESOLUTION_FIELDS, draft.resolutions)


def _check_candidates(election: str, candidates: Sequence[CandidateLine]) -> None:
    if not all(candidate.name.strip() for candidate in candidates):
        raise UserError(f"“{election}”有一名候选人没有姓名，请填写或删除该行。", {"elections": "候选人没有姓名"})
    times = Counter(map(_who, candidates))
    twice = sorted({candidate.name.strip() for candidate in candidates if times[_who(candidate)] > 1})
    if twice:
        raise UserError(
            f"“{election}”候选人中“{'、'.join(twice)}”出现了两次，请去掉一个。", {"elections": "候选人有重复"}
        )


def _who(candidate: CandidateLine) -> int | str:
    return candidate.name.strip() if candidate.person_id is None else candidate.person_id


def _check(part: str, called: str, fields: tuple[Field, ...], lines: Iterable[object]) -> None:
    for no, line in enumerate(lines, 1):
        for field in fields:
            if wrong := field.problem(getattr(line, field.name)):
                raise UserError(f"{called}第 {no} 行：{wrong}。", {part: f"第 {no} 行：{wrong}"})
