"""Several people of the book: each a chip that a click takes off, the next one typed behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from db.core.errors import UserError
from desktop.widgets.editor import Editor
from desktop.widgets.flow import FlowLayout
from desktop.widgets.pickers import Choice, Find, PersonPicker

_PICKER_WIDTH = 190
NamesOf = Callable[[Sequence[int]], dict[int, str]]


class PeopleEdit(Editor):
    """The ids of people, in order. Enter adds who is meant, Backspace in the empty line takes the last one off."""

    def __init__(self, find: Find, names_of: NamesOf, parent: QWidget | None = None) -> None:
        row = QWidget()
        super().__init__(row, parent)
        self._find, self._names_of = find, names_of
        self._people: list[Choice] = []
        self._chips: list[QPushButton] = []
        self.picker = PersonPicker(find)
        self.picker.line.setPlaceholderText("姓名或拼音首字母，回车加入")
        self.picker.setFixedWidth(_PICKER_WIDTH)
        self._flow = FlowLayout(row)
        self._flow.addWidget(self.picker)
        self.setFocusProxy(self.picker)
        self.picker.line.installEventFilter(self)
        self.picker.popup.activated[QModelIndex].connect(lambda _hit: self._take())  # type: ignore[index]
        self.picker.line.editingFinished.connect(self._take)

    def value(self) -> tuple[int, ...]:
        text = self.picker.line.text().strip()
        if text:
            raise UserError(f"责任人“{text}”没有认出，请从列表里选一个人")
        return tuple(person.id for person in self._people)

    def set_value(self, value: Sequence[int] | None) -> None:
        names = self._names_of(value) if value else {}
        self._put([Choice(one, names.get(one, "（已删除）")) for one in value or ()])
        self.picker.set_value(None)
        self.set_problem(None)

    def draft(self) -> Any:
        return [[[person.id, person.title] for person in self._people], self.picker.line.text()]

    def set_draft(self, draft: Any) -> None:
        people, typed = draft
        self._put([Choice(id, name) for id, name in people])
        self.picker.set_value(typed or None)

    def worded(self, draft: Any) -> str:
        return "、".join(name for _id, name in draft[0])

    def set_read_only(self, read_only: bool) -> None:
        self.picker.set_read_only(read_only)

    def typing(self) -> QLineEdit:
        return self.picker.line

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.picker.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            empty = not self.picker.line.text()
            if event.key() == Qt.Key.Key_Backspace and empty and self._people:
                self._drop(self._people[-1])
                return True
        return super().eventFilter(watched, event)

    def _take(self) -> None:
        """Whoever the line means joins the others."""
        chosen = self.picker.chosen
        if chosen is None:
            return
        self.picker.set_value(None)
        if all(person.id != chosen.id for person in self._people):
            self._put([*self._people, chosen])
            self._changed()

    def _drop(self, person: Choice) -> None:
        self._put([other for other in self._people if other.id != person.id])
        self._changed()

    def _put(self, people: list[Choice]) -> None:
        self._people = people
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        self._flow.removeWidget(self.picker)
        for person in people:
            chip = QPushButton(f"{person.title} ×")
            chip.setProperty("chip", True)
            chip.setToolTip(f"去掉{person.title}")
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.clicked.connect(lambda _checked=False, person=person: self._drop(person))
            self._flow.addWidget(chip)
            self._chips.append(chip)
        self._flow.addWidget(self.picker)
        self.input.updateGeometry()

    def _changed(self) -> None:
        self.set_problem(None)
        self.changed.emit()
