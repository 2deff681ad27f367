"""The columns an item has that aims at something countable."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from db.meetings.models import MeetingKind


class Goal:
    """Mixed into items. ``counted`` says which records are counted towards ``target`` ("": none, it is told by hand);
    of meetings only those of ``kind_id``, where it is given. ``below``: those of organizations below count too. An
    item says its ``group``, the category or section it stands in, and its ``words``, which tasks are called by."""

    counted: Mapped[str] = mapped_column(default="")
    kind_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_kind.id"), index=True)
    target: Mapped[int | None]
    below: Mapped[bool] = mapped_column(default=False)
    share: Mapped[int | None]  # percent done, told by hand
    outcome: Mapped[str] = mapped_column(default="")

    @declared_attr
    def kind(cls) -> Mapped[MeetingKind | None]:  # noqa: N805 - SQLAlchemy hands over the class
        return relationship(MeetingKind)
