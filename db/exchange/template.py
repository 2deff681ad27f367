"""The empty sheet to fill in: headings, drop-downs, notes; what to write where, with examples, on a second sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from db.core.dates import FIRST_YEAR, LAST_YEAR
from db.core.fields import Kind
from db.core.vocabulary import meeting_kinds
from db.exchange.ledgers import Column, Ledger
from db.exchange.places import written_names
from db.exchange.writing import CELL, FONT, HEAD, SHAPES, TEXT, new_workbook, sheet_name, width_of
from db.meetings.queries import kinds
from db.organizations.fields import GROUP_KIND
from db.organizations.queries import nodes

GUIDE, WORDS = "填写说明", "选项"  # sheets
_ROWS = 5000  # that have drop-downs and formats
_MOST_PLACES = 2000  # of a drop-down
_HINT_LENGTH, _TITLE_LENGTH = 255, 32  # Excel's limits of an input message

_HOW = {
    Kind.TEXT: "文字", Kind.LONG_TEXT: "文字，可换行（Alt+Enter）", Kind.LINES: "一行一项（Alt+Enter 换行）",
    Kind.INTEGER: "整数", Kind.DATE: "日期，如 2022-06-24", Kind.DATETIME: "日期和时间，如 2022-06-24 09:00",
    Kind.CHOICE: "从下拉框中选", Kind.TAGS: "可填几个，中间用顿号", Kind.PERSON: "姓名",
    Kind.ORGANIZATION: "组织名称；有重名的写成“上级/名称”",
}  # fmt: skip
_SECOND = {  # the second example of each ledger, where it is not the first one's
    "organizations": {
        "name": "第一党小组", "short_name": "", "kind": GROUP_KIND, "parent_id": "春和社区第一党支部",
        "founded_on": "", "contact": "李华", "phone": "", "address": "",
    },
    "people": {
        "name": "古丽·买买提", "sex": "女", "id_number": "", "born_on": "1985-08", "ethnic": "维吾尔族",
        "education": "大专", "phone": "0571-12345678", "organization_id": "春和社区第二党支部", "group_id": "",
        "since": "", "stage": "预备党员", "joined_on": "2022-03-01", "full_member_on": "", "categories": "流动、困难",
    },
    "posts": {"person_id": "李华", "title": "委员", "ends_on": "2024-03-19"},
    "meetings": {
        "kind_id": "党课", "title": "学习党的二十大精神", "ordinal": "", "starts_at": "2022-11-18 14:00",
        "ends_at": "", "lecturer": "周文", "agenda": "", "leave": "", "absent": "李华（外出）",
    },
    "problems": {
        "number": "", "source": "上年通报", "category": "班子建设", "text": "有两个支部委员没有配齐。",
        "goal": "配齐班子", "measures": "补选委员", "leader": "", "due_on": "长期坚持",
        "hard": "是", "state": "长期坚持", "progress": "",
    },
    "responsibilities": {
        "category": "党员教育", "text": "书记讲党课", "standard": "有讲稿、有记录", "frequency": "半年 1 次",
        "assist": "", "counted": "党课", "target": "2", "below": "本级",
    },
    "tasks": {
        "title": "整理党员档案", "people": "王敏", "due_on": "2022-12-31", "priority": "重要", "state": "已完成",
        "percent": "100%", "closed_on": "2022-12-20", "progress": "",
    },
}  # fmt: skip


def offered(connection: Connection, ledger: Ledger) -> dict[str, Sequence[str]]:
    """What the drop-downs of *ledger* can offer out of this book: kinds of meeting, organizations."""
    tree = nodes(connection)
    names = written_names(tree)
    open_ones = [node for node in tree if node.dissolved_on is None]
    places = [names[node.id] for node in open_ones if node.kind != GROUP_KIND][:_MOST_PLACES]
    groups = list(dict.fromkeys(node.name for node in open_ones if node.kind == GROUP_KIND))[:_MOST_PLACES]
    book = {"kind_id": [kind.name for kind in kinds(connection)], "organization_id": places, "parent_id": places,
            "group_id": groups}  # fmt: skip
    return {column.name: book[column.name] for column in ledger.columns if column.name in book}


def write_template(ledger: Ledger, target: Path, words: Mapping[str, Sequence[str]] | None = None) -> None:
    """An empty sheet for *ledger*. *words* are the book's own for drop-downs (``offered``), by column.

    Examples stand on the sheet 填写说明, one column of it each, where no import takes them for data.
    """
    given = {"kind_id": [kind["name"] for kind in meeting_kinds()]} | dict(words or {})
    with new_workbook(target, streamed=False) as book:
        sheet = book.add_worksheet(sheet_name(ledger.label))
        guide = book.add_worksheet(GUIDE)
        lists = book.add_worksheet(WORDS)
        lists.hide()
        for at, column in enumerate(ledger.columns):
            choice = [label for _, label in column.field.choices] or list(given.get(column.name, ()))
            _prepare_column(book, sheet, lists, at, column, choice)
        _finish_sheet(sheet, len(ledger.columns))
        _write_guide(book, guide, ledger, given)


def _prepare_column(
    book: Workbook, sheet: Worksheet, lists: Worksheet, at: int, column: Column, choice: Sequence[str]
) -> None:
    field = column.field
    look = {"font_color": "#A8201A"} if field.required else {}
    head = book.add_format(FONT | HEAD | look)
    sheet.write_string(0, at, f"{field.label}*" if field.required else field.label, head)
    sheet.set_column_pixels(at, at, width_of(field), book.add_format(FONT | dict(SHAPES.get(field.kind, TEXT))))
    sheet.data_validation(1, at, _ROWS, at, {
        "input_title": field.label[:_TITLE_LENGTH], "input_message": how_to_fill(column)[:_HINT_LENGTH],
        **_rule(lists, at, column, choice),
    })  # fmt: skip


def _rule(lists: Worksheet, at: int, column: Column, choice: Sequence[str]) -> dict[str, Any]:
    """What Excel itself checks. Another organization than those offered may be meant: there it only asks."""
    kind = column.field.kind
    if choice and kind in (Kind.CHOICE, Kind.ORGANIZATION):
        for row, word in enumerate(choice):
            lists.write_string(row, at, word)
        letter = _letters(at)
        return {
            "validate": "list", "source": f"={WORDS}!${letter}$1:${letter}${len(choice)}",
            "error_type": "stop" if column.field.choices else "warning", "error_title": "不在下拉框里",
            "error_message": f"{column.field.label}请从下拉框中选。",
        }  # fmt: skip
    if kind is Kind.INTEGER:
        return {"validate": "integer", "criteria": ">=", "value": 0, "error_message": "请填整数。"}
    return {"validate": "any"}


def _letters(column: int) -> str:
    """A … Z, AA … of a column counted from 0."""
    upper, lower = divmod(column, 26)
    return (_letters(upper - 1) if upper else "") + chr(ord("A") + lower)


def _finish_sheet(sheet: Worksheet, columns: int) -> None:
    sheet.set_row_pixels(0, 28)
    sheet.freeze_panes(1, 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.activate()
    sheet.set_selection(1, 0, 1, 0)
    sheet.print_area(0, 0, _ROWS, columns - 1)


def how_to_fill(column: Column) -> str:
    """One or two sentences on what to write into *column*."""
    field = column.field
    parts = ["必填" if field.required else "", _HOW[field.kind], field.help]
    if field.kind is Kind.TAGS:
        parts.append("、".join(label for _, label in field.choices))
    if field.length:
        parts.append(f"最多 {field.length} 个字")
    if field.kind in (Kind.DATE, Kind.DATETIME):
        parts.append(f"年份 {FIRST_YEAR}—{LAST_YEAR}")
    return "；".join(filter(None, parts)) + "。"


def _write_guide(book: Workbook, guide: Worksheet, ledger: Ledger, words: Mapping[str, Sequence[str]]) -> None:
    head = book.add_format(FONT | HEAD)
    cell = book.add_format(FONT | CELL | {"text_wrap": True, "valign": "top", "num_format": "@"})
    needed = book.add_format(FONT | CELL | {"valign": "top", "bold": True, "font_color": "#A8201A"})
    guide.write_string(0, 0, f"怎样填写“{ledger.label}”", book.add_format(FONT | {"bold": True, "font_size": 14}))
    guide.write_string(1, 0, f"请填在“{sheet_name(ledger.label)}”工作表里，一行一条；这一页只供查看，不会导入。"
                             "标题带 * 的必填，其余可以空着。", book.add_format(FONT))  # fmt: skip
    columns = (("栏目", 110), ("必填", 50), ("怎样填", 380), ("可选的内容", 260), ("示例一", 220), ("示例二", 220))
    for at, (label, width) in enumerate(columns):
        guide.set_column_pixels(at, at, width)
        guide.write_string(3, at, label, head)
    second = _SECOND[ledger.name]
    for row, column in enumerate(ledger.columns, 4):
        choice = [label for _, label in column.field.choices] or list(words.get(column.name, ()))[:60]
        texts = (
            column.heading, "是" if column.field.required else "", how_to_fill(column), "、".join(choice),
            column.example, second.get(column.name, column.example),
        )  # fmt: skip
        for at, text in enumerate(texts):
            guide.write_string(row, at, text, needed if at == 1 else cell)
    guide.freeze_panes(4, 1)
    guide.set_paper(9)
    guide.set_landscape()
    guide.fit_to_pages(1, 0)
