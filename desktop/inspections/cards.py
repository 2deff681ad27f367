"""A tab of lines with several fields each, a card a line, entered one after another by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from db.core.errors import UserError
from desktop.widgets.form import RecordForm
from desktop.widgets.line_card import CardList, LineCard
from desktop.widgets.tab_order import walk

Card = TypeVar("Card", bound=LineCard)
_PADDING = 18  # of a box of text, above and below
_KEY = "Ctrl+Return"


class Cards(QScrollArea, Generic[Card]):
    """Cards made by *make*. ``edited`` is fired by the user's changes only.

    The button *adding*, or Ctrl+Enter, adds one; Tab goes through the cards and then to the button. *empty* is read
    where there is none.
    """

    edited = Signal()

    def __init__(self, adding: str, empty: str, make: Callable[[], Card]) -> None:
        super().__init__()
        self.list: CardList[Card] = CardList("", make)  # the tab says what they are
        self.tools: list[QWidget] = []  # what else Tab comes to behind the cards
        self.add_button = self.list.add_button(adding, self.begin)
        self.add_button.setToolTip("Ctrl+Enter")
        self.hint = QLabel(empty, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.hint.setProperty("muted", True)
        self.problem = QLabel(wordWrap=True)
        self.problem.setProperty("error", True)
        self.problem.hide()
        self._fresh: Card | None = None  # just added: to be seen once it has its place
        self.list.edited.connect(self._on_edited)
        self.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._show_fresh())
        by_key = QShortcut(QKeySequence(_KEY), self)
        by_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        by_key.activated.connect(self.begin)
        self._lay_out()

    def _lay_out(self) -> None:
        body = QWidget()
        body.setProperty("plain", True)
        column = QVBoxLayout(body)
        column.setContentsMargins(4, 12, 8, 8)
        column.setSpacing(10)
        column.addWidget(self.problem)
        column.addWidget(self.list)
        column.addWidget(self.hint)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.add_button)
        self.setWidget(body)

    @property
    def cards(self) -> Sequence[Card]:
        return self.list.cards

    # -- what a tab says ---------------------------------------------------------------------------

    def started(self, card: Card) -> None:
        """*card* was just added by the user: what it begins with."""

    # -- the user's doing --------------------------------------------------------------------------

    def begin(self) -> None:
        """A further card, the cursor in it."""
        card = self.list.add()
        self.started(card)
        self._on_edited()
        card.stops()[0].setFocus(Qt.FocusReason.TabFocusReason)
        self._fresh = card

    def enter(self) -> None:
        """Put the cursor into the first card, or onto the button that adds one."""
        stop = self.cards[0].stops()[0] if self.cards else self.add_button
        stop.setFocus()
        self.ensureWidgetVisible(stop)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes as the eye does, whenever a card was added."""
        order: list[QWidget] = [stop for card in self.cards for stop in card.stops()]
        fixed = [self.add_button, *self.tools]
        if not walk(self, [*order, *fixed], fixed, forward=next):
            return bool(super().focusNextPrevChild(next))
        now = QApplication.focusWidget()
        if now is not None and self.isAncestorOf(now):
            self.ensureWidgetVisible(now)
        return True

    # -- the record --------------------------------------------------------------------------------

    def fit(self, number: int) -> Sequence[Card]:
        """As many cards, to be loaded; not a change."""
        self._fresh = None
        self.set_problem(None)
        found = self.list.fit(number)
        self._settle()
        return found

    def loaded(self) -> None:
        """A record is shown from its first card on."""
        self.verticalScrollBar().setValue(0)

    def lines(self, name: str, read: Callable[[Card], Any]) -> tuple[Any, ...]:
        """What *read* gives of each card; ``UserError`` about *name*, the wrong card marked."""
        try:
            return tuple(map(read, self.cards))
        except UserError as error:  # its fields are the card's, which others may be called like
            raise UserError(error.text, {name: error.text}) from error

    def snapshot(self) -> list[dict[str, Any]]:
        return self.list.keep()

    def restore(self, kept: Sequence[Mapping[str, Any]]) -> None:
        self.set_problem(None)
        self.list.show_kept(kept)
        self._settle()

    def set_problem(self, text: str | None) -> None:
        """Say above the cards what is wrong, where none of them says it itself; bring it into view."""
        wrong = next((card for card in self.cards if any(editor.problem for editor in card.editors.values())), None)
        self.problem.setText(text or "")
        self.problem.setVisible(bool(text) and wrong is None)
        if text:
            self.ensureWidgetVisible(wrong or self.problem)

    def _on_edited(self) -> None:
        self._fresh = None
        self.set_problem(None)
        self._settle()
        self.edited.emit()

    def _settle(self) -> None:
        self.hint.setVisible(not self.cards)

    def _show_fresh(self) -> None:
        if self._fresh is not None:
            self.ensureWidgetVisible(self._fresh)


def set_lines(form: RecordForm, **lines: int) -> None:
    """Long texts of *form* are so many lines high and grow from there, so that all of it is seen at once."""
    for name, count in lines.items():
        box = form.editors[name].input
        box.setMinimumHeight(box.fontMetrics().lineSpacing() * count + _PADDING)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # beside chips its hint is a claim
