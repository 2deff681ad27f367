"""The records behind a figure, as a window lists them to open one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, literal, select

from db.inspections.models import Inspection
from db.meetings.models import Meeting, MeetingKind
from db.organizations.models import Organization
from db.problems.models import Problem
from db.regulations.models import Regulation
from db.research.models import StudyReport

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Counted:
    """One record that counted. ``table`` and ``id`` open it; ``kind`` says what it is."""

    table: str
    id: int
    day: date
    kind: str
    title: str
    organization: str


def counted_records(connection: Connection, counted: str, record_ids: Sequence[int]) -> list[Counted]:
    """The records behind a figure (``Done.record_ids`` of an aim at *counted*), in its order, without those gone."""
    found: dict[int, Counted] = {}
    for start in range(0, len(record_ids), _BATCH):
        query, record = _query(counted)
        for id, day, kind, title, organization in connection.execute(
            query.where(record.in_(record_ids[start : start + _BATCH]))
        ):
            on = day.date() if isinstance(day, datetime) else day
            found[id] = Counted(counted, id, on, kind, title, organization or "")
    return [found[record_id] for record_id in record_ids if record_id in found]


def _query(counted: str) -> tuple[Any, Any]:
    """A kind's records as (id, day, kind, title, organization), and the column of their ids."""
    match counted:
        case "meeting":
            held = select(Meeting.id, Meeting.starts_at, MeetingKind.name, Meeting.title, Organization.name)
            query = held.join(MeetingKind).join(Organization)
            return query, Meeting.id
        case "inspection":
            return _plain(Inspection, Inspection.held_on, Inspection.kind, Inspection.title)
        case "study_report":
            return _plain(StudyReport, StudyReport.finished_on, literal("调研报告"), StudyReport.title)
        case "regulation":
            return _plain(Regulation, Regulation.adopted_on, Regulation.kind, Regulation.title)
        case "problem":
            title = Problem.number + " " + func.substr(Problem.text, 1, 60)
            return _plain(Problem, Problem.closed_on, Problem.source, title)
    raise ValueError(counted)


def _plain(model: Any, *columns: Any) -> tuple[Any, Any]:
    place = Organization.id == model.organization_id
    return select(model.id, *columns, Organization.name).select_from(model).outerjoin(Organization, place), model.id
