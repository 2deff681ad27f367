"""The one row that says which book this is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.core.base import Base


class BookRow(Base):
    __tablename__ = "book"
    __table_args__ = {"info": {"label": "账本", "journal": False}}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # always 1
    uuid: Mapped[str]
    number: Mapped[int]  # the upper 31 bits of every id given here
    counter: Mapped[int]  # the last lower 32 bits given
    office: Mapped[str]
    created_at: Mapped[datetime]
    head: Mapped[bytes]  # hash of the last action: cutting off the journal's end is noticed
