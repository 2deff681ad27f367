"""Problems, items of responsibility lists and tasks as their sheets write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from db.core.base import table_of
from db.core.listing import Filter
from db.exchange import progress_cells
from db.exchange.lookup import among
from db.goals.fields import COUNTED
from db.problems.queries import PROBLEM, problems
from db.progress.queries import entries_of_many
from db.responsibilities.models import ResponsibilityItem, ResponsibilityList
from db.responsibilities.queries import lists
from db.tasks import computed
from db.tasks.fields import SOURCES
from db.tasks.queries import names_of, tasks

Rows = dict[int, dict[str, Any]]  # id → a column's name → its value
ITEM, LIST = table_of(ResponsibilityItem), table_of(ResponsibilityList)


def problem_ids(connection: Connection, wanted: Filter) -> Sequence[int]:
    return problems.ids(connection, wanted)


def problems_written(connection: Connection, ids: Sequence[int]) -> Rows:
    found = _by_id(connection, select(PROBLEM).where(PROBLEM.c.id.in_(ids)))
    return _with_progress(connection, "problem", found)


def task_ids(connection: Connection, wanted: Filter) -> Sequence[int]:
    return tasks.ids(connection, wanted)


def tasks_written(connection: Connection, ids: Sequence[int]) -> Rows:
    task, sources = computed.TASK, {table or "": label for table, label in SOURCES}
    query = select(task, computed.percent().label("come"), computed.source().label("source"))
    found, people = _by_id(connection, query.where(task.c.id.in_(ids))), names_of(connection, ids)
    for task_id, values in found.items():
        values |= {"percent": values["come"], "source": sources[values["source"] or ""]}
        values["people"] = "、".join(people.get(task_id, ()))
    return _with_progress(connection, "task", found)


def item_ids(connection: Connection, wanted: Filter) -> Sequence[int]:
    """The items of the lists that *wanted* finds, list by list."""
    found = lists.ids(connection, wanted)
    place = {list_id: at for at, list_id in enumerate(found)}
    query = select(ITEM.c.id, ITEM.c.list_id).where(among(ITEM.c.list_id, found)).order_by(ITEM.c.no, ITEM.c.id)
    rows = connection.execute(query).all()
    return [row.id for row in sorted(rows, key=lambda row: place[row.list_id])]


def items_written(connection: Connection, ids: Sequence[int], kinds: Mapping[int, str]) -> Rows:
    """The kind of meeting that is counted stands for “会议活动”."""
    labels = {"": ""} | {code: label for code, label in COUNTED if code}
    of_list = (LIST.c.title, LIST.c.organization_id, LIST.c.level, LIST.c.year)
    query = select(ITEM, *of_list).join(LIST, LIST.c.id == ITEM.c.list_id).where(ITEM.c.id.in_(ids))
    found = _by_id(connection, query)
    for values in found.values():
        values["counted"] = kinds.get(values["kind_id"], labels[values["counted"]])
    return found


def _with_progress(connection: Connection, table: str, found: Rows) -> Rows:
    entries = entries_of_many(connection, table, list(found))
    for record_id, values in found.items():
        values["progress"] = progress_cells.written(entries.get(record_id, ()))
    return found


def _by_id(connection: Connection, query: Any) -> Rows:
    return {row["id"]: dict(row) for row in connection.execute(query).mappings()}
