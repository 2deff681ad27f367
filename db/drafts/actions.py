"""Keeping drafts: beside the journal, for they are no part of the records."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import delete, insert

from db.core.book import Book
from db.drafts.draft import Draft, Kept
from db.drafts.models import DraftRow
from db.drafts.queries import get_drafts


def keep_drafts(book: Book, table: str, row_id: int, drafts: Sequence[Draft]) -> None:
    """Make *drafts*, newest first, the drafts of a record; none drops what was kept."""
    user = book.actor.id
    with book.aside() as connection:
        connection.execute(
            delete(DraftRow).where(
                DraftRow.user_id == user, DraftRow.table_name == table, DraftRow.row_id == row_id
            )
        )  # fmt: skip
        if drafts:
            content = [
                {"at": draft.at.isoformat(), "title": draft.title, "base": draft.base,
                 "typed": dict(draft.typed), "loaded": dict(draft.loaded)}
                for draft in drafts
            ]  # fmt: skip
            newest = drafts[0]
            connection.execute(insert(DraftRow).values(
                user_id=user, table_name=table, row_id=row_id, at=newest.at, title=newest.title, base=newest.base,
                content=json.dumps(content, ensure_ascii=False),
            ))  # fmt: skip


def put_first(book: Book, kept: Kept) -> None:
    """Of the drafts of its record, *kept* is the one to be offered first."""
    with book.read() as connection:
        drafts = get_drafts(connection, book.actor.id, kept.table, kept.row_id)
    keep_drafts(book, kept.table, kept.row_id, sorted(drafts, key=lambda draft: draft.at != kept.at))


def drop_drafts(book: Book, table: str, row_id: int) -> None:
    """Forget what was typed into a record's form."""
    keep_drafts(book, table, row_id, ())
