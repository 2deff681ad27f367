"""Pledges (责任书): who is to sign, who has signed and when, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, Connection, case, func, select

from db.attachments.models import AttachmentLink
from db.core.action import Stop, Work, unstopped
from db.core.base import table_of
from db.core.book import Book
from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.core.listing import Filter, Listing, Rank, Ranks
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.people.bodies import LEADING_BODY, head_of
from db.people.models import Person, Post
from db.people.queries import sitting
from db.responsibilities.actions import EDIT
from db.responsibilities.checks import check_pledge, check_signing
from db.responsibilities.draft import PledgeDraft
from db.responsibilities.fields import LEVELS, LIST_FIELDS, PLEDGE_FIELDS
from db.responsibilities.models import Pledge, ResponsibilityList
from db.responsibilities.queries import NO_LIST, answers, today_of

PLEDGE, LIST = table_of(Pledge), table_of(ResponsibilityList)
NO_PLEDGE = "这份责任书已被删除，请刷新列表。"
STATES = ((True, "已签订"), (False, "未签订"))
_BATCH = 500

# -- actions -----------------------------------------------------------------------------------------------------


def add_pledges(book: Book, list_id: int, organization_ids: Sequence[int], stop: Stop = unstopped) -> list[int]:
    """Organizations are to pledge on a list; those that are already are left out. Returns the ids of the new ones."""
    if not organization_ids:
        raise UserError("请选择要签订责任书的组织。", {"organizations": "请选择组织"})
    with book.action("生成责任书", EDIT) as work:
        record = work.get(ResponsibilityList, list_id, NO_LIST)
        there = {pledge.organization_id for pledge in record.pledges}
        wanted = [place for place in dict.fromkeys(organization_ids) if place not in there]
        work.get_many(Organization, wanted, "有组织已被删除，请重新选择。")
        stop()
        return work.insert_many(Pledge, [{"list_id": list_id, "organization_id": place} for place in wanted])


def sign(book: Book, pledge_ids: Sequence[int], day: date, signer: str = "", stop: Stop = unstopped) -> None:
    """Pledges were signed on *day*. Without a *signer* the head of each organization on that day is taken to have."""
    check_signing(day, book.now().date())
    if problem := next(field for field in PLEDGE_FIELDS if field.name == "signer").problem(signer):
        raise UserError(f"{problem}。", {"signer": problem})
    with book.action("登记签订责任书", EDIT) as work:
        pledges = work.get_many(Pledge, pledge_ids, NO_PLEDGE)
        heads = {} if signer.strip() else _heads(work, [pledge.organization_id for pledge in pledges], day)
        for pledge in pledges:
            stop()
            pledge.signed_on = day
            pledge.signer = signer.strip() or pledge.signer or heads.get(pledge.organization_id, "")


def unsign(book: Book, pledge_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Take back that pledges were signed; their scans stay."""
    with book.action("撤销责任书签订", EDIT) as work:
        for pledge in work.get_many(Pledge, pledge_ids, NO_PLEDGE):
            stop()
            pledge.signed_on, pledge.signer = None, ""


def save_pledge(book: Book, pledge_id: int, draft: PledgeDraft) -> None:
    """Who signed, when, and a note; the organization stays."""
    check_pledge(draft, book.now().date())
    with book.action("修改责任书", EDIT) as work:
        pledge = work.get(Pledge, pledge_id, NO_PLEDGE)
        pledge.signer, pledge.signed_on, pledge.note = draft.signer.strip(), draft.signed_on, draft.note


def delete_pledges(book: Book, pledge_ids: Sequence[int], stop: Stop = unstopped) -> None:
    with book.action("删除责任书", EDIT) as work:
        for pledge in work.get_many(Pledge, pledge_ids, NO_PLEDGE):
            stop()
            work.session.delete(pledge)


def _heads(work: Work, organization_ids: Sequence[int], day: date) -> dict[int, str]:
    """The name of the head of each organization on *day*, where it had one."""
    found: dict[int, str] = {}
    for start in range(0, len(organization_ids), _BATCH):
        rows = work.session.execute(
            select(Post.organization_id, Person.name)
            .join(Person, Person.id == Post.person_id)
            .where(
                Post.organization_id.in_(organization_ids[start : start + _BATCH]), Post.body == LEADING_BODY,
                Post.title == head_of(LEADING_BODY), sitting(Post.starts_on, Post.ends_on, day),
            )
            .order_by(Post.starts_on, Post.id)
        )  # fmt: skip
        for place, name in rows:
            found[place] = name
    return found


# -- reading -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Signing:
    """One line of the overview."""

    id: int
    organization_id: int
    organization: str
    signer: str
    signed_on: date | None
    scans: int


@dataclass(frozen=True, slots=True)
class Signings:
    """A list with who has signed on it and who has not."""

    list_id: int
    year: int
    level: str
    title: str
    organization: str
    pledges: tuple[Signing, ...]

    @property
    def signed(self) -> int:
        return sum(pledge.signed_on is not None for pledge in self.pledges)

    @property
    def unsigned(self) -> tuple[Signing, ...]:
        return tuple(pledge for pledge in self.pledges if pledge.signed_on is None)


def get_pledge(connection: Connection, pledge_id: int) -> PledgeDraft:
    """The form's values of one pledge; ``UserError`` when it is gone."""
    row = connection.execute(select(PLEDGE).where(Pledge.id == pledge_id)).mappings().first()
    if row is None:
        raise UserError(NO_PLEDGE)
    return PledgeDraft(**{field.name: row[field.name] for field in fields(PledgeDraft)})


def list_of_pledge(connection: Connection, pledge_id: int) -> tuple[int, str]:
    """Id and title of the list a pledge is on; ``UserError`` when it is gone."""
    query = select(LIST.c.id, LIST.c.title).join(PLEDGE, PLEDGE.c.list_id == LIST.c.id)
    row = connection.execute(query.where(PLEDGE.c.id == pledge_id)).first()
    if row is None:
        raise UserError(NO_PLEDGE)
    return row.id, row.title


def signings(connection: Connection, list_ids: Sequence[int]) -> list[Signings]:
    """Lists with their pledges, level by level: the highest level first, then by who issued them. Organizations that
    are dissolved and no longer answer are left out."""
    issuer = table_of(Organization).alias("issuer")
    heads = connection.execute(
        select(LIST.c.id, LIST.c.year, LIST.c.level, LIST.c.title, issuer.c.name)
        .join(issuer, issuer.c.id == LIST.c.organization_id)
        .where(LIST.c.id.in_(list_ids))
        .order_by(LIST.c.year.desc(), _level, issuer.c.position, issuer.c.id, LIST.c.title)
    ).all()
    rows = connection.execute(
        select(PLEDGE.c.list_id, PLEDGE.c.id, Organization.id, Organization.name, PLEDGE.c.signer, PLEDGE.c.signed_on,
               _scans, Organization.dissolved_on)
        .join(Organization, Organization.id == PLEDGE.c.organization_id)
        .where(PLEDGE.c.list_id.in_(list_ids))
        .order_by(Organization.position, Organization.id)
    )  # fmt: skip
    found: dict[int, list[Signing]] = {}
    years, today = {head.id: head.year for head in heads}, today_of(connection)
    for list_id, *values, ended in rows:
        if answers(ended, years[list_id], today):
            found.setdefault(list_id, []).append(Signing(*values))
    return [Signings(*head, tuple(found.get(head.id, ()))) for head in heads]


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    """Pledges of the scope's organizations on lists of the years the period touches."""
    clauses: list[ColumnElement[bool]] = []
    for name, value in wanted.choices.items():
        if name == "signed":
            clauses.append(PLEDGE.c.signed_on.is_not(None) if value else PLEDGE.c.signed_on.is_(None))
        elif name == "level":
            clauses.append(PLEDGE.c.list_id.in_(select(LIST.c.id).where(LIST.c.level == value)))
        else:
            clauses.append(PLEDGE.c[name] == value)
    if wanted.organization is not None:
        clauses.append(PLEDGE.c.organization_id.in_(subtree(wanted.organization)))
    if wanted.period is not None:
        years = LIST.c.year.between(wanted.period.first.year, wanted.period.last.year)
        clauses.append(PLEDGE.c.list_id.in_(select(LIST.c.id).where(years)))
    return clauses


def _found(text: str) -> Ranks:
    """By the organization, the signer or the list's title."""
    named = select(Organization.id).where(
        Organization.name.contains(text, autoescape=True) | Organization.short_name.contains(text, autoescape=True)
    )
    titled = select(LIST.c.id).where(LIST.c.title.contains(text, autoescape=True))
    where = PLEDGE.c.organization_id.in_(named) | PLEDGE.c.list_id.in_(titled) | (PLEDGE.c.signer == text)
    return (Rank(where, (PLEDGE.c.list_id, PLEDGE.c.organization_id)),)


_level = case({name: place for place, name in enumerate(LEVELS)}, value=LIST.c.level, else_=len(LEVELS))
_scans = (
    select(func.count())
    .where(AttachmentLink.table_name == PLEDGE.name, AttachmentLink.row_id == PLEDGE.c.id)
    .correlate(PLEDGE)
    .scalar_subquery()
)
_place = table_of(Organization)
_by_name = {field.name: field for field in (*PLEDGE_FIELDS, *LIST_FIELDS)}
_listed = LIST.c.id == PLEDGE.c.list_id


def _of_list(column: ColumnElement[int]) -> ColumnElement[int]:
    return select(column).where(_listed).correlate(PLEDGE).scalar_subquery()


pledges = Listing(
    table=PLEDGE,
    source=PLEDGE.join(LIST, _listed).join(_place, _place.c.id == PLEDGE.c.organization_id),
    columns=(
        (Field("organization", "责任组织", width=180), _place.c.name),
        (Field("signed", "签订", Kind.CHOICE, choices=STATES, width=64), PLEDGE.c.signed_on.is_not(None)),
        (_by_name["signer"], PLEDGE.c.signer),
        (_by_name["signed_on"], PLEDGE.c.signed_on),
        (_by_name["level"], LIST.c.level),
        (Field("title", "清单名称", width=150), LIST.c.title),
        (Field("scans", "扫描件", Kind.INTEGER, width=56), _scans),
        (_by_name["year"], LIST.c.year),
    ),
    order=(_of_list(LIST.c.year).desc(), _of_list(_level), PLEDGE.c.list_id, PLEDGE.c.organization_id),
    narrow=_narrow,
    found=_found,
    sorts={"level": _level, "signer": PLEDGE.c.signer, "title": LIST.c.title},  # whether on show or not
    quick=lambda _wanted: False,
)
