"""Tasks, problems, inspections, research reports, regulations by their indexes; items of lists and plans by a scan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Table, bindparam, func, literal, or_, select

from db.core.base import table_of
from db.core.fields import Field
from db.core.search import breakable, ids_found, searched
from db.finding.excerpt import Sought
from db.finding.hits import Hit, labelled
from db.inspections.fields import INSPECTION_FIELDS as INSPECTION
from db.inspections.models import Inspection
from db.organizations.models import Organization
from db.problems.fields import FIELDS as PROBLEM
from db.problems.models import Problem
from db.regulations.fields import FIELDS as REGULATION
from db.regulations.models import Regulation
from db.research.fields import REPORT_FIELDS as REPORT
from db.research.models import StudyReport
from db.responsibilities.models import ResponsibilityItem, ResponsibilityList
from db.tasks.fields import FIELDS as TASK
from db.tasks.models import Task
from db.work_plans.models import WorkPlan, WorkPlanItem

ITEMS = 8  # of lists, and of plans
_TITLE = 60  # characters of a title

_place = table_of(Organization)
_PLACE = func.coalesce(func.nullif(_place.c.short_name, ""), _place.c.name, "")


@dataclass(frozen=True, slots=True)
class Searched:
    """One kind of record that has an index. ``title`` may be a whole text; ``aside`` is told with its day and place."""

    table: Table
    query: Select[Any]
    labels: Mapping[str, str]  # of the fields looked into


def _searched(
    table: Table, fields: Sequence[Field], title: ColumnElement[str], day: ColumnElement[Any], aside: ColumnElement[str]
) -> Searched:
    labels = {field.name: field.label for field in fields}
    query = (
        select(
            table.c.id, title.label("headline"), day.label("day"), aside.label("aside"), _PLACE.label("place"),
            *(table.c[name] for name in searched(table)),
        )
        .select_from(table.outerjoin(_place, _place.c.id == table.c.organization_id))
        .where(table.c.id.in_(bindparam("ids", expanding=True)))
    )  # fmt: skip
    return Searched(table, query, {name: labels[name] for name in searched(table)})


_task, _problem, _inspection = table_of(Task), table_of(Problem), table_of(Inspection)
_regulation, _report = table_of(Regulation), table_of(StudyReport)
KINDS: tuple[Searched, ...] = (
    _searched(_problem, PROBLEM, _problem.c.number + " " + _problem.c.text, _problem.c.due_on, _problem.c.state),
    _searched(_task, TASK, _task.c.title, _task.c.due_on, _task.c.state),
    _searched(_inspection, INSPECTION, _inspection.c.title, _inspection.c.held_on, _inspection.c.kind),
    _searched(_regulation, REGULATION, _regulation.c.title, _regulation.c.adopted_on, _regulation.c.number),
    _searched(_report, REPORT, _report.c.title, _report.c.finished_on, literal("")),
)


def records(connection: Connection, kind: Searched, sought: Sought, limit: int) -> list[Hit]:
    """The newest entries of one kind first."""
    ids = ids_found(connection, kind.table, sought.typed, limit)
    rows = {row.id: row for row in connection.execute(kind.query, {"ids": ids})} if ids else {}
    return [_hit(kind, rows[one], sought) for one in ids if one in rows]


def _hit(kind: Searched, row: Row[Any], sought: Sought) -> Hit:
    title = _line(row.headline)
    detail = " · ".join(filter(None, (str(row.day or ""), row.place, row.aside)))
    hit = Hit(kind.table.name, row.id, title, detail, title_marks=sought.marks(title))
    if hit.title_marks:
        return hit
    for name, label in kind.labels.items():
        if (piece := sought.excerpt(row._mapping[name])) is not None:
            return replace(labelled(hit, label, piece), part=name)
    return hit


def _line(text: str) -> str:
    """The beginning of *text* on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _TITLE else f"{line[:_TITLE]}…"


# -- items -----------------------------------------------------------------------------------------


_item, _plan = table_of(ResponsibilityItem), table_of(WorkPlanItem)
_LINES: tuple[tuple[Table, Select[Any], tuple[ColumnElement[str], ...]], ...] = (  # with the columns looked into
    (
        _item,
        select(_item.c.id, _item.c.text.label("headline"), ResponsibilityList.title, _item.c.category.label("aside"))
        .join(ResponsibilityList, _item.c.list_id == ResponsibilityList.id),
        (_item.c.text, _item.c.category, _item.c.standard),
    ),
    (
        _plan,
        select(_plan.c.id, _plan.c.title.label("headline"), WorkPlan.title, _plan.c.section.label("aside"))
        .join(WorkPlan, _plan.c.plan_id == WorkPlan.id),
        (_plan.c.title, _plan.c.text, _plan.c.responsible),
    ),
)  # fmt: skip


def items(connection: Connection, typed: str, words: Sequence[str], cancelled: Callable[[], bool]) -> list[Hit]:
    """Items of responsibility lists, then of work plans, the newest entries first."""
    sought, found = Sought(typed), []
    with breakable(connection, cancelled):
        for table, query, columns in _LINES:
            holding = (or_(*(func.instr(column, word) > 0 for column in columns)) for word in words)
            rows = connection.execute(query.where(*holding).order_by(table.c.id.desc()).limit(ITEMS + 1)).all()
            hits = [_item_hit(table.name, row, sought) for row in rows[:ITEMS]]
            if len(rows) > ITEMS:
                hits[-1] = replace(hits[-1], more=True)
            found += hits
    return found


def _item_hit(table: str, row: Row[Any], sought: Sought) -> Hit:
    title = _line(row.headline)
    return Hit(table, row.id, title, " · ".join(filter(None, (row.title, row.aside))), title_marks=sought.marks(title))
