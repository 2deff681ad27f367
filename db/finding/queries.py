"""One search over everything: people, organizations, what is to be done, meetings with their long texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select

from db.core.base import table_of
from db.core.errors import CancelledError
from db.core.listing import Filter
from db.core.pinyin import pinyin
from db.core.search import breakable, ids_found, kept
from db.finding import duties
from db.finding.excerpt import Excerpt, Marks, Sought
from db.finding.hits import Hit, labelled
from db.meetings.fields import FIELDS
from db.meetings.models import AgendaItem, Meeting, MeetingKind, Reading
from db.meetings.queries import MEETING
from db.organizations.models import Organization
from db.organizations.queries import ORGANIZATION
from db.people.queries import find_people

PER_KIND: Mapping[str, int] = {
    "person": 8, "organization": 8, "problem": 5, "task": 5, "inspection": 3, "regulation": 3, "study_report": 3,
    "meeting": 50,
}  # fmt: skip
_CANDIDATES = 200  # looked at where what was found first is not yet what is best
_NAMES = 16384  # of organizations: more than a district has
_LABELS = {field.name: field.label for field in FIELDS}
_BRIEF = ("host", "recorder", "lecturer", "place")


def find(
    connection: Connection,
    typed: str,
    per_kind: Mapping[str, int] = PER_KIND,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Hit]:
    """The first hits of each kind for what was typed, in the order of ``PER_KIND``.

    ``CancelledError`` between two kinds when *cancelled* says so. Lines of records: ``find_lines``.
    """
    typed = Filter(text=typed).typed
    if not typed:
        return []
    sought = Sought(typed)
    hits: list[Hit] = []
    for table, search in _SEARCHES.items():
        if cancelled():
            raise CancelledError
        most = per_kind.get(table, 0)
        found = search(connection, sought, most + 1) if most else []
        if len(found) > most:
            found[most - 1] = replace(found[most - 1], more=True)
        hits += found[:most]
    return hits


# -- people ----------------------------------------------------------------------------------------


def _people(connection: Connection, sought: Sought, limit: int) -> list[Hit]:
    return [
        Hit("person", row.id, row.name, row.detail, title_marks=_name_marks(row.name, sought))
        for row in find_people(connection, sought.typed, limit)
    ]


def _name_marks(name: str, sought: Sought) -> Marks:
    """Of Latin letters: the characters whose initials or syllables were typed."""
    marks = sought.marks(name)
    if marks or not sought.typed.isascii():
        return marks
    latin = "".join(sought.typed.lower().split())
    full, initials = pinyin(name)
    spelled = 1 if full.startswith(latin) and not initials.startswith(latin) else 0  # syllables; else initials
    if not spelled and not initials.startswith(latin):
        return ()
    read = (end for end in range(1, len(name) + 1) if len(pinyin(name[:end])[1 - spelled]) >= len(latin))
    return ((0, next(read, len(name))),)


# -- organizations ---------------------------------------------------------------------------------


_upper = ORGANIZATION.alias("upper")
_NAMED = (
    select(
        ORGANIZATION.c.id, ORGANIZATION.c.name, ORGANIZATION.c.short_name, ORGANIZATION.c.kind,
        func.coalesce(func.nullif(_upper.c.short_name, ""), _upper.c.name, ""),
    )
    .outerjoin(_upper, _upper.c.id == ORGANIZATION.c.parent_id)
    .where(ORGANIZATION.c.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip


def _organizations(connection: Connection, sought: Sought, limit: int) -> list[Hit]:
    ids = dict.fromkeys(ids_found(connection, ORGANIZATION, sought.typed, _CANDIDATES, newest=False))
    if sought.typed.isascii():
        ids |= dict.fromkeys(_by_letters(connection, sought.typed, limit))
    rows = connection.execute(_NAMED, {"ids": list(ids)}).all()
    order = {row_id: at for at, row_id in enumerate(ids)}
    best = sorted(rows, key=lambda row: (_distance(row[1], row[2], sought.typed), order[row[0]]))[:limit]
    return [
        Hit("organization", row[0], row[1], " · ".join(filter(None, (row[3], row[4]))),
            title_marks=sought.marks(row[1]) or _initial_marks(row[1], sought.typed)) for row in best
    ]  # fmt: skip


def _distance(name: str, short_name: str, typed: str) -> int:
    """0: called just that; 1: begins with it; 2: contains it."""
    names = (name, short_name)
    return 0 if typed in names else 1 if any(each.startswith(typed) for each in names) else 2


def _by_letters(connection: Connection, typed: str, limit: int) -> list[int]:
    """Organizations whose initials or pinyin begin with what was typed, then those with such initials further on."""
    latin = "".join(typed.lower().split())
    ranks: tuple[list[int], list[int]] = ([], [])
    for row_id, letters in kept(connection, "letters of organizations", lambda: _letters(connection)):
        if f" {latin}" in letters:
            ranks[0].append(row_id)
        elif len(latin) > 1 and latin in letters:
            ranks[1].append(row_id)
    return (ranks[0] + ranks[1])[:limit]


def _letters(connection: Connection) -> list[tuple[int, str]]:
    """Each organization with the initials and the pinyin of both its names, each behind a blank."""
    rows = connection.execute(select(Organization.id, Organization.name, Organization.short_name))
    return [(row[0], "".join(f" {letters}" for name in row[1:] for letters in _pinyin(name))) for row in rows]


@lru_cache(maxsize=_NAMES)
def _pinyin(name: str) -> tuple[str, str]:
    return pinyin(name, surname=False)


def _initial_marks(name: str, typed: str) -> Marks:
    """The characters of *name* whose initials were typed."""
    initials = [_pinyin(char)[1] or " " for char in name]  # one a character, so that places agree
    at = "".join(initials).find("".join(typed.lower().split()))
    return ((at, len(typed)),) if at >= 0 and typed.isascii() else ()


# -- meetings --------------------------------------------------------------------------------------


def _meetings(connection: Connection, sought: Sought, limit: int) -> list[Hit]:
    """The newest entries, those held last first; what was typed with its punctuation before what only reads alike."""
    wanted = max(limit, _CANDIDATES) if sought.literal else limit
    found = ids_found(connection, MEETING, sought.typed, wanted)
    literal = _as_typed(connection, found, sought.typed) if sought.literal else set()
    shown = sorted(found, key=lambda row_id: row_id not in literal)[:limit]
    rows = sorted(_meeting_rows(connection, shown), key=lambda row: row.id not in literal)
    return [_meeting_hit(row, sought) for row in rows]


def _as_typed(connection: Connection, ids: Sequence[int], typed: str) -> set[int]:
    """Those of *ids* that hold what was typed sign by sign."""
    columns = (MEETING.c[name] for name in ("title", "text", *_BRIEF))
    literally = or_(*(func.instr(column, typed) > 0 for column in columns))
    return set(connection.execute(select(Meeting.id).where(Meeting.id.in_(ids), literally)).scalars())


_SHOWN = (
    select(
        Meeting.id, Meeting.title, Meeting.starts_at, Meeting.text, MeetingKind.name.label("kind"),
        func.coalesce(func.nullif(Organization.short_name, ""), Organization.name).label("organization"),
        *(MEETING.c[name] for name in _BRIEF),
    )
    .join(MeetingKind, MeetingKind.id == Meeting.kind_id)
    .join(Organization, Organization.id == Meeting.organization_id)
    .where(Meeting.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip


def _meeting_rows(connection: Connection, ids: Sequence[int]) -> list[Row[Any]]:
    """Rows of *ids* by their days, newest first."""
    return sorted(connection.execute(_SHOWN, {"ids": ids}), key=lambda row: (row.starts_at, row.id), reverse=True)


def _meeting_hit(row: Row[Any], sought: Sought) -> Hit:
    detail = f"{row.starts_at:%Y-%m-%d} {row.organization}"
    hit = Hit("meeting", row.id, row.title, detail, title_marks=sought.marks(row.title))
    if (piece := sought.excerpt(row.text)) is not None:
        return replace(hit, snippet=piece.text, snippet_marks=piece.marks, part="text")
    for name in _BRIEF:
        if (piece := sought.excerpt(getattr(row, name))) is not None:
            return labelled(hit, _LABELS[name], piece)
    return replace(hit, snippet=" · ".join(filter(None, (row.kind, row.place))))


def find_lines(
    connection: Connection, typed: str, limit: int = PER_KIND["meeting"], cancelled: Callable[[], bool] = lambda: False
) -> list[Hit]:
    """Meetings with such an agenda item or reading, then items of lists and plans, the newest entries first.

    Readings and items have no index, so each is looked at: some hundredths of a second in a district's book. Ask after
    ``find``.
    ``CancelledError`` when *cancelled* says so.
    """
    words = Filter(text=typed).typed.split()
    if not words:
        return []
    sought = Sought(typed)
    lines = _agenda_lines(connection, typed, sought, limit)
    with breakable(connection, cancelled):
        query = select(Reading.meeting_id, Reading.title).order_by(Reading.id.desc()).limit(limit)
        for meeting_id, title in connection.execute(query.where(*(func.instr(Reading.title, w) > 0 for w in words))):
            lines.setdefault(meeting_id, (_LABELS["readings"], title))
    rows = _meeting_rows(connection, sorted(lines, reverse=True)[:limit])
    return [_line_hit(row, *lines[row.id], sought) for row in rows] + duties.items(connection, typed, words, cancelled)


def _agenda_lines(connection: Connection, typed: str, sought: Sought, limit: int) -> dict[int, tuple[str, str]]:
    """Meeting → label and text of its agenda item that holds what was typed."""
    ids = ids_found(connection, table_of(AgendaItem), typed, limit)
    query = select(AgendaItem.meeting_id, AgendaItem.title, AgendaItem.text).where(AgendaItem.id.in_(ids))
    return {
        row.meeting_id: (_LABELS["agenda"], row.title if sought.marks(row.title) else row.text or row.title)
        for row in connection.execute(query)
    }


def _line_hit(row: Row[Any], label: str, line: str, sought: Sought) -> Hit:
    detail = f"{row.starts_at:%Y-%m-%d} {row.organization}"
    hit = Hit("meeting", row.id, row.title, detail, title_marks=sought.marks(row.title))
    piece = sought.excerpt(line) or Excerpt(line, ())
    return labelled(hit, label, piece)


def _of(kind: duties.Searched) -> _Search:
    return lambda connection, sought, limit: duties.records(connection, kind, sought, limit)


_Search = Callable[[Connection, Sought, int], list[Hit]]
_SEARCHES: dict[str, _Search] = {
    "person": _people,
    "organization": _organizations,
    **{kind.table.name: _of(kind) for kind in duties.KINDS},
    "meeting": _meetings,
}
