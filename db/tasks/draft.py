"""A task as a form or a sheet hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """``state`` and ``closed_on`` are changed by steps; a sheet may begin with others. ``people``: ids, the foremost
    first."""

    title: str = ""
    text: str = ""
    organization_id: int | None = None
    starts_on: date | None = None
    due_on: date | None = None
    priority: str = "普通"
    state: str = "未开始"
    percent: int = 0
    closed_on: date | None = None
    assigned_by: str = ""
    repeats: str = ""
    people: tuple[int, ...] = ()


LISTS = ("people",)
