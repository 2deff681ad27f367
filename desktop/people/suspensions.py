"""停止表决权: days on which a Party member has no vote (留党察看), under the memberships."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.core.fields import Field
from db.people.actions import delete_suspension, save_suspension
from db.people.draft import SuspensionDraft
from db.people.fields import PARTY_STAGES, SUSPENSION_FIELDS
from db.people.voting import Suspended, suspensions_of
from desktop.app.context import AppContext
from desktop.people.history import FactsTable, until
from desktop.widgets.form_dialog import FormDialog

_COLUMNS = (("从", 92), ("至", 92), ("事由", 0))
_ROWS = 3  # shown without scrolling
_NOTE = "这些天里开的会，名单上自动记为无表决权；已经录入的会议不变。"


class Suspensions(QWidget):
    """Shown for Party members only; no list and no export tells of it."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._person: int | None = None
        self._rows: list[Suspended] = []
        self.table = FactsTable(_COLUMNS)
        self.table.setAccessibleName("停止表决权")
        self.table.itemSelectionChanged.connect(self._offer)
        self.table.itemActivated.connect(lambda _item: self.change())
        self.add_button = _button("登记…", self.add)
        self.end_button = _button("结束…", self.end)
        self.delete_button = _button("删除", self.delete)
        heading = QLabel("停止表决权（留党察看）")
        heading.setProperty("subtitle", True)
        self.nothing = QLabel("没有记录")
        self.nothing.setProperty("muted", True)
        row = QHBoxLayout()
        row.addWidget(heading)
        row.addWidget(self.nothing)
        row.addStretch(1)
        for button in (self.delete_button, self.end_button, self.add_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(row)
        column.addWidget(self.table)

    # -- showing -----------------------------------------------------------------------------------

    def show_person(self, person_id: int | None, stage: str) -> None:
        """What the book has of *person_id*, whose stage is *stage*; nothing for None."""
        self._person, self._rows = person_id, []
        if person_id is not None:
            with self._context.book.read() as connection:
                self._rows = suspensions_of(connection, person_id)
        self.setVisible(stage in PARTY_STAGES or bool(self._rows))
        self.table.fill([(str(row.starts_on), until(row.ends_on), row.reason) for row in self._rows])
        self.table.setVisible(bool(self._rows))
        self.nothing.setVisible(not self._rows)
        height = self.table.horizontalHeader().height() + self.table.verticalHeader().defaultSectionSize() * min(
            len(self._rows), _ROWS
        )
        self.table.setFixedHeight(height + 4)
        if len(self._rows) == 1:
            self.table.selectRow(0)
        self._offer()

    @property
    def current(self) -> Suspended | None:
        """The row the user chose."""
        rows = self.table.selectionModel().selectedRows()
        return self._rows[rows[0].row()] if rows and self._rows else None

    def _offer(self) -> None:
        chosen = self.current
        self.end_button.setVisible(bool(self._rows))
        self.delete_button.setVisible(bool(self._rows))
        self.end_button.setEnabled(chosen is not None and chosen.ends_on is None)
        self.delete_button.setEnabled(chosen is not None)

    # -- changing ----------------------------------------------------------------------------------

    def add(self) -> None:
        """登记: a new one from today on, unless another day is entered."""
        self._ask("登记停止表决权", SUSPENSION_FIELDS, {"starts_on": self._today()}, None)

    def change(self) -> None:
        """Everything about the chosen one, for what was entered wrongly."""
        if chosen := self.current:
            values = {field.name: getattr(chosen, field.name) for field in SUSPENSION_FIELDS}
            self._ask("修改停止表决权", SUSPENSION_FIELDS, values, chosen)

    def end(self) -> None:
        """结束: the last day without a vote."""
        if chosen := self.current:
            last = replace(next(field for field in SUSPENSION_FIELDS if field.name == "ends_on"), required=True)
            self._ask("结束停止表决权", (last,), {"ends_on": self._today()}, chosen)

    def _ask(self, title: str, fields: tuple[Field, ...], values: dict[str, Any], changed: Suspended | None) -> None:
        person = self._person
        if person is None:
            return
        kept = {} if changed is None else {
            "starts_on": changed.starts_on, "ends_on": changed.ends_on, "reason": changed.reason,
        }  # fmt: skip

        def apply(entered: dict[str, Any]) -> None:
            draft = SuspensionDraft(person, **(kept | entered))
            row = changed.id if changed is not None else None
            self._context.jobs.now(lambda: save_suspension(self._context.book, draft, row))

        FormDialog(title, fields, apply, values=values, note=_NOTE, today=self._today, parent=self).open()

    def delete(self) -> None:
        chosen = self.current
        if chosen is None:
            return
        question = "删除这条停止表决权的记录？删除只用于改正录错的记录；期满请用“结束”。可以用 Ctrl+Z 撤销。"
        if not self._context.messages.ask(question, "删除", danger=True):
            return
        try:
            self._context.jobs.now(lambda: delete_suspension(self._context.book, chosen.id))
        except Exception as error:
            self._context.messages.show_error(error)

    def _today(self) -> Any:
        return self._context.book.now().date()


def _button(text: str, does: Any) -> QPushButton:
    button = QPushButton(text)
    button.clicked.connect(lambda: does())
    return button
