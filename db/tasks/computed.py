"""What is computed of tasks in SQL: how far they have come, whether they are late, where they come from."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Date, Integer, String, and_, case, func, literal, or_, select

from db.core.base import table_of
from db.core.engine import book_today, days_between
from db.core.period import Period
from db.people.models import Person
from db.tasks.fields import CANCELLED, DONE, OPEN
from db.tasks.models import Task, TaskPerson

TASK = table_of(Task)
PART = TASK.alias("part")
_above = TASK.alias("above")
_person, _named = table_of(Person), table_of(TaskPerson)


def is_open() -> ColumnElement[bool]:
    return TASK.c.state.in_(OPEN)


def is_overdue() -> ColumnElement[bool]:
    """As ``states.overdue``."""
    return and_(is_open(), TASK.c.due_on < book_today())


def lies_in(period: Period) -> ColumnElement[bool]:
    """Tasks of *period*: begun or due by its end, and not over before it. What is open stays until today."""
    begins = literal(period.first, Date)
    left = or_(TASK.c.due_on.is_(None), TASK.c.due_on >= begins)
    return and_(
        func.coalesce(TASK.c.starts_on, TASK.c.due_on, begins) <= literal(period.last, Date),
        case(
            (TASK.c.state == DONE, func.coalesce(TASK.c.closed_on, TASK.c.due_on, begins) >= begins),
            (TASK.c.state == CANCELLED, left),
            else_=or_(left, begins <= book_today()),
        ),
    )


def percent() -> ColumnElement[int]:
    """How far a task has come: by its subtasks where it has any, those cancelled apart."""
    whole = func.avg(PART.c.percent).cast(Integer)  # cut off: 100 only when all are done
    of_parts = select(whole).where(PART.c.parent_id == TASK.c.id, PART.c.state != CANCELLED)
    return case(
        (TASK.c.state == DONE, 100), else_=func.coalesce(of_parts.correlate(TASK).scalar_subquery(), TASK.c.percent)
    )


def parts(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    """How many subtasks meet the conditions, which are over ``PART``."""
    query = select(func.count()).select_from(PART).where(PART.c.parent_id == TASK.c.id, *conditions)
    return query.correlate(TASK).scalar_subquery()


def source() -> ColumnElement[str]:
    """The table a task, or the one it is a part of, comes from; "" by hand."""
    above = select(_above.c.source_table).where(_above.c.id == TASK.c.parent_id).correlate(TASK).scalar_subquery()
    return func.coalesce(TASK.c.source_table, above, "")


def people() -> ColumnElement[str]:
    """The names of those responsible, the foremost first."""
    ordered = (
        select(_person.c.name).join_from(_named, _person).where(_named.c.task_id == TASK.c.id).order_by(_named.c.no)
    ).correlate(TASK).subquery()  # fmt: skip
    return func.coalesce(select(func.group_concat(ordered.c.name, "、")).scalar_subquery(), "")


def days_left() -> ColumnElement[int]:
    """Days until a task is due, below 0 where it is overdue; NULL where it is closed or has no day."""
    return case((is_open(), days_between(book_today(), TASK.c.due_on)))


def left() -> ColumnElement[str]:
    """``days_left`` in words: 逾期 3 天, 今天到期, 还有 3 天."""
    days = days_left()
    return case(
        (days.is_(None), ""),
        (days < 0, _days("逾期 ", -days)),
        (days == 0, "今天到期"),
        else_=_days("还有 ", days),
    )


def _days(what: str, number: ColumnElement[int]) -> ColumnElement[str]:
    return literal(what) + number.cast(String) + literal(" 天")
