"""Posts of a sheet: whose, where, on which body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from db.core.action import Work
from db.core.base import table_of
from db.core.errors import UserError
from db.core.vocabulary import post_rank
from db.exchange.cells import MASKED, BadCellError
from db.exchange.lookup import among
from db.exchange.parsing import Reader
from db.exchange.resolve import People, Places
from db.exchange.rows import ROW, Action, Planning, Row
from db.people.bodies import BODIES, LEADING_BODY, titles_of
from db.people.draft import PostDraft
from db.people.models import Post
from db.people.rules import check_post

_FIELDS = tuple(field.name for field in fields(PostDraft))
_TABLE = table_of(Post)
_KEY = ("organization_id", "person_id", "body", "title", "starts_on")


def plan_rows(planning: Planning) -> None:
    plan = planning.plan
    reader = Reader(plan.ledger, plan.table, plan.mapping)
    read = [(row, reader.read(row)) for row in planning.watched(plan.rows, "读取各列", (0, 0.4))]
    places = Places.of(planning.connection)
    people = People(planning.connection, (values.get("person_id", "") for _, values in read), places)
    for row, values in read:
        _resolve(row, values, places, people)
    known = _known(planning, {values["person_id"] for _, values in read if "person_id" in values})
    seen: dict[tuple[Any, ...], int] = {}
    rows = iter(read)
    for row in planning.watched(plan.rows, "检查各行", (0.5, 1)):
        values = next(rows)[1]
        reader.require(row, values)
        if row.action is not Action.REFUSED:
            _decide(planning, row, values, known, seen)


def _resolve(row: Row, values: dict[str, Any], places: Places, people: People) -> None:
    """Names become ids, and the body is told by the title where the row does not say it."""
    number = values.pop("id_number", "")
    number = "" if number.startswith(MASKED) else number
    try:
        if "organization_id" in values:
            values["organization_id"] = places.find(values["organization_id"])
    except BadCellError as error:
        del values["organization_id"]
        row.refuse("organization_id", error.text)
    if "person_id" in values:
        name = values.pop("person_id")
        try:
            person = people.find(name, values.get("organization_id"), number)
            if person is None:
                raise BadCellError(f"账本里没有“{name}”{'（这个身份证号）' if number else ''}，请先导入人员")
            values["person_id"] = person.id
        except BadCellError as error:
            row.refuse("person_id", error.text)
    if "body" not in values and "body" not in row.problems and "title" in values:
        fits = [body for body in BODIES if values["title"] in titles_of(body)]
        values["body"] = LEADING_BODY if LEADING_BODY in fits or not fits else fits[0]


def _known(planning: Planning, people: set[int]) -> dict[tuple[Any, ...], tuple[int, PostDraft]]:
    """The posts these people hold or held, by what tells them apart."""
    rows = planning.connection.execute(select(_TABLE).where(among(_TABLE.c.person_id, people))).mappings()
    drafts = ((row["id"], PostDraft(**{name: row[name] for name in _FIELDS})) for row in rows)
    return {_key(draft): (post_id, draft) for post_id, draft in drafts}


def _key(draft: PostDraft) -> tuple[Any, ...]:
    return tuple(getattr(draft, name) for name in _KEY)


def _decide(
    planning: Planning, row: Row, values: dict[str, Any], known: dict[tuple[Any, ...], tuple[int, PostDraft]],
    seen: dict[tuple[Any, ...], int],
) -> None:  # fmt: skip
    draft = PostDraft(**values, rank=post_rank(values["body"], values["title"]))
    key = _key(draft)
    found = known.get(key)
    if found is not None:
        row.record_id, old = found
        if planning.plan.duplicates == "skip":
            row.action, row.draft = Action.SKIP, old
            return
        draft = replace(old, **values)
        row.changes = tuple(name for name in _FIELDS if getattr(old, name) != getattr(draft, name))
        row.action = Action.UPDATE if row.changes else Action.SAME
    row.draft = draft
    try:
        check_post(draft)
    except UserError as error:
        for name, reason in error.fields.items():
            row.refuse(name, reason)
    first = seen.setdefault(key, row.number)
    if first != row.number:
        row.refuse(ROW, f"与第 {first} 行是同一任职")


def write_rows(work: Work, rows: Sequence[Row], _today: date) -> Iterator[int]:
    """Write new and updated posts; yields how many are done."""
    new = [row for row in rows if row.action is Action.NEW]
    work.insert_many(Post, [asdict(row.draft) for row in new])
    yield len(new)
    for row in rows:
        if row.action is Action.UPDATE:
            post = work.get(Post, row.record_id, "这条任职已被删除，请重新核对。")
            for name in row.changes:
                setattr(post, name, getattr(row.draft, name))
    yield len(rows)
