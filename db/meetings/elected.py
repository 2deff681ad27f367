"""The elected take up their posts (当选人任职): who comes, who changes, who goes, and the action that writes it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection, Date, func, select

from db.core.action import Work
from db.core.book import Book
from db.core.errors import UserError
from db.core.vocabulary import entries, post_rank
from db.meetings.models import Election, Meeting
from db.organizations.models import Organization
from db.people.bodies import LEADING_BODY, Seat, body_on, posts_of_organization
from db.people.models import Person, Post

EDIT = "people.edit"
_GONE = "这条任职已被删除，请关闭后重新打开。"


@dataclass(frozen=True, slots=True)
class Mandate:
    """What the elected are to be, from which day."""

    organization_id: int
    body: str
    title: str
    from_day: date
    person_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Taking:
    """What a mandate changes. ``ends``: of ``others``, the seats a new term ends unless told otherwise."""

    comes: tuple[str, ...]  # names of those who had no seat
    changes: tuple[Seat, ...]  # the elected with another title on the same body
    stays: tuple[Seat, ...]  # the elected who hold that very post
    others: tuple[Seat, ...]
    ends: frozenset[int]
    later: tuple[Seat, ...] = ()  # seats taken since, which stay as they are: an older election does not touch them


def last_election(connection: Connection, organization: int, day: date, body: str = LEADING_BODY) -> date | None:
    """The day *body* of an organization was last voted on at its meetings, by *day*."""
    last = select(func.max(func.date(Meeting.starts_at, type_=Date))).join(Election, Election.meeting_id == Meeting.id)
    until = datetime.combine(day + timedelta(days=1), time())
    return connection.execute(
        last.where(Meeting.organization_id == organization, Meeting.starts_at < until, Election.body == body)
    ).scalar()


def last_elections(connection: Connection, day: date, body: str = LEADING_BODY) -> dict[int, date]:
    """The same for every organization that voted, by its id."""
    last = select(Meeting.organization_id, func.max(func.date(Meeting.starts_at, type_=Date)))
    until = datetime.combine(day + timedelta(days=1), time())
    rows = connection.execute(
        last.join(Election, Election.meeting_id == Meeting.id)
        .where(Meeting.starts_at < until, Election.body == body)
        .group_by(Meeting.organization_id)
    )
    return {row[0]: row[1] for row in rows}


def taking(connection: Connection, mandate: Mandate) -> Taking:
    """What *mandate* changes on the body as it sits on its first day.

    A whole committee is elected as members of the lowest title (委员), so such an election ends every other seat; but
    fewer than half as many as sit there fill empty seats (增补) and end none. Any other election ends the seats of the
    same title.
    """
    seats = body_on(connection, mandate.organization_id, mandate.from_day, mandate.body)
    elected = set(mandate.person_ids)
    own = [seat for seat in seats if seat.person_id in elected]
    others = tuple(seat for seat in seats if seat.person_id not in elected)
    names = {
        row.id: row.name for row in connection.execute(select(Person.id, Person.name).where(Person.id.in_(elected)))
    }
    seated = {seat.person_id for seat in own}
    lowest = mandate.title == _lowest(mandate.body)
    whole = lowest and 2 * len(elected) >= len(seats)
    return Taking(
        tuple(names[one] for one in dict.fromkeys(mandate.person_ids) if one in names and one not in seated),
        tuple(seat for seat in own if seat.title != mandate.title),
        tuple(seat for seat in own if seat.title == mandate.title),
        others,
        frozenset(seat.id for seat in others if whole or (not lowest and seat.title == mandate.title)),
        tuple(_later(connection, mandate)),
    )


def _later(connection: Connection, mandate: Mandate) -> list[Seat]:
    """Seats of the body taken after the first day of *mandate*, the earliest first."""
    seats = posts_of_organization(connection, mandate.organization_id)
    return sorted(
        (seat for seat in seats if seat.body == mandate.body and seat.starts_on > mandate.from_day),
        key=lambda seat: seat.starts_on,
    )


def seat_elected(book: Book, mandate: Mandate, ended: Collection[int] = ()) -> None:
    """Give the elected their posts from the day of the mandate; the posts *ended* end the day before.

    Who took another seat on the body since holds the one given here until then.
    """
    if not mandate.person_ids:
        raise UserError("没有当选人，不能任职。")
    with book.action("当选任职", EDIT) as work:
        work.get(Organization, mandate.organization_id, "召开组织已被删除，请重新选择。")
        work.get_many(Person, mandate.person_ids, "当选人中有人的人员记录已被删除，请核对候选人。")
        for post in work.get_many(Post, list(ended), _GONE):
            _end(work, post, mandate)
        seats = body_on(work.connection, mandate.organization_id, mandate.from_day, mandate.body)
        until = {
            seat.person_id: seat.starts_on - timedelta(days=1) for seat in reversed(_later(work.connection, mandate))
        }
        for person_id in dict.fromkeys(mandate.person_ids):
            held = [seat.id for seat in seats if seat.person_id == person_id]
            _seat(work, mandate, person_id, held, until.get(person_id))


def _seat(work: Work, mandate: Mandate, person_id: int, held: Sequence[int], until: date | None) -> None:
    """One seat a person on one body: another title gives way to the new one."""
    posts = work.get_many(Post, list(held), _GONE)
    if any(post.title == mandate.title for post in posts):
        return
    for post in posts:
        if post.starts_on >= mandate.from_day:  # of that very day: 委员 a moment ago, 书记 now
            post.title, post.rank = mandate.title, post_rank(mandate.body, mandate.title)
            return
        _end(work, post, mandate)
    work.session.add(Post(
        id=work.new_id(), organization_id=mandate.organization_id, person_id=person_id, body=mandate.body,
        title=mandate.title, rank=post_rank(mandate.body, mandate.title), starts_on=mandate.from_day,
        ends_on=until,
    ))  # fmt: skip


def _end(work: Work, post: Post, mandate: Mandate) -> None:
    """The day before is the last; a post that began on the day itself never was one."""
    if post.starts_on >= mandate.from_day:
        work.session.delete(post)
    else:
        post.ends_on, post.reason = mandate.from_day - timedelta(days=1), "换届选举"


def _lowest(body: str) -> str:
    """The title every member of *body* is elected as."""
    titles = [entry for entry in entries("vocabulary", "post") if entry["body"] == body]
    return str(max(titles, key=lambda entry: int(entry["rank"]))["name"]) if titles else ""
