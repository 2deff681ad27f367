"""The 议程与记录 tab: agenda items at the left, the text of the chosen one beside them, what was studied below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from db.meetings.speeches import speakers
from desktop.app.icons import icon
from desktop.meetings.speech_text import SpeechEdit, document_of
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.line_list import ROW_HEIGHT, LineList
from desktop.widgets.line_model import Item, LineModel

WHOLE = "会议内容"
_AGENDA_WIDTH = 190
_LOOK_MS = 300  # who speaks is counted when the typing pauses
_SHORT = 3  # rows of study material always in sight
_LONG = 5
_WHOLE_HINT = "整个会议的记录。"
_HINT = "姓名加冒号开头的段落记为此人的发言；在段首打拼音首字母可选姓名。Ctrl+回车到下一个议题。"


class ContentTab(QWidget):
    """``edited`` is fired by the user's changes only. ``spoke``: mark these names as having spoken."""

    edited = Signal()
    spoke = Signal(object)  # set of names

    def __init__(
        self, read_before: Callable[[str], list[str]], tell: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._names: frozenset[str] = frozenset()
        self._loading = False
        self.editor = SpeechEdit(_HINT)
        self._whole = Item(WHOLE, document_of("", self.editor.text))
        self.agenda = LineModel("＋ 添加议题", head=self._whole, parent=self)
        self.readings = LineModel("＋ 添加学习篇目：输入名称，可选以前学过的；可粘贴多行", unique=True, parent=self)
        self.agenda_list = LineList(self.agenda)
        self.readings_list = LineList(self.readings, find=read_before)
        self.shown = self._whole
        self.heading = ElidedLabel(WHOLE)
        self.speakers = ElidedLabel()
        self.mark = QPushButton(icon("check"), "标为交流发言")
        self._timer = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._lay_out()
        self._connect(tell)
        self.show_item(self._whole)

    def _lay_out(self) -> None:
        self.agenda_list.setAccessibleName("议题")
        self.readings_list.setAccessibleName("学习篇目")
        self.editor.text.setAccessibleName("记录内容")
        self.heading.setProperty("subtitle", True)
        self.speakers.setProperty("muted", True)
        self.mark.setToolTip("把名单中这些人标为“交流发言”")
        below = QHBoxLayout()
        below.addWidget(self.speakers, 1)
        below.addWidget(self.mark)
        writing = QVBoxLayout(right := QWidget())
        writing.setContentsMargins(0, 0, 0, 0)
        writing.setSpacing(6)
        writing.addWidget(self.heading)
        writing.addWidget(self.editor, 1)
        writing.addLayout(below)
        self.halves = QSplitter(Qt.Orientation.Horizontal)
        self.halves.setChildrenCollapsible(False)
        self.agenda_list.setMinimumWidth(120)
        self.halves.addWidget(self.agenda_list)
        self.halves.addWidget(right)
        self.halves.setStretchFactor(1, 1)
        self.halves.setSizes([_AGENDA_WIDTH, 3 * _AGENDA_WIDTH])
        studied = QLabel("学习篇目")
        studied.setProperty("muted", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        column.setSpacing(6)
        column.addWidget(self.halves, 1)
        column.addSpacing(4)
        column.addWidget(studied)
        column.addWidget(self.readings_list)
        self.setFocusProxy(self.editor)

    def _connect(self, tell: Callable[[str], None]) -> None:
        for model, view in ((self.agenda, self.agenda_list), (self.readings, self.readings_list)):
            model.edited.connect(self._on_edited)
            model.refused.connect(tell)
            view.typing.connect(self.edited)
            view.left.connect(self._leave_list)
        self.agenda_list.selectionModel().currentChanged.connect(lambda now, _before: self._follow(now.row()))
        self.agenda_list.done.connect(self._write)
        self.agenda.rowsInserted.connect(lambda *_: self._follow(self.agenda_list.currentIndex().row()))
        self.readings.rowsInserted.connect(lambda *_: self._fit_readings())
        self.readings.rowsRemoved.connect(lambda *_: self._fit_readings())
        self.readings.modelReset.connect(self._fit_readings)
        self.editor.changed.connect(self._on_edited)
        self.editor.text.onward.connect(self._onward)
        self.mark.clicked.connect(lambda: self.spoke.emit(self.speaking()))
        self._timer.timeout.connect(self._tell_speakers)

    # -- the record --------------------------------------------------------------------------------

    @property
    def whole(self) -> QTextDocument:
        """The text of the meeting as a whole."""
        return self._document(self._whole)

    def load(self, agenda: Iterable[tuple[str, str]], readings: Iterable[str], text: str) -> None:
        """Show these; not a change."""
        self._loading = True
        old = [item.document for item in (self._whole, *self.agenda.items) if item.document is not None]
        self._whole.document = document_of(text, self.editor.text)
        self.agenda.load([Item(title, document_of(said, self.editor.text)) for title, said in agenda])
        self.readings.load([Item(title) for title in readings])
        self.shown = self._whole
        self.show_item(self._whole)
        self.agenda_list.setCurrentIndex(self.agenda.index(0))
        for document in old:
            document.deleteLater()
        self.editor.set_problem(None)
        self._loading = False
        self._tell_speakers()

    def finish(self) -> None:
        """Take over what is being written in the lists."""
        self.agenda_list.finish()
        self.readings_list.finish()

    def titles_typed(self) -> list[str]:
        """Titles of agenda items; asked for at every key."""
        return _with([item.title for item in self.agenda.items], self.agenda_list.typed(), first=1)

    def agenda_typed(self) -> list[tuple[str, str]]:
        """Titles and texts, one that is being written included."""
        titles = self.titles_typed()
        texts = [self._document(item).toPlainText() for item in self.agenda.items]
        return [(title, texts[at] if at < len(texts) else "") for at, title in enumerate(titles)]

    def readings_typed(self) -> list[str]:
        return _with([item.title for item in self.readings.items], self.readings_list.typed())

    def show_problem(self, name: str, text: str) -> None:
        """Say what is wrong with the agenda, the readings or the text."""
        self._place_of(name).setFocus()
        self.editor.set_problem(text)

    def enter(self, name: str) -> None:
        """Put the cursor into the agenda, the readings or the text of the whole."""
        if name == "text":
            self.agenda_list.setCurrentIndex(self.agenda.index(0))
        self._place_of(name).setFocus()

    def _place_of(self, name: str) -> QWidget:
        return {"agenda": self.agenda_list, "readings": self.readings_list}.get(name, self.editor)

    # -- one item ----------------------------------------------------------------------------------

    def show_item(self, item: Item) -> None:
        """Write under *item*."""
        self.shown = item
        self.editor.show_document(self._document(item))
        self.editor.text.setPlaceholderText(_WHOLE_HINT + _HINT if item is self._whole else _HINT)
        self._name()

    def _document(self, item: Item) -> QTextDocument:
        if item.document is None:
            item.document = document_of("", self.editor.text)
        return item.document

    def _name(self) -> None:
        row = self.agenda.row_of(self.shown)
        self.heading.setText(f"议题 {row}：{self.shown.title}" if row else WHOLE)

    def _follow(self, row: int) -> None:
        """The row that waits for one more shows the last item: it is what was just named."""
        item = self.agenda.item(row) or self.agenda.item(self.agenda.last_row - 1)
        if item is not None and item is not self.shown:
            self.show_item(item)

    def _write(self) -> None:
        """Enter with no more items to name: to the text, of the first one nothing is written of."""
        row = self.agenda_list.currentIndex().row()
        unwritten = [item for item in self.agenda.items if not item.written]
        if row == self.agenda.last_row and unwritten:
            self._choose(unwritten[0])
        self.editor.setFocus()

    def _choose(self, item: Item) -> None:
        self.agenda_list.setCurrentIndex(self.agenda.index(self.agenda.row_of(item)))
        self.editor.setFocus()

    def _onward(self) -> None:
        """To the next item; behind the last one, a new one."""
        following = self.agenda.item(self.agenda.row_of(self.shown) + 1)
        if following is None:
            self.agenda_list.write_new()
        else:
            self._choose(following)

    def _leave_list(self) -> None:
        if self.sender() is self.agenda_list:
            self._choose(self.shown)
        else:
            self.readings_list.focusNextChild()

    # -- who speaks --------------------------------------------------------------------------------

    def set_names(self, names: frozenset[str]) -> None:
        """Who is on the roster."""
        if names != self._names:
            self._names = names
            self.editor.set_names(names)
            self._tell_speakers()

    def speaking(self) -> set[str]:
        """Who speaks anywhere in the record."""
        items = (self._whole, *self.agenda.items)
        return speakers((self._document(item).toPlainText() for item in items), self._names)

    def _tell_speakers(self) -> None:
        names = sorted(self.speaking())
        self.speakers.setText(f"发言 {len(names)} 人：{'、'.join(names)}" if names else "还没有名单中的人发言")
        self.mark.setEnabled(bool(names))

    # -- look --------------------------------------------------------------------------------------

    def _on_edited(self) -> None:
        if self._loading:
            return
        if self.shown not in (self._whole, *self.agenda.items):
            self._follow(self.agenda_list.currentIndex().row())
        self._name()
        self._timer.start()
        self.edited.emit()

    def _fit_readings(self) -> None:
        rows = max(_SHORT, min(self.readings.rowCount(), _LONG)) if self.height() > 360 else 2
        self.readings_list.setFixedHeight(rows * ROW_HEIGHT + 10)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_readings()


def _with(titles: Sequence[str], typed: tuple[int, str] | None, first: int = 0) -> list[str]:
    """*titles* with the one that is being written in its row."""
    changed = list(titles)
    if typed is not None and typed[1].strip():
        row, text = typed[0] - first, typed[1].strip()
        changed[row : row + 1] = [text]
    return changed
