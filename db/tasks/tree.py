"""What holds between a task and its parts, whatever wrote them."""

from __future__ import annotations

from sqlalchemy import Row, Table, and_, or_, select

from db.core.action import Work, write_images
from db.core.errors import UserError
from db.tasks.fields import CANCELLED, IN_PROGRESS, NOT_STARTED, OPEN


def settle(work: Work, part: Table) -> None:
    """A part has no parts and is not open below what is closed (``UserError``); what has a begun part is begun."""
    whole = part.alias("whole")
    nested, left = whole.c.parent_id.is_not(None), and_(part.c.state.in_(OPEN), whole.c.state.not_in(OPEN))
    ahead = and_(part.c.state.not_in((NOT_STARTED, CANCELLED)), whole.c.state == NOT_STARTED)
    pairs = select(
        part.c.title, part.c.state, whole.c.id, whole.c.title.label("above"), whole.c.state.label("stands"),
        nested.label("nested"), left.label("left"),
    ).join_from(part, whole, part.c.parent_id == whole.c.id).where(or_(nested, left, ahead))  # fmt: skip
    wholes: set[int] = set()
    for column in (part.c.id, part.c.parent_id):
        for written in work.written(part, column):
            for row in work.connection.execute(pairs.where(written)):
                _refuse(row)
                wholes.add(row.id)
    if wholes:
        write_images(work, part, {id: {"state": IN_PROGRESS} for id in sorted(wholes)})


def _refuse(row: Row[str, str, int, str, str, bool, bool]) -> None:
    if row.nested:
        raise UserError(
            f"“{row.above}”已是子任务，下面不能再分子任务“{row.title}”。请放在它的上级任务下。",
            {"parent_id": "已是子任务"},
        )
    if row.left:
        raise UserError(
            f"上级任务“{row.above}”{row.stands}，它的子任务“{row.title}”却是“{row.state}”。"
            "请先重新打开上级任务，或先把子任务办结、取消。",
            {"parent_id": f"上级任务{row.stands}", "state": "子任务没有办结"},
        )
