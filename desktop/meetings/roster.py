"""The 出席 tab: fill the roster from the organization, mark it, add those who came besides."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from db.core.errors import UserError
from db.meetings.draft import RosterLine
from db.meetings.status import Status
from desktop.app.icons import icon
from desktop.app.theme import restyle
from desktop.meetings.roster_model import RosterModel
from desktop.meetings.roster_view import RosterView
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.pickers import Find, PersonPicker


class AddPerson(PersonPicker):
    """Enter or a click on a hit adds who is meant."""

    entered = Signal()

    def __init__(self, find: Find) -> None:
        super().__init__(find, free_text=True)
        self.line.setPlaceholderText("添加人员：姓名或拼音首字母；外单位人员直接写姓名，回车添加")
        self.line.returnPressed.connect(self._on_return)
        self.popup.activated[QModelIndex].connect(lambda _hit: self.entered.emit())  # type: ignore[index]

    def meant(self) -> RosterLine:
        """The chosen hit, the one person of that name, or the outsider whose name is written out: a guest.

        ``UserError`` where several have the name, or initials fit nobody.
        """
        text = self.line.text().strip()
        found = [self.chosen] if self.chosen else [hit for hit in self._find(text) if hit.title == text]
        if len(found) > 1:
            raise UserError(f"有 {len(found)} 位“{text}”，请用方向键从列表里选一位。")
        if not found and text.isascii():
            raise UserError(f"没有找到“{text}”。外单位人员请写中文姓名。")
        return RosterLine(found[0].id, found[0].title) if found else RosterLine(None, text, Status.GUEST)

    def _on_return(self) -> None:
        hits = self.popup.popup()
        if not (hits.isVisible() and hits.currentIndex().isValid()):  # else the hit is told of right after
            self.entered.emit()


_WIDE = 540  # pixels from which on the buttons have room for their words


class Roster(QWidget):
    """``fill_requested``: the page answers with ``fill``. ``edited`` is fired by the user's changes only."""

    edited = Signal()
    fill_requested = Signal()

    def __init__(self, find: Find, tell: Callable[[str], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tell = tell
        self.model = RosterModel(self)
        self.view = RosterView(self.model)
        self.counts = ElidedLabel()
        self.fill_button = QPushButton(icon("people"), "按组织填名单")
        self.fill_button.setToolTip("按会议类型和日期，加入应到人员；已标记的不变")
        self.all_present = QPushButton(icon("check"), "全部到会")
        self.remove_button = QPushButton(icon("trash"), "移除")
        self.adder = AddPerson(find)
        self._lay_out()
        self._connect()
        self._count()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.addWidget(self.counts, 1)
        for button in (self.fill_button, self.all_present, self.remove_button):
            tools.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        column.setSpacing(8)
        column.addLayout(tools)
        column.addWidget(self.view, 1)
        column.addWidget(self.adder)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.fill_button.clicked.connect(self.fill_requested)
        self.all_present.clicked.connect(lambda: self._mark_all(Status.PRESENT))
        self.remove_button.clicked.connect(lambda: self.model.remove(self.view.selected_rows))
        self.adder.entered.connect(self._add)
        self.model.edited.connect(self._on_edited)
        self.model.modelReset.connect(self._count)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._allow())

    @property
    def lines(self) -> tuple[RosterLine, ...]:
        return self.model.lines

    def load(self, lines: Iterable[RosterLine]) -> None:
        """Show *lines*; not a change."""
        self.model.load(lines)
        self.set_problem(None)

    def fill(self, lines: list[RosterLine]) -> None:
        """The answer to ``fill_requested``: add who is missing and say what happened."""
        added = self.model.fill(lines)
        if not lines:
            self._tell("按这个组织、类型和日期没有找到应到人员。请在下方逐个添加。")
        else:
            self._tell(f"加入 {added} 人。" if added else "应到人员都已在名单中。")

    def set_problem(self, text: str | None) -> None:
        """Show what is wrong with the roster where its counts stand."""
        self._count()
        if text:
            self.counts.setText(text)
            restyle(self.counts, error=True)

    @property
    def summary(self) -> str:
        """到会/应到, for the tab."""
        counts = self.model.counts
        return f"{counts.present}/{counts.expected}" if counts.expected or counts.guests else ""

    def _mark_all(self, status: Status) -> None:
        guests = {row for row, line in enumerate(self.lines) if line.status is Status.GUEST}
        self.model.mark([row for row in range(len(self.lines)) if row not in guests], status)

    def _add(self) -> None:
        if not self.adder.value():
            return
        try:
            line = self.adder.meant()
        except UserError as error:
            self._tell(error.text)
            return
        self.adder.popup.popup().hide()
        row = self.model.add(line)
        if row is None:
            self._tell(f"“{line.name}”已在名单中。")
        else:
            self.view.selectRow(row)
        self.adder.set_value(None)

    def _on_edited(self) -> None:
        self._count()
        self.edited.emit()

    def _count(self) -> None:
        counts = self.model.counts
        guests = f"　列席 {counts.guests}" if counts.guests else ""
        self.counts.setText(
            f"应到 {counts.expected}　到会 {counts.present}　请假 {counts.on_leave}　缺席 {counts.absent}{guests}"
        )
        restyle(self.counts, error=False)
        self._allow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow card the counts need the room that the buttons' words take."""
        super().resizeEvent(event)
        short = self.width() < _WIDE
        self.fill_button.setText("填名单" if short else "按组织填名单")
        self.all_present.setText("全到" if short else "全部到会")
        self.remove_button.setText("" if short else "移除")
        self.remove_button.setToolTip("移除" if short else "")

    def _allow(self) -> None:
        self.all_present.setEnabled(bool(self.lines))
        self.remove_button.setEnabled(bool(self.view.selected_rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Insert:
            self.adder.setFocus()
        else:
            super().keyPressEvent(event)
