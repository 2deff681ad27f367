"""Printed study records of people (学习档案) and the ledger of study meetings (学习台账)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from db.core.errors import CancelledError, UserError
from db.study.file import StudyFile
from db.study.hours import Source, shown
from db.study.ledger import StudyLine
from desktop.printing.document import CM, OF_PART, Document, Foot, Margins, Printed, Row, text_rows
from desktop.printing.fonts import Role
from desktop.printing.grid import Column, Grid
from desktop.printing.page import Page, baseline
from desktop.printing.table import Cell, label_cell, table_rows, value_cell
from desktop.printing.text import Line, break_lines, clean, width

Progress = Callable[[int, int], object]  # done, of how many
Cancelled = Callable[[], bool]

MARGINS = Margins(top=2.54 * CM, right=2.2 * CM, bottom=2.54 * CM, left=2.2 * CM)
LEDGER_MARGINS = Margins(top=2.2 * CM, right=1.8 * CM, bottom=2.2 * CM, left=1.8 * CM, wide=True)
_TITLE, _SECTION, _SMALL = 22.0, 14.0, 12.0
_LABEL = 76.0

_MEETINGS = Grid((
    Column("日期", 70, centred=True), Column("类型", 72), Column("会议名称", MARGINS.measure - 294),
    Column("学时", 40, centred=True), Column("备注", 112),
))  # fmt: skip
_TRAININGS = Grid((
    Column("日期", 70, centred=True), Column("形式", 60), Column("培训名称", MARGINS.measure - 342),
    Column("主办单位", 84), Column("学时", 40, centred=True), Column("证书", 88),
))  # fmt: skip
_LEDGER = Grid((
    Column("序号", 34, centred=True), Column("日期", 64, centred=True), Column("类型", 66),
    Column("名称", 174), Column("学习篇目", LEDGER_MARGINS.measure - 564), Column("主讲人", 52, centred=True),
    Column("召开组织", 100), Column("实到/应到", 40, centred=True), Column("学时", 34, centred=True),
), size=10.5, leading=14.0)  # fmt: skip


def print_study_files(
    files: Sequence[StudyFile], out: Path | BinaryIO, *, progress: Progress | None = None,
    cancelled: Cancelled = lambda: False,
) -> Printed:  # fmt: skip
    """One PDF of *files* in their order, a bookmark for each person.

    :raises UserError: there is nothing to print.
    :raises CancelledError: *cancelled* said so; nothing is left behind.
    :raises EnvironmentFault: the file cannot be written.
    """
    if not files:
        raise UserError("没有要打印的学习档案。请先在列表中选中人员再打印。")
    title = file_title(files[0]) if len(files) == 1 else f"学习档案（{len(files)}份）"
    document = Document(title, MARGINS)
    for done, file in enumerate(files, 1):
        if cancelled():
            raise CancelledError
        document.add(file_rows(file), file_title(file), foot=_foot(file))
        if progress is not None:
            progress(done, len(files))
    return document.save(out)


def file_title(file: StudyFile) -> str:
    return f"{file.name} {file.year} 年学习档案"


def _foot(file: StudyFile) -> Foot:
    """Whose page it is: sheets get loose."""
    whose = clean(f"{file.name} · {file.year} 年度学习档案").replace("\n", " ")
    return Foot(lambda page, pages: f"{whose}　{OF_PART.text(page, pages)}")


def print_ledger(
    lines: Sequence[StudyLine], heading: str, office: str, day: date, out: Path | BinaryIO, *,
    progress: Progress | None = None, cancelled: Cancelled = lambda: False,
) -> Printed:  # fmt: skip
    """学习台账 on landscape pages, its headings on each. *heading*: whose and of when.

    Errors as those of ``print_study_files``.
    """
    if not lines:
        raise UserError("这个范围和时期没有学习类会议，没有打印。请放宽组织或时期。")
    entries: list[list[str]] = []
    for number, line in enumerate(lines, 1):
        if cancelled():
            raise CancelledError
        entries.append(_ledger_entry(number, line))
        if progress is not None:
            progress(number, len(lines))
    present, expected = (sum(getattr(line, name) for line in lines) for name in ("present", "expected"))
    note = f"共 {len(lines)} 次，应到 {expected} 人次，实到 {present} 人次。{office}　{day:%Y-%m-%d}"
    document = Document("学习台账", LEDGER_MARGINS)
    head = [*_title("学习台账", LEDGER_MARGINS.measure), *_small(heading, LEDGER_MARGINS.measure, centred=True)]
    rows = [*_LEDGER.entries(entries), Row(6.0), *_small(note, LEDGER_MARGINS.measure)]
    document.add(rows, "学习台账", head=[*head, *_LEDGER.headings()])
    return document.save(out)


def _ledger_entry(number: int, line: StudyLine) -> list[str]:
    return [
        str(number), f"{line.day:%Y-%m-%d}", line.kind, line.title, "\n".join(line.readings), line.lecturer,
        line.organization, f"{line.present}/{line.expected}", shown(line.hours),
    ]  # fmt: skip


# -- one person ----------------------------------------------------------------------------------------------------


def file_rows(file: StudyFile) -> list[Row]:
    meetings = file.of("meeting")
    attended = [source for source in meetings if source.made_up_on is None]
    made_up = [source for source in meetings if source.made_up_on is not None]
    return [
        *_title("学习档案", MARGINS.measure), *_small(f"{file.year} 年度", MARGINS.measure, centred=True), Row(4.0),
        *_head(file), Row(8.0), *_sums(file),
        *_section("会议学习", _MEETINGS, [_meeting(source) for source in attended], attended),
        *_section("补学", _MEETINGS, [_meeting(source) for source in made_up], made_up),
        *_section("外部培训", _TRAININGS, [_training(source) for source in file.of("outside_training")],
                  file.of("outside_training")),
        *_signatures(),
    ]  # fmt: skip


def _head(file: StudyFile) -> list[Row]:
    third = MARGINS.measure / 3
    rows = [
        _cells((0.0, "姓名", file.name), (third, "性别", file.sex), (2 * third, "出生日期", _day(file.born_on))),
        _cells((0.0, "政治面貌", file.stage), (third, "入党日期", _day(file.joined_on)),
               (2 * third, "班子职务", file.posts or "—")),
        _cells((0.0, "所在组织", file.organization)),
    ]  # fmt: skip
    return table_rows(rows, MARGINS.measure)


def _sums(file: StudyFile) -> list[Row]:
    half = MARGINS.measure / 2
    owed = file.hours
    meetings = sum(source.hours for source in file.of("meeting"))
    made_up = sum(source.hours for source in file.of("meeting") if source.made_up_on)
    within = f"（其中补学 {shown(made_up)}）" if made_up else ""
    rows = [
        _cells((0.0, "会议学习", f"{shown(meetings)} 学时{within}"),
               (half, "外部培训", f"{shown(file.total - meetings)} 学时")),
    ]  # fmt: skip
    if owed is None:
        rows.append(_cells((0.0, "合计", f"{shown(file.total)} 学时（当年不在党员学时统计范围内）")))
        return table_rows(rows, MARGINS.measure)
    behind = f"差 {shown(owed.short)} 学时" if owed.short else "已达标"
    rows.append(_cells((0.0, "应学学时", f"{shown(owed.target)} 学时"),
                       (half, "已学学时", f"{shown(owed.total)} 学时，{behind}")))  # fmt: skip
    if owed.intensive_target:
        met = "已达标" if owed.intensive >= owed.intensive_target else "未达标"
        text = f"应参加 {owed.intensive_target} 次，已参加 {owed.intensive} 次，{met}"
        rows.append(_cells((0.0, "集中培训", text)))
    return table_rows(rows, MARGINS.measure)


def _cells(*pairs: tuple[float, str, str]) -> list[Cell]:
    """Labels and values from the given places on, each as far as the next."""
    ends = [*(x for x, _label, _value in pairs[1:]), MARGINS.measure]
    cells: list[Cell] = []
    for (x, label, value), end in zip(pairs, ends, strict=True):
        cells += [label_cell(label, x, _LABEL), value_cell(value, x + _LABEL, end - x - _LABEL)]
    return cells


def _section(title: str, grid: Grid, entries: list[list[str]], of: Sequence[Source]) -> list[Row]:
    """A titled list with its sum; nothing where there is none."""
    if not entries:
        return []
    text = f"{title}（{len(of)} 次，{shown(sum(source.hours for source in of))} 学时）"
    lines = break_lines(text, Role.HEI, _SECTION, MARGINS.measure)
    heading = text_rows(lines, Role.HEI, _SECTION, 28.0, keep=True)
    return [Row(8.0), *heading, *grid.table(entries)]


def _meeting(source: Source) -> list[str]:
    note = "，".join(filter(None, ("交流发言" if source.spoke else "", source.note)))
    return [_day(source.day), source.kind, source.title, shown(source.hours), note]


def _training(source: Source) -> list[str]:
    return [
        _day(source.day), source.form, source.title, source.organization, shown(source.hours),
        source.note.removeprefix("证书 "),
    ]  # fmt: skip


def _day(day: date | None) -> str:
    return f"{day:%Y-%m-%d}" if day else ""


# -- parts ---------------------------------------------------------------------------------------------------------


def _title(text: str, measure: float) -> list[Row]:
    return text_rows([_centred(text, Role.TITLE, _TITLE, measure)], Role.TITLE, _TITLE, 36.0, keep=True)


def _small(text: str, measure: float, *, centred: bool = False) -> list[Row]:
    plain = clean(text)
    lines = break_lines(plain, Role.FANG, _SMALL, measure)
    if centred and len(lines) == 1:
        lines = [_centred(plain, Role.FANG, _SMALL, measure)]
    return text_rows(lines, Role.FANG, _SMALL, 20.0, keep=centred)


def _centred(text: str, role: Role, size: float, measure: float) -> Line:
    wide = width(text, role, size)
    return Line(text, (measure - wide) / 2, wide, 0.0)


def _signatures() -> list[Row]:
    leading = 28.0
    half = MARGINS.measure / 2

    def draw(page: Page, left: float, top: float) -> None:
        y = baseline(top, leading, _SECTION)
        for x, label in ((0.0, "本人签字："), (half, "党组织审核：")):
            page.text(left + x, y, label, Role.FANG, _SECTION)
            end = left + x + width(label, Role.FANG, _SECTION)
            page.line(end, y - 3, left + x + half - 16, y - 3)

    return [Row(14.0, keep=True), Row(leading, draw)]
