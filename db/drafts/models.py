"""The drafts. They are the typist's own and no part of the office's records: not journalled, not undone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.core.base import Base

NEW = 0  # the row id of a record that is not saved yet


class DraftRow(Base):
    """What one user has in one record's form: one draft a record, one of a new record a table."""

    __tablename__ = "draft"
    __table_args__ = {"info": {"label": "草稿", "journal": False}}  # noqa: RUF012

    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    table_name: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    title: Mapped[str]  # as the record was called while being typed
    base: Mapped[int]  # the last action that had touched the record when its form was loaded; 0: none
    content: Mapped[str]  # JSON, as the form takes it
