"""工作规则: what every rule says today, what it said before, and giving it the office's own value."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.core.changes import Changes
from db.core.fields import Field, Kind
from db.rules.actions import drop_rule, set_rule
from db.rules.defaults import CHOICE, SWITCH, WORDS, Definition, Value
from db.rules.queries import Rules, every_rule, read_rules
from desktop.app.context import AppContext
from desktop.settings.rows import Row, RowList
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.form_dialog import FormDialog

_COLUMNS = (("规则", 210), ("现在", 130), ("说明", 220), ("从哪天起", 96), ("依据", 0))
_HISTORY = (("从哪天起", 96), ("值", 220), ("谁定的", 96), ("依据", 0))
_YES_NO = (("1", "是"), ("0", "否"))
_TOLD = "每条规则都有起始日期：以前的会议和记录按当时的规定判断，改动不影响它们。"
_HEIGHT = 268  # of the lower card: title, five rows of history, buttons


class RulesPart(QWidget):
    """*switch* stands beside the title and leads to the other part of 设置."""

    def __init__(self, context: AppContext, switch: QWidget) -> None:
        super().__init__()
        self._context, self._book = context, context.book
        self._rules: Rules | None = None
        self._known = {definition.code: definition for definition in every_rule()}
        self.list = RowList("工作规则", _COLUMNS)
        self.history = RowList("历次规定", _HISTORY)
        self.title = ElidedLabel()
        self.title.setProperty("subtitle", True)
        self.change = QPushButton("从某天起改为…")
        self.change.setProperty("primary", True)
        self.drop = QPushButton("恢复默认")
        self.list.current_changed.connect(lambda _code: self._show_rule())
        self.list.opened.connect(lambda _code: self.ask())
        self.history.current_changed.connect(lambda _at: self._offer())
        self.change.clicked.connect(self.ask)
        self.drop.clicked.connect(self._drop)
        self._lay_out(switch)
        self.setFocusProxy(self.list)

    def _lay_out(self, switch: QWidget) -> None:
        heading = QLabel("设置")
        heading.setProperty("title", True)
        told = ElidedLabel(_TOLD)
        told.setProperty("muted", True)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(heading)
        top.addWidget(switch)
        top.addWidget(told)
        top.addStretch(1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.title)
        buttons.addStretch(1)
        buttons.addWidget(self.drop)
        buttons.addWidget(self.change)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(_card(self.list), 1)
        below = _card(self.history, buttons)
        below.setFixedHeight(_HEIGHT)
        column.addWidget(below)

    # -- showing -----------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the rules as they hold today."""
        with self._book.read() as connection:
            self._rules = rules = read_rules(connection)
        today = self._book.now().date()
        self.list.show_rows([
            _row(definition, rules.on(definition.code, today)) for definition in self._known.values()
        ])  # fmt: skip
        if self.list.current_id is None:
            self.list.select_id(next(iter(self._known)))
        self._show_rule()

    def refresh(self, changes: Changes) -> None:
        if changes.touch("rule"):
            self.reload()

    def open(self, code: str) -> None:
        """Show the rule *code*."""
        self.list.select_id(code)
        self._show_rule()

    @property
    def rule(self) -> Definition | None:
        """The rule chosen."""
        return self._known.get(self.list.current_id)

    def _show_rule(self) -> None:
        rule = self.rule
        values = self._values()
        self.title.setText(rule.name if rule else "")
        self.history.show_rows([
            Row(at, (str(value.holds_from), shown(rule, value.value), "本单位" if value.own else "程序自带",
                     value.source), faint=self._superseded(values, at))
            for at, value in reversed(list(enumerate(values))) if rule
        ])  # fmt: skip
        own = [at for at, value in enumerate(values) if value.own]
        self.history.select_id(own[-1] if own else len(values) - 1)
        self._offer()

    def _values(self) -> list[Value]:
        return self._rules.values(self.rule.code) if self._rules and self.rule else []

    def _superseded(self, values: list[Value], at: int) -> bool:
        """A later value holds already."""
        today = self._book.now().date()
        return any(value.holds_from <= today for value in values[at + 1 :])

    def _offer(self) -> None:
        self.change.setEnabled(self.rule is not None)
        value = self._chosen()
        self.drop.setEnabled(value is not None and value.own)
        told = "去掉选中的本单位规定，恢复程序自带的" if self.drop.isEnabled() else "选中的是程序自带的规定"
        self.drop.setToolTip(told)

    def _chosen(self) -> Value | None:
        at, values = self.history.current_id, self._values()
        return values[at] if at is not None and at < len(values) else None

    # -- changing ----------------------------------------------------------------------------------

    def ask(self) -> None:
        """从某天起改为…"""
        rule = self.rule
        if rule is None or self._rules is None:
            return
        today = self._book.now().date()

        def apply(values: dict[str, Any]) -> None:
            value = str(values["value"] or "")
            day, source = values["holds_from"], values["source"]
            self._context.jobs.now(lambda: set_rule(self._book, rule.code, value, day, source))
            self._context.messages.info(f"“{rule.name}”从 {day} 起改为 {shown(rule, value)}，可按 Ctrl+Z 撤销。")

        now = self._rules.text(rule.code, today)
        FormDialog(
            f"{rule.name}：从某天起改为", _fields(rule), apply, button="修改", today=lambda: today, parent=self,
            values={"value": now, "holds_from": today},
            note=f"现在：{with_unit(rule, now)}。这一天以前的会议和记录仍按原来的规定判断。",
        ).open()  # fmt: skip

    def _drop(self) -> None:
        rule, value = self.rule, self._chosen()
        if rule is None or value is None:
            return
        question = f"去掉“{rule.name}”从 {value.holds_from} 起的本单位规定，恢复默认？可以用 Ctrl+Z 撤销。"
        if not self._context.messages.ask(question, "恢复默认"):
            return
        try:
            self._context.jobs.now(lambda: drop_rule(self._book, rule.code, value.holds_from))
        except Exception as error:
            self._context.messages.show_error(error)


def shown(rule: Definition, value: str) -> str:
    """A value as people read it."""
    if rule.kind == SWITCH:
        return dict(_YES_NO).get(value, value)
    return value or "（无）"


def with_unit(rule: Definition, value: str) -> str:
    return f"{shown(rule, value)}（{rule.unit}）" if rule.unit else shown(rule, value)


def _row(rule: Definition, value: Value) -> Row:
    texts = (rule.name, shown(rule, value.value), rule.unit, str(value.holds_from), value.source)
    return Row(rule.code, texts, group=rule.group)


def _fields(rule: Definition) -> tuple[Field, ...]:
    if rule.kind in (SWITCH, CHOICE):
        known = _YES_NO if rule.kind == SWITCH else tuple((word, word) for word in rule.choices)
        value = Field("value", "改为", Kind.CHOICE, required=True, choices=known)
    elif rule.kind == WORDS:
        value = Field("value", "改为", Kind.LONG_TEXT, help="用顿号分开；清空即不检查")
    else:
        value = Field("value", "改为", required=True, help=rule.unit)
    return (
        value,
        Field("holds_from", "从哪天起", Kind.DATE, required=True),
        Field("source", "依据", required=True, length=100, help="文件名称、会议决定或“惯例”"),
    )


def _card(list_: RowList, above: QHBoxLayout | None = None) -> QFrame:
    card = QFrame()
    card.setProperty("card", True)
    column = QVBoxLayout(card)
    column.setContentsMargins(*((6, 6, 6, 6) if above is None else (12, 10, 12, 10)))
    if above is not None:
        column.addLayout(above)
    column.addWidget(list_, 1)
    return card
