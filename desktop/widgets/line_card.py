"""Lines of a record that have several fields each: a vote, a resolution, a finding. A card a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.core.errors import UserError
from db.core.fields import Field
from desktop.app.icons import icon
from desktop.widgets.editor import Editor

NUMBER_WIDTH = 58


class ProblemLine(QLabel):
    """A line under a row of ``editors`` too narrow to say themselves what is wrong."""

    def __init__(self) -> None:
        super().__init__(wordWrap=True)
        self.editors: list[Editor] = []
        self.setProperty("error", True)
        self.hide()

    def speak_for(self, *editors: Editor) -> None:
        """For these as well."""
        self.editors += editors
        for editor in editors:
            editor.tell_problems_to(self.tell)

    def tell(self) -> None:
        self.setText("；".join(filter(None, (editor.problem for editor in self.editors))))
        self.setVisible(bool(self.text()))


class LineCard(QFrame):
    """The editors of one line. ``edited`` is fired by the user's changes only."""

    edited = Signal()
    removed = Signal()

    def __init__(self, fields: Sequence[Field], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("line", True)
        self._fields = {field.name: field for field in fields}
        self.editors: dict[str, Editor] = {}
        self.numbers_problem = ProblemLine()
        self.remove_button = QPushButton(icon("trash", "muted"), "")
        self.remove_button.setToolTip("删除这一项（Ctrl+Shift+Delete）")
        self.remove_button.setAccessibleName("删除这一项")
        self.remove_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Tab and Space must not delete by accident
        self.remove_button.setProperty("flat", True)
        self.remove_button.setFlat(True)
        self.remove_button.clicked.connect(self.removed)
        by_key = QShortcut(QKeySequence("Ctrl+Shift+Delete"), self)
        by_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        by_key.activated.connect(self.removed)

    def add_editor(self, name: str, editor: Editor) -> Editor:
        """Take *editor* for the field *name*."""
        self.editors[name] = editor
        label = self._fields[name].label if name in self._fields else ""
        editor.setAccessibleName(label)
        editor.input.setAccessibleName(label)
        editor.changed.connect(self.edited)
        return editor

    def captioned(self, name: str, caption: str = "") -> QVBoxLayout:
        """The label of a field above its editor, as narrow as a number."""
        label = QLabel(caption or self._fields[name].label)
        label.setProperty("muted", True)
        label.setBuddy(self.editors[name])
        self.editors[name].setFixedWidth(NUMBER_WIDTH)
        self.numbers_problem.speak_for(self.editors[name])
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(label)
        column.addWidget(self.editors[name])
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        return column

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in the order one reads."""
        return [editor.input for editor in self.editors.values()]

    def values(self) -> dict[str, Any]:
        """What is entered; ``UserError`` with the wrong editors marked."""
        values: dict[str, Any] = {}
        problems: dict[str, str] = {}
        for name, editor in self.editors.items():
            try:
                values[name] = editor.value()
                problem = self._fields[name].problem(values[name]) if name in self._fields else None
            except UserError as error:
                problem = error.text
            editor.set_problem(problem)
            if problem:
                problems[name] = problem
        if problems:
            self.editors[next(iter(problems))].setFocus()
            raise UserError("；".join(text.rstrip("。") for text in problems.values()) + "。", problems)
        return values

    def readable(self, name: str) -> Any:
        """What is entered for *name* as far as it can be read now, else None."""
        try:
            return self.editors[name].value()
        except UserError:
            return None

    def snapshot(self) -> dict[str, Any]:
        return {name: editor.draft() for name, editor in self.editors.items()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        for name, editor in self.editors.items():
            if name in kept:
                editor.set_draft(kept[name])


Card = TypeVar("Card", bound=LineCard)


class CardList(QWidget, Generic[Card]):
    """A heading, which may be empty, with buttons, and the cards under it. *make* makes an empty card."""

    edited = Signal()

    def __init__(self, heading: str, make: Callable[[], Card], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self.cards: list[Card] = []
        self._add_button: QPushButton | None = None
        self.tools = QHBoxLayout()
        if heading:
            title = QLabel(heading)
            title.setProperty("subtitle", True)
            self.tools.addWidget(title)
        self.tools.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addLayout(self.tools)

    def add_button(self, text: str, act: Callable[[], object]) -> QPushButton:
        button = self._add_button = QPushButton(icon("plus"), text)
        button.clicked.connect(lambda: act())
        self.tools.addWidget(button)
        return button

    def add(self) -> Card:
        """A further card; not yet a change."""
        card = self._make()
        card.edited.connect(self.edited)
        card.removed.connect(lambda: self.remove(card))
        self.cards.append(card)
        self._column.addWidget(card)
        card.show()  # at once: the focus goes there before the layout does
        return card

    def remove(self, card: Card) -> None:
        """The user takes *card* off; the focus, if it was in there, goes to the one in its place, or to the button."""
        at, now = self.cards.index(card), QApplication.focusWidget()
        focus = now is not None and card.isAncestorOf(now)
        self._take_off(card)
        if focus and self.cards:
            self.cards[min(at, len(self.cards) - 1)].stops()[0].setFocus()
        elif focus and self._add_button is not None:
            self._add_button.setFocus()
        self.edited.emit()

    def fit(self, number: int) -> list[Card]:
        """As many cards as that, those that are there first: making one takes longer than showing another line."""
        for card in self.cards[number:]:
            self._take_off(card)
        for _ in range(number - len(self.cards)):
            self.add()
        return self.cards

    def _take_off(self, card: Card) -> None:
        self.cards.remove(card)
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def keep(self) -> list[dict[str, Any]]:
        """The snapshots of all cards."""
        return [card.snapshot() for card in self.cards]

    def show_kept(self, kept: Sequence[Mapping[str, Any]]) -> None:
        for card, one in zip(self.fit(len(kept)), kept, strict=True):
            card.restore(one)
