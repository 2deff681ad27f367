"""Tasks from every source, in every state; two given to many at once, one that comes again each month."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from db.core.action import Work
from db.core.base import table_of
from db.demo.cast import Cast, Holder, day, read
from db.demo.courses import Courses, Told
from db.demo.organizations import Place
from db.demo.population import TODAY
from db.demo.workdays import next_workday
from db.meetings.models import Meeting
from db.people.models import Person
from db.tasks.fields import DONE, IN_PROGRESS, NOT_STARTED, TO_CONFIRM
from db.tasks.models import Task, TaskPerson

_BULK, _AGAIN = "批量", "周期"
_RETURNS = (*[DONE] * 7, *[TO_CONFIRM] * 2, *[IN_PROGRESS] * 4, *[NOT_STARTED] * 4)  # of the seventeen: half of them
_HOW_FAR = (30, 50, 60, 80)  # by turns, where work is going on
_RETURNED = {"社区": "核对完毕，名册与组织关系一致，签字表已交", "企业": "自查表写好，缺的几条列在后面"}
_STARS = ("禾溪物流支部", "岚石软件支部", "拓岭机电支部", "川穗食品支部", "青砚建材支部", "拾页文创支部")
Origin = Callable[[str], tuple[str, int, Mapping[str, Any]]]  # of what it is called: table, id, what is known of it


@dataclass(slots=True, eq=False)
class Made:
    """A task being made: its row, who does it, who assigned it, what the last entry says."""

    row: dict[str, Any]
    person: Holder | None
    by: str
    reviewer: str
    note: str = ""
    parent: Made | None = None
    id: int = 0


class Tasks:
    """Collects tasks; ``write`` puts them into the book with their course."""

    def __init__(self, work: Work, cast: Cast, courses: Courses, origins: Mapping[str, Origin]) -> None:
        self._work, self._cast, self._courses, self._origins = work, cast, courses, origins
        self._made: list[Made] = []

    def write(self) -> None:
        for turn, row in enumerate(read("tasks")):
            if row["source"] == _BULK:
                self._bulk(row, turn)
            elif row["source"] == _AGAIN:
                self._again(row, turn)
            else:
                self._single(row, turn)
        wholes = [made for made in self._made if made.parent is None]
        for part in (wholes, [made for made in self._made if made.parent is not None]):
            rows = [made.row | {"parent_id": made.parent.id if made.parent else None} for made in part]
            for made, row_id in zip(part, self._work.insert_many(Task, rows), strict=True):
                made.id = row_id
        self._work.insert_many(TaskPerson, [
            {"task_id": made.id, "person_id": made.person.id, "no": 1} for made in self._made if made.person
        ])  # fmt: skip
        for made in self._made:
            self._tell(made)

    def _single(self, row: dict[str, str], turn: int) -> None:
        made = self._task(row, self._cast.place(row["unit"]), turn)
        if row["of"]:
            table, row_id, known = self._origins[row["source"]](row["of"])
            if "place" in known:  # where it was found
                made = self._task(row, known["place"], turn)
            made.row |= {"source_table": table, "source_id": row_id}
            if not row["starts"]:  # it has the days of what it comes from
                starts = next_workday(known["begins"] + timedelta(2))
                due = known["due"] or starts + timedelta(30)
                made.row |= {"starts_on": starts, "due_on": max(due, starts)}
                made.row["closed_on"] = _closed(made.row["state"], starts, due)
        self._made.append(made)

    def _task(self, row: dict[str, str], place: Place, turn: int, **changed: Any) -> Made:
        starts, due = day(row["starts"]), day(row["due"])
        on = starts or TODAY
        head = self._cast.head(place, on)
        leader = self._cast.leader(turn, on)
        reviewer = leader.name if leader.id != head.id else self._cast.another(self._cast.root, on, (head.name,)).name
        state = changed.pop("state", row["state"])
        values = {
            "source_table": None, "source_id": None, "source_part": None, "title": row["title"],
            "text": f"{row['text']}。" if row["text"] else "", "organization_id": place.id, "starts_on": starts,
            "due_on": due, "priority": row["priority"], "state": state, "percent": _percent(state, turn),
            "assigned_by": reviewer, "repeats": "", "closed_on": _closed(state, starts, due) if starts else None,
        } | changed  # fmt: skip
        return Made(values, head, head.name, reviewer, row["note"])

    def _bulk(self, row: dict[str, str], turn: int) -> None:
        """One task for many organizations: what each returned is told by its own part."""
        whole = self._task(row, self._cast.root, turn, percent=0)
        source = "责任清单" if row["unit"] == "社区" else "工作计划"
        table, row_id, _ = self._origins[source](row["of"])
        whole.row |= {"source_table": table, "source_id": row_id}
        self._made.append(whole)
        communities = row["unit"] == "社区"
        places = self._cast.below("社区") if communities else [self._cast.place(name) for name in _STARS]
        states = _RETURNS if communities else (IN_PROGRESS, IN_PROGRESS, *[NOT_STARTED] * 4)
        for number, (place, state) in enumerate(zip(places, states, strict=True)):
            part = self._task(row, place, turn + number, state=state)
            if state == DONE:
                part.row["closed_on"] = next_workday(date(2022, 6, 20) + timedelta(number))
            part.parent, part.reviewer = whole, whole.reviewer
            part.row["assigned_by"] = whole.reviewer
            part.note = _RETURNED[row["unit"]] if state in (TO_CONFIRM, DONE) else ""
            self._made.append(part)

    def _again(self, row: dict[str, str], turn: int) -> None:
        """A task with a part a month; each is due on the same day and begins after the one before."""
        place = self._cast.place(row["unit"])
        whole = self._task(row, place, turn, percent=0, repeats="每月")
        self._made.append(whole)
        starts = whole.row["starts_on"]
        for month in range(2, 13):
            due = date(2022, month, 28)
            state = DONE if due < TODAY else IN_PROGRESS if month == TODAY.month else NOT_STARTED
            closed = min(next_workday(due - timedelta(3)), due) if state == DONE else None
            part = self._task(row, place, turn, state=state, starts_on=starts, due_on=due, closed_on=closed)
            part.parent, part.note = whole, ""
            part.person, part.by = whole.person, whole.by
            self._made.append(part)
            starts = due + timedelta(1)

    def _tell(self, made: Made) -> None:
        row = made.row
        started = row["starts_on"] or TODAY
        if started <= TODAY:
            self._courses.task(Told(
                made.id, row["state"], started, row["closed_on"], made.by, made.reviewer, result=made.note,
                percent=row["percent"],
            ))  # fmt: skip


def tell_of_meetings(work: Work, cast: Cast, courses: Courses, places: Sequence[Place]) -> None:
    """The course of the tasks that resolutions became."""
    known = {place.id: place for place in places}
    query = select(TaskPerson.task_id, Person.name).join(Person)
    named = {row.task_id: row.name for row in work.connection.execute(query)}
    task, meeting = table_of(Task), table_of(Meeting)
    rows = work.connection.execute(
        select(task, meeting.c.host)
        .join(meeting, (task.c.source_table == "meeting") & (task.c.source_id == meeting.c.id))
        .order_by(task.c.id)
    )
    for row in rows:
        place, on = known[row.organization_id], row.closed_on or row.starts_on
        by = named.get(row.id) or cast.head(place, on).name
        reviewer = row.host if row.host != by else cast.another(place, on, (by,)).name
        courses.task(Told(row.id, row.state, row.starts_on, row.closed_on, by, reviewer, percent=row.percent))


def _percent(state: str, turn: int) -> int:
    if state == IN_PROGRESS:
        return _HOW_FAR[turn % len(_HOW_FAR)]
    return 100 if state in (TO_CONFIRM, DONE) else 0


def _closed(state: str, starts: date, due: date | None) -> date | None:
    """When it was done: shortly before its day, but not after the day the book is looked at."""
    if state != DONE:
        return None
    assert due is not None
    latest = min(due, TODAY)
    while latest > starts and next_workday(latest) != latest:
        latest -= timedelta(1)
    return latest
