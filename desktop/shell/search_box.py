"""The top bar's search: one box over people, organizations and meetings, with its list of hits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.app.icons import icon
from desktop.app.jobs import Jobs
from desktop.app.theme import color, restyle
from desktop.shell.actions import SearchHit

_HIT = Qt.ItemDataRole.UserRole
_ROW, _HEADING = 34, 26
_MOST_HEIGHT = 480
_LEAST_WIDTH = 440


class SearchBox(QLineEdit):
    """Emits ``opened(table, id)`` for a chosen hit and ``narrowed(text)`` to filter the page on screen.

    *titles* gives each table's heading; hits of other tables are not shown.
    """

    opened = Signal(str, object)  # 63-bit ids do not fit a C int
    narrowed = Signal(str)

    def __init__(self, jobs: Jobs, search: Callable[[str], Sequence[SearchHit]], titles: dict[str, str]) -> None:
        super().__init__(placeholderText="搜索人员、组织、会议…  支持拼音首字母（Ctrl+K）")
        self._jobs, self._search, self._titles = jobs, search, titles
        self.can_narrow = False
        self.setAccessibleName("搜索")
        self.setClearButtonEnabled(True)
        self.setMaxLength(100)
        self.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        restyle(self, search=True)
        self._frame: HitList | None = None
        self.textEdited.connect(self._ask)

    @property
    def hits(self) -> HitList:
        """The list, made on first use because it lies over the whole window."""
        if self._frame is None:
            self._frame = HitList(self.window(), self._titles)
            self._frame.list.itemClicked.connect(self._choose)
        return self._frame

    def start(self) -> None:
        """Put the cursor here, whatever was typed before selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.hits.isVisible():
            self.hits.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.hits.isVisible():
            self._choose(self.hits.list.currentItem())
        elif key == Qt.Key.Key_Escape:
            self._close()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._jobs.drop(self)
        if self._frame is not None:
            self._frame.hide()

    def _ask(self, text: str) -> None:
        wanted = text.strip()
        if not wanted:
            self._jobs.drop(self)
            self.hits.hide()
            return
        self._jobs.latest(self, lambda _cancelled: self._search(wanted), self._show)

    def _show(self, found: Sequence[SearchHit]) -> None:
        self.hits.fill(found, self.text().strip() if self.can_narrow else "")
        self.hits.show_below(self)

    def _choose(self, item: QListWidgetItem | None) -> None:
        chosen = item.data(_HIT) if item is not None else None
        if isinstance(chosen, SearchHit):
            self._close()
            self.opened.emit(chosen.table, chosen.id)
        elif isinstance(chosen, str):
            self._close(keep_text=True)
            self.narrowed.emit(chosen)

    def _close(self, *, keep_text: bool = False) -> None:
        self._jobs.drop(self)
        self.hits.hide()
        if not keep_text:
            self.clear()


class HitList(QFrame):
    """Hits under headings, laid over the window so that the box keeps the keyboard."""

    def __init__(self, window: QWidget, titles: dict[str, str]) -> None:
        super().__init__(window)
        self.setObjectName("popup")
        self.hide()
        self._titles = titles
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setItemDelegate(_HitDelegate(self.list))
        self.list.setAccessibleName("搜索结果")
        box = QVBoxLayout(self)
        box.setContentsMargins(6, 6, 6, 6)
        box.addWidget(self.list)

    def fill(self, found: Sequence[SearchHit], narrow: str) -> None:
        """Show *found* grouped by table; *narrow* adds a last line that hands the text to the page."""
        self.list.clear()
        for table, title in self._titles.items():
            hits = [hit for hit in found if hit.table == table]
            if hits:
                self._heading(title)
            for hit in hits:
                self._line(hit.title, hit)
        if not self.list.count():
            self._heading("没有找到")
        if narrow:
            self._line(f"在当前页面中查找“{narrow}”", narrow)
        self.list.setCurrentRow(-1)
        self.step(1)

    def step(self, by: int) -> None:
        """Move to the next or previous line that can be chosen, round the ends."""
        count = self.list.count()
        row = self.list.currentRow()
        for _ in range(count):
            row = (row + by) % count if row >= 0 or by > 0 else count - 1
            if self.list.item(row).flags() & Qt.ItemFlag.ItemIsSelectable:
                self.list.setCurrentRow(row)
                return

    def show_below(self, box: QWidget) -> None:
        lines = sum(self.list.sizeHintForRow(row) for row in range(self.list.count()))
        self.resize(max(box.width(), _LEAST_WIDTH), min(lines, _MOST_HEIGHT) + 16)
        self.move(box.mapTo(box.window(), QPoint(0, box.height() + 4)))
        self.show()
        self.raise_()

    def _heading(self, text: str) -> None:
        item = QListWidgetItem(text, self.list)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setSizeHint(QSize(0, _HEADING))

    def _line(self, text: str, chosen: SearchHit | str) -> None:
        item = QListWidgetItem(text, self.list)
        item.setData(_HIT, chosen)
        item.setSizeHint(QSize(0, _ROW))


class _HitDelegate(QStyledItemDelegate):
    """Title, then the detail in grey; headings small and grey."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        rect, flags = option.rect.adjusted(10, 0, -10, 0), Qt.AlignmentFlag.AlignVCenter  # type: ignore[attr-defined]
        chosen = index.data(_HIT)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver) and chosen is not None:  # type: ignore[attr-defined]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("primary-soft"))
            painter.drawRoundedRect(option.rect, 5, 5)  # type: ignore[attr-defined]
        painter.setPen(color("text" if chosen is not None else "muted"))
        text = str(index.data())
        painter.drawText(rect, flags, text)
        if isinstance(chosen, SearchHit) and chosen.detail:
            metrics = painter.fontMetrics()
            rest = rect.adjusted(metrics.horizontalAdvance(text) + 14, 0, 0, 0)
            painter.setPen(color("muted"))
            painter.drawText(rest, flags, metrics.elidedText(chosen.detail, Qt.TextElideMode.ElideRight, rest.width()))
        painter.restore()
