"""Leading bodies as the page reads them: seats of a day or of all time, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from db.core.book import Book
from db.core.vocabulary import entries, words
from db.organizations.queries import Node
from db.people.models import Post
from db.people.queries import LEADING_BODY, Seat, body_on, posts_of_organization
from desktop.organizations.counts import GROUP
from desktop.organizations.forest import gone

BODIES = words("body")
_COMMUNITIES = ("社区", "村")  # sectors whose 两委 are two bodies


@dataclass(frozen=True, slots=True)
class BodyRead:
    """Who sits on *day*, and the seats to list: those alone, or every one there ever was."""

    day: date
    sitting: tuple[Seat, ...]
    listed: tuple[Seat, ...]


def read_bodies(book: Book, organization: int, day: date, history: bool) -> BodyRead:
    """The bodies of *organization* by rank, with who sat before behind them; read on a worker."""
    with book.read() as connection:
        sitting = [seat for body in BODIES for seat in body_on(connection, organization, day, body)]
        ever = posts_of_organization(connection, organization) if history else []
    sitting.sort(key=lambda seat: seat.rank)
    others = [seat for seat in ever if seat not in sitting]
    others.sort(key=lambda seat: seat.starts_on, reverse=True)
    return BodyRead(day, tuple(sitting), tuple(sitting + others))


def organization_of_post(book: Book, post: int) -> int | None:
    """Where *post* is held; None when it is gone."""
    with book.read() as connection:
        return connection.execute(select(Post.organization_id).where(Post.id == post)).scalar()


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
    if node.kind == GROUP:
        return ()
    own = node.sector in _COMMUNITIES and (above is None or above.sector != node.sector)
    return BODIES if own else (LEADING_BODY,)


def missing(node: Node, above: Node | None, read: BodyRead) -> list[str]:
    """What a leading body lacks on the day, as sentences. A warning only: an office may well be waiting for one.

    Source: domain rule “leading-body check” (书记 missing, nobody on the body).
    """
    if gone(node, read.day):
        return []
    told = []
    for body in BODIES:
        titles = [seat.title for seat in read.sitting if seat.body == body]
        if not titles and body in expected_bodies(node, above):
            told.append(f"{body}没有成员")
        elif titles and head_of(body) not in titles:
            told.append(f"{body}缺{head_of(body)}")
    return told
