"""Reading responsibility lists: the list of them, a list, an item, and the organizations that may pledge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from db.core.base import table_of
from db.core.engine import book_now
from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.core.listing import Filter, Listing, Rank, Ranks
from db.organizations.models import Organization
from db.organizations.queries import Node, nodes, subtree
from db.responsibilities.draft import ItemDraft, ListDraft
from db.responsibilities.fields import LEVELS, LIST_FIELDS
from db.responsibilities.models import Pledge, ResponsibilityItem, ResponsibilityList

LIST = table_of(ResponsibilityList)
NO_LIST = "这份责任清单已被删除，请刷新列表。"
_COMMUNITIES = ("社区", "村")
NO_ITEM = "清单的这一条已被删除，请刷新列表。"


def get_list(connection: Connection, list_id: int) -> ListDraft:
    """The head of a list; ``UserError`` when it is gone."""
    row = connection.execute(select(LIST).where(ResponsibilityList.id == list_id)).mappings().first()
    if row is None:
        raise UserError(NO_LIST)
    return ListDraft(**{field.name: row[field.name] for field in fields(ListDraft)})


def get_item(connection: Connection, item_id: int) -> ItemDraft:
    """The form's values of one item; ``UserError`` when it is gone."""
    item = table_of(ResponsibilityItem)
    row = connection.execute(select(item).where(item.c.id == item_id)).mappings().first()
    if row is None:
        raise UserError(NO_ITEM)
    return ItemDraft(**{field.name: row[field.name] for field in fields(ItemDraft)})


def list_of_item(connection: Connection, item_id: int) -> int | None:
    """The list an item stands on; None when it is gone."""
    query = select(ResponsibilityItem.list_id).where(ResponsibilityItem.id == item_id)
    return connection.execute(query).scalar()


def categories_of(connection: Connection, list_id: int) -> list[str]:
    """The categories of a list in their order."""
    rows = connection.execute(
        select(ResponsibilityItem.category)
        .where(ResponsibilityItem.list_id == list_id)
        .group_by(ResponsibilityItem.category)
        .order_by(func.min(ResponsibilityItem.no))
    )
    return list(rows.scalars())


def beneath(connection: Connection, list_id: int) -> list[Node]:
    """Organizations standing below the one that issued a list that can answer in its year, in their order."""
    return may_pledge(connection, list_id)[1:]


def may_pledge(connection: Connection, list_id: int) -> list[Node]:
    """Organizations that may pledge on a list: the one that issued it, then those below it that can answer in its
    year, in their order."""
    found = connection.execute(select(LIST.c.organization_id, LIST.c.year).where(LIST.c.id == list_id)).first()
    if found is None:
        raise UserError(NO_LIST)
    organization, year = found
    inside = set(connection.execute(subtree(organization)).scalars())
    today = today_of(connection)
    return [
        node for node in nodes(connection)
        if node.id == organization or (node.id in inside and answers(node.dissolved_on, year, today))
    ]  # fmt: skip


def of_level(level: str, places: Sequence[Node]) -> set[int]:
    """Who of *places*, the organization that issued a list first, pledges on one of that level: itself, each
    community's own organization (the uppermost of that sector), or the branches."""
    if level == "社区":
        sectors = {node.id: node.sector for node in places}
        return {
            node.id for node in places
            if node.sector in _COMMUNITIES and sectors.get(node.parent_id or 0) not in _COMMUNITIES
        }  # fmt: skip
    if level == "支部":
        return {node.id for node in places if node.kind.endswith("支部")}
    return {places[0].id} if places else set()


def answers(dissolved_on: date | None, year: int, today: date) -> bool:
    """Whether an organization answers on *today* for a list of *year*. One dissolved before that year does not, nor
    one dissolved since; what was answered for in a year that is over stays. One still to be dissolved answers."""
    return dissolved_on is None or (dissolved_on >= date(year, 1, 1) and dissolved_on > min(today, date(year, 12, 31)))


def today_of(connection: Connection) -> date:
    """The book's day."""
    return connection.execute(select(book_now())).scalar_one().date()


def pledging(connection: Connection, list_id: int) -> set[int]:
    """Organizations with a pledge on a list, signed or not."""
    return set(connection.execute(select(Pledge.organization_id).where(Pledge.list_id == list_id)).scalars())


def others_like(connection: Connection, list_id: int) -> list[tuple[int, str]]:
    """Lists to compare one with, as (id, title with year): of the same organization first, then of the same level, the
    latest before it first."""
    mine = connection.execute(select(LIST).where(LIST.c.id == list_id)).first()
    if mine is None:
        raise UserError(NO_LIST)
    rows = connection.execute(
        select(LIST.c.id, LIST.c.year, LIST.c.title)
        .where(LIST.c.id != list_id)
        .order_by(
            (LIST.c.organization_id == mine.organization_id).desc(), (LIST.c.level == mine.level).desc(),
            (LIST.c.year < mine.year).desc(), LIST.c.year.desc(), LIST.c.title,
        )
    )  # fmt: skip
    return [(row.id, called(row.year, row.title)) for row in rows]


def called(year: int, title: str) -> str:
    """A list's title, with its year where the title does not tell it."""
    return title if str(year) in title else f"{year} 年 {title}"


def lists_where(
    connection: Connection, *, list_id: int | None = None, year: int | None = None, organization: int | None = None
) -> Sequence[int]:
    """Ids of lists, level by level; of one *organization* those it pledges on."""
    query = select(ResponsibilityList.id)
    if list_id is not None:
        query = query.where(ResponsibilityList.id == list_id)
    if year is not None:
        query = query.where(ResponsibilityList.year == year)
    if organization is not None:
        own = select(Pledge.list_id).where(Pledge.organization_id == organization)
        query = query.where(ResponsibilityList.id.in_(own))
    return connection.execute(query.order_by(*_ORDER, ResponsibilityList.id)).scalars().all()


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    """Lists of the years the period touches that organizations of the scope issued or pledge on."""
    clauses = [LIST.c[name] == value for name, value in wanted.choices.items()]
    if wanted.organization is not None:
        within = subtree(wanted.organization).scalar_subquery()
        pledged = select(Pledge.list_id).where(Pledge.organization_id.in_(within))
        clauses.append(or_(LIST.c.organization_id.in_(within), LIST.c.id.in_(pledged)))
    if wanted.period is not None:
        clauses.append(LIST.c.year.between(wanted.period.first.year, wanted.period.last.year))
    return clauses


def _found(text: str) -> Ranks:
    within = LIST.c.title.contains(text, autoescape=True)
    item = select(ResponsibilityItem.list_id).where(
        or_(
            ResponsibilityItem.text.contains(text, autoescape=True),
            ResponsibilityItem.category.contains(text, autoescape=True),
        )
    )
    return (Rank(or_(within, LIST.c.id.in_(item)), _ORDER),)


def _counts(*what: ColumnElement[bool], of: type[Pledge | ResponsibilityItem]) -> ColumnElement[int]:
    count = select(func.count()).where(of.list_id == LIST.c.id, *what).correlate(LIST)
    return count.scalar_subquery()


_level = case({name: place for place, name in enumerate(LEVELS)}, value=LIST.c.level, else_=len(LEVELS))
_ORDER = (LIST.c.year.desc(), _level, LIST.c.title)
_place, _pledger = table_of(Organization), table_of(Organization).alias("pledger")
_by_name = {field.name: field for field in LIST_FIELDS}
_last = func.min(func.date(book_now()), func.printf("%d-12-31", LIST.c.year))
_ended = _pledger.c.dissolved_on
_there = Pledge.organization_id.in_(  # the same as ``answers``
    select(_pledger.c.id)
    .where(or_(_ended.is_(None), and_(_ended >= func.printf("%d-01-01", LIST.c.year), _ended > _last)))
    .correlate(LIST)
)
_signed, _pledged = _counts(Pledge.signed_on.is_not(None), _there, of=Pledge), _counts(_there, of=Pledge)
_signing = case((_pledged > 0, func.printf("%d/%d", _signed, _pledged)), else_="")  # 3/7

lists = Listing(
    table=LIST,
    source=LIST.join(_place, LIST.c.organization_id == _place.c.id),
    columns=(
        (_by_name["year"], LIST.c.year),
        (_by_name["level"], LIST.c.level),
        (_by_name["title"], LIST.c.title),
        (Field("organization", "制定组织", width=150), _place.c.name),
        (Field("items", "条目", Kind.INTEGER, width=48), _counts(of=ResponsibilityItem)),
        (Field("signed", "已签订", Kind.INTEGER, width=56), _signed),
        (Field("pledges", "应签订", Kind.INTEGER, width=56), _pledged),
        (Field("signing", "责任书", width=56), _signing),
        (_by_name["issued_on"], LIST.c.issued_on),
    ),
    order=_ORDER,
    narrow=_narrow,
    found=_found,
    sorts={"level": _level},
)
