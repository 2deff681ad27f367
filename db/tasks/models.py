"""Tasks. One model for whatever they come from; a task knows its source."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.core.base import Record
from db.organizations.models import Organization
from db.people.models import Person
from db.tasks.tree import settle


class Task(Record):
    """Something to be done. It comes from a record (``source_table``, ``source_id``) or was entered by hand.

    ``source_part`` is the row of that record it stands for (a resolution of a meeting). A task goes with its source.
    """

    __tablename__ = "task"
    __table_args__ = (
        Index(None, "source_table", "source_id"),
        Index(None, "organization_id", "due_on"),
        Index(None, "state", "due_on"),
        {
            "info": {
                "label": "任务",
                "search": ("title", "text"),
                "tree": "parent_id",
                "settle": settle,
                "hangs": ("source_table", "source_id"),
            }
        },
    )

    source_table: Mapped[str | None]
    source_id: Mapped[int | None]
    source_part: Mapped[int | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"), index=True)
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None] = mapped_column(index=True)
    priority: Mapped[str] = mapped_column(default="普通")
    state: Mapped[str] = mapped_column(default="未开始")
    percent: Mapped[int] = mapped_column(default=0, server_default=sql("0"))  # done, 0 … 100
    assigned_by: Mapped[str] = mapped_column(default="", server_default=sql("''"))
    repeats: Mapped[str] = mapped_column(default="", server_default=sql("''"))  # with a subtask a period: 每月 …
    closed_on: Mapped[date | None]

    organization: Mapped[Organization | None] = relationship()
    people: Mapped[list[TaskPerson]] = relationship(
        back_populates="task", cascade="all, delete-orphan", order_by="TaskPerson.no"
    )


class TaskPerson(Record):
    """Someone responsible for a task, the first of them foremost."""

    __tablename__ = "task_person"
    __table_args__ = {"info": {"label": "任务责任人", "root": "task_id"}}  # noqa: RUF012

    task_id: Mapped[int] = mapped_column(ForeignKey("task.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    no: Mapped[int]

    task: Mapped[Task] = relationship(back_populates="people")
    person: Mapped[Person] = relationship()
