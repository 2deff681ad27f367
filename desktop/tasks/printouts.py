"""任务单 (a task with its parts and its course) and 催办单 (what an organization still has to do), as PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from db.core.errors import CancelledError, UserError
from db.progress.queries import Entry
from db.tasks import states
from db.tasks.fields import DONE
from db.tasks.parts import Subtask
from db.tasks.sheets import Line, Reminder, Reminders, TaskSheet
from desktop.printing.document import CM, OF_PART, Document, Margins, Printed, Row, text_rows
from desktop.printing.fonts import Role
from desktop.printing.grid import Column, Grid
from desktop.printing.official import (
    OFFICIAL_FOOT,
    OFFICIAL_MARGINS,
    day_of,
    flat,
    official_rows,
    official_title,
    signed,
    title_rows,
)
from desktop.printing.table import Cell, label_cell, table_rows, value_cell
from desktop.printing.text import break_lines

_MARGINS = Margins(top=2.2 * CM, right=2.2 * CM, bottom=2.2 * CM, left=2.2 * CM)
_LABEL = 76.0  # points
_WIDE, _OFFICIAL = _MARGINS.measure, OFFICIAL_MARGINS.measure
_ENDS = (Column("完成期限", 70, centred=True), Column("状态", 58, centred=True), Column("办结日期", 70, centred=True))
_PARTS = Grid((Column("责任组织", 170), Column("子任务", _WIDE - 368), *_ENDS), size=11.0, leading=16.0)
_ALIKE = Grid((Column("责任组织", _WIDE - 198), *_ENDS), size=11.0, leading=16.0)  # their organizations tell them apart
_COURSE = Grid((
    Column("日期", 70, centred=True), Column("事项", 66, centred=True), Column("填报人", 66, centred=True),
    Column("情况", _WIDE - 202 - 110), Column("佐证材料", 110),
), size=11.0, leading=16.0)  # fmt: skip
_ASKED = Grid((
    Column("序号", 38, centred=True), Column("任务", _OFFICIAL - 38 - 62 - 76 - 70), Column("交办人", 62, centred=True),
    Column("完成期限", 76, centred=True), Column("时限", 70, centred=True),
))  # fmt: skip
_NAMED = 3  # organizations told by name
_NOTHING_OPEN = "没有需要催办的任务：都已办结，或者没有责任组织。请另选没有办结的任务，或先给任务填上责任组织。"
_NOT_PRESSING = (
    "没有需要催办的任务：没有一项已逾期或 {} 天以内到期，没有打印。"
    "要催办更晚到期的，请在“设置 → 工作规则”里改“催办单列多少天以内到期的”。"
)
_STEPS = {step.code: step.label for step in states.STEPS}
Cancelled = Callable[[], bool]


# -- 任务单 ------------------------------------------------------------------------------------------------------


def print_task_sheets(
    sheets: Sequence[TaskSheet], out: Path | BinaryIO, *, cancelled: Cancelled = lambda: False
) -> Printed:  # fmt: skip
    """One PDF, each task on a page of its own with its bookmark.

    :raises UserError: there is no task.
    :raises CancelledError: *cancelled* said so; nothing is left behind.
    """
    if not sheets:
        raise UserError("没有任务，没有打印。请放宽组织或时期。")
    document = Document(sheets_title(sheets), _MARGINS)
    for sheet in sheets:
        if cancelled():
            raise CancelledError
        document.add(sheet_rows(sheet), flat(sheet.title), foot=OF_PART)
    return document.save(out)


def sheets_title(sheets: Sequence[TaskSheet]) -> str:
    return f"任务单 {flat(sheets[0].title)}" if len(sheets) == 1 else f"任务单（{len(sheets)} 份）"


def sheet_rows(sheet: TaskSheet) -> list[Row]:
    half = _WIDE / 2
    rows: list[Sequence[Cell]] = [
        _pairs(_WIDE, ("任务", sheet.title)),
        _pairs(half, ("责任组织", sheet.organization), ("责任人", "、".join(sheet.people))),
        _pairs(half, ("交办人", sheet.assigned_by), ("来源", sheet.source)),
        _pairs(half, ("开始日期", _day(sheet.starts_on)), ("完成期限", _day(sheet.due_on))),
        _pairs(half, ("优先级", sheet.priority), ("状态", _state(sheet))),
        _pairs(_WIDE, ("任务内容", sheet.text)),
    ]
    strips = [*title_rows("任务单", "", _WIDE), *table_rows(rows, _WIDE)]
    if sheet.parts:
        done = sum(part.state == DONE for part in sheet.parts)
        told = f"子任务（共 {len(sheet.parts)} 项，办结 {done} 项）"
        strips += [*_heading(told), *_parts(sheet.parts)]
    if sheet.entries:
        strips += [*_heading("进展"), *_COURSE.table([_entry(entry) for entry in sheet.entries])]
    signs = table_rows([_pairs(half, ("承办人签字", ""), ("交办人签字", ""))], _WIDE, pad=14.0)
    return [*strips, Row(14.0), *signs]


def _state(sheet: TaskSheet) -> str:
    if sheet.closed_on is not None:
        return f"{sheet.state}（{_day(sheet.closed_on)}）"
    return f"{sheet.state}（{sheet.percent}%）"


def _parts(parts: Sequence[Subtask]) -> list[Row]:
    alike = len({part.title for part in parts}) == 1
    texts = []
    for part in parts:
        who = flat(part.organization) or "、".join(part.people)
        named = () if alike else (flat(part.title),)
        texts.append((who, *named, _short(part.due_on), part.state, _short(part.closed_on)))
    return (_ALIKE if alike else _PARTS).table(texts)


def _entry(entry: Entry) -> Sequence[str]:
    told = entry.text.strip() + (f"（{entry.percent}%）" if entry.percent is not None else "")
    what = _STEPS.get(entry.step, "进展")
    return _short(entry.noted_on), what, flat(entry.by), told, "、".join(entry.files)


# -- 催办单 ------------------------------------------------------------------------------------------------------


def print_reminders(
    reminders: Reminders, out: Path | BinaryIO, *, office: str, today: date,
    cancelled: Cancelled = lambda: False,
) -> Printed:  # fmt: skip
    """One PDF, each organization on a page of its own; *office* signs.

    :raises UserError: nobody has anything that presses.
    """
    if not reminders.pages:
        raise UserError(_NOT_PRESSING.format(reminders.days) if reminders.spared else _NOTHING_OPEN)
    document = Document(reminders_title(reminders.pages), OFFICIAL_MARGINS)
    for reminder in reminders.pages:
        if cancelled():
            raise CancelledError
        document.add(reminder_rows(reminder, office, today), flat(reminder.organization), foot=OFFICIAL_FOOT)
    return document.save(out)


def reminders_title(reminders: Sequence[Reminder]) -> str:
    return f"催办单 {flat(reminders[0].organization)}" if len(reminders) == 1 else f"催办单（{len(reminders)} 份）"


def spared(reminders: Reminders) -> list[str]:
    """Who has no page and why, to be seen before it is printed."""
    names = reminders.spared
    if not names:
        return []
    told = "、".join(map(flat, names[:_NAMED])) + (f"等 {len(names)} 个组织" if len(names) > _NAMED else "")
    return [f"{told}没有逾期或 {reminders.days} 天以内到期的任务，没有打印"]


def reminder_rows(reminder: Reminder, office: str, today: date) -> list[Row]:
    late = f"，其中已逾期{reminder.overdue}项" if reminder.overdue else ""
    opening = f"截至{day_of(today)}，你单位有{len(reminder.lines)}项任务逾期或临近期限，还没有办结{late}，具体如下。"
    later = f"另有{reminder.later}项任务未临近期限，请统筹安排。" if reminder.later else ""
    closing = "请抓紧办理，办结后及时报送完成情况；不能按期完成的，请说明原因和预计完成时间。" + later
    rows = official_title("任务催办单", "")
    rows += official_rows([f"{flat(reminder.organization)}："], indent=0.0) + official_rows([opening])
    rows += [Row(8.0), *_ASKED.table(_asked(reminder.lines)), Row(10.0), *official_rows([closing])]
    return signed(rows, flat(office), today)


def _asked(lines: Sequence[Line]) -> list[Sequence[str]]:
    return [
        (
            str(number), flat(line.title) + (f"（责任人：{'、'.join(line.people)}）" if line.people else ""),
            flat(line.assigned_by), _short(line.due_on), _left(line),
        )
        for number, line in enumerate(lines, 1)
    ]  # fmt: skip


def _left(line: Line) -> str:
    assert line.days is not None  # it presses
    return f"逾期{line.days}天" if line.days > 0 else "今天到期" if not line.days else f"还有{-line.days}天"


# -- parts -------------------------------------------------------------------------------------------------------


def _pairs(step: float, *pairs: tuple[str, str]) -> list[Cell]:
    """Labels and values, each pair *step* points wide."""
    found: list[Cell] = []
    for at, (label, value) in enumerate(pairs):
        found += [label_cell(label, at * step, _LABEL), value_cell(value, at * step + _LABEL, step - _LABEL)]
    return found


def _heading(text: str) -> list[Row]:
    """It stays with what follows."""
    lines = break_lines(text, Role.HEI, 12.0, _WIDE)
    return [Row(12.0), *text_rows(lines, Role.HEI, 12.0, 24.0, keep=True)]


def _day(day: date | None) -> str:
    return day_of(day) if day else ""


def _short(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""
