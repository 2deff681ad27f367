"""Printing many meeting records against ReportLab drawing the same characters with nothing but ``drawString``."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from datetime import datetime

from db.meetings.draft import items
from db.meetings.sheet import AttendanceLine, MinutesSheet
from db.meetings.status import Status
from desktop.meetings.printouts.minutes import print_minutes

_PARAGRAPH = (
    "会议听取了社区本季度垃圾分类、楼道整治和困难党员走访的情况，逐项明确责任人和完成时限，并就下一步工作作了安排。"
)


def sheet(number: int) -> MinutesSheet:
    """An invented one-page record."""
    names = [f"王{mark}{number % 7}" for mark in "明丽强敏军涛"]
    return MinutesSheet(
        number, f"第{number}党支部", "支部党员大会", f"第{number}次支部党员大会", datetime(2022, 6, 1 + number % 28, 9),
        datetime(2022, 6, 1 + number % 28, 11), number, "社区会议室", "李华", "张静",
        agenda=items("讨论季度工作", "安排志愿服务"), readings=("《学习材料》",),
        text="\n".join(["一、工作情况", _PARAGRAPH, "二、下一步安排", _PARAGRAPH, _PARAGRAPH]),
        attendance=tuple(AttendanceLine(name, Status.PRESENT) for name in names),
    )  # fmt: skip


def print_ratio(count: int) -> tuple[float, float, float]:
    """(ratio, seconds of ours, seconds of raw drawString), medians of five interleaved runs."""
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    from desktop.printing.fonts import Role, runs

    sheets = [sheet(number) for number in range(1, count + 1)]
    out = io.BytesIO()
    print_minutes(sheets, out)
    pages = _lines(out.getvalue())
    rl_config.useA85 = 0  # the same plain streams for both
    font = runs("会", Role.FANG)[0][0]

    def ours() -> None:
        print_minutes(sheets, io.BytesIO())

    def raw() -> None:
        canvas = Canvas(io.BytesIO())
        for lines in pages:
            for number, line in enumerate(lines):
                canvas.setFont(font, 16)
                canvas.drawString(90, 800 - number * 20, line)
            canvas.showPage()
        canvas.save()

    ours(), raw()
    pairs = [(_seconds(ours), _seconds(raw)) for _ in range(5)]
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    return mine / theirs, mine, theirs


def _lines(document: bytes) -> list[list[str]]:
    """The text of each page as it was printed, line by line: what raw ``drawString`` has to draw as well."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(document)
    pages = [page.get_textpage().get_text_range().splitlines() for page in pdf]
    pdf.close()
    return pages


def _seconds(call: Callable[[], None]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun
