"""The tab 班子: who sits on the leading bodies of an organization, on a day or ever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from db.core.dates import show_date
from db.organizations.queries import Node
from db.people import actions
from db.people.bodies import BODIES, Seat, expected_bodies, missing
from desktop.app.context import AppContext
from desktop.app.theme import color
from desktop.organizations import post_dialog
from desktop.organizations.bodies import BodyRead, read_bodies
from desktop.organizations.day_bar import DayBar
from desktop.organizations.look import align_cells

_COLUMNS = ("姓名", "职务", "任职日期", "免职日期", "事由")
_WIDTHS = (130, 100, 100, 100)
_SEAT = Qt.ItemDataRole.UserRole


class PostsTab(QWidget):
    """Show an organization with ``open``; ``reload`` reads it again."""

    counted = Signal(int)  # seats taken on the day
    person_requested = Signal(object)  # id

    def __init__(self, context: AppContext, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._today = today
        self._node: Node | None = None
        self._above: Node | None = None
        self.day_bar = DayBar("查看日期", today)
        self.day_bar.day_changed.connect(lambda _day: self.reload())
        self.history = QCheckBox("显示历任")
        self.history.toggled.connect(lambda _on: self.reload())
        self.warning = QLabel(wordWrap=True)
        self.warning.setProperty("tag", "warning")
        self.list = QTreeWidget()
        self.list.itemSelectionChanged.connect(self._offer)
        self.list.itemDoubleClicked.connect(lambda _item: self.change())
        self.add_button = _button("任职…", self.add)
        self.end_button = _button("免职…", self.end)
        self.change_button = _button("修改…", self.change)
        self.delete_button = _button("删除", self.delete)
        self._lay_out()

    def _lay_out(self) -> None:
        self.list.setColumnCount(len(_COLUMNS))
        self.list.setHeaderLabels(_COLUMNS)
        self.list.setRootIsDecorated(False)
        self.list.setIndentation(12)
        self.list.setItemsExpandable(False)
        align_cells(self.list)
        self.list.header().setSectionsMovable(False)
        for at, width in enumerate(_WIDTHS):
            self.list.header().setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed)
            self.list.header().resizeSection(at, width)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._open_menu)
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.day_bar)
        top.addWidget(self.history)
        top.addStretch(1)
        for button in (self.add_button, self.end_button, self.change_button, self.delete_button):
            bottom.addWidget(button)
        bottom.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 12, 4, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.warning)
        column.addWidget(self.list, 1)
        column.addLayout(bottom)

    # -- reading -----------------------------------------------------------------------------------

    def open(self, node: Node, above: Node | None) -> None:
        """Show the bodies of *node*, which stands under *above*."""
        if self._node is None or self._node.id != node.id:
            self.list.clear()
            self.warning.hide()
        self._node, self._above = node, above
        self.reload()

    def reload(self) -> None:
        if self._node is None:
            return
        book, id = self._context.book, self._node.id
        day, history = self.day_bar.day, self.history.isChecked()
        self.day_bar.setEnabled(not history)
        self._context.jobs.latest(self, lambda _stop: (id, read_bodies(book, id, day, history)), self._take)

    def _take(self, told: tuple[int, BodyRead]) -> None:
        id, read = told
        if self._node is None or id != self._node.id:
            return
        self._fill(self._node, read)
        problems = missing(self._node, self._above, read.known, read.rules)
        self.warning.setText("；".join(problems))
        self.warning.setVisible(bool(problems))
        self.counted.emit(len(read.sitting))

    def _fill(self, node: Node, read: BodyRead) -> None:
        chosen = self.current
        self.list.clear()
        for body in BODIES:
            seats = [seat for seat in read.listed if seat.body == body]
            if not seats and body not in expected_bodies(node, self._above):
                continue
            sitting = sum(seat.body == body for seat in read.sitting)
            group = QTreeWidgetItem(self.list, [f"{body}（{sitting} 人）"])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setFirstColumnSpanned(True)
            font = group.font(0)
            font.setBold(True)
            group.setFont(0, font)
            for seat in seats:
                item = _item(group, seat, seat not in read.sitting)
                if chosen is not None and seat.id == chosen.id:
                    self.list.setCurrentItem(item)
            group.setExpanded(True)
        self._offer()

    @property
    def current(self) -> Seat | None:
        """The seat the user chose."""
        items = self.list.selectedItems()
        return items[0].data(0, _SEAT) if items else None

    def _offer(self) -> None:
        seat = self.current
        self.end_button.setEnabled(seat is not None and seat.ends_on is None)
        self.change_button.setEnabled(seat is not None)
        self.delete_button.setEnabled(seat is not None)

    # -- changing ----------------------------------------------------------------------------------

    def add(self) -> None:
        if self._node is not None:
            post_dialog.appoint(self._context, self._node, self.day_bar.day, self._today, self).open()

    def change(self) -> None:
        if self.current is not None:
            post_dialog.correct(self._context, self.current, self._today, self).open()

    def end(self) -> None:
        if self.current is not None:
            post_dialog.dismiss(self._context, self.current, self.day_bar.day, self._today, self).open()

    def delete(self) -> None:
        seat = self.current
        if seat is None:
            return
        question = (
            f"删除“{seat.person}”的{seat.title}任职记录？删除只用于改正录错的记录；"
            "离任请用“免职”并写明日期。可以用 Ctrl+Z 撤销。"
        )
        if not self._context.messages.ask(question, "删除", danger=True):
            return
        try:
            self._context.jobs.now(lambda: actions.delete_post(self._context.book, seat.id))
        except Exception as error:
            self._context.messages.show_error(error)

    def _open_menu(self, place: QPoint) -> None:
        seat = self.current
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("任职…", self.add)
        if seat is not None:
            menu.addAction("免职…", self.end).setEnabled(seat.ends_on is None)
            menu.addAction("修改…", self.change)
            menu.addAction("删除", self.delete)
            menu.addSeparator()
            menu.addAction("查看人员", lambda: self.person_requested.emit(seat.person_id))
        menu.popup(self.list.viewport().mapToGlobal(place))


def _button(text: str, does: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.clicked.connect(lambda: does())
    return button


def _item(group: QTreeWidgetItem, seat: Seat, over: bool) -> QTreeWidgetItem:
    ended = show_date(seat.ends_on) if seat.ends_on else ""
    item = QTreeWidgetItem(group, [seat.person, seat.title, show_date(seat.starts_on), ended, seat.reason])
    item.setData(0, _SEAT, seat)
    item.setToolTip(4, seat.reason)
    if over:
        for column in range(len(_COLUMNS)):
            item.setForeground(column, color("disabled"))
    return item
