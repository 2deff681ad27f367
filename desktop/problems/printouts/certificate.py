"""销号证明: what was found, what was done, who asked to close it out and who agreed, with room for signatures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from db.core.errors import CancelledError, UserError
from db.problems.fields import CERTIFIABLE, CLOSED
from db.problems.sheets import ProblemSheet
from db.progress.queries import Entry
from desktop.printing.document import OF_PART, Document, Foot, Printed, Row
from desktop.printing.table import Cell, table_rows
from desktop.problems.printouts.parts import MARGINS, cells, day, signatures, small, title


def certifiable(found: Sequence[ProblemSheet]) -> list[ProblemSheet]:
    """Those closed out, or asked to be."""
    return [sheet for sheet in found if sheet.draft.state in CERTIFIABLE]


def print_certificates(
    found: Sequence[ProblemSheet], office: str, today: date, out: Path | BinaryIO, *,
    cancelled: Callable[[], bool] = lambda: False,
) -> Printed:  # fmt: skip
    """A page each of those closed out, or asked to be: the others are passed over. Errors as those of the sheets."""
    wanted = certifiable(found)
    if not wanted:
        raise UserError("所选问题还没有申请销号，没有可打印的销号证明。")
    document = Document(certificate_title(wanted), MARGINS)
    for sheet in wanted:
        if cancelled():
            raise CancelledError
        number = sheet.draft.number
        foot = Foot(lambda page, pages, number=number: f"{number}　{OF_PART.text(page, pages)}")  # type: ignore[misc]
        document.add(_rows(sheet, office, today), f"{number} {_name(sheet)}", foot=foot)
    return document.save(out)


def certificate_title(found: Sequence[ProblemSheet]) -> str:
    return f"{found[0].draft.number} {_name(found[0])}" if len(found) == 1 else f"销号证明（{len(found)} 份）"


def _name(sheet: ProblemSheet) -> str:
    return "问题销号证明" if sheet.draft.state == CLOSED else "问题销号申请单"


def _rows(sheet: ProblemSheet, office: str, today: date) -> list[Row]:
    draft = sheet.draft
    rows = [
        cells(("编号", draft.number), ("来源", draft.source)),
        cells(("责任单位", sheet.organization), ("发现日期", day(draft.found_on))),
        cells(("责任领导", draft.leader), ("责任人", draft.responsible)),
        cells(("问题描述", draft.text)),
        cells(("整改措施", draft.measures)),
        cells(("整改成效", draft.result)),
        cells(("佐证材料", "\n".join(file.name for file in sheet.files))),
        *_said("申请", "申请人", sheet.request),
        *_said("审核", "审核人", sheet.review),
        cells(("销号日期", day(draft.closed_on))),
    ]
    return [
        *title(_name(sheet), MARGINS.measure), Row(8.0), *table_rows(rows, MARGINS.measure),
        *signatures(("申请人签字", "审核人签字", "责任领导签字", "单位盖章")), Row(10.0),
        *small(f"{office}　{today:%Y-%m-%d} 打印", MARGINS.measure),
    ]  # fmt: skip


def _said(what: str, who: str, entry: Entry | None) -> list[list[Cell]]:
    """Who, when and what they said; blank to be written by hand where it is not in the book."""
    if entry is None:
        return [cells((who, ""), (f"{what}日期", "")), cells((f"{what}意见", "\n　"))]
    return [cells((who, entry.by), (f"{what}日期", day(entry.noted_on))), cells((f"{what}意见", entry.text))]
