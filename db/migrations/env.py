"""Alembic's entry: the connection is handed over by ``db.migrations.run``, transaction and all."""

from __future__ import annotations

from alembic import context

from db.features import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata(), transactional_ddl=False
)
context.run_migrations()
