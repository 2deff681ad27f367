"""Marking a whole roster from one line: who did not come, the rest did."""

from __future__ import annotations

from collections import Counter

from db.core.errors import UserError
from db.meetings.names import Written, read_names
from db.meetings.roster import marked
from db.meetings.status import MISSED, Status
from desktop.meetings.roster_model import RosterModel


def all_but(model: RosterModel, text: str) -> str:
    """Everyone expected came but those named in *text* (“张三 病假、李四 出差”); returns what was done, in words.

    ``UserError`` names those the roster lacks or has twice; nothing is marked then.
    """
    written = read_names(text, {line.name for line in model.lines})
    _check(model, written)
    away = {one.name: one for one in written}
    changed = {}
    for row, line in enumerate(model.lines):
        if one := away.get(line.name):
            status = one.status if one.status in MISSED else Status.LEAVE if one.reason else Status.ABSENT
            changed[row] = marked(line, status, one.reason)
        elif line.status in MISSED:
            changed[row] = marked(line, Status.PRESENT)
    model.put({row: line for row, line in changed.items() if line != model.lines[row]})
    counts = model.counts
    return f"到会 {counts.present} 人，请假 {counts.on_leave} 人，缺席 {counts.absent} 人。"


def _check(model: RosterModel, written: list[Written]) -> None:
    times = Counter(line.name for line in model.lines)
    lacking = [one.name for one in written if not times[one.name]]
    if lacking:
        raise UserError(f"名单中没有“{'、'.join(lacking)}”，请核对姓名；名单没有改动。")
    twice = [one.name for one in written if times[one.name] > 1]
    if twice:
        raise UserError(f"名单中有两位“{'、'.join(twice)}”，请在表里分别标记；名单没有改动。")
