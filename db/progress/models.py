"""Entries of progress. One table for whatever is worked on: an entry hangs on its task or problem."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from db.core.base import Record, TextTuple


class ProgressEntry(Record):
    """What was done by a day. ``step`` is the step it took (see ``steps``), "" where it only tells; ``state`` the state
    after it. ``files``: names of the evidence brought with it, which hangs on the record."""

    __tablename__ = "progress"
    __table_args__ = (
        Index(None, "table_name", "row_id"),
        {"info": {"label": "进展", "root": "row_id", "hangs": ("table_name", "row_id")}},
    )

    table_name: Mapped[str]
    row_id: Mapped[int]
    noted_on: Mapped[date]
    by: Mapped[str]
    step: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    percent: Mapped[int | None]  # 0 … 100
    text: Mapped[str] = mapped_column(default="")
    files: Mapped[tuple[str, ...]] = mapped_column(TextTuple, default=())
