"""问题台账: the list on landscape pages, its headings on each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from db.core.errors import UserError
from db.core.listing import Filter, Listing
from db.problems.fields import STATES
from db.problems.queries import problems
from desktop.printing.document import CM, Document, Margins, Printed, Row
from desktop.printing.grid import Column, Grid
from desktop.problems.printouts.parts import day, small, title

# What is read of each problem, in this order: a ``Line``.
PRINTED: Listing = problems.showing(
    "number", "source", "found_on", "text", "measures", "result", "organization", "leader", "responsible", "due_on",
    "late", "hard", "state", "closed_on",
)  # fmt: skip

_MARGINS = Margins(top=2.0 * CM, right=1.5 * CM, bottom=2.0 * CM, left=1.5 * CM, wide=True)
_WIDE = _MARGINS.measure - 478
_LEDGER = Grid((
    Column("序号", 32, centred=True), Column("编号", 58, centred=True), Column("来源", 44, centred=True),
    Column("发现日期", 68, centred=True), Column("问题描述", _WIDE * 0.52), Column("整改措施及成效", _WIDE * 0.48),
    Column("责任单位", 84), Column("责任人", 56, centred=True), Column("整改时限", 68, centred=True),
    Column("状态", 68, centred=True),
), size=10.5, leading=14.0)  # fmt: skip


def in_order(wanted: Filter) -> Filter:
    """As the list is sorted; by number where it is not."""
    return wanted if wanted.sort else replace(wanted, sort="number")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of ``PRINTED``."""

    id: int
    number: str
    source: str
    found_on: date
    text: str
    measures: str
    result: str
    organization: str | None
    leader: str
    responsible: str
    due_on: date | None
    late: int | None
    hard: bool
    state: str
    closed_on: date | None


def print_problem_ledger(
    rows: Sequence[Sequence[Any]], heading: str, office: str, today: date, out: Path | BinaryIO
) -> Printed:  # fmt: skip
    """*rows* are those of ``PRINTED``; *heading*: whose and of when.

    :raises UserError: there is nothing to print.
    """
    if not rows:
        raise UserError("这个范围和时期没有问题，没有打印。请放宽组织、时期或筛选。")
    lines = [Line(*row) for row in rows]
    measure = _MARGINS.measure
    head = [*title("问题台账", measure), *small(heading, measure, centred=True), *_LEDGER.headings()]
    entries = [_entry(no, line) for no, line in enumerate(lines, 1)]
    document = Document("问题台账", _MARGINS)
    foot = [Row(6.0), *small(f"{_summary(lines)}　{office}　{today:%Y-%m-%d}", measure)]
    document.add([*_LEDGER.entries(entries), *foot], "问题台账", head=head)
    return document.save(out)


def _entry(no: int, line: Line) -> list[str]:
    done = "\n".join(part for part in (line.measures.strip(), line.result.strip()) if part)
    state = [line.state, *(["难点"] if line.hard else [])]
    if line.closed_on:
        state.append(day(line.closed_on))
    if line.late:
        state.append(f"逾期 {line.late} 天")
    return [
        str(no), line.number, line.source, day(line.found_on), line.text, done, line.organization or "",
        "\n".join(filter(None, (line.leader, line.responsible))), day(line.due_on), "\n".join(state),
    ]  # fmt: skip


def _summary(lines: Sequence[Line]) -> str:
    states = Counter(line.state for line in lines)
    told = "，".join(f"{state} {states[state]}" for state in STATES if states[state])
    late, hard = sum(line.late is not None for line in lines), sum(line.hard for line in lines)
    return f"共 {len(lines)} 个问题：{told}；其中逾期 {late}，难点 {hard}。"
