"""Organizations of a sheet: a tree that hangs on the book's own and on rows that may come later in the sheet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from db.core.action import Work
from db.core.base import table_of
from db.core.errors import UserError
from db.exchange.cells import BadCellError
from db.exchange.lookup import among
from db.exchange.parsing import Reader
from db.exchange.resolve import Place, Places, plain
from db.exchange.rows import ROW, Action, Planning, Row
from db.organizations.actions import last_position
from db.organizations.draft import OrganizationDraft
from db.organizations.models import Organization
from db.organizations.rules import check_dates, check_under, may_stand_under

_FIELDS = tuple(field.name for field in fields(OrganizationDraft))
_TABLE = table_of(Organization)


def plan_rows(planning: Planning) -> None:
    """Read every row, then place them from the top of the tree down, then check each in its place."""
    plan = planning.plan
    reader = Reader(plan.ledger, plan.table, plan.mapping)
    read = [(row, reader.read(row)) for row in planning.watched(plan.rows, "读取各列", (0, 0.4))]
    places = Places.of(planning.connection)
    tree = _Tree(places)
    planning.check(0.4, "理顺上下级")
    tree.place([(row, values) for row, values in read if "name" in values])
    for _, values in read:
        if "name" not in values:
            values.pop("parent_id", None)  # nowhere to stand, and refused anyway
    known = _drafts(planning, [row.record_id for row, _ in read if row.record_id is not None and row.record_id > 0])
    values_of = {id(row): values for row, values in read}
    in_order = [*tree.placed, *(row for row, values in read if "name" not in values)]
    for row in planning.watched(in_order, "检查各行", (0.5, 1)):
        _decide(planning, reader, row, values_of[id(row)], known, tree)


class _Tree:
    """Where the rows stand. A new organization gets a provisional id below zero, so that others can name it."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.placed: list[Row] = []  # from the top down
        self.row_of: dict[int, Row] = {}  # by id, provisional or the book's
        self._next = -1

    def place(self, read: list[tuple[Row, dict[str, Any]]]) -> None:
        """Place all rows, those that others stand under first, wherever they are in the sheet."""
        waiting = read
        while waiting:
            coming = {plain(word) for _, values in waiting for word in _words(values)}
            ready = [one for one in waiting if not self._waits(one[1], coming)]
            if not ready:
                for row, values in waiting:
                    row.refuse("parent_id", f"上级“{values['parent_id']}”与它互为上级，或也在等别的行，请核对")
                    values.pop("parent_id")
                    self.placed.append(row)
                return
            for row, values in ready:
                self._put(row, values)
            done = {id(row) for row, _ in ready}
            waiting = [one for one in waiting if id(one[0]) not in done]

    def _waits(self, values: dict[str, Any], coming: set[str]) -> bool:
        """Its parent is a row not yet placed."""
        parent = values.get("parent_id")
        if parent is None or plain(parent) in {plain(word) for word in _words(values)}:
            return False
        last = plain(parent.replace("\\", "/").replace(">", "/").rpartition("/")[2])
        return not {plain(parent), last}.isdisjoint(coming)

    def _put(self, row: Row, values: dict[str, Any]) -> None:
        self.placed.append(row)
        parent: int | None = None
        if "parent_id" in values:
            try:
                parent = values["parent_id"] = self.places.find(values["parent_id"])
            except BadCellError as error:
                del values["parent_id"]
                row.refuse("parent_id", error.text)
                return
        same = self._twins(values["name"], parent, "parent_id" in values)
        if len(same) > 1:
            told = "、".join(self.places.path(one) for one in same[:5])
            row.refuse("parent_id", f"账本里有 {len(same)} 个“{values['name']}”（{told}），请写上级组织")
            return
        if same:
            row.record_id, values["name"] = same[0], self.places[same[0]].name  # blanks in a name say nothing
            first = self.row_of.setdefault(same[0], row)
            if first is not row:
                row.refuse(ROW, f"与第 {first.number} 行是同一个组织")
            return
        row.record_id, self._next = self._next, self._next - 1
        self.row_of[row.record_id] = row
        self.places.add(
            Place(row.record_id, parent, values["name"], values.get("short_name", ""), values.get("kind", ""))
        )

    def _twins(self, name: str, parent: int | None, told: bool) -> list[int]:
        """Organizations of that name under *parent*; anywhere when the row tells none."""
        everywhere = [one for one in self.places if _tight(one.name) == _tight(name)]
        if told:
            return [one.id for one in everywhere if one.parent_id == parent]
        top = [one.id for one in everywhere if one.parent_id is None]
        return top or [one.id for one in everywhere]


def _tight(name: str) -> str:
    return "".join(name.split())


def _words(values: dict[str, Any]) -> list[str]:
    return [word for word in (values.get("name"), values.get("short_name")) if word]


def _drafts(planning: Planning, ids: Sequence[int]) -> dict[int, OrganizationDraft]:
    rows = planning.connection.execute(select(_TABLE).where(among(_TABLE.c.id, set(ids)))).mappings()
    return {row["id"]: OrganizationDraft(**{name: row[name] for name in _FIELDS}) for row in rows}


def _decide(
    planning: Planning,
    reader: Reader,
    row: Row,
    values: dict[str, Any],
    known: dict[int, OrganizationDraft],
    tree: _Tree,
) -> None:
    old = known.get(row.record_id) if row.record_id is not None else None
    if old is None:
        reader.require(row, values)
        row.draft = OrganizationDraft(**values)
    else:
        if planning.plan.duplicates == "skip" and row.action is not Action.REFUSED:
            row.action, row.draft = Action.SKIP, old
            return
        row.draft = replace(old, **values)
    try:
        check_dates(row.draft)
        _check_place(row, row.draft, tree)
    except UserError as error:
        for name, reason in error.fields.items():
            row.refuse(name, reason.rstrip("。"))
    if row.action is not Action.REFUSED and old is not None:
        row.changes = tuple(name for name in _FIELDS if getattr(old, name) != getattr(row.draft, name))
        row.action = Action.UPDATE if row.changes else Action.SAME


def _check_place(row: Row, draft: OrganizationDraft, tree: _Tree) -> None:
    """The kinds above and below fit; what stands under a refused row is refused with it."""
    if draft.parent_id is not None:
        above = tree.row_of.get(draft.parent_id)
        if above is not None and above.action is Action.REFUSED and draft.parent_id < 0:
            row.refuse("parent_id", f"它的上级在第 {above.number} 行，那一行有问题")
            return
        kind = above.draft.kind if above is not None and above.draft is not None else tree.places[draft.parent_id].kind
        if draft.kind:
            check_under(draft.kind, kind, tree.places[draft.parent_id].name)
    if row.record_id is not None and row.record_id > 0:
        for child in tree.places.children(row.record_id):
            if child.kind and child.id > 0 and not may_stand_under(child.kind, draft.kind):
                row.refuse("kind", f"下级“{child.name}”是{child.kind}，{draft.kind}之下不设{child.kind}")
                return


def write_rows(work: Work, rows: Sequence[Row], _today: date) -> Iterator[int]:
    """Write new and updated organizations, each level of the tree after the one above; yields how many are done."""
    real: dict[int, int] = {}
    new = [row for row in rows if row.action is Action.NEW]
    done = 0
    while new:
        ready = [row for row in new if (row.draft.parent_id or 0) >= 0 or row.draft.parent_id in real]
        ids = work.insert_many(Organization, _numbered(work, ready, real))
        real.update(zip((row.record_id or 0 for row in ready), ids, strict=True))
        placed = {id(row) for row in ready}
        new = [row for row in new if id(row) not in placed]
        done += len(ready)
        yield done
    for row in rows:
        if row.action is Action.UPDATE:
            organization = work.get(Organization, row.record_id, "这个组织已被删除，请重新核对。")
            for name in row.changes:
                setattr(organization, name, getattr(row.draft, name))
            done += 1
    yield done


def _numbered(work: Work, rows: Sequence[Row], real: dict[int, int]) -> list[dict[str, Any]]:
    """Rows to insert, each after the last child of its parent."""
    last: dict[int | None, int] = {}
    found = []
    children: dict[int | None, int] = defaultdict(int)
    for row in rows:
        parent = real.get(row.draft.parent_id, row.draft.parent_id)
        if parent not in last:
            last[parent] = last_position(work.session, parent)
        children[parent] += 1
        found.append({**asdict(row.draft), "parent_id": parent, "position": last[parent] + children[parent]})
    return found
