"""Leading bodies (班子): who holds which post, on a day or ever, and what a body lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from db.core.vocabulary import entries, organization_kinds, words
from db.organizations.fields import GROUP_KIND
from db.organizations.queries import Node
from db.people.models import Person, Post
from db.people.queries import sitting
from db.rules.queries import Rules

LEADING_BODY = "党组织委员会"
BODIES = words("body")
_COMMUNITY = "社区"
_COMMUNITIES = (_COMMUNITY, "村")  # sectors whose 两委 are two bodies
_DEPUTY = "副书记"


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


def seats_on(connection: Connection, day: date) -> dict[int, list[Seat]]:
    """Everyone who sits on any body on *day*, by organization."""
    found: dict[int, list[Seat]] = {}
    for seat in _seats(connection, sitting(Post.starts_on, Post.ends_on, day)):
        found.setdefault(seat.organization_id, []).append(seat)
    return found


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
    return BODIES if _heads_community(node, above) else (LEADING_BODY,)


def _heads_community(node: Node, above: Node | None) -> bool:
    return node.sector in _COMMUNITIES and (above is None or above.sector != node.sector)


@dataclass(frozen=True, slots=True)
class Known:
    """What the leading bodies of an organization are judged by on a day. ``elected_on``: of the last election known."""

    day: date
    seats: Sequence[Seat]
    full_members: int = 0
    elected_on: date | None = None

    def on(self, body: str) -> list[Seat]:
        return [seat for seat in self.seats if seat.body == body]

    @property
    def since(self) -> date | None:
        """When the leading body's present term began, as far as is known; None where nobody sits on it."""
        begun = [seat.starts_on for seat in self.on(LEADING_BODY)]
        return max(filter(None, (self.elected_on, *begun))) if begun else None


def missing(node: Node, above: Node | None, known: Known, rules: Rules) -> list[str]:
    """What the leading bodies lack, as sentences.

    A warning only: an office may well be waiting for one.
    Source: domain rule “leading-body check”: no 书记, fewer members than required, term over, a 社区 without 副书记.
    """
    told = lacking(node, above, known, rules)
    ends_on = term_end(node, known, rules)
    if ends_on is not None and ends_on <= known.day:
        told.append(f"{LEADING_BODY}从 {known.since} 起已满 {_years(node, known, rules)} 年任期，应换届")
    return told


def lacking(node: Node, above: Node | None, known: Known, rules: Rules) -> list[str]:
    """The same without the term: who is not there."""
    if _gone(node, known):
        return []
    told = []
    for body in BODIES:
        titles = [seat.title for seat in known.on(body)]
        if not titles and body in expected_bodies(node, above):
            told.append(f"{body}没有成员")
        elif titles and head_of(body) not in titles:
            told.append(f"{body}缺{head_of(body)}")
    if known.on(LEADING_BODY):
        told += [*_deputy(node, above, known, rules), *_too_few(node, known, rules)]
    return told


def term_end(node: Node, known: Known, rules: Rules) -> date | None:
    """The day on which the term of the leading body is full; None where nobody sits there or no term is set.

    Counted from what last tells of a new term: an election, or someone who came since.
    """
    years = _years(node, known, rules)
    if known.since is None or not years or _gone(node, known):
        return None
    try:
        return known.since.replace(year=known.since.year + years)
    except ValueError:  # begun on 29 February
        return date(known.since.year + years, 3, 1)


def _years(node: Node, known: Known, rules: Rules) -> int:
    code = "term.community" if node.sector in _COMMUNITIES else _kind(node).get("term")
    return 0 if code is None else int(rules.number(code, known.day))


def _gone(node: Node, known: Known) -> bool:
    return node.dissolved_on is not None and node.dissolved_on <= known.day


def _deputy(node: Node, above: Node | None, known: Known, rules: Rules) -> list[str]:
    wanted = node.sector == _COMMUNITY and _heads_community(node, above)
    there = any(seat.title == _DEPUTY for seat in known.on(LEADING_BODY))
    if there or not wanted or not rules.switched_on("bodies.community_deputy", known.day):
        return []
    return [f"{LEADING_BODY}缺{_DEPUTY}"]


def _too_few(node: Node, known: Known, rules: Rules) -> list[str]:
    """Where there are so many full members that there must be a committee."""
    code = _kind(node).get("seats")
    if code is None or known.full_members < rules.number("committee.from_members", known.day):
        return []
    least, there = int(rules.number(code, known.day)), len(known.on(LEADING_BODY))
    return [f"{LEADING_BODY}只有 {there} 人，应至少 {least} 人"] if there < least else []


def _kind(node: Node) -> dict[str, Any]:
    return next((entry for entry in organization_kinds() if entry["name"] == node.kind), {})
