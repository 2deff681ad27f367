"""Pick a person by name or pinyin initials, without leaving the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QWidget

from db.core.errors import UserError
from desktop.widgets.editor import LineEditor


@dataclass(frozen=True, slots=True)
class Choice:
    """One hit: its id, what the field shows, and what tells namesakes apart."""

    id: int
    title: str
    detail: str = ""


Find = Callable[[str], list[Choice]]
_LEAVING = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class PersonPicker(LineEditor):
    """A person found by *find*, which is called at every key and must be quick.

    The value is the person's id. With ``free_text`` it is the name as text, which need not be anyone in the book;
    ``chosen`` then tells whether it is.
    """

    def __init__(
        self,
        find: Find,
        *,
        title_of: Callable[[int], str] | None = None,
        free_text: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("姓名或拼音首字母", parent)
        self._find = find
        self._title_of = title_of
        self._free_text = free_text
        self._found: list[Choice] = []
        self.chosen: Choice | None = None
        self._model = QStandardItemModel(self)
        self.popup = QCompleter(self._model, self)
        self.popup.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.popup.setMaxVisibleItems(8)
        self.popup.setWrapAround(False)  # past the last hit an arrow key would let go of it
        self.popup.setWidget(self.line)
        self.popup.popup().setObjectName("popup")  # the theme's border
        self.popup.popup().installEventFilter(self)  # after the completer: asked before it
        self.popup.activated[QModelIndex].connect(self._picked)  # type: ignore[index]  # overloaded signal
        self.line.editingFinished.connect(self._tidy)

    def value(self) -> Any:
        text = self.line.text().strip()
        if self._free_text:
            return text
        if text and self.chosen is None:
            raise UserError(f"没有找到“{text}”，请从列表里选一个人")
        return self.chosen.id if self.chosen else None

    def set_value(self, value: Choice | int | str | None) -> None:
        """A ``Choice``, an id (needs *title_of*), a free text, or None."""
        if isinstance(value, int):
            assert self._title_of is not None
            value = Choice(value, self._title_of(value))
        self.chosen = value if isinstance(value, Choice) else None
        self._show(value.title if isinstance(value, Choice) else value or "")

    def draft(self) -> Any:
        return [self.chosen.id if self.chosen else None, self.line.text()]

    def set_draft(self, draft: Any) -> None:
        id, text = draft
        self.set_value(text if id is None else Choice(id, text))

    def worded(self, draft: Any) -> str:
        return str(draft[1])

    def set_problem(self, text: str | None) -> None:
        """Initials left as they were typed are nobody's name: they stay, and are told of until a name is there."""
        super().set_problem(text or self._left_as_initials())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tab takes the hit that is marked, as Enter does; then the focus moves on."""
        hits = self.popup.popup()
        pressed = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if watched is hits and pressed in _LEAVING:
            marked = hits.currentIndex()
            hits.hide()
            if marked.isValid():
                self.popup.activated[QModelIndex].emit(marked)  # type: ignore[index]
        return super().eventFilter(watched, event)

    def _left_as_initials(self) -> str | None:
        text = self.line.text().strip()
        initials = text.isascii() and text.isalpha() and text.islower()
        if not self._free_text or self.chosen is not None or not initials or self.line.hasFocus():
            return None
        return f"没有叫 {text} 的人员，请写姓名"

    def _edited(self, text: str) -> None:
        self.chosen = None
        super()._edited(text)
        self._found = self._find(text.strip()) if text.strip() else []
        self._model.clear()
        for choice in self._found:
            self._model.appendRow(QStandardItem(f"{choice.title}　{choice.detail}".rstrip()))
        if not self._found:
            self.popup.popup().hide()
            return
        self.popup.complete()
        # A name written out may be an outsider's: Enter must keep it. Initials are nobody's name.
        keep = self._free_text and not text.isascii()
        self.popup.popup().setCurrentIndex(QModelIndex() if keep else self.popup.completionModel().index(0, 0))

    def _picked(self, index: QModelIndex) -> None:
        self.set_value(self._found[index.row()])
        self.changed.emit()

    def _tidy(self) -> None:
        """The field was left: a name written out that only one person has means that person."""
        text = self.line.text().strip()
        if not text or self.chosen is not None or self.popup.popup().isVisible():
            return
        same = [choice for choice in self._find(text) if choice.title == text]
        if len(same) == 1:
            self.set_value(same[0])
        elif not self._free_text:
            many = f"有 {len(same)} 位“{text}”" if same else f"没有找到“{text}”"
            self.set_problem(f"{many}，请从列表里选一个人")
        else:
            self.set_problem(None)
