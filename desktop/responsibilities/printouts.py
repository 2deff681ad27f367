"""责任书 for signing, one an organization, and 签订情况: who has signed, level by level."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from db.core.errors import CancelledError, UserError
from db.core.files import disk_explained
from db.responsibilities.pledging import Signings
from db.responsibilities.sheet import Duty, PledgeSheet
from desktop.printing.document import CM, Document, Margins, Printed, Row, centred_rows, text_rows
from desktop.printing.fonts import Role
from desktop.printing.grid import Column, Grid
from desktop.printing.official import (
    BODY,
    OFFICIAL_FOOT,
    OFFICIAL_LEADING,
    OFFICIAL_MARGINS,
    day_of,
    flat,
    numeral,
    official_rows,
    official_title,
)
from desktop.printing.text import Line, break_lines, paragraphs, width

_LIST, _PLEDGE = "责任清单", "责任书"
_LONGEST = 70  # characters of a file's name: file systems count bytes
_GAP = BODY  # between the two parties
_NO_DAY = "年　　月　　日"
_MARGINS = Margins(top=2.2 * CM, right=2.0 * CM, bottom=2.0 * CM, left=2.0 * CM)
_SMALL, _SMALL_LEADING = 10.5, 16.0
_GRID = Grid((
    Column("序号", 36, centred=True), Column("责任组织", _MARGINS.measure - 276), Column("签订人", 80, centred=True),
    Column("签订日期", 90, centred=True), Column("状态", 70, centred=True),
), size=10.5, leading=14.0)  # fmt: skip
Cancelled = Callable[[], bool]


def print_pledges(
    sheets: Sequence[PledgeSheet], out: Path | BinaryIO, *, cancelled: Cancelled = lambda: False
) -> Printed:  # fmt: skip
    """The pledges in one PDF, each beginning on a page of its own.

    :raises UserError: there is none, or a list has no items to pledge on.
    :raises CancelledError: *cancelled* said so; nothing is left behind.
    """
    if not sheets:
        raise UserError("没有责任书，没有打印。请先生成责任书，或放宽组织、年度。")
    document = Document(pledge_title(sheets[0]), OFFICIAL_MARGINS)
    for sheet in sheets:
        if cancelled():
            raise CancelledError
        document.add(pledge_rows(sheet), flat(sheet.organization), foot=OFFICIAL_FOOT)
    return document.save(out)


def print_each_pledge(
    sheets: Sequence[PledgeSheet], folder: Path, *, leaving: AbstractContextManager[None] | None = None
) -> dict[Path, Printed]:
    """A PDF an organization in *folder*. Failed, the folder is as it was; *leaving* is entered around the making."""
    made: dict[Path, Printed] = {}
    with disk_explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".ybz-", dir=folder) as unfinished:
            with leaving or nullcontext():
                for sheet in sheets:
                    path = folder / _file_name(sheet, {path.name for path in made})
                    made[path] = print_pledges([sheet], Path(unfinished, path.name))
            for path in made:
                Path(unfinished, path.name).replace(path)
    return made


def _file_name(sheet: PledgeSheet, taken: set[str]) -> str:
    name = re.sub(r'[\\/:*?"<>|\s]+', " ", f"{flat(sheet.organization)} {pledge_title(sheet)}")[:_LONGEST].strip(" .")
    free = (f"{name}{f'（{number}）' if number > 1 else ''}.pdf" for number in count(1))
    return next(one for one in free if one not in taken)


def pledge_title(sheet: PledgeSheet) -> str:
    """2022年党建责任清单 → 2022年党建责任书"""
    title = flat(sheet.title)
    title = title if str(sheet.year) in title else f"{sheet.year}年{title}"
    return f"{title.removesuffix(_LIST).removesuffix(_PLEDGE)}{_PLEDGE}"


def pledge_rows(sheet: PledgeSheet) -> list[Row]:
    if not sheet.duties:
        raise UserError(f"“{sheet.title}”还没有条目，不能打印责任书。请先添加条目。")
    issuer, organization = flat(sheet.issuer), flat(sheet.organization)
    rows = official_title(pledge_title(sheet).removesuffix(_PLEDGE), _PLEDGE)
    rows += official_rows([
        f"为落实{sheet.year}年度党建工作责任，{issuer}与{organization}依据《{flat(sheet.title)}》签订本责任书。"
        f"职责任务共{len(sheet.categories)}类{len(sheet.duties)}项。"
    ])  # fmt: skip
    for number, (category, duties) in enumerate(sheet.categories.items(), 1):
        rows += official_rows([f"{numeral(number)}、{flat(category)}"], Role.HEI)
        for duty in duties:
            rows += official_rows(_told(duty))
    rows += official_rows([
        f"{organization}对照以上职责任务抓好落实，接受{issuer}的检查考核。本责任书一式两份，双方各执一份。"
    ])  # fmt: skip
    return [*rows[:-1], rows[-1]._replace(keep=True), *_signatures(sheet)]


def _told(duty: Duty) -> list[str]:
    """The item, and in the same paragraph what is asked of it."""
    texts = paragraphs(duty.text)
    due = day_of(duty.due_on) if duty.due_on else ""
    asked = (
        ("标准", " ".join(paragraphs(duty.standard)).rstrip("。；")), ("频次", flat(duty.frequency)),
        ("目标", flat(duty.aim)),
        ("牵头", flat(duty.lead)), ("配合", flat(duty.assist)), ("责任人", flat(duty.responsible)), ("时限", due),
    )  # fmt: skip
    tail = "；".join(f"{label}：{value}" for label, value in asked if value)
    last = texts[-1] if texts[-1][-1] in "。！？；" else f"{texts[-1]}。"
    texts[-1] = f"{last}{tail}。" if tail else last
    return [f"{duty.no}.{texts[0]}", *texts[1:]]


def _signatures(sheet: PledgeSheet) -> list[Row]:
    """Both parties side by side: name, who signs, the day."""
    half = (OFFICIAL_MARGINS.measure - _GAP) / 2
    day = day_of(sheet.signed_on) if sheet.signed_on else _NO_DAY
    sides = [_side(flat(name), day, half) for name in (sheet.issuer, sheet.organization)]
    deep = max(len(side) - 2 for side in sides)  # lines of the longer name
    rows = [Row(OFFICIAL_LEADING, keep=True)]
    for at in range(deep + 2):
        strip = []
        for side, lines in enumerate(sides):
            named = len(lines) - 2
            place = at if at < named else None if at < deep else at - deep + named
            if place is not None:
                line = lines[place]._replace(extra=0.0)
                strip.append(line._replace(indent=line.indent + side * (half + _GAP)))
        rows.append(_strip(text_rows(strip, Role.FANG, BODY, OFFICIAL_LEADING), last=at == deep + 1))
        if at in (deep - 1, deep):
            rows.append(Row(OFFICIAL_LEADING / 2, keep=True))
    return rows


def _side(name: str, day: str, half: float) -> list[Line]:
    """One party's lines; of a name too long for one line the last holds more than （盖章）."""
    signed = [line for text in ("负责人（签字）：", day) for line in break_lines(text, Role.FANG, BODY, half)]
    return [*_even(f"{name}（盖章）", half), *signed]


def _even(text: str, half: float) -> list[Line]:
    """*text* in as few lines as it needs, all about as long."""
    lines = break_lines(text, Role.FANG, BODY, half)
    narrow = width(text, Role.FANG, BODY) / len(lines)
    tried = (break_lines(text, Role.FANG, BODY, narrow + step * BODY / 2) for step in range(2 * len(text)))
    return next((found for found in tried if len(found) == len(lines)), lines) if len(lines) > 1 else lines


def _strip(parts: Sequence[Row], *, last: bool) -> Row:
    """Lines beside each other as one row."""

    def draw(page: object, left: float, top: float) -> None:
        for part in parts:
            if part.draw is not None:
                part.draw(page, left, top)  # type: ignore[arg-type]

    return Row(OFFICIAL_LEADING, draw, keep=not last)


# -- who has signed --------------------------------------------------------------------------------------------------


def print_signings(found: Sequence[Signings], heading: str, today: date, out: Path | BinaryIO) -> Printed:
    """签订情况 of some lists, the highest level first.

    :raises UserError: nobody is to sign on any of them.
    """
    told = [one for one in found if one.pledges]
    if not told:
        raise UserError("这个范围和年度没有责任书，没有打印。请先生成责任书，或放宽组织、时期。")
    measure = _MARGINS.measure
    due = sum(len(one.pledges) for one in told)
    signed = sum(one.signed for one in told)
    head = centred_rows("责任书签订情况", Role.TITLE, 18.0, 30.0, measure, keep=True)
    summary = f"{heading}　截至{day_of(today)}应签订 {due} 份，已签订 {signed} 份，未签订 {due - signed} 份"
    rows = [*head, *centred_rows(summary, Role.FANG, _SMALL, _SMALL_LEADING, measure, keep=True)]
    for one in told:
        rows += _list_rows(one, measure)
    document = Document("责任书签订情况", _MARGINS)
    document.add(rows, "责任书签订情况")
    return document.save(out)


def _list_rows(one: Signings, measure: float) -> list[Row]:
    title = f"{one.level}层级　{flat(one.title)}（{flat(one.organization)}）已签订 {one.signed}/{len(one.pledges)}"
    lines = break_lines(title, Role.HEI, 12.0, measure)
    entries = [
        [str(no), pledge.organization, pledge.signer, f"{pledge.signed_on:%Y-%m-%d}" if pledge.signed_on else "",
         "已签订" if pledge.signed_on else "未签订"]
        for no, pledge in enumerate(one.pledges, 1)
    ]  # fmt: skip
    return [Row(10.0), *text_rows(lines, Role.HEI, 12.0, 20.0, keep=True), Row(3.0, keep=True), *_GRID.table(entries)]
