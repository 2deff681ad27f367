"""The list under the search box: hits under headings, with what was sought marked in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from db.finding.excerpt import Marks
from db.finding.hits import Hit
from desktop.app.theme import color

HIT = Qt.ItemDataRole.UserRole  # what a line stands for: a Hit, or the text to hand to the page
_ROW, _TALL_ROW, _HEADING = 34, 50, 26
_MOST_HEIGHT, _LEAST_WIDTH = 560, 640
_MARGIN = 8  # from the window's edges
_PAGE = 6  # lines


class HitList(QFrame):
    """Laid over the window so that the box keeps the keyboard."""

    def __init__(self, window: QWidget, titles: dict[str, str]) -> None:
        super().__init__(window)
        self.setObjectName("popup")
        self.hide()
        self._titles = titles
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.list.setItemDelegate(_HitDelegate(self.list))
        self.list.setAccessibleName("搜索结果")
        box = QVBoxLayout(self)
        box.setContentsMargins(6, 6, 6, 6)
        box.addWidget(self.list)

    def fill(self, found: Sequence[Hit], narrow: str, *, unfinished: bool = False) -> None:
        """Show *found* by table in their order; *narrow* adds a last line that hands the text to the page."""
        chosen = self.chosen()
        self.list.clear()
        for table in dict.fromkeys(hit.table for hit in found if hit.table in self._titles):
            hits = [hit for hit in found if hit.table == table]
            more = "+" if any(hit.more for hit in hits) else ""
            self._heading(f"{self._titles[table]} {len(hits)}{more}")
            for hit in hits:
                self._line(hit.title, hit)
        if not self.list.count():
            self._heading("正在查找…" if unfinished else "没有找到")
        if narrow:
            self._line(f"在当前页面中查找“{narrow}”", narrow)
        self.list.setCurrentRow(-1)
        self.step(1)
        self._choose_again(chosen)

    def chosen(self) -> Hit | str | None:
        """What the current line stands for."""
        item: QListWidgetItem | None = self.list.currentItem()
        chosen: Hit | str | None = item.data(HIT) if item is not None else None
        return chosen

    def _choose_again(self, chosen: Hit | str | None) -> None:
        """Where the same search brought more, the eye stays on its line."""
        if isinstance(chosen, Hit):
            for row in range(self.list.count()):
                if self.list.item(row).data(HIT) == chosen:
                    self.list.setCurrentRow(row)
                    return

    def step(self, by: int) -> None:
        """Move to the next or previous line that can be chosen, round the ends."""
        count = self.list.count()
        row = self.list.currentRow()
        for _ in range(count):
            row = (row + by) % count if row >= 0 or by > 0 else count - 1
            if self._can_be_chosen(row):
                self._go_to(row)
                return

    def page(self, by: int) -> None:
        """Move a few lines on, not round the ends."""
        lines = [row for row in range(self.list.count()) if self._can_be_chosen(row)]
        if lines:
            at = lines.index(self.list.currentRow()) if self.list.currentRow() in lines else 0
            self._go_to(lines[min(max(at + by * _PAGE, 0), len(lines) - 1)])

    def show_below(self, box: QWidget) -> None:
        """As large as its lines ask for and the window has room."""
        window = box.window()
        place = box.mapTo(window, QPoint(0, box.height() + 4))
        lines = sum(self.list.sizeHintForRow(row) for row in range(self.list.count()))
        room = min(_MOST_HEIGHT, window.height() - place.y() - _MARGIN)
        width = min(max(box.width(), _LEAST_WIDTH), window.width() - 2 * _MARGIN)
        place.setX(min(place.x(), window.width() - width - _MARGIN))
        self.setGeometry(QRect(place, QSize(width, min(lines + 16, room))))
        self.show()
        self.raise_()

    def _can_be_chosen(self, row: int) -> bool:
        return bool(self.list.item(row).flags() & Qt.ItemFlag.ItemIsSelectable)

    def _go_to(self, row: int) -> None:
        self.list.setCurrentRow(row)
        if row <= 1:
            self.list.scrollToTop()  # with its heading

    def _heading(self, text: str) -> None:
        item = QListWidgetItem(text, self.list)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setSizeHint(QSize(0, _HEADING))

    def _line(self, text: str, chosen: Hit | str) -> None:
        item = QListWidgetItem(text, self.list)
        item.setData(HIT, chosen)
        item.setSizeHint(QSize(0, _TALL_ROW if isinstance(chosen, Hit) and chosen.snippet else _ROW))


class _HitDelegate(QStyledItemDelegate):
    """Title, then the detail in grey, below them the piece of text; headings small and grey."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        whole: QRect = option.rect  # type: ignore[attr-defined]
        chosen = index.data(HIT)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver) and chosen is not None:  # type: ignore[attr-defined]
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("primary-soft"))
            painter.drawRoundedRect(whole, 5, 5)
        rect = whole.adjusted(10, 0, -10, 0)
        if isinstance(chosen, Hit):
            _draw_hit(painter, rect, chosen)
        else:
            painter.setPen(color("text" if chosen is not None else "muted"))
            _draw_marked(painter, rect, str(index.data()), ())
        painter.restore()


def _draw_hit(painter: QPainter, rect: QRect, hit: Hit) -> None:
    if hit.snippet:
        half = rect.height() // 2
        painter.setPen(color("muted"))
        _draw_marked(painter, rect.adjusted(0, half, 0, -4), hit.snippet, hit.snippet_marks)
        rect = rect.adjusted(0, 4, 0, -half)
    painter.setPen(color("text"))
    used = _draw_marked(painter, rect, hit.title, hit.title_marks)
    painter.setPen(color("muted"))
    _draw_marked(painter, rect.adjusted(used + 14, 0, 0, 0), hit.detail, ())


def _draw_marked(painter: QPainter, rect: QRect, text: str, marks: Marks) -> int:
    """Draw *text* on one line, its *marks* in the theme's colour, … where the room ends; returns the width used."""
    metrics = painter.fontMetrics()
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    plain = painter.pen()
    ends = sorted({0, len(text), *(at for first, length in marks for at in (first, first + length) if at < len(text))})
    marked = {first for first, _length in marks}
    used = 0
    for first, end in pairwise(ends):
        piece = text[first:end]
        painter.setPen(color("primary") if first in marked else plain)
        painter.drawText(rect.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, piece)
        used += metrics.horizontalAdvance(piece)
    return used
