"""Reading drafts."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Connection, func, select

from db.core.journal import ChangeRow
from db.drafts.draft import Draft, Kept
from db.drafts.models import DraftRow


def drafts_of(connection: Connection, user_id: int) -> list[Kept]:
    """The drafts of *user_id*, last typed first; a record may have several."""
    rows = connection.execute(
        select(DraftRow.table_name, DraftRow.row_id, DraftRow.content).where(DraftRow.user_id == user_id)
    )
    found = [
        Kept(table, row_id, datetime.fromisoformat(one["at"]), one["title"])
        for table, row_id, content in rows
        for one in json.loads(content)
    ]
    found.sort(key=lambda kept: (kept.table, kept.row_id))
    return sorted(found, key=lambda kept: kept.at, reverse=True)


def get_drafts(connection: Connection, user_id: int, table: str, row_id: int) -> list[Draft]:
    """The drafts of one record, newest first: one that was not decided about stays when another is begun."""
    content = connection.execute(
        select(DraftRow.content).where(
            DraftRow.user_id == user_id, DraftRow.table_name == table, DraftRow.row_id == row_id
        )
    ).scalar()
    return [
        Draft(datetime.fromisoformat(one["at"]), one["title"], one["base"], one["typed"], one["loaded"])
        for one in json.loads(content or "[]")
    ]


def last_action(connection: Connection, row_id: int) -> int:
    """The last action that touched a record or its parts; 0: none the journal tells of."""
    return connection.execute(select(func.max(ChangeRow.action_id)).where(ChangeRow.root_id == row_id)).scalar() or 0
