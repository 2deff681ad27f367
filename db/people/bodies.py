"""Leading bodies (班子): who holds which post, on a day or ever, and what a body lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, select

from db.core.vocabulary import entries, words
from db.organizations.fields import GROUP_KIND
from db.organizations.queries import Node
from db.people.models import Person, Post
from db.people.queries import sitting

LEADING_BODY = "党组织委员会"
BODIES = words("body")
_COMMUNITIES = ("社区", "村")  # sectors whose 两委 are two bodies


@dataclass(frozen=True, slots=True)
class Seat:
    """A post as lists show it."""

    id: int
    organization_id: int
    person_id: int
    person: str
    body: str
    title: str
    rank: int
    starts_on: date
    ends_on: date | None
    reason: str


def body_on(connection: Connection, organization: int, day: date, body: str = LEADING_BODY) -> list[Seat]:
    """The sitting body of an organization on *day*, in the order of rank."""
    on_day = sitting(Post.starts_on, Post.ends_on, day)
    seats = _seats(connection, Post.organization_id == organization, Post.body == body, on_day)
    return sorted(seats, key=lambda seat: seat.rank)  # stable: equals stay in the order of their names


def posts_of_organization(connection: Connection, organization: int) -> list[Seat]:
    """Every post ever held there, sitting ones first."""
    return _seats(connection, Post.organization_id == organization)


def posts_of_person(connection: Connection, person_id: int) -> list[Seat]:
    """Every post a person ever held, sitting ones first."""
    return _seats(connection, Post.person_id == person_id)


def _seats(connection: Connection, *where: ColumnElement[bool]) -> list[Seat]:
    rows = connection.execute(
        select(
            Post.id, Post.organization_id, Post.person_id, Person.name, Post.body, Post.title, Post.rank,
            Post.starts_on, Post.ends_on, Post.reason,
        )
        .join(Person)
        .where(*where)
        .order_by(Post.ends_on.is_not(None), Post.body.desc(), Post.rank, Person.pinyin, Post.id)
    )  # fmt: skip
    return [Seat(*tuple(row)) for row in rows]


def organization_of_post(connection: Connection, post_id: int) -> int | None:
    """Where a post is held; None when it is gone."""
    return connection.execute(select(Post.organization_id).where(Post.id == post_id)).scalar()


def titles_of(body: str | None) -> tuple[str, ...]:
    """The titles on *body*, by rank."""
    return tuple(entry["name"] for entry in entries("vocabulary", "post") if entry["body"] == body)


def head_of(body: str) -> str:
    """The title whose absence is warned of."""
    posts = entries("vocabulary", "post")
    return next(str(entry["name"]) for entry in posts if entry["body"] == body and entry["head"])


def expected_bodies(node: Node, above: Node | None) -> tuple[str, ...]:
    """The bodies *node*, standing under *above*, is to have.

    A group has none. Beside a community's own organization – the uppermost of that sector – stands its 居委会.
    """
    if node.kind == GROUP_KIND:
        return ()
    own = node.sector in _COMMUNITIES and (above is None or above.sector != node.sector)
    return BODIES if own else (LEADING_BODY,)


def missing(node: Node, above: Node | None, seats: Sequence[Seat], day: date) -> list[str]:
    """What the leading bodies, on which *seats* are taken, lack on *day*, as sentences.

    A warning only: an office may well be waiting for one.
    Source: domain rule “leading-body check” (书记 missing, nobody on the body).
    """
    if node.dissolved_on is not None and node.dissolved_on <= day:
        return []
    told = []
    for body in BODIES:
        titles = [seat.title for seat in seats if seat.body == body]
        if not titles and body in expected_bodies(node, above):
            told.append(f"{body}没有成员")
        elif titles and head_of(body) not in titles:
            told.append(f"{body}缺{head_of(body)}")
    return told
