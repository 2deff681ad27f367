"""The office's own values of working rules."""

from __future__ import annotations

from datetime import date

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.core.base import Record


class Rule(Record):
    """What a rule says in this office from a day on. ``value`` is written as in the rules file."""

    __tablename__ = "rule"
    __table_args__ = (UniqueConstraint("code", "holds_from"), {"info": {"label": "工作规则"}})

    code: Mapped[str]
    holds_from: Mapped[date]
    value: Mapped[str]
    source: Mapped[str] = mapped_column(default="")
