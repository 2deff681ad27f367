"""任务单 (a task with its parts and its course) and 催办单 (what an organization still has to do), as PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from db.core.errors import CancelledError, UserError
from db.progress.queries import Entry
from db.tasks import states
from db.tasks.parts import Subtask
from db.tasks.sheets import Line, Reminder, TaskSheet
from desktop.printing.document import Document, Foot, Margins, Printed, Row, text_rows
from desktop.printing.fonts import Role
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
from desktop.printing.table import Cell, centred_cell, label_cell, table_rows, value_cell
from desktop.printing.text import break_lines

_MM = 72 / 25.4
_MARGINS = Margins(top=25.4 * _MM, right=31.7 * _MM, bottom=25.4 * _MM, left=31.7 * _MM)
_FOOT = Foot(lambda page, pages: f"第 {page} 页　共 {pages} 页")
_LABEL, _WORD = 72.0, 58.0  # points of a label; of a state or a percentage
_DATE = 84.0
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
        document.add(sheet_rows(sheet), flat(sheet.title), foot=_FOOT)
    return document.save(out)


def sheets_title(sheets: Sequence[TaskSheet]) -> str:
    return f"任务单 {flat(sheets[0].title)}" if len(sheets) == 1 else f"任务单（{len(sheets)} 份）"


def sheet_rows(sheet: TaskSheet) -> list[Row]:
    measure = _MARGINS.measure
    half = measure / 2
    rows: list[Sequence[Cell]] = [
        _pair("任务", sheet.title, measure),
        _two("责任组织", sheet.organization, "责任人", "、".join(sheet.people), half, measure),
        _two("交办人", sheet.assigned_by, "来源", sheet.source, half, measure),
        _two("开始日期", _day(sheet.starts_on), "完成期限", _day(sheet.due_on), half, measure),
        _two("优先级", sheet.priority, "状态", _state(sheet), half, measure),
        _pair("任务内容", sheet.text or "　", measure),
    ]
    strips = [*title_rows("任务单", "", measure), *table_rows(rows, measure)]
    if sheet.parts:
        strips += [*_heading(f"子任务（共 {len(sheet.parts)} 项）"), *_parts(sheet.parts, measure)]
    if sheet.entries:
        strips += [*_heading("进展"), *_course(sheet.entries, measure)]
    signs = [_two("承办人签字", "　\n　", "交办人签字", "　\n　", half, measure)]
    return [*strips, Row(14.0), *table_rows(signs, measure)]


def _state(sheet: TaskSheet) -> str:
    if sheet.closed_on is not None:
        return f"{sheet.state}（{_day(sheet.closed_on)}）"
    return f"{sheet.state}（{sheet.percent}%）"


def _parts(parts: Sequence[Subtask], measure: float) -> list[Row]:
    edges = [0.0, measure - 2 * _DATE - _WORD - 118, measure - 2 * _DATE - _WORD, measure - _DATE - _WORD,
             measure - _DATE, measure]  # fmt: skip
    head = _cells(("子任务", "责任组织", "完成期限", "状态", "办结日期"), edges, label_cell)
    rows = [
        (
            value_cell(flat(part.title), edges[0], edges[1]),
            value_cell(flat(part.organization) or "、".join(part.people), edges[1], edges[2] - edges[1]),
            *_cells((_short(part.due_on), part.state, _short(part.closed_on)), edges[2:], centred_cell),
        )
        for part in parts
    ]
    return _table(head, rows, measure)


def _course(entries: Sequence[Entry], measure: float) -> list[Row]:
    labels = {step.code: step.label for step in states.STEPS}
    edges = [0.0, _DATE, _DATE + 70, _DATE + 70 + 66, measure]
    head = _cells(("日期", "填报人", "事项", "情况"), edges, label_cell)
    rows = []
    for entry in entries:
        told = entry.text + (f"（{entry.percent}%）" if entry.percent is not None else "")
        files = f"\n佐证：{'、'.join(entry.files)}" if entry.files else ""
        rows.append((
            *_cells((_short(entry.noted_on), flat(entry.by), labels.get(entry.step, "进展")), edges[:4], centred_cell),
            value_cell(f"{told}{files}".strip() or "　", edges[3], measure - edges[3]),
        ))  # fmt: skip
    return _table(head, rows, measure)


# -- 催办单 ------------------------------------------------------------------------------------------------------


def print_reminders(
    reminders: Sequence[Reminder], out: Path | BinaryIO, *, office: str, today: date,
    cancelled: Cancelled = lambda: False,
) -> Printed:  # fmt: skip
    """One PDF, each organization on a page of its own; *office* signs.

    :raises UserError: nobody has anything left to do.
    """
    if not reminders:
        raise UserError("没有需要催办的任务：都已办结，或者没有责任组织。")
    document = Document(reminders_title(reminders), OFFICIAL_MARGINS)
    for reminder in reminders:
        if cancelled():
            raise CancelledError
        document.add(reminder_rows(reminder, office, today), flat(reminder.organization), foot=OFFICIAL_FOOT)
    return document.save(out)


def reminders_title(reminders: Sequence[Reminder]) -> str:
    return f"催办单 {flat(reminders[0].organization)}" if len(reminders) == 1 else f"催办单（{len(reminders)} 份）"


def reminder_rows(reminder: Reminder, office: str, today: date) -> list[Row]:
    late = f"，其中已逾期{reminder.overdue}项" if reminder.overdue else ""
    opening = f"截至{day_of(today)}，你单位还有{len(reminder.lines)}项任务没有办结{late}，具体如下。"
    closing = "请抓紧办理，办结后及时报送完成情况；不能按期完成的，请说明原因和预计完成时间。"
    rows = official_title("任务催办单", "")
    rows += official_rows([f"{flat(reminder.organization)}："], indent=0.0) + official_rows([opening])
    rows += [Row(8.0), *_asked(reminder.lines), Row(10.0), *official_rows([closing])]
    return signed(rows, flat(office), today)


def _asked(lines: Sequence[Line]) -> list[Row]:
    measure = OFFICIAL_MARGINS.measure
    edges = [0.0, 32.0, measure - _DATE - 76 - 92, measure - _DATE - 76, measure - 76, measure]
    head = _cells(("序号", "任务", "交办人", "完成期限", "时限"), edges, label_cell)
    rows = []
    for number, line in enumerate(lines, 1):
        people = f"（责任人：{'、'.join(line.people)}）" if line.people else ""
        rows.append((
            centred_cell(str(number), 0.0, edges[1]),
            value_cell(f"{flat(line.title)}{people}", edges[1], edges[2] - edges[1]),
            *_cells((flat(line.assigned_by), _short(line.due_on), _left(line)), edges[2:], centred_cell),
        ))  # fmt: skip
    return _table(head, rows, measure)


def _left(line: Line) -> str:
    if line.days is None:
        return "未定期限"
    return f"逾期{line.days}天" if line.days > 0 else "今天到期" if not line.days else f"还有{-line.days}天"


# -- parts -------------------------------------------------------------------------------------------------------


def _pair(label: str, value: str, measure: float) -> Sequence[Cell]:
    return label_cell(label, 0.0, _LABEL), value_cell(value or "　", _LABEL, measure - _LABEL)


def _two(label: str, value: str, other: str, second: str, half: float, measure: float) -> Sequence[Cell]:
    return (
        label_cell(label, 0.0, _LABEL), value_cell(value or "　", _LABEL, half - _LABEL),
        label_cell(other, half, _LABEL), value_cell(second or "　", half + _LABEL, measure - half - _LABEL),
    )  # fmt: skip


def _cells(texts: Sequence[str], edges: Sequence[float], make: Callable[..., Cell]) -> list[Cell]:
    return [make(text or "　", x, end - x) for text, x, end in zip(texts, edges, edges[1:], strict=False)]


def _table(head: Sequence[Cell], rows: Sequence[Sequence[Cell]], measure: float) -> list[Row]:
    """The headings stay with the first row and are set again where a page begins in the table."""
    strips = table_rows([head, *rows], measure)
    again = [strips[0]._replace(keep=True)]
    return [*again, *(strip._replace(again=again) for strip in strips[1:])]


def _heading(text: str) -> list[Row]:

    lines = break_lines(text, Role.HEI, 12.0, _MARGINS.measure)
    return [Row(12.0), *text_rows(lines, Role.HEI, 12.0, 22.0, keep=True)]


def _day(day: date | None) -> str:
    return day_of(day) if day else ""


def _short(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""
