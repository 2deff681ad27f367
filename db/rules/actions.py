"""Giving a rule the office's own value from a day on."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from db.core.book import Book
from db.core.errors import UserError
from db.rules import defaults
from db.rules.models import Rule

EDIT = "rules.edit"


def set_rule(book: Book, code: str, value: str, holds_from: date, source: str) -> None:
    """What rule *code* says from *holds_from* on; ``UserError`` when *value* is none for it."""
    definition = defaults.definitions()[code]
    value = value.strip()
    if wrong := defaults.problem(definition, value):
        raise UserError(f"“{definition.name}”的值“{value}”不能用：{wrong}。", {"value": wrong})
    if not source.strip():
        raise UserError("请写明依据：文件名称、会议决定或“惯例”。", {"source": "请填写依据"})
    with book.action(f"修改规则“{definition.name}”", EDIT) as work:
        query = select(Rule).where(Rule.code == code, Rule.holds_from == holds_from)
        row = work.session.execute(query).scalar() or Rule(code=code, holds_from=holds_from)
        row.value, row.source = value, source.strip()
        work.session.add(row)


def drop_rule(book: Book, code: str, holds_from: date) -> None:
    """Forget the office's own value of that day; the program's holds again."""
    definition = defaults.definitions()[code]
    with book.action(f"恢复规则“{definition.name}”", EDIT) as work:
        query = select(Rule).where(Rule.code == code, Rule.holds_from == holds_from)
        row = work.session.execute(query).scalar()
        if row is None:
            raise UserError("这一天没有本单位自己的规定，请刷新后再试。")
        work.session.delete(row)
