"""Attachments, drafts, and the pairs of neighbours in the search index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.core.search import fill_index, index_statement

revision = "0002"
down_revision = "0001"

INDEXED = {
    "organization": ("name", "short_name"),
    "person": ("name",),
    "meeting": ("title", "place", "host", "recorder", "lecturer", "text"),
}
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("digest", name=op.f("uq_attachment_digest")),
    )
    op.create_table(
        "attachment_link",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("attachment_id", BIG, nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_attachment_link_attachment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_link")),
    )
    op.create_index(op.f("ix_attachment_link_attachment_id"), "attachment_link", ["attachment_id"], unique=False)
    op.create_index(
        op.f("ix_attachment_link_table_name_row_id"), "attachment_link", ["table_name", "row_id"], unique=False
    )
    op.create_table(
        "draft",
        sa.Column("user_id", BIG, autoincrement=False, nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", BIG, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("base", BIG, nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "table_name", "row_id", name=op.f("pk_draft")),
    )
    for table, columns in INDEXED.items():
        _index_anew(table, columns)


def _index_anew(table: str, columns: tuple[str, ...]) -> None:
    connection = op.get_bind()
    op.execute(f"DROP TABLE {table}_fts")
    op.execute(index_statement(table, *columns))
    rows = connection.execute(sa.text(f"SELECT id, {', '.join(columns)} FROM {table}")).mappings()
    for part in rows.partitions(1000):
        fill_index(connection, table, columns, map(dict, part))
