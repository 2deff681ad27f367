"""Text as minutes have it: who speaks is seen while it is typed, names are completed, paste keeps paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import QMimeData, QModelIndex, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QFont, QInputMethodEvent, QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QCompleter, QPlainTextDocumentLayout, QPlainTextEdit

from db.core.pasted import plain_text
from db.core.pinyin import pinyin
from db.meetings.speeches import speaker_end
from desktop.app.theme import color
from desktop.widgets.editor import Editor

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_BEGUN = re.compile(r"[A-Za-z]{1,8}|[一-鿿·]{1,8}")  # what may become a name at the beginning of a paragraph
_OFFERED = 8


def document_of(text: str, parent: QPlainTextEdit) -> QTextDocument:
    """A document that a plain text editor can show."""
    document = QTextDocument(parent)
    document.setDocumentLayout(QPlainTextDocumentLayout(document))
    document.setDefaultFont(parent.font())
    document.setPlainText(text)
    return document


class Speakers(QSyntaxHighlighter):
    """“张喆：” at the head of a paragraph, in bold where 张喆 is on the roster."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)  # not a document: its end would be this one's
        self.names: frozenset[str] = frozenset()
        self._format = QTextCharFormat()
        self._format.setFontWeight(QFont.Weight.Bold)
        self._format.setForeground(color("primary"))

    def highlightBlock(self, text: str) -> None:
        if end := speaker_end(text, self.names):
            self.setFormat(0, end, self._format)


class SpeechText(QPlainTextEdit):
    """``onward``: Ctrl+Enter, the next item is wanted."""

    onward = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self._names: dict[str, str] = {}  # name → initials
        self._offered = QStringListModel(self)
        self._popup = QCompleter(self._offered, self)
        self._popup.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._popup.setMaxVisibleItems(_OFFERED)
        self._popup.setWidget(self)
        self._popup.popup().setObjectName("popup")
        self._popup.activated.connect(self._take)

    def set_names(self, names: Iterable[str]) -> None:
        self._names = {name: pinyin(name)[1] for name in names}

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(plain_text(source.text()))
        self.ensureCursorVisible()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        popup = self._popup.popup()
        if popup.isVisible() and event.key() in (*_ENTER, Qt.Key.Key_Escape):
            if event.key() == Qt.Key.Key_Escape or popup.currentIndex().isValid():
                event.ignore()  # the list of names answers it
                return
            popup.hide()
        if event.key() in _ENTER and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.onward.emit()
            return
        super().keyPressEvent(event)
        if event.text().isprintable() and event.text():
            self._offer()
        else:
            popup.hide()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.commitString():
            self._offer()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab takes the name that is offered first."""
        if forward and self._popup.popup().isVisible():
            chosen = self._popup.popup().currentIndex()
            self._take((chosen if chosen.isValid() else self._offered.index(0)).data())
            return True
        return super().focusNextPrevChild(forward)

    def _offer(self) -> None:
        """Offer the names that what the paragraph begins with may become."""
        cursor = self.textCursor()
        begun = cursor.block().text()
        found: list[str] = []
        if cursor.atBlockEnd() and len(begun) <= _OFFERED and _BEGUN.fullmatch(begun):
            low = begun.lower()
            found = [name for name, short in self._names.items() if name.startswith(begun) or short.startswith(low)]
        self._offered.setStringList(found[:_OFFERED])
        if not found:
            self._popup.popup().hide()
            return
        place = self.cursorRect()
        place.setWidth(140)
        self._popup.complete(place)
        # Initials mean a name; what is written out may be an ordinary sentence, whose Enter is its own.
        first = self._popup.completionModel().index(0, 0) if begun.isascii() else QModelIndex()
        self._popup.popup().setCurrentIndex(first)

    def _take(self, name: str) -> None:
        self._popup.popup().hide()
        cursor = self.textCursor()
        cursor.movePosition(cursor.MoveOperation.StartOfBlock, cursor.MoveMode.KeepAnchor)
        cursor.insertText(f"{name}：")
        self.setTextCursor(cursor)


class SpeechEdit(Editor):
    """A ``SpeechText`` as a field; which document it shows is the owner's affair."""

    def __init__(self, placeholder: str) -> None:
        self.text = SpeechText()
        super().__init__(self.text)
        self.text.setPlaceholderText(placeholder)
        self.text.setMinimumHeight(self.text.fontMetrics().lineSpacing() * 4 + 18)
        self._speakers = Speakers(self)
        self.text.document().contentsChange.connect(self._edited)

    def show_document(self, document: QTextDocument) -> None:
        """Write in *document* from now on; not a change."""
        before = self.text.document()
        if document is before:
            return
        before.contentsChange.disconnect(self._edited)
        self.text.setDocument(document)
        self._speakers.setDocument(document)
        document.contentsChange.connect(self._edited)

    def set_names(self, names: frozenset[str]) -> None:
        """Who may speak."""
        if names != self._speakers.names:
            self.text.set_names(sorted(names))
            self._speakers.names = names
            self._speakers.rehighlight()

    def value(self) -> str:
        return self.text.toPlainText().strip()

    def typing(self) -> QPlainTextEdit:
        return self.text

    def _edited(self, _at: int, _removed: int, _added: int) -> None:
        """Not of ``textChanged``: that is fired when a speaker is marked, too."""
        self.set_problem(None)
        self.changed.emit()
