"""The full-text index of meetings keeps the order of their days; the list narrowed by kind reads an index alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.core.search import fill_index, index_statement, numbers_statement

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS = ("title", "place", "host", "recorder", "lecturer", "text")
_NUMBER = "(min((unixepoch(substr(starts_at, 1, 16)) + 62135596800) / 60, 2147483647) << 32 | (id & 4294967295))"


def upgrade() -> None:
    connection = op.get_bind()
    op.execute(numbers_statement("meeting", "starts_at", "organization_id", "kind_id"))
    op.drop_index("ix_meeting_kind_id_starts_at", "meeting")
    op.create_index(
        "ix_meeting_kind_id_starts_at_organization_id", "meeting", ["kind_id", "starts_at", "organization_id"]
    )
    op.execute("DROP TABLE meeting_fts")
    op.execute(index_statement("meeting", *_COLUMNS))
    rows = connection.execute(
        sa.text(f"SELECT {_NUMBER} AS id, {', '.join(_COLUMNS)} FROM meeting ORDER BY 1")
    ).mappings()
    for part in rows.partitions(1000):
        fill_index(connection, "meeting", _COLUMNS, map(dict, part))
