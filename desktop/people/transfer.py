"""Moving people to another organization from a day on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.core.errors import UserError
from db.core.fields import Field, Kind
from desktop.widgets.form import RecordForm
from desktop.widgets.places import PlacePickers, Places

_FIELDS = (
    Field("organization_id", "转入组织", Kind.ORGANIZATION),
    Field("group_id", "党小组", Kind.ORGANIZATION),
    Field("on", "转移日期", Kind.DATE, required=True, help="从这天起属于新组织"),
    Field("reason", "事由", length=60, help="如 工作调动、居住地变更"),
)
_FORM_HEIGHT = 124  # two rows, one of them with what is wrong under it
NAMED = 3  # people named in questions; the rest are counted

Move = Callable[[int | None, int | None, date, str], None]  # organization, group, day, reason; raises UserError


class TransferDialog(QDialog):
    """Asks where to, from when and why, and calls *move*; stays open while that refuses."""

    def __init__(self, who: str, places: Places, today: date, move: Move, parent: QWidget) -> None:
        super().__init__(parent)
        self._move = move
        self.setWindowTitle("转移组织关系")
        self.setMinimumWidth(600)
        self._pickers = PlacePickers(places)
        editors = {"organization_id": self._pickers.organization, "group_id": self._pickers.group}
        sections = (("", tuple(field.name for field in _FIELDS)),)
        self.form = RecordForm(_FIELDS, sections, editors=editors, today=lambda: today)
        self.form.load({"on": today})
        self.form.set_required("organization_id", True)
        self.form.setMinimumHeight(_FORM_HEIGHT)
        self.away = QCheckBox("转出到其他单位，不再属于本账本里的任何组织")
        self.away.toggled.connect(self._follow_away)
        self.problem = QLabel()
        self.problem.setProperty("error", True)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.confirm = QPushButton("转移")
        self.confirm.setProperty("primary", True)
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self._confirm)
        self._lay_out(who)
        self.form.editors["organization_id"].setFocus()

    def _lay_out(self, who: str) -> None:
        people = QLabel(f"{who}：原组织关系到转移日期的前一天为止，以前的记录保留。")
        people.setWordWrap(True)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(people)
        column.addWidget(self.form, 1)
        column.addWidget(self.away)
        column.addWidget(self.problem)
        column.addLayout(buttons)
        self.setTabOrder(self.away, self.confirm)
        self.setTabOrder(self.confirm, cancel)

    def _follow_away(self, away: bool) -> None:
        for picker in (self._pickers.organization, self._pickers.group):
            if away:
                picker.set_value(None)
            picker.set_read_only(away)
        self._pickers.follow()
        self.form.set_required("organization_id", not away)

    def _confirm(self) -> None:
        self.problem.hide()
        try:
            values = self._values()
        except UserError as error:
            self.form.show_problems(error)
            return
        try:
            self._move(values["organization_id"], values["group_id"], values["on"], values["reason"])
        except UserError as error:
            self.form.show_problems(error)
            self.problem.setText(error.text)  # names the person, which no field can
            self.problem.show()
            return
        self.accept()

    def _values(self) -> dict[str, Any]:
        values = self.form.values()
        if values["organization_id"] is None and not self.away.isChecked():
            raise UserError("请选择转入的组织。", {"organization_id": "请选择转入的组织"})
        return values


def called(names: Sequence[str], count: int) -> str:
    """“张三”, “张三”“李四”, or the first names and how many there are in all."""
    shown = "".join(f"“{name}”" for name in names)
    return shown if len(names) == count else f"{shown}等 {count} 人"
