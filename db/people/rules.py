"""What holds within one person and one post, whoever writes it: a form or a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from db.core.dates import Month
from db.core.errors import UserError
from db.core.vocabulary import joining_age
from db.people import identity
from db.people.bodies import titles_of
from db.people.draft import PersonDraft, PostDraft, SuspensionDraft
from db.people.fields import FIELDS, VOTING_STAGE

_LABELS = {field.name: field.label for field in FIELDS}


def completed(draft: PersonDraft, today: date) -> PersonDraft:
    """*draft* with its identity number tidied and birth and sex filled from it. ``UserError`` when they disagree."""
    number = identity.normalise(draft.id_number)
    if not number:
        return replace(draft, id_number="") if draft.id_number else draft
    wrong = identity.check(number, today)
    if wrong:
        raise UserError(f"身份证号有误：{wrong}", {"id_number": wrong})
    birth, sex = identity.birth(number), identity.sex(number)
    agrees = draft.born_on.holds(birth) if isinstance(draft.born_on, Month) else draft.born_on in (None, birth)
    if not agrees:
        raise UserError(f"出生日期与身份证号不一致：身份证号上是 {birth}。", {"born_on": f"身份证号上是 {birth}"})
    if draft.sex not in ("", sex):
        raise UserError(f"性别与身份证号不一致：身份证号上是{sex}。", {"sex": f"身份证号上是{sex}"})
    if (draft.id_number, draft.born_on, draft.sex) == (number, birth, sex) and not isinstance(draft.born_on, Month):
        return draft  # a month equals its first day
    return replace(draft, id_number=number, born_on=birth, sex=sex)


def check_dates(draft: PersonDraft, today: date) -> None:
    """Birth, joining and the end of probation follow each other, and all of it has happened."""
    problems = {}
    for name in ("born_on", "joined_on", "full_member_on", "since"):
        if (day := getattr(draft, name)) is not None and day > today:
            problems[name] = f"晚于今天（{today}）"
    if draft.joined_on and draft.born_on and draft.joined_on <= draft.born_on:
        problems.setdefault("joined_on", "早于出生日期")
    if draft.full_member_on and draft.joined_on and draft.full_member_on < draft.joined_on:
        problems.setdefault("full_member_on", "早于入党日期")
    if draft.full_member_on and not draft.joined_on:
        problems["joined_on"] = "有转正日期，请填写入党日期"
    if problems:
        raise UserError("；".join(f"{_LABELS[name]}{text}" for name, text in problems.items()) + "。", problems)


def joined_young(born: date | None, joined: date | None) -> str:
    """A remark on who joined before the age the Constitution of the Party asks for; "" when there is none."""
    age = joining_age()
    if born is None or joined is None or born >= joined:
        return ""
    had_birthday = (joined.month, joined.day) >= (born.month, born.day)
    reached = joined.year - born.year - (0 if had_birthday else 1)
    return f"入党时不满 {age} 周岁，请核对" if reached < age else ""


def member_since(
    draft: PersonDraft, present: date | None, today: date, founded: date | None = None
) -> tuple[date, str]:
    """The first day of the present membership: as told, as known (*present*), or the best guess and what it is.

    Nobody belongs to an organization before it was *founded*.
    """
    if known := draft.since or present:
        return known, ""
    if draft.joined_on is None:
        return today, f"没有转入日期，按今天 {today} 记"
    if founded is not None and draft.joined_on < founded:
        return founded, f"没有转入日期，入党日期 {draft.joined_on} 早于组织成立，按成立日期 {founded} 记"
    return draft.joined_on, f"没有转入日期，按入党日期 {draft.joined_on} 记"


def check_since(since: date, earlier: date | None) -> None:
    """A membership begins after the last day of the *earlier* one."""
    if earlier is not None and since <= earlier:
        raise UserError(f"转入日期 {since} 与以前的组织关系（至 {earlier}）重叠。", {"since": f"应晚于 {earlier}"})


def check_post(draft: PostDraft) -> None:
    """A post ends after it began, and its body knows the title."""
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        raise UserError("免职日期早于任职日期，请核对。", {"ends_on": "早于任职日期"})
    if draft.title not in titles_of(draft.body):
        raise UserError(
            f"{draft.body}没有“{draft.title}”这一职务，请重新选择。", {"title": f"{draft.body}没有这一职务"}
        )


def check_held(draft: PostDraft, others: Iterable[tuple[date, date | None]]) -> None:
    """Nobody holds a post twice at a time: *others* are the days (first, last) the person has the very same one."""
    assert draft.starts_on is not None  # required
    for first, last in others:
        if first <= (draft.ends_on or date.max) and draft.starts_on <= (last or date.max):
            raise UserError(
                f"此人 {first} 至{last or '今'}已任这个班子的{draft.title}，任职时间重叠，请修改原来那一条。",
                {"starts_on": "与另一条任职重叠"},
            )


def check_suspension(draft: SuspensionDraft, stage: str, others: Iterable[tuple[date, date | None]]) -> None:
    """Only a full member loses the vote; it ends after it began and does not overlap *others* (first, last day)."""
    if stage != VOTING_STAGE:
        raise UserError(f"只有{VOTING_STAGE}有表决权，{stage or '没有填写政治面貌'}的人不用登记。")
    if draft.starts_on and draft.ends_on and draft.ends_on < draft.starts_on:
        raise UserError("结束日期早于开始日期，请核对。", {"ends_on": "早于开始日期"})
    assert draft.starts_on is not None  # required
    for first, last in others:
        if first <= (draft.ends_on or date.max) and draft.starts_on <= (last or date.max):
            raise UserError(
                f"与 {first} 至{last or '今'}的停止表决权重叠，请先改那一条。", {"starts_on": "与另一条重叠"}
            )
