"""Kinds of meeting as 设置 changes them: what counts as study, who is invited, how often it must be held.

What changes holds from a day on, so that the years before stay what they were: frequencies, where for a kind of
organization the latest entry of a day tells and ``times`` 0 ends a duty, and what taking part is worth.
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
from db.meetings.dated import FIRST_DAY, WorthDraft, required
from db.meetings.fields import FREQUENCY_FIELDS, HOURS_BY, KIND_FIELDS, UNITS, WORTH_FIELDS
from db.meetings.models import Frequency, MeetingKind, Worth
from db.meetings.queries import worth_by_kind
from db.rules.actions import EDIT

_GONE = "这个会议类型已被删除，请刷新后再试。"
_OWN = {"meeting_frequency", "meeting_worth"}  # parts of a kind, gone with it


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
    active: bool = True
    source: str = ""
    frequencies: tuple[FrequencyDraft, ...] = ()
    worth: tuple[WorthDraft, ...] = (WorthDraft(),)


_STORED = tuple(field.name for field in fields(KindDraft) if field.name not in ("frequencies", "worth"))
_FREQUENCY = tuple(field.name for field in fields(FrequencyDraft))


def get_kind(connection: Connection, kind_id: int) -> KindDraft:
    """The form's values of one kind, what is dated newest first; ``UserError`` when it is gone."""
    table, often = table_of(MeetingKind), table_of(Frequency)
    row = connection.execute(select(*(table.c[name] for name in _STORED)).where(table.c.id == kind_id)).first()
    if row is None:
        raise UserError(_GONE)
    query = select(*(often.c[name] for name in _FREQUENCY)).where(often.c.kind_id == kind_id)
    frequencies = connection.execute(query.order_by(often.c.holds_from.desc(), often.c.id))
    entries = tuple(FrequencyDraft(*each) for each in frequencies)
    worth = worth_by_kind(connection).get(kind_id, ())[::-1]
    return KindDraft(**dict(zip(_STORED, row, strict=True)), frequencies=entries, worth=worth)


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


def worth_in_words(worth: WorthDraft) -> str:
    """按时长；每次 1.5 学时"""
    return f"每次 {worth.hours:g} 学时" if worth.hours_by == "fixed" else dict(HOURS_BY)[worth.hours_by]


def frequencies_in_words(connection: Connection, day: date) -> dict[int, str]:
    """What is required on *day*, by kind: 党支部、联合党支部 每月 1 次."""
    often = table_of(Frequency)
    query = select(often.c.kind_id, *(often.c[name] for name in _FREQUENCY)).order_by(often.c.id)
    every: dict[int, list[FrequencyDraft]] = defaultdict(list)
    for kind_id, *values in connection.execute(query):
        every[kind_id].append(FrequencyDraft(*values))
    return {kind_id: _told(required(entries, day)) for kind_id, entries in every.items()}


def _told(entries: Mapping[str, FrequencyDraft]) -> str:
    places: dict[str, list[str]] = defaultdict(list)
    for place, entry in entries.items():
        if entry.times:
            places[in_words(entry)].append(place)
    return "；".join(f"{often}（{'、'.join(names)}）" for often, names in places.items())


def ended(frequencies: Sequence[FrequencyDraft], day: date) -> tuple[FrequencyDraft, ...]:
    """What ends from *day* on when a kind is taken out of use: what was due before stays due."""
    last = required(frequencies, date.max)
    due = tuple(place for place, often in last.items() if often.times and often.holds_from != day)
    return (FrequencyDraft(due, 0, "year", day, "停用"),) if due else ()


def check_kind(draft: KindDraft) -> None:
    """*draft* can be kept. ``UserError`` names what cannot."""
    check(KIND_FIELDS, draft)
    check_frequencies(draft.frequencies)
    check_worth(draft.worth)


def check_frequencies(frequencies: Sequence[FrequencyDraft]) -> None:
    """These entries can be kept together. ``UserError`` names what cannot."""
    known: set[tuple[date, str]] = set()
    for often in frequencies:
        check(FREQUENCY_FIELDS, often)
        for kind in often.organization_kinds:
            assert often.holds_from is not None  # checked just now
            if (often.holds_from, kind) in known:
                raise UserError(
                    f"{kind}从 {often.holds_from} 起有两条召开要求，请去掉一条。", {"frequencies": "有两条"}
                )
            known.add((often.holds_from, kind))


def check_worth(worth: Sequence[WorthDraft]) -> None:
    """These entries can be kept together. ``UserError`` names what cannot.

    The first holds from the first day on: were a later one the first, a further one before it would change the past.
    """
    days = [each.holds_from for each in worth]
    for each in worth:
        check(WORTH_FIELDS, each)
        assert each.holds_from is not None  # checked just now
        if each.hours_by == "fixed" and not each.hours:
            raise UserError("学时选了“每次固定”，请填写每次多少学时。", {"hours": "请填写每次的学时"})
        if each.holds_from < FIRST_DAY:
            raise UserError(f"学时折算最早从 {FIRST_DAY} 起。", {"holds_from": f"早于 {FIRST_DAY}"})
        if days.count(each.holds_from) > 1:
            raise UserError(f"从 {each.holds_from} 起有两条学时折算，请去掉一条。", {"worth": "有两条"})
    if FIRST_DAY not in days:
        raise UserError(
            f"学时折算要有一条从 {FIRST_DAY} 起，不计学时的也要写明。", {"worth": f"没有从 {FIRST_DAY} 起的"}
        )


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
        ends = ended(draft.frequencies, book.now().date()) if given_up else ()
        _write_frequencies(kind, (*draft.frequencies, *ends))
        _write_worth(kind, draft.worth)
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


def _write_worth(kind: MeetingKind, wanted: Sequence[WorthDraft]) -> None:
    """An entry of a day that has one replaces it."""
    old = {row.holds_from: row for row in kind.worth}
    rows = [old.get(each.holds_from) or Worth() for each in wanted]  # type: ignore[arg-type]
    for row, each in zip(rows, wanted, strict=True):
        for name, value in asdict(each).items():
            setattr(row, name, value)
        if each.hours_by != "fixed":
            row.hours = None
    kind.worth = rows
