"""Rows that referred to a deleted record and were left: they refer to it again when it returns."""

from __future__ import annotations

from collections.abc import Iterable

from db.audit.names import Names, referred
from db.core.action import Work, images, write_images
from db.core.base import Base
from db.core.hanging import exists
from db.core.journal import Change, Image


def rejoin(work: Work, parted: Iterable[Change]) -> tuple[str, ...]:
    """Give rows back what a deletion changed in them; returns sentences about those that have moved on since."""
    names = Names(work.connection)
    told: dict[str, None] = {}
    for change in parted:
        table = Base.metadata.tables[change.table]
        now = images(work.connection, table, [change.row_id]).get(change.row_id)
        if now is None:
            continue
        if any(name in now and now[name] != value for name, value in (change.after or {}).items()):
            called = f"{table.info['label']}“{names.called(change.table, change.row_id)}”"
            told[f"{called}后来又有改动，没有重新与它关联，请打开核对。"] = None
        elif wanted := _standing(work, change, now):
            write_images(work, table, {change.row_id: wanted})
    return tuple(told)


def _standing(work: Work, change: Change, now: Image) -> Image:
    """The columns of *change* as they were, but for those the table has no more and references to what is gone."""
    table = Base.metadata.tables[change.table]
    known = ((name, value, referred(table, name)) for name, value in (change.before or {}).items() if name in now)
    return {
        name: value
        for name, value, target in known
        if target is None or value is None or exists(work.connection, target, value)
    }
