"""Tasks of a sheet: what is to be done, by whom, by when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from db.core.action import Work
from db.core.base import table_of
from db.exchange import roster
from db.exchange.cells import BadCellError
from db.exchange.deadlines import Deadline
from db.exchange.flat_rows import Read, Stored, Values, wording
from db.exchange.followed_rows import FollowedRows
from db.exchange.lookup import among
from db.exchange.parsing import Given
from db.exchange.percents import percent_of
from db.exchange.progress_cells import Piece
from db.exchange.resolve import People
from db.exchange.rows import Row
from db.tasks import computed
from db.tasks.checks import check_task
from db.tasks.draft import TaskDraft
from db.tasks.fields import CANCELLED, DONE, IN_PROGRESS, NOT_STARTED, SOURCES, TO_CONFIRM
from db.tasks.models import Task, TaskPerson
from db.tasks.states import fitted
from db.tasks.writing import columns, insert_people, name_people


@dataclass(frozen=True, slots=True)
class TaskLine(TaskDraft):
    """A task with the entries of progress its row adds."""

    progress: tuple[Piece, ...] = ()


class TaskRows(FollowedRows):
    """The same task is the same work of the same organization by the same day; where a row tells no day, by any."""

    model, drafts, what, table = Task, TaskLine, "任务", "task"
    beside = ("progress", "people")
    guarded, working, closed = frozenset((TO_CONFIRM, DONE, CANCELLED)), IN_PROGRESS, DONE

    def readers(self) -> Given:
        return {**super().readers(), "people": _names, "percent": percent_of}

    def look_up(self, read: Read) -> None:
        names = (name for _, values in read for name in values.get("people", ()))
        self._people = People(self.connection, names, self.places)
        self._sources: dict[int, str] = {}

    def resolve(self, row: Row, values: Values) -> None:
        super().resolve(row, values)
        self._sources[row.number] = values.pop("source", "")
        if "people" in values:
            self._name(row, values)

    def _name(self, row: Row, values: Values) -> None:
        """Who is not in the book stays with the task by name."""
        found, strangers = [], []
        for name in values.pop("people"):
            try:
                person = self._people.find(name, values.get("organization_id"))
            except BadCellError as error:
                row.refuse("people", error.text)
                return
            if person is None:
                strangers.append(name)
            else:
                found.append(person.id)
        values["people"] = tuple(dict.fromkeys(found))
        if strangers:
            told = "、".join(strangers)
            row.warn(f"账本里没有“{told}”，记在内容里")
            values["text"] = "\n".join(filter(None, (values.get("text", ""), f"责任人：{told}")))

    def no_day(self, _row: Row, values: Values, deadline: Deadline) -> None:
        """The words stay with the task."""
        values["text"] = "\n".join(filter(None, (values.get("text", ""), f"完成期限：{deadline.words}")))

    def complete(self, row: Row, values: Values) -> None:
        self._begun(row, values, NOT_STARTED)
        super().complete(row, values)
        source, (by_hand, *others) = self._sources[row.number], (label for _, label in SOURCES)
        if source in others:
            row.warn(f"来源“{source}”没有读入，新任务按“{by_hand}”记；要从清单、会议等记录产生，请在那条记录里新建")
        elif source not in ("", by_hand) and "assigned_by" not in values:
            values["assigned_by"] = source
            row.warn(f"来源“{source}”记为交办人")

    def candidates(self, read: Read) -> ColumnElement[bool]:
        return among(Task.title, {values["title"] for _, values in read if "title" in values})

    def key(self, draft: TaskLine) -> Hashable:
        words = wording(draft.title), draft.organization_id
        return (*words, draft.due_on) if draft.due_on else words

    def keys(self, draft: TaskLine) -> Iterable[Hashable]:
        words = wording(draft.title), draft.organization_id
        return (*words, draft.due_on), words

    def query(self) -> Select[Any]:
        return select(computed.TASK, computed.percent().label("come"), computed.parts().label("parts"))

    def stored(self, rows: Sequence[Stored]) -> Iterator[tuple[int, Any]]:
        """The percentage of one with subtasks is theirs."""
        come = {row["id"]: row["come"] for row in rows}
        self._divided = {row["id"] for row in rows if row["parts"]}
        table = table_of(TaskPerson)
        ids = {row["id"] for row in rows}
        named: dict[int, list[int]] = defaultdict(list)
        query = select(table.c.task_id, table.c.person_id).where(among(table.c.task_id, ids))
        for task_id, person_id in self.connection.execute(query.order_by(table.c.task_id, table.c.no)):
            named[task_id].append(person_id)
        for task_id, draft in super().stored(rows):
            yield task_id, replace(draft, percent=come[task_id], people=tuple(named.get(task_id, ())))

    def merged(self, row: Row, old: TaskLine, values: Values) -> Any:
        values = dict(values)
        if row.record_id in self._divided and values.pop("percent", old.percent) != old.percent:
            row.warn("完成比例由子任务算出，表中的没有读入，请在子任务里填写")
        self._begun(row, values, old.state)
        return super().merged(row, old, values)

    def _begun(self, row: Row, values: Values, state: str) -> None:
        """What is done in part has begun."""
        if "state" not in values and values.get("percent") and state == NOT_STARTED:
            values["state"] = DONE if values["percent"] == 100 else IN_PROGRESS
            row.warn(f"没有状态，完成比例 {values['percent']}%，按“{values['state']}”记")

    def fitted(self, draft: TaskLine) -> TaskLine:
        return fitted(draft, self.plan.today)

    def check(self, draft: TaskLine) -> None:
        check_task(draft, self.plan.today)

    @classmethod
    def write_beside(cls, work: Work, written: Sequence[tuple[int, Row]], today: date) -> None:
        """Those responsible, and the entries of progress."""
        super().write_beside(work, written, today)
        for record_id, row in written:
            if "people" in row.changes:
                task = work.get(Task, record_id, "有任务已被删除，请重新核对。")
                name_people(task, row.draft.people)
        insert_people(work, ((record_id, row.draft.people) for record_id, row in written if not row.changes))

    @classmethod
    def prepared(cls, work: Work, new: Sequence[Row]) -> Iterator[Values]:  # noqa: ARG003 - for what it takes
        for row in new:
            yield columns(row.draft)


def _names(cell: Any) -> tuple[Any, str]:
    return tuple(name for name, _ in roster.named(cell)) or None, ""
