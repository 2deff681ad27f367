"""一问题一单: all that is known of a problem, its course, its evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from db.core.errors import CancelledError, UserError
from db.core.fields import Field
from db.problems.fields import FIELDS
from db.problems.sheets import ProblemSheet, step_name
from desktop.printing.document import OF_PART, Document, Foot, Printed, Row
from desktop.printing.grid import Column, Grid
from desktop.printing.table import Cell, table_rows
from desktop.problems.printouts.parts import MARGINS, cells, day, section, signatures, small, title
from desktop.problems.printouts.pictures import Picture, picture_rows

Progress = Callable[[int, int], object]
Photos = Callable[[ProblemSheet], Sequence[Picture]]  # those of its attachments that are pictures

_COURSE = Grid((
    Column("日期", 70, centred=True), Column("事项", 66, centred=True), Column("填报人", 58, centred=True),
    Column("情况", MARGINS.measure - 310), Column("佐证材料", 116),
), size=11.0, leading=16.0)  # fmt: skip
_TASKS = Grid((
    Column("任务", MARGINS.measure - 280), Column("责任组织", 140), Column("完成期限", 70, centred=True),
    Column("状态", 70, centred=True),
), size=11.0, leading=16.0)  # fmt: skip
_FILES = Grid((
    Column("序号", 40, centred=True), Column("名称", MARGINS.measure - 120), Column("用途", 80, centred=True),
), size=11.0, leading=16.0)  # fmt: skip
_LABELS: dict[str, Field] = {field.name: field for field in FIELDS}


def print_problem_sheets(
    found: Sequence[ProblemSheet], photos: Photos, out: Path | BinaryIO, *, progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Printed:  # fmt: skip
    """One PDF of *found* in their order, a bookmark for each.

    :raises UserError: there is nothing to print.
    :raises CancelledError: *cancelled* said so; nothing is left behind.
    :raises EnvironmentFault: the file cannot be written.
    """
    if not found:
        raise UserError("没有要打印的问题。请先在列表中选中，或放宽组织、时期。")
    document = Document(sheet_title(found), MARGINS)
    for done, sheet in enumerate(found, 1):
        if cancelled():
            raise CancelledError
        document.add(
            sheet_rows(sheet, photos(sheet)), f"{sheet.draft.number} {sheet.draft.text[:20]}", foot=_foot(sheet)
        )
        if progress is not None:
            progress(done, len(found))
    return document.save(out)


def sheet_title(found: Sequence[ProblemSheet]) -> str:
    return f"{found[0].draft.number} 问题整改单" if len(found) == 1 else f"问题整改单（{len(found)} 份）"


def _foot(sheet: ProblemSheet) -> Foot:
    return Foot(lambda page, pages: f"{sheet.draft.number}　{OF_PART.text(page, pages)}")


def sheet_rows(sheet: ProblemSheet, photos: Sequence[Picture]) -> list[Row]:
    return [
        *title("问题整改单", MARGINS.measure), *small("（一问题一单）", MARGINS.measure, centred=True), Row(4.0),
        *table_rows(_head(sheet), MARGINS.measure),
        *_course(sheet), *_tasks(sheet), *_evidence(sheet, photos),
        *signatures(("责任人签字", "责任领导签字")),
    ]  # fmt: skip


def _head(sheet: ProblemSheet) -> list[list[Cell]]:
    draft = sheet.draft
    late = f"（逾期 {sheet.late} 天）" if sheet.late else ""
    rows = [
        cells(("编号", draft.number), ("来源", draft.source)),
        cells(("类别", draft.category), ("发现日期", day(draft.found_on))),
        cells(("责任单位", sheet.organization), ("责任领导", draft.leader)),
        cells(("责任人", draft.responsible), ("整改时限", f"{day(draft.due_on)}{late}")),
        cells(("状态", f"{draft.state}{'，难点' if draft.hard else ''}"), ("销号日期", day(draft.closed_on))),
        cells(("历时", f"{sheet.days} 天")),
    ]
    if sheet.into or sheet.merged:
        told = f"已并入 {sheet.into}" if sheet.into else f"{'、'.join(sheet.merged)} 已并入本问题"
        rows.append(cells(("合并", told)))
    names = ("text", "goal", "measures", "result", *(("note",) if draft.note.strip() else ()))
    return [*rows, *(cells((_LABELS[name].label, getattr(draft, name))) for name in names)]


def _course(sheet: ProblemSheet) -> list[Row]:
    if not sheet.course:
        told = f"经过已并入 {sheet.into}。" if sheet.into else "还没有填写进展。"
        return [*section("整改过程"), *small(told, MARGINS.measure)]
    entries = [
        [day(entry.noted_on), step_name(entry), entry.by, entry.text, "\n".join(entry.files)] for entry in sheet.course
    ]
    return [*section("整改过程"), *_COURSE.table(entries)]


def _tasks(sheet: ProblemSheet) -> list[Row]:
    if not sheet.tasks:
        return []
    entries = [[task.title, task.organization, day(task.due_on), task.state] for task in sheet.tasks]
    return [*section("整改任务"), *_TASKS.table(entries)]


def _evidence(sheet: ProblemSheet, photos: Sequence[Picture]) -> list[Row]:
    if not sheet.files:
        return []
    entries = [[str(no), file.name, file.role] for no, file in enumerate(sheet.files, 1)]
    return [*section(f"佐证材料（{len(sheet.files)} 件）"), *_FILES.table(entries), Row(6.0), *picture_rows(photos)]
