"""Reading rules and procedures: the list, one with its revisions, what was made and revised in a period."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ColumnElement, Connection, case, func, literal, or_, select, union_all

from db.core.base import table_of
from db.core.engine import book_today
from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.core.listing import Filter, Listing, Rank, Ranks
from db.core.period import Period
from db.core.search import matches
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.regulations.draft import RegulationDraft, RevisionDraft
from db.regulations.fields import FIELDS, PROCEDURE, RULE
from db.regulations.models import Regulation, Revision

REGULATION = table_of(Regulation)
IN_FORCE, ABOLISHED, TO_COME = "现行", "已废止", "尚未施行"


@dataclass(frozen=True, slots=True)
class RevisionRow:
    id: int
    draft: RevisionDraft


@dataclass(frozen=True, slots=True)
class Made:
    """A regulation adopted or (``revised``) revised on a day."""

    regulation_id: int
    kind: str
    title: str
    day: date
    revised: bool


def get_regulation(connection: Connection, regulation_id: int) -> RegulationDraft:
    """The form's values of one; ``UserError`` when it is gone."""
    row = connection.execute(select(REGULATION).where(REGULATION.c.id == regulation_id)).mappings().first()
    if row is None:
        raise UserError("这项制度已被删除，请刷新列表。")
    return RegulationDraft(**{field.name: row[field.name] for field in fields(RegulationDraft)})


def revisions_of(connection: Connection, regulation_id: int) -> list[RevisionRow]:
    """How it was revised, the latest first."""
    rows = connection.execute(
        select(Revision.id, Revision.revised_on, Revision.text)
        .where(Revision.regulation_id == regulation_id)
        .order_by(Revision.revised_on.desc(), Revision.id.desc())
    )
    return [RevisionRow(id, RevisionDraft(day, text)) for id, day, text in rows]


def made(connection: Connection, period: Period, organization: int | None = None) -> list[Made]:
    """What was adopted and what was revised from the first to the last day of *period*, by those days."""
    adopted = select(Regulation.id, Regulation.kind, Regulation.title, Regulation.adopted_on.label("day"),
                     literal(False).label("revised"))  # fmt: skip
    revised = select(Regulation.id, Regulation.kind, Regulation.title, Revision.revised_on, literal(True)).join(
        Revision, Revision.regulation_id == Regulation.id
    )
    adopted = adopted.where(Regulation.adopted_on.between(period.first, period.last))
    revised = revised.where(Revision.revised_on.between(period.first, period.last))
    if organization is not None:
        within = Regulation.organization_id.in_(subtree(organization))
        adopted, revised = adopted.where(within), revised.where(within)
    both = union_all(adopted, revised).subquery()
    return [Made(*row) for row in connection.execute(select(both).order_by(both.c.day, both.c.id))]


def rules_made(connection: Connection, period: Period, organization: int | None = None) -> list[int]:
    """建立完善规章制度: the rules adopted or revised in *period*, each once."""
    found = made(connection, period, organization)
    return list(dict.fromkeys(each.regulation_id for each in found if each.kind == RULE))


def procedures_optimised(connection: Connection, period: Period, organization: int | None = None) -> list[int]:
    """优化工作流程: the procedures revised in *period*, each once."""
    found = made(connection, period, organization)
    return list(dict.fromkeys(each.regulation_id for each in found if each.kind == PROCEDURE and each.revised))


# -- the list ----------------------------------------------------------------------------------------------------

_today = book_today()
_abolished = func.coalesce(REGULATION.c.abolished_on <= _today, False)
_state = case((_abolished, ABOLISHED), (REGULATION.c.adopted_on > _today, TO_COME), else_=IN_FORCE)


def _narrow(wanted: Filter) -> list[ColumnElement[bool]]:
    """Of a period: whatever was in force on one of its days."""
    clauses = [_state == value if name == "state" else REGULATION.c[name] == value
               for name, value in wanted.choices.items()]  # fmt: skip
    if wanted.organization is not None:
        clauses.append(REGULATION.c.organization_id.in_(subtree(wanted.organization)))
    if wanted.period is not None:
        clauses.append(REGULATION.c.adopted_on <= wanted.period.last)
        clauses.append(or_(REGULATION.c.abolished_on.is_(None), REGULATION.c.abolished_on >= wanted.period.first))
    return clauses


def _found(text: str) -> Ranks:
    """By title, number or text; or by what was revised."""
    revised = REGULATION.c.id.in_(select(Revision.regulation_id).where(Revision.text.contains(text, autoescape=True)))
    within = matches(REGULATION, text)
    return (Rank(revised if within is None else or_(within, revised), (Regulation.adopted_on.desc(),)),)


_place = table_of(Organization)
_by_name = {field.name: field for field in FIELDS}

regulations = Listing(
    table=REGULATION,
    source=REGULATION.join(_place, REGULATION.c.organization_id == _place.c.id),
    columns=(
        (_by_name["title"], REGULATION.c.title),
        (_by_name["kind"], REGULATION.c.kind),
        (_by_name["number"], REGULATION.c.number),
        (_by_name["adopted_on"], REGULATION.c.adopted_on),
        (
            Field("revised_on", "最近修订", Kind.DATE, width=96),
            select(func.max(Revision.revised_on))
            .where(Revision.regulation_id == REGULATION.c.id)
            .correlate(REGULATION)
            .scalar_subquery(),
        ),
        (_by_name["abolished_on"], REGULATION.c.abolished_on),
        (Field("state", "状态", width=72), _state),
        (Field("organization", "制定组织", width=150), _place.c.name),
    ),
    order=(Regulation.adopted_on.desc(),),
    narrow=_narrow,
    found=_found,
)
