"""Reading which files hang on which records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from db.attachments.models import Attachment, AttachmentLink
from db.core.book_copy import digests_of, former_digests_of
from db.core.journal import ActionRow, ChangeRow


class AttachmentRow(NamedTuple):
    """A file on a record. ``id`` is the link's; ``added_at`` is None for one the journal does not tell of."""

    id: int
    digest: str
    size: int
    name: str
    role: str
    added_at: datetime | None


def of_record(connection: Connection, table: str, row_id: int) -> list[AttachmentRow]:
    """The files on one record, in the order they were added."""
    added = (
        select(func.min(ActionRow.at))
        .join(ChangeRow, ChangeRow.action_id == ActionRow.id)
        .where(ChangeRow.table_name == AttachmentLink.__tablename__, ChangeRow.row_id == AttachmentLink.id)
        .where(ChangeRow.op == "+")
        .correlate(AttachmentLink)
        .scalar_subquery()
    )
    found = connection.execute(
        select(AttachmentLink.id, Attachment.digest, Attachment.size, AttachmentLink.name, AttachmentLink.role, added)
        .join(Attachment, Attachment.id == AttachmentLink.attachment_id)
        .where(AttachmentLink.table_name == table, AttachmentLink.row_id == row_id)
        .order_by(AttachmentLink.no, AttachmentLink.id)
    )
    return [AttachmentRow(*row) for row in found]


def counts(connection: Connection, table: str, row_ids: Sequence[int]) -> dict[int, int]:
    """How many files each of these records has; records without files are left out."""
    link = AttachmentLink
    found = connection.execute(
        select(link.row_id, func.count().label("files"))
        .where(link.table_name == table, link.row_id.in_(row_ids))
        .group_by(link.row_id)
    )
    return {row.row_id: row.files for row in found}


def referenced(connection: Connection) -> set[str]:
    """Digests of all contents the book knows or can bring back: undo and the recycle bin read the journal's images."""
    return {*digests_of(connection.connection), *former_digests_of(connection.connection)}
