"""What makes a plan, a topic or a training unsaveable. ``UserError`` names what it is."""

from __future__ import annotations

from datetime import date

from db.core.dates import FIRST_YEAR, LAST_YEAR
from db.core.errors import UserError
from db.core.fields import check
from db.study.draft import OutsideDraft, PlanDraft, TopicDraft
from db.study.fields import OUTSIDE_FIELDS, PLAN_FIELDS, TOPIC_FIELDS

_LONGEST = 366  # days a training outside lasts at most; one whose end is not told may have lasted as long


def check_plan(draft: PlanDraft) -> None:
    check(PLAN_FIELDS, draft)
    if draft.year is not None and not FIRST_YEAR <= draft.year <= LAST_YEAR:
        raise UserError(f"年度 {draft.year} 不对，请填四位数的年份，如 2022。", {"year": "请填四位数的年份"})


def check_topic(draft: TopicDraft) -> None:
    check(TOPIC_FIELDS, draft)
    if draft.times is not None and draft.times < 1:
        raise UserError("计划次数至少是 1。", {"times": "至少是 1"})


def check_outside(draft: OutsideDraft, today: date) -> None:
    check(OUTSIDE_FIELDS, draft)
    problems = {}
    if draft.starts_on and draft.starts_on > today:
        problems["starts_on"] = "还没有到，参加以后再登记"
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        problems["ends_on"] = "早于开始日期"
    if draft.starts_on and draft.hours is not None:
        days = (draft.ends_on - draft.starts_on).days + 1 if draft.ends_on else _LONGEST
        if days > _LONGEST:
            problems["ends_on"] = "与开始日期相隔超过一年"
        elif draft.hours <= 0:
            problems["hours"] = "应大于 0"
        elif draft.hours > 24 * days > 0:
            problems["hours"] = f"多于 {days} 天的全部时间（{24 * days} 小时）"
    if problems:
        labels = {"starts_on": "开始日期", "ends_on": "结束日期", "hours": "学时"}
        raise UserError("；".join(f"{labels[name]}{text}" for name, text in problems.items()) + "。", problems)
