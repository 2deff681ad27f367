"""People of a sheet: who they are in the book, what they will be, how they get there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import partial
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, select

from db.core.action import Work
from db.core.base import table_of
from db.core.dates import Month
from db.core.errors import UserError
from db.core.pinyin import pinyin
from db.exchange.cells import MASKED, BadCellError
from db.exchange.lookup import among
from db.exchange.parsing import Reader, date_or_month, same_name
from db.exchange.resolve import Places
from db.exchange.rows import ROW, Action, Plan, Planning, Row
from db.organizations.fields import GROUP_KIND
from db.organizations.models import Organization
from db.people import identity
from db.people.actions import correct_membership
from db.people.draft import DERIVED, PersonDraft
from db.people.models import Membership, Person
from db.people.rules import check_dates, check_since, completed, joined_young, member_since

_BATCH = 500
_PERSON = table_of(Person)
_FIELDS = tuple(field.name for field in fields(PersonDraft))
_STORED = tuple(name for name in _FIELDS if name not in DERIVED)
_stored_values = attrgetter(*_STORED)
_PLACE = ("organization_id", "group_id", "since")  # a change of these corrects the membership


def plan_rows(planning: Planning) -> None:
    """Read every row, then find out who is in the book already, then check what each will be."""
    plan = planning.plan
    places = Places.of(planning.connection)
    born = partial(date_or_month, plan.ledger.column("born_on").field, plan.table.since_1904)
    reader = Reader(plan.ledger, plan.table, plan.mapping, {"born_on": born})
    read: list[tuple[Row, dict[str, Any], str]] = []
    for row in planning.watched(plan.rows, "读取各列", (0, 0.5)):
        values = reader.read(row)
        masked = _take_masked(values)
        _locate(places, row, values)
        read.append((row, values, masked))
    planning.check(0.5, "与账本核对")
    known = _Known(planning.connection, places, read)
    matched = {id(row): known.who(row, values, masked) for row, values, masked in read}
    planning.check(0.6, "与账本核对")
    before = _Before(planning.connection, {one for one in matched.values() if one is not None})
    seen = _Seen()
    rows = iter(read)
    for row in planning.watched(plan.rows, "检查各行", (0.6, 1)):
        _, values, _ = next(rows)
        person = matched[id(row)]
        _decide(plan, reader, row, values, person, before)
        if row.action is not Action.REFUSED:
            seen.check(row, person)


def _take_masked(values: dict[str, Any]) -> str:
    """An identity number with its middle hidden overwrites nothing; it still tells who is meant."""
    number = values.get("id_number", "")
    if not number.startswith(MASKED):
        return ""
    del values["id_number"]
    return str(number[len(MASKED) :])


def _locate(places: Places, row: Row, values: dict[str, Any]) -> None:
    """Names of the organization and the group become ids; the group waits when the row names no organization."""
    if "organization_id" in values:
        try:
            found = places.find(values.pop("organization_id"))
        except BadCellError as error:
            row.refuse("organization_id", error.text)
            values.pop("group_id", None)
            return
        place = places[found]
        if place.kind == GROUP_KIND and place.parent_id is not None:  # 所在组织 names the group itself
            values.setdefault("group_id", place.name)
            found = place.parent_id
        values["organization_id"] = found
        if "group_id" in values:
            try:
                values["group_id"] = places.find_group(found, values["group_id"])
            except BadCellError as error:
                del values["group_id"]
                row.refuse("group_id", error.text)
    elif "group_id" in values and "organization_id" not in row.problems:
        try:
            group = places[places.find(values["group_id"])]
        except BadCellError as error:
            del values["group_id"]
            row.refuse("group_id", error.text)
            return
        if group.kind != GROUP_KIND or group.parent_id is None:
            row.refuse("group_id", f"“{group.name}”不是党小组")
            del values["group_id"]
        else:
            values["group_id"], values["organization_id"] = group.id, group.parent_id


class _Known:
    """People of the book who bear a name or a number of the sheet."""

    def __init__(self, connection: Connection, places: Places, read: Sequence[tuple[Row, dict[str, Any], str]]) -> None:
        self._places = places
        self._by_number: dict[str, list[Any]] = defaultdict(list)
        self._by_name: dict[str, list[Any]] = defaultdict(list)
        columns = (Person.id, Person.name, Person.born_on, Person.id_number, Person.organization_id)
        for column, index, names in (
            (Person.id_number, self._by_number, {values.get("id_number") for _, values, _ in read}),
            (Person.name, self._by_name, {values.get("name") for _, values, _ in read}),
        ):
            for found in connection.execute(select(*columns).where(among(column, names - {None}))):
                index[getattr(found, column.key)].append(found)

    def who(self, row: Row, values: dict[str, Any], masked: str) -> int | None:
        """The person the row is about: by number, else by name and birth, else by name and organization."""
        number = values.get("id_number", "")
        named = self._by_name.get(values.get("name", ""), ())
        if number:
            same = self._by_number.get(number, ())
            if len(same) > 1:
                row.refuse("id_number", f"账本里有 {len(same)} 个人用这个身份证号，请先在账本里核对")
                return None
            if same:
                return self._bearer(row, values, same[0])
            named = [one for one in named if not one.id_number]
        if not named:
            return None
        born = _birth(number) if number else values.get("born_on")
        if masked:
            same = [one for one in named if one.id_number and identity.mask(one.id_number) == masked]
            open_ones = [one for one in named if not one.id_number]
        elif born is not None:
            alike = [one for one in named if one.born_on is not None and _same_birth(born, one.born_on)]
            same = [one for one in alike if self._told_apart(row, values, born, one)]
            open_ones = [one for one in named if one.born_on is None or one in alike]
        elif number:  # which is wrong, and refused for that
            return None
        else:
            return self._by_place(row, values, named)
        if not same and open_ones:
            row.warn(_namesakes(self._where(open_ones)))
        return self._one(row, same)

    def _bearer(self, row: Row, values: dict[str, Any], one: Any) -> int:
        """Who has the row's number in the book. A row never renames: another spelling is left, another name refused."""
        if not same_name(values.get("name", one.name), one.name):
            told = f"是账本里“{one.name}”（{self._place(one)}）的，姓名却不同，请核对"
            row.refuse("id_number", f"{told}；确实改了名的，请先在“人员”里改姓名")
        values["name"] = one.name
        return int(one.id)

    def _told_apart(self, row: Row, values: dict[str, Any], born: date, one: Any) -> bool:
        """Whether the same name and birth make the same person.

        A birth on the first of a month, and no number to tell it, may be any day of it: the organization has to agree.
        """
        number, place = values.get("id_number"), values.get("organization_id")
        known = (one.id_number or one.born_on.day != 1) and (number or born.day != 1)
        if known or (place is not None and place == one.organization_id):
            return True
        if place is not None or number:
            return False
        row.warn(f"可能只知道出生年月，按姓名和出生年月认作：{self._where([one])}，请核对")
        return True

    def _by_place(self, row: Row, values: dict[str, Any], named: Sequence[Any]) -> int | None:
        place = values.get("organization_id")
        here = [one for one in named if place is None or one.organization_id == place]
        if not here:
            row.warn(_namesakes(self._where(named)))
            return None
        found = self._one(row, here)
        if found is not None:
            row.warn(f"没有身份证号和出生日期，只按姓名{'和所在组织' if place else ''}认作：{self._where(here)}")
        return found

    def _one(self, row: Row, found: Sequence[Any]) -> int | None:
        if len(found) > 1:
            row.refuse("name", f"账本里有 {len(found)} 个同名的人（{self._where(found)}），请写上身份证号")
        return int(found[0].id) if len(found) == 1 else None

    def _where(self, found: Sequence[Any]) -> str:
        return "、".join(f"{one.name}（{self._place(one)}）" for one in found[:5])

    def _place(self, one: Any) -> str:
        return self._places[one.organization_id].name if one.organization_id else "未编入组织"


def _namesakes(told: str) -> str:
    return f"账本里另有同名的人：{told}；这一行当作另一个人新增，请核对"


def _same_birth(told: date, known: date) -> bool:
    """A month alone agrees with every day of it."""
    return told.holds(known) if isinstance(told, Month) else told == known


def _birth(number: str) -> date | None:
    return identity.birth(number) if identity.check(number, date.max) is None else None


class _Before:
    """The people a sheet is about as they are: what their forms hold, and when their last ended membership ended.

    ``founded`` says since when organizations exist.
    """

    def __init__(self, connection: Connection, ids: set[int]) -> None:
        self.drafts: dict[int, PersonDraft] = {}
        self.ended: dict[int, date] = {}
        self.founded: dict[int | None, date] = {
            place: day for place, day in connection.execute(select(Organization.id, Organization.founded_on)) if day
        }
        since: dict[int, date] = {}
        stays = select(Membership.person_id, Membership.starts_on, Membership.ends_on)
        for person, starts_on, ends_on in connection.execute(stays.where(among(Membership.person_id, ids))):
            if ends_on is None:
                since[person] = starts_on
            else:
                self.ended[person] = max(ends_on, self.ended.get(person, ends_on))
        for row in connection.execute(select(_PERSON).where(among(_PERSON.c.id, ids))).mappings():
            stored = {name: row[name] for name in _STORED}
            self.drafts[row["id"]] = PersonDraft(**stored, since=since.get(row["id"]))


def _decide(plan: Plan, reader: Reader, row: Row, values: dict[str, Any], person: int | None, before: _Before) -> None:
    row.record_id = person
    if person is None:
        reader.require(row, values)
        old = None
        draft = PersonDraft(**values)
    else:
        old = before.drafts[person]
        if plan.duplicates == "skip" and row.action is not Action.REFUSED:
            row.action, row.draft = Action.SKIP, old
            return
        draft = _merged(old, values)
    try:
        draft = _whole_dates(row, completed(draft, plan.today))
        check_dates(draft, plan.today)
        draft = _with_since(row, draft, old, plan.today, before)
        if young := joined_young(draft.born_on, draft.joined_on):
            row.warn(young)
        if (
            draft.since is not None
            and old is not None
            and any(getattr(draft, one) != getattr(old, one) for one in _PLACE)
        ):
            check_since(draft.since, before.ended.get(row.record_id or 0))
    except UserError as error:
        for name, reason in error.fields.items():
            row.refuse(name, reason.rstrip("。"))
    row.draft = draft
    if row.action is not Action.REFUSED and old is not None:
        _compare(row, old, draft)


def _whole_dates(row: Row, draft: PersonDraft) -> PersonDraft:
    """A month of birth whose day neither the number nor the book tells begins on its first day, and that is told."""
    if not isinstance(draft.born_on, Month):
        return draft
    row.warn(f"出生日期没有写日，按 {draft.born_on} 记")
    return replace(draft, born_on=draft.born_on.first_day())


def _with_since(row: Row, draft: PersonDraft, old: PersonDraft | None, today: date, before: _Before) -> PersonDraft:
    """A membership that begins with this row and says no day begins on a day that is told."""
    if draft.organization_id is None or (old is not None and old.organization_id is not None):
        return draft
    since, note = member_since(draft, None, today, before.founded.get(draft.organization_id))
    if note:
        row.warn(note)
    return replace(draft, since=since)


def _merged(old: PersonDraft, values: dict[str, Any]) -> PersonDraft:
    """*values* over what is known. Another organization has other groups; a month tells less than a day of it."""
    born = values.get("born_on")
    if isinstance(born, Month) and old.born_on is not None and born.holds(old.born_on):
        values = {**values, "born_on": old.born_on}
    moved = "organization_id" in values and values["organization_id"] != old.organization_id
    if moved and "group_id" not in values:
        values = {**values, "group_id": None}
    return replace(old, **values)


def _compare(row: Row, old: PersonDraft, draft: PersonDraft) -> None:
    row.changes = tuple(name for name in _FIELDS if getattr(old, name) != getattr(draft, name))
    row.action = Action.UPDATE if row.changes else Action.SAME
    if "organization_id" in row.changes and old.organization_id is not None:
        row.warn("所在组织与账本不同，按更正处理；若是转移，请用“转移组织关系”")


class _Seen:
    """Rows of the sheet that are about the same person, or may be."""

    def __init__(self) -> None:
        self._rows: dict[tuple[Any, ...], int] = {}
        self._named: dict[str, dict[date | None, list[Row]]] = defaultdict(lambda: defaultdict(list))

    def check(self, row: Row, person: int | None) -> None:
        draft: PersonDraft = row.draft
        key: tuple[Any, ...]
        if person is not None:
            key = (person,)
        elif draft.id_number:
            key = (draft.id_number,)
        elif draft.born_on:
            key = (draft.name, draft.born_on)
        else:
            key = (draft.name, draft.organization_id, None)
        first = self._rows.setdefault(key, row.number)
        if first == row.number:
            self._compare(row, draft)
            return
        what = {1: "是同一个人", 2: "姓名和出生日期相同", 3: "同名同组织，请写上身份证号或出生日期"}[len(key)]
        row.refuse("id_number" if len(key) == 1 and draft.id_number else ROW, f"与第 {first} 行{what}")

    def _compare(self, row: Row, draft: PersonDraft) -> None:
        """Someone new of the same name as a row above, and nothing that tells the two apart, is remarked."""
        above, born = self._named[draft.name], draft.born_on
        if row.action is Action.NEW:
            same = above.values() if born is None else (above[born], above[None])  # another birth is another person
            doubtful = [one.number for rows in same for one in rows if not (one.draft.id_number and draft.id_number)]
            if doubtful:
                told = "、".join(map(str, sorted(doubtful)[:3]))
                row.warn(f"与第 {told} 行同名，又没有身份证号或出生日期可以区分；当作另一个人新增，请核对")
        above[born].append(row)


def write_rows(work: Work, rows: Sequence[Row], today: date) -> Iterator[int]:
    """Write new and updated people; yields how many rows are done."""
    done = 0
    for part in _parts([row for row in rows if row.action is Action.NEW], 5000):
        _insert(work, part, today)
        done += len(part)
        yield done
    for part in _parts([row for row in rows if row.action is Action.UPDATE]):
        _update(work, part, today)
        done += len(part)
        yield done


def _insert(work: Work, rows: Sequence[Row], today: date) -> None:
    drafts: list[PersonDraft] = [row.draft for row in rows]
    people = [_person(draft) for draft in drafts]
    ids = work.insert_many(Person, people)
    work.insert_many(Membership, [
        {
            "person_id": person_id, "organization_id": draft.organization_id, "group_id": draft.group_id,
            "starts_on": draft.since or today,
        }
        for person_id, draft in zip(ids, drafts, strict=True) if draft.organization_id is not None
    ])  # fmt: skip


def _person(draft: PersonDraft) -> dict[str, Any]:
    values = dict(zip(_STORED, _stored_values(draft), strict=True))
    values["pinyin"], values["initials"] = pinyin(draft.name)
    return values


def _update(work: Work, rows: Sequence[Row], today: date) -> None:
    ids = [row.record_id or 0 for row in rows]
    people = work.get_many(Person, ids, "有人员已被删除，请重新核对。", Person.memberships)
    for person, row in zip(people, rows, strict=True):
        for name in row.changes:
            if name not in DERIVED:
                setattr(person, name, getattr(row.draft, name))
        if not {*_PLACE}.isdisjoint(row.changes):
            correct_membership(person, row.draft, today)
    work.session.flush()


def _parts(items: Sequence[Any], size: int = _BATCH) -> Iterator[Sequence[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))
