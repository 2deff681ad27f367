"""The 出席 tab: fill the roster by group or from a list, mark it, add those who came besides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from db.core.errors import UserError
from db.meetings.draft import RosterLine
from db.meetings.names import read_names
from db.meetings.roster import marked
from db.meetings.status import Status
from desktop.app.icons import icon
from desktop.app.theme import restyle
from desktop.meetings.paste_dialog import Pasted, PasteDialog
from desktop.meetings.rights import ReadVoters, Rights, Voting
from desktop.meetings.roster_bulk import all_but
from desktop.meetings.roster_model import RosterModel
from desktop.meetings.roster_view import RosterView
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.people_editor import Identify
from desktop.widgets.pickers import Find, PersonPicker


class AddPerson(PersonPicker):
    """Enter or a click on a hit adds who is meant."""

    entered = Signal()
    listed = Signal(str)  # several names were pasted

    def __init__(self, find: Find) -> None:
        super().__init__(find, free_text=True)
        self.line.installEventFilter(self)
        self.line.setPlaceholderText("添加人员：姓名或拼音首字母；外单位人员直接写姓名，回车添加")
        self.line.returnPressed.connect(self._on_return)
        self.popup.activated[QModelIndex].connect(lambda _hit: self.entered.emit())  # type: ignore[index]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A list pasted here is no one's name."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if isinstance(event, QKeyEvent) and pressed and event.matches(QKeySequence.StandardKey.Paste):
            text = QGuiApplication.clipboard().text()
            if len(read_names(text)) > 1:
                self.listed.emit(text)
                return True
        return super().eventFilter(watched, event)

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


_READING = "正在取名单…"
_WIDE = 480  # pixels from which on the buttons have room for their words


class Roster(QWidget):
    """``fill_requested``: the page answers with ``fill``. ``edited`` is fired by the user's changes only.

    *identify* tells whom names mean, *read_voters* what rights to vote rest on; *today* a day typed without its year
    is near to, while the meeting has no day.
    """

    edited = Signal()
    fill_requested = Signal()
    counted = Signal()  # rights or counts changed, by the user or not

    def __init__(
        self, find: Find, tell: Callable[[str], None], read_voters: ReadVoters | None = None,
        identify: Identify | None = None, today: Callable[[], date] = date.today, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._tell, self._identify = tell, identify
        self._slow = False
        self.model = RosterModel(self, Rights(read_voters), today)
        self.view = RosterView(self.model)
        self.counts = ElidedLabel()
        self.fill_button = QPushButton(icon("people"), "填入应到人员")
        self.fill_button.setToolTip("按会议类型和日期，加入应到人员；已标记的不变")
        self.groups_button = QPushButton(icon("chevron-down"), "")
        self.groups_button.setToolTip("按党小组、支委会、班子、全体党员或某个组织加入")
        self.groups_button.setAccessibleName("按范围加入")
        self.groups_button.hide()
        self.all_present = QPushButton(icon("check"), "全部到会")
        self.paste_button = QPushButton(icon("copy"), "粘贴名单")
        self.paste_button.setToolTip("从微信、表格里复制的名单，认出是谁再加入")
        self.remove_button = QPushButton(icon("trash"), "")
        self.remove_button.setToolTip("移除所选的人（Delete）")
        self.remove_button.setAccessibleName("移除")
        self.adder = AddPerson(find)
        self.away = QLineEdit()
        self.away.setPlaceholderText("除…外全部到会：写没来的人，如“张三 病假、李四 出差”，回车")
        self.away.setAccessibleName("除以下人员外全部到会")
        self._lay_out()
        self._connect()
        self._count()

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(6)
        for button in (self.fill_button, self.groups_button, self.all_present, self.paste_button):
            tools.addWidget(button)
        tools.addStretch(1)
        tools.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 4)
        column.setSpacing(8)
        column.addLayout(tools)
        column.addWidget(self.view, 1)
        column.addWidget(self.counts)
        column.addWidget(self.adder)
        column.addWidget(self.away)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.fill_button.clicked.connect(self.fill_requested)
        self.all_present.clicked.connect(lambda: self._mark_all(Status.PRESENT))
        self.remove_button.clicked.connect(lambda: self.model.remove(self.view.selected_rows))
        self.paste_button.clicked.connect(lambda: self.paste(QGuiApplication.clipboard().text()))
        self.adder.entered.connect(self._add)
        self.adder.listed.connect(self.paste)
        self.away.returnPressed.connect(self._mark_away)
        self.model.edited.connect(self._on_edited)
        self.model.refused.connect(self._tell)
        self.model.modelReset.connect(self._count)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._allow())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow card the buttons say less."""
        super().resizeEvent(event)
        short = self.width() < _WIDE
        self.fill_button.setText("应到" if short else "填入应到人员")
        self.all_present.setText("全到" if short else "全部到会")
        self.paste_button.setText("粘贴" if short else "粘贴名单")

    def offer_groups(self, menu: QMenu) -> None:
        """Have *menu* fill in people by group."""
        self.groups_button.setMenu(menu)
        self.groups_button.show()

    def set_day(self, day: date | None) -> None:
        """The meeting's day: rights to vote that follow the rules are computed for it. Not a change."""
        if day != self.model.rights.day:
            self.model.set_day(day)
            self._count()

    @property
    def voting(self) -> Voting | None:
        """How many have the right to vote, and how many of them came."""
        return self.model.rights.count(self.lines)

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

    def paste(self, text: str) -> None:
        """Show whom the names in *text* mean, and take them."""
        if self._identify is None:
            return
        known = [line.name for line in self.lines]
        dialog = PasteDialog(self._identify, known, self.take, text, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def take(self, pasted: list[Pasted]) -> str:
        """Add who is new and mark those here already as is written of them; returns what was done, in words.

        Where nothing is written of how someone took part, the mark made stays.
        """
        here = 0
        changed: dict[int, RosterLine] = {}
        kept: list[RosterLine] = []
        for line, status in pasted:
            if (row := self.model.place_of(line)) is None:
                continue
            here += 1
            if status is None:
                continue
            told = marked(self.lines[row], status, line.reason)
            if told != self.lines[row]:
                changed[row] = told
            else:
                kept.append(told)
        self.model.put(changed)
        came = self.model.fill([line for line, _status in pasted])
        marks = "".join((_told_of("改记", changed.values()), _told_of("原已记", kept)))
        said = (f"加入 {came} 人。" if came or not here else "") + (f"{here} 人已在名单中{marks}。" if here else "")
        self._tell(said)
        return said

    def set_slow(self, slow: bool) -> None:
        """People are being read: the counts do not hold yet."""
        self._slow = slow
        self._count()

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

    def _mark_away(self) -> None:
        text = self.away.text().strip()
        if not text:
            return
        try:
            self._tell(all_but(self.model, text))
        except UserError as error:
            self._tell(error.text)
        else:
            self.away.clear()

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
        counts, voting = self.model.counts, self.voting if self.model.counts.expected else None
        guests = f"　列席 {counts.guests}" if counts.guests else ""
        entitled = f"（有表决权 {voting.entitled}）" if voting else ""
        present = f"（有表决权 {voting.present}）" if voting else ""
        self.counts.setText(
            _READING if self._slow else
            f"应到 {counts.expected}{entitled}　实到 {counts.present}{present}　"
            f"请假 {counts.on_leave}　缺席 {counts.absent}{guests}"
        )  # fmt: skip
        restyle(self.counts, error=False)
        self._allow()
        self.counted.emit()

    def _allow(self) -> None:
        self.all_present.setEnabled(bool(self.lines))
        self.remove_button.setEnabled(bool(self.view.selected_rows))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Insert:
            self.adder.setFocus()
        else:
            super().keyPressEvent(event)


def _told_of(what: str, lines: Iterable[RosterLine]) -> str:
    """，改记到会 2 人、请假 1 人"""
    counts = Counter(line.status for line in lines)
    told = "、".join(f"{status.label} {counts[status]} 人" for status in Status if counts[status])
    return f"，{what}{told}" if told else ""
