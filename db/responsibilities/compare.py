"""Two lists side by side: what one year's has that another's lacked, what was dropped, what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from sqlalchemy import Connection, select

from db.core.base import table_of
from db.goals.fields import COUNTED
from db.meetings.likeness import paired
from db.meetings.queries import kinds
from db.responsibilities.actions import in_year
from db.responsibilities.draft import ItemDraft
from db.responsibilities.fields import ITEM_FIELDS
from db.responsibilities.models import ResponsibilityItem

_TOLD = ("share", "outcome", "below")


class Change(StrEnum):
    ADDED = "新增"
    DROPPED = "取消"
    CHANGED = "修改"
    SAME = "未变"


@dataclass(frozen=True, slots=True)
class Numbered:
    """An item of a list; ``no`` is its number there."""

    no: int
    draft: ItemDraft


@dataclass(frozen=True, slots=True)
class Difference:
    """One item of either list. ``fields``: what was changed of it, as (label, before, now)."""

    change: Change
    old: Numbered | None
    new: Numbered | None
    fields: tuple[tuple[str, str, str], ...] = ()

    @property
    def category(self) -> str:
        """Where it stands now, else where it stood."""
        item = self.new or self.old
        assert item is not None
        return item.draft.category


def compared(connection: Connection, old_id: int, new_id: int) -> list[Difference]:
    """What became of the items of one list in another: in the order of the new, dropped ones after their category."""
    named = {kind.id: kind.name for kind in kinds(connection)}
    return differences(_read(connection, old_id), _read(connection, new_id), named)


def differences(old: Sequence[ItemDraft], new: Sequence[ItemDraft], kind_names: dict[int, str]) -> list[Difference]:
    """*kind_names*: of kinds of meeting, by id."""
    partners = _partners(old, new)
    found: list[Difference] = []
    for at, item in enumerate(new):
        here = Numbered(at + 1, item)
        if at not in partners:
            found.append(Difference(Change.ADDED, None, here))
            continue
        before = Numbered(partners[at] + 1, old[partners[at]])
        changed = _changed(before.draft, item, kind_names)
        found.append(Difference(Change.CHANGED if changed else Change.SAME, before, here, changed))
    for at in sorted(set(range(len(old))) - set(partners.values())):
        _put(found, Difference(Change.DROPPED, Numbered(at + 1, old[at]), None))
    return found


def _put(found: list[Difference], dropped: Difference) -> None:
    """After the last of its category."""
    places = [at for at, each in enumerate(found) if each.category == dropped.category]
    found.insert(places[-1] + 1 if places else len(found), dropped)


def _partners(old: Sequence[ItemDraft], new: Sequence[ItemDraft]) -> dict[int, int]:
    """Which of *new* was which of *old*: within a category first, then whatever moved to another."""
    partners: dict[int, int] = {}
    for category in dict.fromkeys(item.category for item in new):
        here = [at for at, item in enumerate(new) if item.category == category]
        there = [at for at, item in enumerate(old) if item.category == category]
        partners |= _alike(old, new, there, here)
    left = [at for at in range(len(old)) if at not in partners.values()]
    return partners | _alike(old, new, left, [at for at in range(len(new)) if at not in partners])


def _alike(
    old: Sequence[ItemDraft], new: Sequence[ItemDraft], there: Sequence[int], here: Sequence[int]
) -> dict[int, int]:
    found = paired([old[at].text for at in there], [new[at].text for at in here], in_place=False)
    return {here[at]: there[place] for at, place in found.items()}


def _changed(old: ItemDraft, new: ItemDraft, kind_names: dict[int, str]) -> tuple[tuple[str, str, str], ...]:
    """A day that only moved with the year is no change."""
    found = []
    for field in ITEM_FIELDS:
        before, now = getattr(old, field.name), getattr(new, field.name)
        if field.name in _TOLD or before == now:
            continue
        if field.name == "due_on" and before and now and in_year(before, now.year) == now:
            continue
        if field.name == "kind_id":
            before, now = kind_names.get(before, ""), kind_names.get(now, "")
        elif field.name == "counted":
            before, now = dict(COUNTED)[before], dict(COUNTED)[now]
        found.append((field.label, field.show(before), field.show(now)))
    return tuple(found)


def _read(connection: Connection, list_id: int) -> list[ItemDraft]:
    item = table_of(ResponsibilityItem)
    names = [field.name for field in fields(ItemDraft)]
    rows = connection.execute(select(item).where(item.c.list_id == list_id).order_by(item.c.no, item.c.id)).mappings()
    return [ItemDraft(**{name: row[name] for name in names}) for row in rows]
