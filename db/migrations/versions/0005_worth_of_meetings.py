"""What taking part in a meeting of a kind is worth in study hours holds from a day on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.core.ids import IdSource

revision = "0005"
down_revision = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "meeting_worth",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind_id", BIG, nullable=False),
        sa.Column("hours_by", sa.String(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["kind_id"], ["meeting_kind.id"], name=op.f("fk_meeting_worth_kind_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_worth")),
        sa.UniqueConstraint("kind_id", "holds_from", name=op.f("uq_meeting_worth_kind_id_holds_from")),
    )
    op.create_index(op.f("ix_meeting_worth_kind_id"), "meeting_worth", ["kind_id"], unique=False)
    _tell_worth()
    op.drop_column("meeting_kind", "hours_by")
    op.drop_column("meeting_kind", "hours")


def _tell_worth() -> None:
    """What a kind was worth had no day: it has always held. A new book has no kinds yet."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, hours_by, hours FROM meeting_kind ORDER BY position, id")).all()
    if not rows:
        return
    source_of_ids = IdSource(connection)
    for row in rows:
        connection.execute(
            sa.text(
                "INSERT INTO meeting_worth (id, kind_id, hours_by, hours, holds_from, source) "
                "VALUES (:id, :kind, :by, :hours, '1921-07-01', '惯例')"
            ),
            {"id": source_of_ids.take(), "kind": row.id, "by": row.hours_by, "hours": row.hours},
        )
    source_of_ids.store(connection)
