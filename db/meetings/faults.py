"""What inspectors would send a meeting record back for. A fault is told, it never keeps a record from being saved.

Pure functions over one record; reading many records and comparing them with each other is done in ``checking``.
Which faults are looked for, and how strictly, the working rules of the meeting's day say.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from db.meetings.dated import worth_on
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.queries import KindRow
from db.meetings.status import Status
from db.meetings.voting import at_least, election_outcome, outcome, quorum
from db.rules.queries import Rules

MUST_VOTE = ("admission", "confirmation")  # kinds held in order to vote
MUST_ELECT = ("election",)
_BY_DAY = 7  # days that what is counted by the day may take; anything else ends on the day it began
_SIGN_IN, _PHOTO = "签到表", "照片"  # roles of attachments


class Severity(StrEnum):
    SERIOUS = "不符合规定"
    NOTICE = "提醒"


# Kinds of faults by code, in the order they are listed: what filters call them.
NAMES = {
    "no_names": "没有名单", "quorum": "到会不足", "vote": "表决不完整", "no_vote": "没有表决", "election": "选举不完整",
    "counts": "人数对不上", "sequence": "先后不对", "leave_reason": "请假无事由", "no_text": "没有内容",
    "vague": "笼统用语", "no_end": "无结束时间", "long": "时间过长", "early": "完成早于开会", "late": "未按时完成",
    "no_sign_in": "无签到表", "no_photo": "无照片",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """A sentence about one record; ``part``: the field of the form (or ``attachments``) where it is put right."""

    code: str
    text: str
    part: str
    severity: Severity = Severity.NOTICE

    @property
    def name(self) -> str:
        return NAMES[self.code]


def faults(draft: MeetingDraft, kind: KindRow, files: Collection[str], rules: Rules, now: datetime) -> list[Fault]:
    """The faults of one record with files of these roles, as of *now*. One that is still planned has none."""
    if draft.starts_at is None or draft.starts_at > now:
        return []
    day = draft.starts_at.date()
    found = [*_names(draft), *_quorum(draft, kind, day, rules)]
    if rules.switched_on("check.votes", day):
        found += [*_votes(draft, kind, day, rules), *_elections(draft, kind, day, rules)]
    if rules.switched_on("check.counts", day):
        found += _counts(draft)
    if rules.switched_on("check.leave_reason", day):
        found += _reasons(draft)
    if rules.switched_on("check.text", day):
        found += _text(draft)
    found += [*_vague(draft, rules.words("check.vague_words", day)), *_end(draft, kind), *_late(draft, day, rules, now)]
    for rule, role, code in (("check.sign_in", _SIGN_IN, "no_sign_in"), ("check.photo", _PHOTO, "no_photo")):
        if rules.switched_on(rule, day) and role not in files:
            found.append(Fault(code, f"附件里没有{role}。", "attachments"))
    return found


def _names(draft: MeetingDraft) -> list[Fault]:
    if not draft.roster:
        return [Fault("no_names", "没有出席名单。", "roster", Severity.SERIOUS)]
    if not any(line.status is Status.PRESENT for line in draft.roster):
        return [Fault("no_names", "名单上没有一个人到会。", "roster", Severity.SERIOUS)]
    return []


def _quorum(draft: MeetingDraft, kind: KindRow, day: date, rules: Rules) -> list[Fault]:
    """Only where it is known who had the right to vote, and for kinds that resolve by vote."""
    entitled, present = _voting(draft.roster)
    if not kind.votes or not entitled or not _voting_known(draft.roster):
        return []
    if kind.code in MUST_ELECT:
        least = at_least(rules.share("election.quorum_at_least", day), entitled)
    else:
        least = quorum(entitled, kind.expected, day, rules)
    if present >= least:
        return []
    text = f"应到会有表决权 {entitled} 人，实到 {present} 人，不足有效人数 {least} 人。"
    return [Fault("quorum", text, "roster", Severity.SERIOUS)]


def _voting_known(roster: Sequence[RosterLine]) -> bool:
    """Whether the roster says of everyone whether they could vote: a record not saved yet leaves it to the rules."""
    return all(line.voting is not None for line in roster if line.person_id is not None)


def _voting(roster: Sequence[RosterLine]) -> tuple[int, int]:
    """How many of those expected, and of those present, had the right to vote."""
    entitled = [line for line in roster if line.voting and line.status is not Status.GUEST]
    return len(entitled), sum(1 for line in entitled if line.status is Status.PRESENT)


def _votes(draft: MeetingDraft, kind: KindRow, day: date, rules: Rules) -> list[Fault]:
    found = []
    for vote in draft.votes:
        if problems := outcome(vote, kind.expected, day, rules).problems:
            text = f"“{vote.subject}”表决：{'；'.join(problems)}。"
            found.append(Fault("vote", text, "votes", Severity.SERIOUS))
    if kind.code in MUST_VOTE and not draft.votes:
        found.append(Fault("no_vote", f"{kind.name}没有记录表决。", "votes", Severity.SERIOUS))
    return found


def _elections(draft: MeetingDraft, kind: KindRow, day: date, rules: Rules) -> list[Fault]:
    found = []
    for election in draft.elections:
        if problems := election_outcome(election, day, rules).problems:
            text = f"“{election.title}”选举：{'；'.join(problems)}。"
            found.append(Fault("election", text, "elections", Severity.SERIOUS))
    if kind.code in MUST_ELECT and not draft.elections:
        found.append(Fault("no_vote", f"{kind.name}没有记录选举。", "elections", Severity.SERIOUS))
    return found


def _counts(draft: MeetingDraft) -> list[Fault]:
    """Counts of votes and elections against the roster, which is counted and never typed."""
    entitled, present = _voting(draft.roster)
    if not draft.roster or not _voting_known(draft.roster):
        return []
    told: list[tuple[str, int | None, int | None, str]] = [
        *((f"“{vote.subject}”表决", vote.entitled, vote.present, "votes") for vote in draft.votes),
        *(
            (f"“{election.title}”选举", election.entitled, election.present, "elections")
            for election in draft.elections
        ),
    ]
    found = []
    for what, written_entitled, written_present, part in told:
        if written_entitled is not None and written_entitled != entitled:
            text = f"{what}应到 {written_entitled} 人，名单上有表决权的是 {entitled} 人。"
            found.append(Fault("counts", text, part, Severity.SERIOUS))
        if written_present is not None and written_present > present:
            text = f"{what}实到 {written_present} 人，名单上到会有表决权的只有 {present} 人。"
            found.append(Fault("counts", text, part, Severity.SERIOUS))
    return found


def _reasons(draft: MeetingDraft) -> list[Fault]:
    names = [line.name for line in draft.roster if line.status is Status.LEAVE and not line.reason.strip()]
    return [Fault("leave_reason", f"请假没有写事由：{_listed(names)}。", "roster")] if names else []


def _text(draft: MeetingDraft) -> list[Fault]:
    written = draft.text.strip() or any(line.text.strip() for line in draft.agenda)
    return [] if written else [Fault("no_text", "没有会议内容。", "text")]


def _vague(draft: MeetingDraft, words: Sequence[str]) -> list[Fault]:
    found = []
    for part, text in (("text", draft.text), ("agenda", "\n".join(line.text for line in draft.agenda))):
        used = [f"“{word}”" for word in words if word in text]
        if used:
            found.append(Fault("vague", f"内容里有笼统用语{'、'.join(used)}，请写清谁说了什么、怎么定的。", part))
    return found


def _end(draft: MeetingDraft, kind: KindRow) -> list[Fault]:
    if draft.ends_at is None or draft.starts_at is None:
        return [Fault("no_end", "没有写结束时间。", "ends_at")]
    apart = (draft.ends_at.date() - draft.starts_at.date()).days
    by_day = worth_on(kind.worth, draft.starts_at.date()).hours_by == "day"
    if apart <= (_BY_DAY if by_day else 0):
        return []
    return [Fault("long", f"结束时间与开始时间相隔 {apart} 天，请核对。", "ends_at")]


def _late(draft: MeetingDraft, day: date, rules: Rules, now: datetime) -> list[Fault]:
    if draft.finished_at and draft.starts_at and draft.finished_at < draft.starts_at:
        text = f"记录完成时间 {draft.finished_at:%Y-%m-%d %H:%M} 早于会议开始时间，请核对。"
        return [Fault("early", text, "finished_at")]
    hours = rules.number("check.finish_hours", day)
    over = draft.ends_at or draft.starts_at
    if not hours or over is None:
        return []
    until = over + timedelta(hours=float(hours))
    if draft.finished_at is None:
        late = f"会后 {float(hours):g} 小时内没有完成记录。"
        return [Fault("late", late, "finished_at")] if now > until else []
    if draft.finished_at <= until:
        return []
    text = f"记录 {draft.finished_at:%Y-%m-%d %H:%M} 才完成，超过会后 {float(hours):g} 小时。"
    return [Fault("late", text, "finished_at")]


def _listed(names: Sequence[str], most: int = 5) -> str:
    return "、".join(names[:most]) + (f"等 {len(names)} 人" if len(names) > most else "")
