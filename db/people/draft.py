"""What the forms of a person and of a post hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

DERIVED = ("since",)  # on the form, but kept in the membership


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """What a person's form holds. ``since`` is the first day of the present membership."""

    name: str = ""
    sex: str = ""
    born_on: date | None = None
    ethnic: str = ""
    id_number: str = ""
    phone: str = ""
    education: str = ""
    stage: str = ""
    joined_on: date | None = None
    full_member_on: date | None = None
    categories: tuple[str, ...] = ()
    organization_id: int | None = None
    group_id: int | None = None
    since: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class PostDraft:
    organization_id: int
    person_id: int | None
    body: str
    title: str
    starts_on: date | None
    rank: int = 9
    ends_on: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SuspensionDraft:
    """Days on which a member has no vote (留党察看)."""

    person_id: int
    starts_on: date | None
    ends_on: date | None = None
    reason: str = ""
