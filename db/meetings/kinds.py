"""Kinds of meeting as 设置 changes them: what counts as study, who is invited, how often it must be held.

A frequency holds from a day on; for a kind of organization the latest entry of a day tells. ``times`` 0 ends a duty.
Whoever may set working rules may change kinds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date

from sqlalchemy import Connection, func, select

from db.core.action import Work
from db.core.base import Base, table_of
from db.core.book import Book
from db.core.errors import UserError
from db.core.fields import check
from db.meetings.fields import FREQUENCY_FIELDS, KIND_FIELDS, UNITS
from db.meetings.models import Frequency, MeetingKind
from db.rules.actions import EDIT

_GONE = "这个会议类型已被删除，请刷新后再试。"
_OWN = {"meeting_frequency"}  # parts of a kind, gone with it


@dataclass(frozen=True, slots=True)
class FrequencyDraft:
    """How often organizations of some kinds must hold the meeting from a day on."""

    organization_kinds: tuple[str, ...] = ()
    times: int | None = 1
    unit: str = "month"
    holds_from: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class KindDraft:
    """What the form of a kind holds."""

    name: str = ""
    family: str = "branch"
    expected: str = "members"
    votes: bool = False
    hours_by: str = "none"
    hours: float | None = None
    active: bool = True
    source: str = ""
    frequencies: tuple[FrequencyDraft, ...] = ()


_STORED = tuple(field.name for field in fields(KindDraft) if field.name != "frequencies")
_FREQUENCY = tuple(field.name for field in fields(FrequencyDraft))


def get_kind(connection: Connection, kind_id: int) -> KindDraft:
    """The form's values of one kind, its frequencies newest first; ``UserError`` when it is gone."""
    table, often = table_of(MeetingKind), table_of(Frequency)
    row = connection.execute(select(*(table.c[name] for name in _STORED)).where(table.c.id == kind_id)).first()
    if row is None:
        raise UserError(_GONE)
    query = select(*(often.c[name] for name in _FREQUENCY)).where(often.c.kind_id == kind_id)
    frequencies = connection.execute(query.order_by(often.c.holds_from.desc(), often.c.id))
    entries = tuple(FrequencyDraft(*each) for each in frequencies)
    return KindDraft(**dict(zip(_STORED, row, strict=True)), frequencies=entries)


def uses(connection: Connection, kind_id: int) -> dict[str, int]:
    """How many rows refer to a kind, by what they are called: 会议记录 12."""
    found = {}
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            if key.column.table.name == MeetingKind.__tablename__ and table.name not in _OWN:
                count = connection.execute(select(func.count()).where(key.parent == kind_id)).scalar_one()
                if count:
                    found[str(table.info["label"])] = count
    return found


def in_words(often: FrequencyDraft) -> str:
    """每月 1 次"""
    return f"{dict(UNITS)[often.unit]} {often.times} 次" if often.times else "不再要求"


def frequencies_in_words(connection: Connection, day: date) -> dict[int, str]:
    """What is required on *day*, by kind: 党支部、联合党支部 每月 1 次."""
    often = table_of(Frequency)
    query = select(often.c.kind_id, *(often.c[name] for name in _FREQUENCY)).where(often.c.holds_from <= day)
    latest: dict[int, dict[str, FrequencyDraft]] = defaultdict(dict)
    for kind_id, *values in connection.execute(query.order_by(often.c.holds_from, often.c.id)):
        entry = FrequencyDraft(*values)
        latest[kind_id] |= dict.fromkeys(entry.organization_kinds, entry)
    return {kind_id: _told(entries) for kind_id, entries in latest.items()}


def _told(entries: Mapping[str, FrequencyDraft]) -> str:
    places: dict[str, list[str]] = defaultdict(list)
    for place, entry in entries.items():
        if entry.times:
            places[in_words(entry)].append(place)
    return "；".join(f"{often}（{'、'.join(names)}）" for often, names in places.items())


def ended(frequencies: Sequence[FrequencyDraft], day: date) -> tuple[FrequencyDraft, ...]:
    """What ends from *day* on when a kind is taken out of use: what was due before stays due."""
    in_force: dict[str, FrequencyDraft] = {}
    for often in sorted(frequencies, key=lambda each: each.holds_from or date.min):
        in_force |= dict.fromkeys(often.organization_kinds, often)
    due = tuple(place for place, often in in_force.items() if often.times and often.holds_from != day)
    return (FrequencyDraft(due, 0, "year", day, "停用"),) if due else ()


def check_kind(draft: KindDraft) -> None:
    """*draft* can be kept. ``UserError`` names what cannot."""
    check(KIND_FIELDS, draft)
    if draft.hours_by == "fixed" and not draft.hours:
        raise UserError("学时选了“每次固定”，请填写每次多少学时。", {"hours": "请填写每次的学时"})
    known: set[tuple[date, str]] = set()
    for often in draft.frequencies:
        check_frequency(often)
        for kind in often.organization_kinds:
            assert often.holds_from is not None  # checked just now
            if (often.holds_from, kind) in known:
                raise UserError(
                    f"{kind}从 {often.holds_from} 起有两条召开要求，请去掉一条。", {"frequencies": "有两条"}
                )
            known.add((often.holds_from, kind))


def check_frequency(often: FrequencyDraft) -> None:
    """One entry can be kept. ``UserError`` names what cannot."""
    check(FREQUENCY_FIELDS, often)


def save_kind(book: Book, draft: KindDraft, kind_id: int | None = None) -> int:
    """Add a kind, at the end of its family, or change one; returns its id."""
    check_kind(draft)
    with book.action("新建会议类型" if kind_id is None else "修改会议类型", EDIT) as work:
        _check_name(work, draft.name.strip(), kind_id)
        kind = _new(work) if kind_id is None else work.get(MeetingKind, kind_id, _GONE)
        given_up = kind_id is not None and kind.active and not draft.active
        for name in _STORED:
            setattr(kind, name, getattr(draft, name))
        kind.name = draft.name.strip()
        if kind.hours_by != "fixed":
            kind.hours = None
        ends = ended(draft.frequencies, book.now().date()) if given_up else ()
        _write_frequencies(kind, (*draft.frequencies, *ends))
        work.session.add(kind)
        return kind.id


def delete_kind(book: Book, kind_id: int) -> None:
    """Delete a kind no record uses; one that is used is no longer offered instead (``active``)."""
    with book.action("删除会议类型", EDIT) as work:
        kind = work.get(MeetingKind, kind_id, _GONE)
        if used := uses(work.connection, kind_id):
            told = "、".join(f"{count} 条{label}" for label, count in used.items())
            raise UserError(f"“{kind.name}”已用于{told}，不能删除。不再使用的，请把“可选用”改为“否”。")
        work.session.delete(kind)


def move_kind(book: Book, kind_id: int, step: int) -> None:
    """Put a kind *step* places down the list of kinds (up when negative), as far as the list goes."""
    with book.action("调整会议类型顺序", EDIT) as work:
        every = list(work.session.execute(select(MeetingKind).order_by(MeetingKind.position)).scalars())
        moved = work.get(MeetingKind, kind_id, _GONE)
        at = every.index(moved)
        every.insert(max(0, min(at + step, len(every) - 1)), every.pop(at))
        for position, kind in enumerate(every):
            kind.position = position


def _check_name(work: Work, name: str, kind_id: int | None) -> None:
    same = select(MeetingKind).where(MeetingKind.name == name, MeetingKind.id != (kind_id or 0))
    other = work.session.execute(same).scalar()
    if other is not None:
        hint = "" if other.active else "（已停用，可以重新启用）"
        raise UserError(f"已经有叫“{name}”的会议类型{hint}，请换一个名称。", {"name": "名称已有"})


def _new(work: Work) -> MeetingKind:
    """A kind of the office's own; its code is never shown."""
    last = work.session.execute(select(func.max(MeetingKind.position))).scalar()
    row_id = work.new_id()
    return MeetingKind(id=row_id, code=f"own_{row_id}", position=0 if last is None else last + 1)


def _write_frequencies(kind: MeetingKind, wanted: Sequence[FrequencyDraft]) -> None:
    """An entry that stays keeps its row."""
    old = {(row.organization_kinds, row.holds_from): row for row in kind.frequencies}
    rows = [old.get((often.organization_kinds, often.holds_from)) or Frequency() for often in wanted]  # type: ignore[arg-type]
    for row, often in zip(rows, wanted, strict=True):
        for name, value in asdict(often).items():
            setattr(row, name, value)
    kind.frequencies = rows
