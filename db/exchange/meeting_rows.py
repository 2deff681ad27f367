"""Meeting records of a sheet, each with its agenda, readings and roster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, time
from functools import partial
from typing import Any

from db.core.action import Work
from db.core.errors import UserError
from db.exchange import roster
from db.exchange.cells import BadCellError, choice_of, clock_of, is_empty, lines_of, moment_of, says_nothing, text_of
from db.exchange.decided import resolutions_of, votes_of, votes_written
from db.exchange.kept import lost, retitled, worded
from db.exchange.parsing import Reader
from db.exchange.resolve import People, Places
from db.exchange.rows import ROW, Action, Planning, Row
from db.exchange.vocabularies import synonyms
from db.exchange.which_meeting import meant
from db.meetings import rules
from db.meetings.actions import PARTS, write_meeting
from db.meetings.checks import check_meeting
from db.meetings.draft import MeetingDraft, RosterLine, titles
from db.meetings.models import Meeting
from db.meetings.queries import KindRow, kinds
from db.meetings.records import get_meetings
from db.meetings.roster import Who, marked, people_of, who
from db.meetings.rows import insert_meetings
from db.meetings.status import Status
from db.meetings.titles import proposed_title
from db.people.voting import Voters

_BATCH = 500
Speakers = Mapping[Who, str]
_SPOKE = "spoke"


def plan_rows(planning: Planning) -> None:
    plan = planning.plan
    special = {
        "starts_at": _start, "ends_at": _end, "finished_at": _moment, "votes": _votes, "resolutions": _resolutions,
    } | dict.fromkeys((*roster.COLUMNS, _SPOKE), _names)  # fmt: skip
    reader = Reader(plan.ledger, plan.table, plan.mapping, special)
    read = [(row, reader.read(row)) for row in planning.watched(plan.rows, "读取各列", (0, 0.4))]
    places = Places.of(planning.connection)
    known_kinds = kinds(planning.connection)
    people = People(planning.connection, _everyone(values for _, values in read), places)
    proposed: dict[int, str] = {}
    for row, values in read:
        kind = _resolve(row, values, known_kinds, places)
        _times(row, values)
        if "title" not in values and "title" not in row.problems and kind and "starts_at" in values:
            proposed[row.number] = proposed_title(kind.name, values["starts_at"], values.get("ordinal"))
        reader.require(row, {"title": proposed[row.number]} | values if row.number in proposed else values)
    planning.check(0.4, "与账本核对")
    decider = _Decider(planning, meant(planning.connection, read), proposed)
    rows = iter(read)
    for row in planning.watched(plan.rows, "检查各行", (0.5, 1)):
        values = next(rows)[1]
        found = _roster(row, values, people, places)
        spoke = _speakers(row, values, people, places)
        if row.action is not Action.REFUSED:
            decider.decide(row, values, found, spoke)


def _start(cell: Any) -> tuple[Any, str]:
    return None if _says_nothing(cell) else moment_of(cell), ""


def _end(cell: Any) -> tuple[Any, str]:
    return None if _says_nothing(cell) else clock_of(cell), ""


def _moment(cell: Any) -> tuple[Any, str]:
    return None if _says_nothing(cell) else moment_of(cell)[0], ""


def _votes(cell: Any) -> tuple[Any, str]:
    return None if _says_nothing(cell) else votes_of(cell), ""


def _resolutions(cell: Any) -> tuple[Any, str]:
    return None if _says_nothing(cell) else resolutions_of(cell), ""


def _names(cell: Any) -> tuple[Any, str]:
    return roster.named(cell) or None, ""


def _says_nothing(cell: Any) -> bool:
    return is_empty(cell) or (type(cell) is str and says_nothing(text_of(cell)))


def _everyone(read: Iterator[Mapping[str, Any]]) -> set[str]:
    columns = (*roster.COLUMNS, _SPOKE)
    return {name for values in read for column in columns for name, _ in values.get(column, ())}


def _resolve(row: Row, values: dict[str, Any], known: list[KindRow], places: Places) -> KindRow | None:
    """Names of the kind and the organization become ids; returns the kind."""
    kind = None
    if "kind_id" in values:
        try:
            name = choice_of(values["kind_id"], tuple(one.name for one in known), synonyms("kind_id"))
            kind = next(one for one in known if one.name == name)
            values["kind_id"] = kind.id
        except BadCellError as error:
            del values["kind_id"]
            row.refuse("kind_id", error.text)
    if "organization_id" in values:
        try:
            values["organization_id"] = places.find(values["organization_id"])
        except BadCellError as error:
            del values["organization_id"]
            row.refuse("organization_id", error.text)
    return kind


def _times(row: Row, values: dict[str, Any]) -> None:
    """The end may be a time of day only, or stand beside the start."""
    if "starts_at" not in values:
        values.pop("ends_at", None)
        return
    start, end = values["starts_at"]
    values["starts_at"] = start
    told = values.get("ends_at", end)
    if isinstance(told, time):
        told = datetime.combine(start, told)
    if told is None:
        return
    values["ends_at"] = told
    try:
        rules.check_times(start, told)
    except UserError as error:
        row.refuse("ends_at", error.fields["ends_at"])


def _roster(row: Row, values: dict[str, Any], people: People, places: Places) -> list[RosterLine]:
    """The lines of the attendance columns; those columns leave *values*."""
    given = {column: values.pop(column) for column in roster.COLUMNS if column in values}
    found = []
    for column, names in given.items():
        try:
            one = partial(roster.lines, organization=values.get("organization_id"), people=people, places=places)
            lines = [line for _, line in one({column: names})]
        except BadCellError as error:
            row.refuse(column, error.text)
            continue
        unknown = [line.name for line in lines if line.person_id is None]
        if unknown and column != "guests":
            row.warn(f"账本里没有“{'、'.join(unknown)}”，只记姓名")
        found += lines
    return found


def _speakers(row: Row, values: dict[str, Any], people: People, places: Places) -> Speakers | None:
    """Whom the column 交流发言 names; it leaves *values*. None: the sheet does not tell."""
    named = values.pop(_SPOKE, None)
    if named is None:
        return None
    try:
        one = roster.lines({"present": named}, values.get("organization_id"), people, places)
        return {who(line): line.name for _, line in one}
    except BadCellError as error:
        row.refuse(_SPOKE, error.text)
        return None


def _speaking(lines: tuple[RosterLine, ...], spoke: Speakers | None) -> tuple[RosterLine, ...]:
    """The column tells of those who came; that a guest spoke stays with the record."""
    if spoke is None:
        return lines
    return tuple(replace(line, spoke=who(line) in spoke) if line.status is Status.PRESENT else line for line in lines)


class _Decider:
    """What becomes of rows, one after the other."""

    def __init__(self, planning: Planning, meant: Mapping[int, int], proposed: Mapping[int, str]) -> None:
        self._plan, self._meant, self._proposed = planning.plan, meant, proposed
        self._stored = get_meetings(planning.connection, list(meant.values()))
        self._seen: dict[Any, int] = {}

    def decide(self, row: Row, values: dict[str, Any], lines: list[RosterLine], spoke: Speakers | None) -> None:
        row.record_id = self._meant.get(row.number)
        old = MeetingDraft() if row.record_id is None else self._stored[row.record_id]
        _keep(old, values)
        if row.record_id is None:
            self._call(row, values)
            row.draft = MeetingDraft(**values, roster=_speaking(tuple(lines), spoke))
        elif self._plan.duplicates == "skip":
            row.action, row.draft = Action.SKIP, old
            return
        else:
            row.draft = replace(old, **values, roster=_speaking(_merged(old.roster, lines), spoke))
            _compare(row, old, row.draft)
        self._check(row, spoke)

    def _call(self, row: Row, values: dict[str, Any]) -> None:
        """A new record without a title is called by its kind."""
        if row.number in self._proposed:
            values["title"] = self._proposed[row.number]
            row.warn(f"没有会议名称，按“{values['title']}”记")

    def _check(self, row: Row, spoke: Speakers | None) -> None:
        draft: MeetingDraft = row.draft
        try:
            check_meeting(draft, self._plan.today)
        except UserError as error:
            named = (column.name for column in self._plan.ledger.columns if column.name in error.fields)
            row.refuse("present" if "roster" in error.fields else next(named, ROW), error.text.rstrip("。"))
        there = {who(line) for line in draft.roster if line.status is Status.PRESENT}
        if absent := [name for one, name in (spoke or {}).items() if one not in there]:
            row.refuse(_SPOKE, f"“{'、'.join(absent)}”不在到会人员里，请补上或去掉")
        same = (draft.organization_id, draft.kind_id, draft.starts_at, draft.title, draft.ordinal)
        first = self._seen.setdefault(row.record_id or same, row.number)
        if first != row.number:
            row.refuse(ROW, f"与第 {first} 行是同一次会议")


def _keep(stored: MeetingDraft, values: dict[str, Any]) -> None:
    """What hangs on lines of *stored*, and what a cell cannot tell of them, comes into *values*."""
    if "agenda" in values:
        values["agenda"] = retitled(stored.agenda, values["agenda"])
    if "resolutions" in values:
        values["resolutions"] = worded(stored.resolutions, values["resolutions"])
    if "votes" in values and votes_of(votes_written(stored.votes)) == values["votes"]:
        values["votes"] = stored.votes


def _merged(old: tuple[RosterLine, ...], lines: list[RosterLine]) -> tuple[RosterLine, ...]:
    """The columns given replace those of the record; what a sheet does not tell of someone stays."""
    if not lines:
        return old
    given = {line.status for line in lines}
    known = {who(line): line for line in old}
    kept = tuple(line for line in old if line.status not in given)
    fresh = (marked(known.get(who(line), line), line.status, line.reason) for line in lines)
    return (*kept, *fresh)


def _compare(row: Row, old: MeetingDraft, draft: MeetingDraft) -> None:
    """The order of a roster and the numbers before agenda items (dropped in reading) are no change."""
    same: dict[str, Any] = {"roster": old.roster} if set(old.roster) == set(draft.roster) else {}
    if lines_of("\n".join(titles(old.agenda))) == titles(draft.agenda):
        same["agenda"] = old.agenda
    if lines_of("\n".join(old.readings)) == draft.readings:
        same["readings"] = old.readings
    row.draft = draft = replace(draft, **same)
    row.changes = tuple(field.name for field in fields(draft) if getattr(old, field.name) != getattr(draft, field.name))
    row.action = Action.UPDATE if row.changes else Action.SAME
    for text in lost(old, draft):
        row.warn(text)


def write_rows(work: Work, rows: Sequence[Row], _today: date) -> Iterator[int]:
    """Write new and updated records; yields how many are done."""
    new = [row.draft for row in rows if row.action is Action.NEW]
    done = 0
    for start in range(0, len(new), _BATCH):
        part = new[start : start + _BATCH]
        insert_meetings(work, part)
        done += len(part)
        yield done
    changed = [row for row in rows if row.action is Action.UPDATE]
    gone = "有会议记录已被删除，请重新核对。"
    meetings = work.get_many(Meeting, [row.record_id or 0 for row in changed], gone, *PARTS)
    voters = Voters(work.connection, (one for row in changed for one in people_of(row.draft.roster)))
    for meeting, row in zip(meetings, changed, strict=True):
        write_meeting(work, meeting, row.draft, voters)
    yield len(rows)
