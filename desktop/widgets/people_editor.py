"""Several people of the book: each a chip that a click takes off, the next one typed or a list pasted behind them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from db.core.errors import UserError
from db.meetings.names import read_names
from db.meetings.status import Status
from db.people.queries import Found
from desktop.widgets.editor import Editor
from desktop.widgets.flow import FlowLayout
from desktop.widgets.pickers import Choice, Find, PersonPicker

_PICKER_WIDTH = 190
_AWAY = (Status.LEAVE, Status.ABSENT)
NamesOf = Callable[[Sequence[int]], dict[int, str]]
Identify = Callable[[Sequence[str]], dict[str, list[Found]]]  # whom names on a list mean


class PeopleEdit(Editor):
    """The ids of people, in order. Enter adds who is meant, Backspace in the empty line takes the last one off.

    A name on a list that is nobody's, or several people's, is told of and stays: nothing typed is dropped.
    """

    def __init__(self, find: Find, names_of: NamesOf, identify: Identify, parent: QWidget | None = None) -> None:
        row = QWidget()
        super().__init__(row, parent)
        self._names_of, self._identify = names_of, identify
        self._people: list[Choice] = []
        self._chips: list[QPushButton] = []
        self.picker = PersonPicker(find)
        self.picker.line.setPlaceholderText("姓名或首字母，可粘贴名单")
        self.picker.line.setToolTip("姓名或拼音首字母，回车加入；也可以粘贴一串姓名")
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
            raise UserError(f"“{text}”没有认出，请从列表里选一个人")
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
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # not for the button of a dialog
                self.picker.line.editingFinished.emit()
                return True
        return super().eventFilter(watched, event)

    def _take(self) -> None:
        """Whoever the line means joins the others."""
        if self.picker.chosen is not None:
            chosen = self.picker.chosen
            self.picker.set_value(None)
            self._add([chosen])
        else:
            self._take_list()

    def _take_list(self) -> None:
        """Of several names, those that are one person's alone."""
        written = read_names(self.picker.line.text())
        if len(written) < 2:
            return
        found = self._identify([one.name for one in written])
        added, left, why = [], [], []
        for one in written:
            people = found.get(one.name, [])
            if len(people) == 1 and one.status not in _AWAY:
                added.append(Choice(people[0].id, people[0].name))
                continue
            left.append(one.name)
            if len(people) == 1:
                why.append(f"“{one.name}”写的是没有参加")
            else:
                why.append(f"有 {len(people)} 位“{one.name}”" if people else f"没有找到“{one.name}”")
        self.picker.set_value("、".join(left) or None)
        self._add(added)
        self.picker.set_problem(f"{'，'.join(why)}，请从列表里选一个人" if why else None)

    def _add(self, people: Sequence[Choice]) -> None:
        known = {person.id for person in self._people}
        fresh = {person.id: person for person in people if person.id not in known}
        if fresh:
            self._put([*self._people, *fresh.values()])
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
