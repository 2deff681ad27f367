"""The changes of one action in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from db.audit.describe import DESCRIBED
from db.audit.names import Names
from db.core.base import Base
from db.core.journal import Change

_EMPTY = "（空）"
_LONGEST = 60  # characters of a value
_AROUND = 12  # characters kept before the place where two long texts part
_MOST_NAMED = 12  # parts named one by one
_VERBS = {"+": "加入", "-": "移除"}


def lines(names: Names, changes: Sequence[Change], record: int | None = None) -> tuple[str, ...]:
    """*changes* of one action, a line each; of the row *record* itself its name is left out."""
    told: list[str] = []
    for (table, op, own), group in groupby(changes, key=lambda change: _kind(change, record)):
        if op == "*" and own:
            told.append("由这次成批录入建立")
        elif op == "*":
            told += [f"成批录入{_label(table)} {run.span} 条" for run in group]
        elif op == "~":
            told += [line for change in group for line in _updated(names, change, own)]
        elif own or not _is_part(table):
            told += [_whole(names, change, own) for change in group]
        else:
            told.append(_parts(names, table, op, list(group)))
    return tuple(filter(None, told)) or ("次序等细节有变动",)


def _kind(change: Change, record: int | None) -> tuple[str, str, bool]:
    return change.table, change.op, change.row_id == record


def _label(table: str) -> str:
    return str(Base.metadata.tables[table].info["label"])


def _is_part(table: str) -> bool:
    return "root" in Base.metadata.tables[table].info


def _whole(names: Names, change: Change, own: bool) -> str:
    """A record that came or went, with what it held."""
    image = (change.after if change.op == "+" else change.before) or {}
    shown = names.shown(change.table, image)
    held = "；".join(
        f"{field.label}：{_short(shown(field.name))}"
        for field in DESCRIBED[change.table].told
        if shown(field.name)
    )  # fmt: skip
    verb = "新建" if change.op == "+" else "删除"
    return f"{verb}：{held}" if own else f"{verb}{_label(change.table)}“{names.call(change.table, image)}”：{held}"


def _parts(names: Names, table: str, op: str, changes: Sequence[Change]) -> str:
    """Parts that came or went together."""
    called = [_part(names, table, (change.after if op == "+" else change.before) or {}) for change in changes]
    more = f"等 {len(called)} 项" if len(called) > _MOST_NAMED else ""
    return f"{_label(table)}{_VERBS[op]}：{'、'.join(called[:_MOST_NAMED])}{more}"


def _part(names: Names, table: str, image: dict[str, object]) -> str:
    detail = DESCRIBED[table].detail(names.shown(table, image))
    called = _short(names.call(table, image))
    return f"{called}（{detail}）" if detail else called


def _updated(names: Names, change: Change, own: bool) -> Iterator[str]:
    """One line for the record itself for each field, one line for a part."""
    before, after = change.before or {}, change.after or {}
    described = DESCRIBED[change.table]
    found = [
        f"{field.label}：{_from_to(*(names.show(change.table, field.name, image.get(field.name)) for image in pair))}"
        for field in described.told
        if field.name in after
        for pair in ((before, after),)
    ]
    if own:
        yield from found
    elif found:
        row = names.row(change.table, change.row_id) or {}
        called = _short(names.call(change.table, {**row, **after}))
        yield f"{_label(change.table)}“{called}”　{'；'.join(found)}"


def _from_to(before: str, after: str) -> str:
    if before == after:
        return "已修改"  # the difference is behind the mask
    if max(len(before), len(after)) > _LONGEST:
        before, after = _parting(before, after)
    return f"{_short(before) or _EMPTY} → {_short(after) or _EMPTY}"


def _parting(before: str, after: str) -> tuple[str, str]:
    """Two long texts from a little before where they begin to differ."""
    same = next((at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), None)
    start = (min(len(before), len(after)) if same is None else same) - _AROUND
    if start <= 0:
        return before, after
    return f"…{before[start:]}", f"…{after[start:]}"


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def labels(tables: Iterable[str]) -> str:
    """人员、组织关系"""
    return "、".join(dict.fromkeys(_label(table) for table in tables))
