"""A work plan on paper, and its summary: plan against done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from db.core.dates import show_date
from db.core.errors import UserError
from db.goals.words import aim_told
from db.work_plans.queries import PlanSheet
from db.work_plans.standing import NO_SECTION, ItemRow, Sum, sum_of, sums
from desktop.printing.document import CM, Document, Margins, Printed, Row, centred_rows, text_rows
from desktop.printing.fonts import Role
from desktop.printing.grid import Column, Grid
from desktop.printing.text import break_lines, clean

MARGINS = Margins(top=2.2 * CM, right=2.0 * CM, bottom=2.2 * CM, left=2.0 * CM)
_TITLE, _SECTION, _SMALL = 22.0, 14.0, 12.0
_REST = MARGINS.measure - 252.0
_PLAN = Grid((
    Column("序号", 34, centred=True), Column("事项及措施", _REST), Column("类别", 58, centred=True),
    Column("责任", 84), Column("完成时限", 76, centred=True),
), size=11.0, leading=15.5)  # fmt: skip
_DONE = Grid((
    Column("序号", 34, centred=True), Column("事项", _REST * 0.55), Column("责任", 92),
    Column("目标与完成", 66, centred=True), Column("状态", 54, centred=True), Column("完成情况", _REST * 0.45 + 6),
), size=11.0, leading=15.5)  # fmt: skip
_SUMS = Grid((
    Column("板块", MARGINS.measure - 274), Column("事项", 40, centred=True), Column("已完成", 48, centred=True),
    Column("进行中", 48, centred=True), Column("未开始", 48, centred=True), Column("逾期", 40, centred=True),
    Column("完成率", 50, centred=True),
), size=11.0, leading=15.5)  # fmt: skip


def print_plans(plans: Sequence[PlanSheet], out: Path | BinaryIO, *, summary: bool = False) -> Printed:
    """What is meant to be done, by whom and by when; or the *summary*, plan against done. One PDF, a bookmark a plan.

    :raises UserError: there is no plan with an item.
    """
    printed = [plan for plan in plans if plan.items]
    if not printed:
        raise UserError("这份计划还没有事项，没有可打印的内容。")
    titles = [title_of(plan, summary=summary) for plan in printed]
    document = Document(titles[0] if len(titles) == 1 else f"工作计划（{len(titles)} 份）", MARGINS)
    for plan, title in zip(printed, titles, strict=True):
        body = _summary(plan) if summary else _plan(plan)
        document.add([*_head(plan, title), *body, *_note(plan)], title)
    return document.save(out)


def title_of(plan: PlanSheet, *, summary: bool) -> str:
    return f"{plan.draft.title}完成情况小结" if summary else plan.draft.title


def _plan(plan: PlanSheet) -> list[Row]:
    rows = []
    for part in sums(plan.items):
        entries = [_planned(plan, no, item) for no, item in _within(plan, part)]
        rows += [*_section(part, f"（{part.total} 项）"), *_PLAN.table(entries)]
    return rows


def _summary(plan: PlanSheet) -> list[Row]:
    parts, whole = sums(plan.items), sum_of(plan.items)
    rows = _SUMS.table([_figures(part) for part in (*parts, whole)])
    for part in parts:
        entries = [_reached(plan, no, item) for no, item in _within(plan, part)]
        rows += [*_section(part, f"（{part.total} 项，完成 {part.done} 项）"), *_DONE.table(entries)]
    return rows


def _head(plan: PlanSheet, title: str) -> list[Row]:
    told = f"{plan.organization}　{plan.period.label}"
    return [
        *centred_rows(clean(title), Role.TITLE, _TITLE, 34.0, MARGINS.measure, keep=True),
        *centred_rows(clean(told), Role.FANG, _SMALL, 22.0, MARGINS.measure, keep=True), Row(6.0, keep=True),
    ]  # fmt: skip


def _section(part: Sum, told: str) -> list[Row]:
    """A heading that stays with the table below it; a plan without sections has none."""
    name = "" if part.section == NO_SECTION else part.section
    lines = break_lines(clean(f"{name or '事项'}{told}"), Role.HEI, _SECTION, MARGINS.measure)
    return [Row(10.0), *text_rows(lines, Role.HEI, _SECTION, 24.0, keep=True), Row(2.0, keep=True)]


def _within(plan: PlanSheet, part: Sum) -> list[tuple[int, ItemRow]]:
    """The items of a section under their numbers, which run through the plan."""
    return [(no, item) for no, item in enumerate(plan.items, 1) if item.section == part.section]


def _planned(plan: PlanSheet, no: int, item: ItemRow) -> list[str]:
    draft = item.draft
    text = "\n".join(filter(None, (draft.title, draft.text.strip(), _aim(item))))
    return [
        str(no),
        text,
        draft.category,
        _who(plan, item) or plan.organization,
        show_date(draft.due_on) if draft.due_on else "",
    ]


def _who(plan: PlanSheet, item: ItemRow) -> str:
    """The plan's own organization is told once, above."""
    organization = item.organization if item.organization != plan.organization else ""
    return "\n".join(filter(None, (organization, item.draft.responsible)))


def _aim(item: ItemRow) -> str:
    """目标：党课 4 次（含下级）"""
    told = aim_told(item.draft.counted, item.draft.target, item.kind)
    return f"目标：{told}{'（含下级）' if item.draft.below else ''}" if told else ""


def _reached(plan: PlanSheet, no: int, item: ItemRow) -> list[str]:
    draft = item.draft
    state = f"{item.state}\n逾期" if item.late else item.state
    return [str(no), draft.title, _who(plan, item), item.standing.told, state, draft.outcome.strip() or _by_tasks(item)]


def _by_tasks(item: ItemRow) -> str:
    return f"已布置任务 {len(item.tasks)} 项" if item.tasks else ""


def _figures(part: Sum) -> list[str]:
    figures = (part.total, part.done, part.under_way, part.not_begun, part.late)
    return [part.section, *map(str, figures), f"{part.percent}%"]


def _note(plan: PlanSheet) -> list[Row]:
    lines = break_lines(f"{plan.today:%Y-%m-%d} 打印", Role.FANG, _SMALL, MARGINS.measure)
    notes = (
        break_lines(clean(f"说明：{plan.draft.note.strip()}"), Role.FANG, _SMALL, MARGINS.measure)
        if plan.draft.note.strip()
        else []
    )
    return [Row(8.0), *text_rows([*notes, *lines], Role.FANG, _SMALL, 20.0)]
