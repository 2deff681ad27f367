"""Checking records of the book for faults: some by their ids, or all of a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from db.attachments.models import AttachmentLink
from db.core.book_copy import Cancelled, Progress, never, untold
from db.core.errors import CancelledError
from db.core.listing import Filter
from db.meetings.draft import MeetingDraft
from db.meetings.faults import Fault, faults
from db.meetings.models import AgendaItem, Meeting, MeetingKind
from db.meetings.queries import KindRow, kinds, meetings
from db.meetings.records import get_meetings
from db.meetings.sequence import STAGES, Taken, out_of_order
from db.organizations.fields import GROUP_KIND
from db.organizations.models import Organization
from db.rules.queries import Rules, read_rules

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Faulty:
    """A record with its faults, as the list of them shows it."""

    id: int
    starts_at: datetime
    organization: str
    kind: str
    title: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check came to: records with faults, the newest first, of how many."""

    records: int
    faulty: tuple[Faulty, ...]

    def counts(self) -> dict[str, int]:
        """How many records have each fault, by its code."""
        found: dict[str, int] = defaultdict(int)
        for record in self.faulty:
            for code in {fault.code for fault in record.faults}:
                found[code] += 1
        return dict(found)


def faults_of(connection: Connection, meeting_ids: Sequence[int], now: datetime) -> dict[int, list[Fault]]:
    """The faults of each of the records that has any, by id."""
    checker = _Checker(connection, now)
    found: dict[int, list[Fault]] = {}
    for start in range(0, len(meeting_ids), _BATCH):
        for meeting_id, (_, told) in checker.batch(meeting_ids[start : start + _BATCH]).items():
            if told:
                found[meeting_id] = told
    return found


def check_records(
    connection: Connection, wanted: Filter, now: datetime, *, progress: Progress = untold, cancelled: Cancelled = never
) -> Checked:
    """The faults of all records *wanted*. :raises CancelledError: when *cancelled* says so."""
    ids = meetings.ids(connection, wanted, cancelled)
    ids_by_place = _by_place(connection, ids)
    checker = _Checker(connection, now)
    places: dict[int, str] = {
        row.id: row.name for row in connection.execute(select(Organization.id, Organization.name))
    }
    found: list[Faulty] = []
    for start in range(0, len(ids_by_place), _BATCH):
        if cancelled():
            raise CancelledError
        for meeting_id, (draft, told) in checker.batch(ids_by_place[start : start + _BATCH]).items():
            if told and draft.starts_at is not None:
                found.append(Faulty(
                    meeting_id, draft.starts_at, places[draft.organization_id or 0],
                    checker.kinds[draft.kind_id or 0].name, draft.title, tuple(told),
                ))  # fmt: skip
        progress(min(start + _BATCH, len(ids_by_place)), len(ids_by_place), "")
    return Checked(len(ids), tuple(sorted(found, key=lambda one: (one.starts_at, one.id), reverse=True)))


def _by_place(connection: Connection, ids: Sequence[int]) -> list[int]:
    """*ids* by organization and day, so that a batch needs the neighbours of few organizations."""
    found: list[tuple[int, str, int]] = []
    for start in range(0, len(ids), _BATCH):
        rows = select(Meeting.organization_id, func.date(Meeting.starts_at), Meeting.id)
        found += [tuple(row) for row in connection.execute(rows.where(Meeting.id.in_(ids[start : start + _BATCH])))]
    return [row[2] for row in sorted(found)]


def _files(connection: Connection, ids: Sequence[int]) -> dict[int, set[str]]:
    """The roles of the files on each record that has any."""
    found: dict[int, set[str]] = defaultdict(set)
    link = select(AttachmentLink.row_id, AttachmentLink.role).where(
        AttachmentLink.table_name == Meeting.__tablename__, AttachmentLink.row_id.in_(ids)
    )
    for row in connection.execute(link):
        found[row.row_id].add(row.role)
    return found


class _Checker:
    """What all batches need, read once."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection, self._now = connection, now
        self.rules: Rules = read_rules(connection)
        self.kinds: Mapping[int, KindRow] = {kind.id: kind for kind in kinds(connection)}
        self._branch: dict[int, int] = {
            row.id: row.parent_id
            for row in connection.execute(
                select(Organization.id, Organization.parent_id).where(Organization.kind == GROUP_KIND)
            )
            if row.parent_id is not None
        }

    def batch(self, ids: Sequence[int]) -> dict[int, tuple[MeetingDraft, list[Fault]]]:
        """Each of at most 500 records with its faults."""
        files = _files(self._connection, ids)
        drafts = get_meetings(self._connection, ids)
        late = self._out_of_order(drafts)
        return {
            meeting_id: (draft, [
                *faults(draft, self.kinds[draft.kind_id or 0], files.get(meeting_id, ()), self.rules, self._now),
                *late.get(meeting_id, ()),
            ])
            for meeting_id, draft in drafts.items()
        }  # fmt: skip

    def _out_of_order(self, drafts: Mapping[int, MeetingDraft]) -> dict[int, list[Fault]]:
        staged = {
            meeting_id: draft for meeting_id, draft in drafts.items()
            if self.kinds[draft.kind_id or 0].code in STAGES and self._looked_for(draft)
        }  # fmt: skip
        if not staged:
            return {}
        moments = [draft.starts_at for draft in staged.values() if draft.starts_at is not None]
        branches = {self._branch_of(draft.organization_id or 0) for draft in staged.values()}
        first, last = (min(at - self._within(at) for at in moments), max(at + self._within(at) for at in moments))
        found = out_of_order(self._taken(branches, first, last), self._within)
        return {meeting_id: told for meeting_id, told in found.items() if meeting_id in staged}

    def _within(self, at: datetime) -> timedelta:
        """How far a meeting of that moment is compared."""
        return timedelta(int(self.rules.number("check.sequence_days", at.date())))

    def _looked_for(self, draft: MeetingDraft) -> bool:
        return (
            draft.starts_at is not None
            and draft.starts_at <= self._now
            and self.rules.switched_on("check.sequence", draft.starts_at.date())
        )

    def _branch_of(self, organization: int) -> int:
        return self._branch.get(organization, organization)

    def _taken(self, branches: set[int], first: datetime, last: datetime) -> list[Taken]:
        places = branches | {group for group, branch in self._branch.items() if branch in branches}
        query = (
            select(Meeting.id, Meeting.organization_id, MeetingKind.code, MeetingKind.name, Meeting.starts_at,
                   AgendaItem.title)
            .join(MeetingKind, MeetingKind.id == Meeting.kind_id)
            .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
            .where(
                Meeting.organization_id.in_(places), Meeting.starts_at.between(first, min(last, self._now)),
                MeetingKind.code.in_(STAGES),
            )
        )  # fmt: skip
        rows: list[Any] = list(self._connection.execute(query))
        return [
            Taken(row.id, self._branch_of(row.organization_id), STAGES[row.code], row.name, row.starts_at, row.title)
            for row in rows
        ]
