"""The other reminders in words: each with a count and who they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from db.home.today import Today

Named = tuple[int, str]  # id, how it is called in the list


@dataclass(frozen=True, slots=True)
class Reminder:
    """``told``: how many, or since when; ``who`` of ``table`` opens as a list, else ``page`` leads on."""

    key: str
    label: str
    told: str
    tone: str  # muted where there is nothing to do
    hint: str
    table: str = ""
    who: Sequence[Named] = ()


def of_today(found: Today) -> list[Reminder]:
    """What is known at once."""
    day, leading = found.asked.today, found.leading
    over = sum(term.over for term in leading.terms)
    terms = [(one.organization_id, f"{one.organization}　{one.ends_on} {'已满' if one.over else '届满'}")
             for one in leading.terms]  # fmt: skip
    lacking = [(one.organization_id, f"{one.organization}　{'；'.join(one.told)}") for one in leading.incomplete]
    ending = [(one.id, f"{one.name}　{one.organization}　{one.day} 期满") for one in found.probation]
    born = [
        (one.id, f"{one.name}　{one.organization}　{one.day.month} 月 {one.day.day} 日　入党 {one.years} 年")
        for one in found.birthdays
    ]
    late = any(one.day <= day for one in found.probation)
    hasty, tardy = ("error" if over else "warning"), ("error" if late else "warning")
    return [
        _counted("terms", "任期将满", terms, hasty, "organization", "班子任期已满或快满的组织"),
        _counted("bodies", "班子不健全", lacking, "error", "organization", "缺书记、缺人的班子"),
        _counted("probation", "预备期将满", ending, tardy, "person", "预备期已满或快满的预备党员"),
        _counted("birthdays", "本月政治生日", born, "text", "person", "本月入党纪念日的党员"),
    ]


def _counted(key: str, label: str, who: Sequence[Named], tone: str, table: str, hint: str) -> Reminder:
    told = f"{len(who)} {'人' if table == 'person' else '个'}" if who else "无"
    return Reminder(key, label, told, tone if who else "muted", hint, table, who)


def waiting(key: str, label: str) -> Reminder:
    """What is still being counted."""
    return Reminder(key, label, "…", "muted", "正在统计")


def of_hours(year: int, behind: int, people: int) -> Reminder:
    hint = f"{year} 年还没有学够学时的党员，共 {people} 人中"
    return Reminder("hours", "学时未达标", f"{behind} 人" if behind else "无", "text" if behind else "muted", hint)


def of_faults(faulty: int, records: int) -> Reminder:
    told, tone = (f"{faulty} 条", "warning") if faulty else ("无", "muted")
    return Reminder("faults", "记录有提醒", told, tone, f"这个时期查了 {records} 条会议记录")


def of_backup(last: datetime | None, today: date) -> Reminder:
    if last is None:
        return Reminder("backup", "备份", "还没有", "warning", "点击立即备份")
    days = (today - last.date()).days
    told = f"{('今天', '昨天')[days]} {last:%H:%M}" if days in (0, 1) else f"{days} 天前"
    return Reminder(
        "backup", "上次备份", told, "warning" if days > 7 else "muted", f"{last:%Y-%m-%d %H:%M}，点击立即备份"
    )
