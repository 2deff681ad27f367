"""Reading the tree of organizations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from db.core.base import table_of
from db.core.errors import UserError
from db.core.fields import Field
from db.core.listing import Filter, Listing, Rank, Ranks
from db.core.search import matches
from db.organizations.draft import OrganizationDraft
from db.organizations.fields import FIELDS
from db.organizations.models import Organization

ORGANIZATION = table_of(Organization)


@dataclass(frozen=True, slots=True)
class Node:
    """One organization as the tree shows it."""

    id: int
    parent_id: int | None
    name: str
    short_name: str
    kind: str
    sector: str
    dissolved_on: date | None

    @property
    def label(self) -> str:
        return self.short_name or self.name


def get_organization(connection: Connection, organization_id: int) -> OrganizationDraft:
    """The form's values of one organization; ``UserError`` when it is gone."""
    row = connection.execute(select(ORGANIZATION).where(Organization.id == organization_id)).mappings().first()
    if row is None:
        raise UserError("这个组织已被删除，请刷新后再试。")
    return OrganizationDraft(**{field.name: row[field.name] for field in fields(OrganizationDraft)})


def subtree(organization: int) -> Select[int]:
    """Ids of *organization* and all below it, for ``column.in_(…)``."""
    below = select(Organization.id).where(Organization.id == organization).cte("below", recursive=True)
    below = below.union(select(Organization.id).join(below, Organization.parent_id == below.c.id))
    return select(below.c.id)


def nodes(connection: Connection) -> list[Node]:
    """Every organization, parents before children, siblings in their order."""
    columns = (Organization.id, Organization.parent_id, Organization.name, Organization.short_name)
    rows = connection.execute(
        select(*columns, Organization.kind, Organization.sector, Organization.dissolved_on).order_by(
            Organization.position, Organization.id
        )
    )
    children: dict[int | None, list[Node]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(Node(*row))
    return list(_walk(children, None))


def _walk(children: dict[int | None, list[Node]], parent: int | None) -> Iterable[Node]:
    for node in children.get(parent, ()):
        yield node
        yield from _walk(children, node.id)


def name_of(connection: Connection, organization_id: int) -> str:
    """Its full name; empty when it is gone."""
    found = connection.execute(select(Organization.name).where(Organization.id == organization_id)).scalar()
    return found or ""


def by_name(connection: Connection, name: str) -> Node:
    """The one organization of that name or short name; ``UserError`` with what was meant otherwise."""
    every = nodes(connection)
    exact = [node for node in every if name in (node.name, node.short_name)]
    part = exact or [node for node in every if name in node.name]
    if len(part) == 1:
        return part[0]
    if not part:
        raise UserError(f"没有名为“{name}”的组织。请用 organizations list 查看全部名称。", {"org": "不存在"})
    raise UserError(f"“{name}”对应多个组织：{'、'.join(node.name for node in part[:8])}。请写全称。", {"org": "不唯一"})


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    clauses = [ORGANIZATION.c[name] == value for name, value in wanted.choices.items()]
    if wanted.organization is not None:
        clauses.append(ORGANIZATION.c.id.in_(subtree(wanted.organization)))
    if wanted.period is not None:
        clauses.append(existing_in(wanted.period.first, wanted.period.last))
    return clauses


def existing_in(first: date, last: date) -> ColumnElement[bool]:
    """Organizations that existed on some day from *first* to *last*; an unknown founding date counts as before."""
    return and_(
        or_(Organization.founded_on.is_(None), Organization.founded_on <= last),
        or_(Organization.dissolved_on.is_(None), Organization.dissolved_on >= first),
    )


def _in_tree() -> ColumnElement[str]:
    """What puts organizations in the order of ``nodes``: the places of those above and its own, one after another."""
    place = func.printf("%08d%020d", Organization.position, Organization.id)
    tree = select(Organization.id, place.label("path")).where(Organization.parent_id.is_(None)).cte(recursive=True)
    below = select(Organization.id, tree.c.path.op("||")(place)).join(tree, Organization.parent_id == tree.c.id)
    tree = tree.union_all(below)
    return select(tree.c.path).where(tree.c.id == ORGANIZATION.c.id).correlate(ORGANIZATION).scalar_subquery()


def _found(text: str) -> Ranks:
    condition = matches(ORGANIZATION, text)
    return (Rank(condition, (_tree_order,)),) if condition is not None else ()


_tree_order = _in_tree()
_upper = ORGANIZATION.alias("upper")
_SHOWN = ("name", "kind", "sector", "founded_on", "dissolved_on", "contact", "phone", "address")

organizations = Listing(
    table=ORGANIZATION,
    source=ORGANIZATION.outerjoin(_upper, ORGANIZATION.c.parent_id == _upper.c.id),
    columns=(
        *((field, ORGANIZATION.c[field.name]) for field in FIELDS if field.name in _SHOWN),
        (Field("parent", "上级组织", width=180), _upper.c.name),
    ),
    order=(_tree_order,),
    narrow=_narrow,
    found=_found,
)
