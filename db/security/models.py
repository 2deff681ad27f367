"""The people who use the book."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from db.core.base import Record


class User(Record):
    """One who may open the book. The passphrase is not here: it wraps the key in the key file."""

    __tablename__ = "user"
    __table_args__ = {"info": {"label": "用户"}}  # noqa: RUF012

    name: Mapped[str] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(default=True)
