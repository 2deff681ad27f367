"""Reading research topics with their visits, and reports."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from sqlalchemy import ColumnElement, Connection, Date, and_, case, exists, func, or_, select

from db.core.base import table_of
from db.core.engine import book_today
from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.core.listing import Filter, Listing, Rank, Ranks
from db.core.search import matches
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.research.draft import ResearchTopicDraft, ResearchVisitDraft, StudyReportDraft
from db.research.fields import REPORT_FIELDS, TOPIC_FIELDS
from db.research.models import ResearchTopic, ResearchVisit, StudyReport

TOPIC, REPORT = table_of(ResearchTopic), table_of(StudyReport)
FINISHED, UNDER_WAY, OVERDUE = "已完成", "进行中", "逾期"  # of a topic: finished with its first finished report
WRITING = "撰写中"  # of a report without a day of finishing


@dataclass(frozen=True, slots=True)
class VisitRow:
    id: int
    draft: ResearchVisitDraft


def get_topic(connection: Connection, topic_id: int) -> ResearchTopicDraft:
    """The form's values of one topic; ``UserError`` when it is gone."""
    row = connection.execute(select(TOPIC).where(TOPIC.c.id == topic_id)).mappings().first()
    if row is None:
        raise UserError("这个课题已被删除，请刷新列表。")
    return ResearchTopicDraft(**{field.name: row[field.name] for field in fields(ResearchTopicDraft)})


def visits_of(connection: Connection, topic_id: int) -> list[VisitRow]:
    """The visits made for a topic, the latest first."""
    names = [field.name for field in fields(ResearchVisitDraft)]
    rows = connection.execute(
        select(ResearchVisit.id, *(getattr(ResearchVisit, name) for name in names))
        .where(ResearchVisit.topic_id == topic_id)
        .order_by(ResearchVisit.held_on.desc(), ResearchVisit.id.desc())
    )
    return [VisitRow(id, ResearchVisitDraft(*values)) for id, *values in rows]


def get_report(connection: Connection, report_id: int) -> StudyReportDraft:
    """The form's values of one report; ``UserError`` when it is gone."""
    row = connection.execute(select(REPORT).where(REPORT.c.id == report_id)).mappings().first()
    if row is None:
        raise UserError("这篇调研报告已被删除，请刷新列表。")
    return StudyReportDraft(**{field.name: row[field.name] for field in fields(StudyReportDraft)})


def topic_choices(connection: Connection) -> tuple[tuple[int, str], ...]:
    """Every topic as a report's form offers it, the newest first; those of one title are told apart by the year."""
    rows = connection.execute(
        select(TOPIC.c.id, TOPIC.c.title, TOPIC.c.starts_on).order_by(TOPIC.c.starts_on.desc(), TOPIC.c.id)
    ).all()
    titles = [row.title for row in rows]
    named: dict[str, int] = {}
    for row in rows:
        name = row.title if titles.count(row.title) == 1 else f"{row.title}（{row.starts_on}）"
        while name in named:
            name += "·"
        named[name] = row.id
    return tuple((id, name) for name, id in named.items())


def reports_of(connection: Connection, topic_id: int) -> list[tuple[int, str]]:
    """The reports that came of a topic, by their titles."""
    rows = connection.execute(select(REPORT.c.id, REPORT.c.title).where(REPORT.c.topic_id == topic_id))
    return [(id, title) for id, title in rows]


# -- topics ------------------------------------------------------------------------------------------------------

_today = book_today()
_place, _topic = table_of(Organization), TOPIC.alias("of_report")
_finished = exists().where(REPORT.c.topic_id == TOPIC.c.id, REPORT.c.finished_on.is_not(None)).correlate(TOPIC)
_topic_state = case((_finished, FINISHED), (TOPIC.c.due_on < _today, OVERDUE), else_=UNDER_WAY)


def _narrow_topics(wanted: Filter) -> list[ColumnElement[bool]]:
    """Of a period: those worked on in it, from their first day to the day they are due, or the end of that year."""
    clauses = [_topic_state == value if name == "state" else TOPIC.c[name] == value
               for name, value in wanted.choices.items()]  # fmt: skip
    if wanted.organization is not None:
        clauses.append(TOPIC.c.organization_id.in_(subtree(wanted.organization)))
    if wanted.period is not None:
        until = func.coalesce(TOPIC.c.due_on, func.date(TOPIC.c.starts_on, "+1 year", type_=Date), type_=Date)
        clauses.append(and_(TOPIC.c.starts_on <= wanted.period.last, until >= wanted.period.first))
    return clauses


def _found_topics(text: str) -> Ranks:
    """By title or text, by who leads or takes part, by a place that was visited."""
    visited = select(ResearchVisit.topic_id).where(_holds(text, ResearchVisit.place, ResearchVisit.people))
    alike = [TOPIC.c.id.in_(visited), _holds(text, TOPIC.c.leader, TOPIC.c.members)]
    return (Rank(_any(matches(TOPIC, text), *alike), (ResearchTopic.starts_on.desc(),)),)


def _holds(text: str, *columns: object) -> ColumnElement[bool]:
    return or_(*(column.contains(text, autoescape=True) for column in columns))  # type: ignore[attr-defined]


def _any(within: ColumnElement[bool] | None, *alike: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(*alike) if within is None else or_(within, *alike)


def _count(column: ColumnElement[int | None]) -> ColumnElement[int]:
    return select(func.count()).where(column == TOPIC.c.id).correlate(TOPIC).scalar_subquery()


_of_topic = {field.name: field for field in TOPIC_FIELDS}

topics = Listing(
    table=TOPIC,
    source=TOPIC.join(_place, TOPIC.c.organization_id == _place.c.id),
    columns=(
        (_of_topic["title"], TOPIC.c.title),
        (_of_topic["leader"], TOPIC.c.leader),
        (_of_topic["starts_on"], TOPIC.c.starts_on),
        (_of_topic["due_on"], TOPIC.c.due_on),
        (Field("state", "状态", width=64), _topic_state),
        (Field("visits", "走访", Kind.INTEGER, width=48), _count(table_of(ResearchVisit).c.topic_id)),
        (Field("reports", "报告", Kind.INTEGER, width=48), _count(REPORT.c.topic_id)),
        (Field("organization", "承担组织", width=150), _place.c.name),
        (replace(_of_topic["members"], width=150), TOPIC.c.members),
    ),
    order=(ResearchTopic.starts_on.desc(),),
    narrow=_narrow_topics,
    found=_found_topics,
)

# -- reports -----------------------------------------------------------------------------------------------------


def _narrow_reports(wanted: Filter) -> list[ColumnElement[bool]]:
    """Of a period: those finished in it; those still being written belong to the present one."""
    clauses: list[ColumnElement[bool]] = []
    for name, value in wanted.choices.items():
        if name == "finished":
            clauses.append(REPORT.c.finished_on.is_not(None) if value else REPORT.c.finished_on.is_(None))
        else:
            clauses.append(REPORT.c[name] == value)
    if wanted.organization is not None:
        clauses.append(REPORT.c.organization_id.in_(subtree(wanted.organization)))
    if wanted.period is not None:
        within = REPORT.c.finished_on.between(wanted.period.first, wanted.period.last)
        present = and_(REPORT.c.finished_on.is_(None), _today >= wanted.period.first, _today <= wanted.period.last)
        clauses.append(or_(within, present))
    return clauses


def _found_reports(text: str) -> Ranks:
    within = matches(REPORT, text)
    of_topics = REPORT.c.topic_id.in_(select(TOPIC.c.id).where(TOPIC.c.title.contains(text, autoescape=True)))
    return (Rank(_any(within, of_topics), (StudyReport.finished_on.desc(),)),)


_of_report = {field.name: field for field in REPORT_FIELDS}

reports = Listing(
    table=REPORT,
    source=REPORT.join(_place, REPORT.c.organization_id == _place.c.id).outerjoin(
        _topic, REPORT.c.topic_id == _topic.c.id
    ),
    columns=(
        (_of_report["title"], REPORT.c.title),
        (_of_report["authors"], REPORT.c.authors),
        (_of_report["finished_on"], REPORT.c.finished_on),
        (Field("topic", "所属课题", width=150), func.coalesce(_topic.c.title, "")),
        (Field("organization", "承担组织", width=150), _place.c.name),
    ),
    order=(StudyReport.finished_on.desc().nulls_first(),),
    narrow=_narrow_reports,
    found=_found_reports,
)
