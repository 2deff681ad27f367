"""Meeting records ready to print: names for ids, and what came of votes and elections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from db.core.engine import book_now
from db.meetings.draft import MeetingDraft, ResolutionLine, RosterLine
from db.meetings.fields import EXPECTED
from db.meetings.models import MeetingKind
from db.meetings.queries import KindRow, kinds
from db.meetings.records import get_meetings
from db.meetings.sheet import AttendanceLine, MinutesSheet, ResolutionSheet
from db.meetings.voting import election_outcome, outcome
from db.organizations.models import Organization
from db.people.models import Person
from db.rules.queries import Rules, read_rules

_BATCH = 500
_AUDIENCES = {expected: words for expected, words in EXPECTED if expected != "invited"}
_SAME = (
    "title", "starts_at", "ends_at", "ordinal", "place", "host", "recorder", "lecturer", "supervisor", "agenda",
    "readings", "text",
)  # fmt: skip


def sheets(connection: Connection, meeting_ids: Sequence[int]) -> list[MinutesSheet]:
    """Meeting records ready to print, in the order of *meeting_ids*; those that are gone are left out."""
    rules = read_rules(connection)
    known = {kind.id: kind for kind in kinds(connection)}
    now: datetime = connection.execute(select(book_now())).scalar_one()
    found: dict[int, MinutesSheet] = {}
    for start in range(0, len(meeting_ids), _BATCH):
        drafts = get_meetings(connection, meeting_ids[start : start + _BATCH])
        names = _Names(connection, drafts.values())
        for meeting_id, draft in drafts.items():
            sheet = _sheet(meeting_id, draft, known[draft.kind_id or 0], names, rules)
            found[meeting_id] = replace(sheet, ahead=sheet.starts_at > now)
    return [found[meeting_id] for meeting_id in meeting_ids if meeting_id in found]


class _Names:
    """What the organizations and people that some records refer to are called."""

    def __init__(self, connection: Connection, drafts: Iterable[MeetingDraft]) -> None:
        drafts = list(drafts)
        told = [line.follow_up for draft in drafts for line in draft.resolutions if line.follow_up is not None]
        places = {draft.organization_id for draft in drafts} | {follow_up.organization_id for follow_up in told}
        people = {person_id for follow_up in told for person_id in follow_up.person_ids}
        self.organizations: Mapping[int | None, str] = _names(connection, Organization, places)
        self.contacts = _contacts(connection, {draft.organization_id for draft in drafts})
        self.people: Mapping[int | None, str] = _names(connection, Person, people)


def _names(
    connection: Connection, model: type[Organization] | type[Person] | type[MeetingKind], ids: Iterable[int | None]
) -> dict[int | None, str]:
    rows = connection.execute(select(model.id, model.name).where(model.id.in_(list(filter(None, ids)))))
    return {row.id: row.name for row in rows}


def _contacts(connection: Connection, ids: Iterable[int | None]) -> dict[int | None, tuple[str, str]]:
    """Contact and telephone by organization."""
    query = select(Organization.id, Organization.contact, Organization.phone)
    rows = connection.execute(query.where(Organization.id.in_(list(filter(None, ids)))))
    return {row.id: (row.contact, row.phone) for row in rows}


def _sheet(meeting_id: int, draft: MeetingDraft, kind: KindRow, names: _Names, rules: Rules) -> MinutesSheet:
    assert draft.starts_at is not None  # the book requires it
    day = draft.starts_at.date()
    contact, phone = names.contacts[draft.organization_id]
    return MinutesSheet(
        id=meeting_id, organization=names.organizations[draft.organization_id], kind=kind.name,
        **{name: getattr(draft, name) for name in _SAME},
        attendance=tuple(map(_attendance, draft.roster)),
        votes=tuple((vote, outcome(vote, kind.expected, day, rules)) for vote in draft.votes),
        elections=tuple((election, election_outcome(election, day, rules)) for election in draft.elections),
        resolutions=tuple(_resolution(line, names) for line in draft.resolutions),
        audience=_AUDIENCES.get(kind.expected, ""), contact=contact, phone=phone,
    )  # fmt: skip


def _attendance(line: RosterLine) -> AttendanceLine:
    day = line.made_up_on
    made_up = f"{day.year}年{day.month}月{day.day}日{line.made_up_how}" if day else ""
    return AttendanceLine(line.name, line.status, line.reason, bool(line.voting), line.spoke, made_up)


def _resolution(line: ResolutionLine, names: _Names) -> ResolutionSheet:
    told = line.follow_up
    if told is None:
        return ResolutionSheet(line.text)
    people = tuple(names.people.get(person_id, "") for person_id in told.person_ids)
    return ResolutionSheet(line.text, names.organizations.get(told.organization_id, ""), people, told.due_on)
