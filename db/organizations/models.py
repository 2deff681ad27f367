"""Party organizations as a tree."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.core.base import Record


class Organization(Record):
    """A Party committee, branch or group. ``position`` orders it among its siblings."""

    __tablename__ = "organization"
    __table_args__ = {"info": {"label": "组织", "search": ("name", "short_name"), "tree": "parent_id"}}  # noqa: RUF012

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"), index=True)
    kind: Mapped[str]
    sector: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    short_name: Mapped[str] = mapped_column(default="")
    founded_on: Mapped[date | None]
    dissolved_on: Mapped[date | None]
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)

    parent: Mapped[Organization | None] = relationship(remote_side="Organization.id")
