"""What the home page says, in words: for the window, the command and the notice alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from db.home.due import When, counted
from db.home.figure import Figure
from db.home.figures import Attended, Held
from db.home.today import Today
from db.meetings.matrix import State

_VERDICTS = {"好": "success", "一般": "warning", "偏低": "error"}


@dataclass(frozen=True, slots=True)
class Card:
    """A figure with its unit, a line below and where it leads: a page and what that is narrowed to."""

    key: str
    title: str
    value: str
    unit: str
    note: str
    tone: str  # of the note: success | warning | error | muted
    page: str
    narrowing: Mapping[str, Any] = field(default_factory=dict)


def cards(found: Today, spoke: int | None = None) -> list[Card]:
    """The figures on top. *spoke*: how often somebody spoke, once that is known."""
    made = [
        *_held("regular", found.regular, _against_before(found)),
        *_held("central", found.central, _against_plan(found)),
        _problems(found),
        _attended(found.attended, spoke),
    ]
    if (held := found.volunteering) is not None:
        latest = f"，最近 {short_day(held.latest)}" if held.latest else ""
        note = f"{held.count} 次活动{latest}" if held.count else "这个时期还没有记录"
        made.append(Card("volunteering", held.kind, f"{held.present}", "人次", note, "muted", *_leading(held.figure)))
    return made


def subtitle(found: Today) -> str:
    """本周 3 项到期 · 2 项逾期 · 2 个组织本月缺主题党日."""
    counts = counted(found.due)
    week = counts[When.TODAY] + counts[When.WEEK]
    told = [f"本周 {week} 项到期"] if week else ["本周没有到期的事项"]
    if late := counts[When.OVERDUE]:
        told.append(f"{late} 项逾期")
    month = "本月" if found.month.current else f" {found.month.period.first.month} 月"
    for states, word in (((State.MISSING,), "缺"), ((State.SOON,), "还没开")):
        if wanting := found.month.wanting(*states):
            _id, kind, rows = wanting[0]
            told.append(f"{rows} 个组织{month}{word}{kind}")
            break
    return " · ".join(told)


def notice(found: Today) -> str:
    """One short sentence with counts and no names; empty where there is nothing to say."""
    counts = counted(found.due)
    told = [
        f"{counts[when]} 项{word}"
        for when, word in ((When.TODAY, "今天到期"), (When.OVERDUE, "逾期"), (When.WEEK, "本周到期")) if counts[when]
    ]  # fmt: skip
    if found.month.current and (soon := sum(row.count(State.MISSING, State.SOON) > 0 for row in found.month.rows)):
        told.append(f"{soon} 个组织近期要开三会一课")
    if over := sum(term.over for term in found.leading.terms):
        told.append(f"{over} 个班子任期已满")
    if found.clock is not None:
        told.append("请核对电脑日期")
    return "，".join(told)


def short_day(day: date) -> str:
    return f"{day.month} 月 {day.day} 日"


def _held(key: str, held: Held | None, note: tuple[str, str]) -> list[Card]:
    return [] if held is None else [Card(key, held.kind, f"{held.count}", "次", *note, *_leading(held.figure))]


def _leading(figure: Figure) -> tuple[str, Mapping[str, Any]]:
    return figure.page, figure.narrowing


def _against_before(found: Today) -> tuple[str, str]:
    held = found.regular
    if held is None or held.earlier is None or not (held.count or held.before):
        return "这个时期还没有记录", "muted"
    whole = found.asked.period.previous()
    more, before = held.count - held.before, whole.label + ("" if held.earlier == whole else "同期")
    if not held.before:
        return f"{before}没有记录", "muted"
    return (f"比 {before} {more:+}" if more else f"与 {before}持平"), ("success" if more >= 0 else "warning")


def _against_plan(found: Today) -> tuple[str, str]:
    held = found.central
    if held is None or not held.planned:
        return "这个时期没有学习计划", "muted"
    short = held.planned - held.count
    if short > 0:
        return f"计划 {held.planned} 次，差 {short} 次", "warning"
    return f"计划 {held.planned} 次，已完成", "success"


def _problems(today: Today) -> Card:
    found = today.problems

    def card(value: str, unit: str, note: str, tone: str) -> Card:
        return Card("problems", "问题整改", value, unit, note, tone, *_leading(found.figure))

    if not found.all:
        return card("0", "个", "这个时期没有登记问题", "muted")
    unit, running = f"/ {found.all} 个", len(found.open)
    if not running:
        return card(f"{len(found.closed)}", unit, "全部销号", "success")
    over = "期末 " if today.asked.period.last < today.asked.today else ""
    told, tone = f"{over}{running} 个未销号", "warning"
    if found.late:
        told, tone = f"{told}，{len(found.late)} 个逾期", "error"
    elif found.next_on is not None:
        told = f"{told}，最近到期 {short_day(found.next_on)}"
    return card(f"{len(found.closed)}", unit, told, tone)


def _attended(found: Attended, spoke: int | None) -> Card:
    view = "study", {"view": "rates"}
    if found.share is None:
        return Card("attendance", "参学率", "—", "", "这个时期还没有学习记录", "muted", *view)
    note = f"{spoke} 人次交流发言" if spoke is not None else f"应到 {found.expected}，实到 {found.present} 人次"
    tone = _VERDICTS.get(found.verdict, "muted")
    return Card("attendance", "参学率", f"{float(found.share) * 100:.1f}", "%", note, tone, *view)
