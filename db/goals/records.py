"""The records behind a figure, as a window lists them to open one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
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


def counted_records(connection: Connection, counted: str, days: Mapping[int, date]) -> list[Counted]:
    """The records behind a figure, of the kind *counted*, in its order, without those gone. *days*: when each counted
    (``Standing.records``): a regulation by its adoption or by a revision."""
    found: dict[int, Counted] = {}
    record_ids = list(days)
    for start in range(0, len(record_ids), _BATCH):
        query, record = _query(counted)
        for id, kind, title, organization in connection.execute(
            query.where(record.in_(record_ids[start : start + _BATCH]))
        ):
            found[id] = Counted(counted, id, days[id], kind, title, organization or "")
    return [found[record_id] for record_id in record_ids if record_id in found]


def _query(counted: str) -> tuple[Any, Any]:
    """A kind's records as (id, kind, title, organization), and the column of their ids."""
    match counted:
        case "meeting":
            held = select(Meeting.id, MeetingKind.name, Meeting.title, Organization.name)
            query = held.join(MeetingKind).join(Organization)
            return query, Meeting.id
        case "inspection":
            return _plain(Inspection, Inspection.kind, Inspection.title)
        case "study_report":
            return _plain(StudyReport, literal("调研报告"), StudyReport.title)
        case "regulation":
            return _plain(Regulation, Regulation.kind, Regulation.title)
        case "problem":
            title = Problem.number + " " + func.substr(Problem.text, 1, 60)
            return _plain(Problem, Problem.source, title)
    raise ValueError(counted)


def _plain(model: Any, *columns: Any) -> tuple[Any, Any]:
    place = Organization.id == model.organization_id
    return select(model.id, *columns, Organization.name).select_from(model).outerjoin(Organization, place), model.id
