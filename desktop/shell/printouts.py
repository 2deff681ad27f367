"""The recovery code on paper, for the safe (恢复码)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from desktop.printing.document import CM, Document, Margins, Printed, Row, text_rows
from desktop.printing.fonts import Role
from desktop.printing.official import day_of
from desktop.printing.page import Page, baseline
from desktop.printing.table import label_cell, table_rows, value_cell
from desktop.printing.text import break_lines, clean, width

_MARGINS = Margins(top=2.54 * CM, right=3.17 * CM, bottom=2.54 * CM, left=3.17 * CM)
_TITLE, _CODE, _TEXT = 22.0, 26.0, 14.0
_LABEL = 80.0
_LINE = 42.0  # leading of the code's lines
_ACROSS = 4  # groups of the code on a line

_WHAT = (
    "这张纸上的恢复码可以打开上面这本账。账本是加密的：如果口令忘了，又没有恢复码，任何人（包括软件的开发者）"
    "都无法打开它，里面的记录也就找不回来了。"
)
_USE = (
    "打开软件，选中这本账，点“忘记口令（使用恢复码）”。",
    "把上面方框中的字符逐组照抄进去，连字符可以不输，字母不分大小写；恢复码里没有字母 I、L、O、U。",
    "设一个新口令。账本内容不变，其他人的口令也不变。",
)
_NEVER = (
    "不要拍照，不要用微信、QQ 或邮件传送；存成 PDF 的，打印后请删除。",
    "不要和装有账本或备份的电脑、U 盘放在一起。",
)


def print_recovery_code(
    out: Path | BinaryIO, *, office: str, user: str, code: str, created: date, book: str
) -> Printed:
    """One page to be kept in the safe. *code* in groups parted by hyphens or spaces; *book*, the book's name.

    :raises EnvironmentFault: the file cannot be written.
    """
    facts = (
        ("单　　位", office),
        ("账　　本", book),
        ("保 管 人", user),
        ("生成日期", day_of(created)),
    )
    rows = [
        *_title("账本恢复码"),
        *_facts(facts),
        Row(14.0),
        *_code_box(_lines_of(code)),
        Row(14.0),
        *_section("这是什么", (_WHAT,)),
        *_section("怎样使用", _numbered(_USE)),
        *_section("千万不要", _numbered(_NEVER)),
        *_handing_over(),
    ]
    document = Document("账本恢复码", _MARGINS)
    document.add(rows)
    return document.save(out)


def _title(text: str) -> list[Row]:
    line = break_lines(text, Role.TITLE, _TITLE, _MARGINS.measure)[0]
    centred = line._replace(indent=(_MARGINS.measure - line.width) / 2)
    return [*text_rows([centred], Role.TITLE, _TITLE, 36.0), Row(10.0)]


def _facts(facts: Sequence[tuple[str, str]]) -> list[Row]:
    wide = _MARGINS.measure
    return table_rows(
        [
            [label_cell(label, 0.0, _LABEL), value_cell(value.replace("\n", " "), _LABEL, wide - _LABEL)]
            for label, value in facts
        ],
        wide,
    )


def _lines_of(code: str) -> list[str]:
    """The code's groups, four to a line, parted by hyphens."""
    groups = re.split(r"[\s-]+", clean(code).strip())
    return ["-".join(groups[start : start + _ACROSS]) for start in range(0, len(groups), _ACROSS)]


def _code_box(lines: Sequence[str]) -> list[Row]:
    """The code, large, all lines from one left edge, in a strong frame."""
    height = _LINE * len(lines) + 20
    inset = (_MARGINS.measure - max(width(line, Role.SONG, _CODE) for line in lines)) / 2

    def draw(page: Page, left: float, top: float) -> None:
        right, bottom = left + _MARGINS.measure, top - height
        for x1, y1, x2, y2 in (
            (left, top, right, top),
            (left, bottom, right, bottom),
            (left, top, left, bottom),
            (right, top, right, bottom),
        ):
            page.line(x1, y1, x2, y2, 1.5)
        for index, line in enumerate(lines):
            y = baseline(top - 10 - index * _LINE, _LINE, _CODE)
            page.text(left + inset, y, line, Role.SONG, _CODE)

    return [Row(height, draw)]


def _numbered(items: Sequence[str]) -> list[str]:
    return [f"{number}.{item}" for number, item in enumerate(items, 1)]


def _section(title: str, texts: Sequence[str]) -> list[Row]:
    heading = break_lines(title, Role.HEI, _TEXT, _MARGINS.measure)
    rows = text_rows(heading, Role.HEI, _TEXT, 26.0, keep=True)
    for text in texts:
        lines = break_lines(text, Role.FANG, _TEXT, _MARGINS.measure, indent=2 * _TEXT)
        rows += text_rows(lines, Role.FANG, _TEXT, 23.0)
    return rows


def _handing_over() -> list[Row]:
    text = "接收人签字：　　　　　　　　　日期：　　　年　　月　　日"
    return [Row(16.0), *text_rows(break_lines(text, Role.FANG, _TEXT, _MARGINS.measure), Role.FANG, _TEXT, 26.0)]
