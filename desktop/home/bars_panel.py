"""社区横向比较: a bar a community; a click looks into it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from db.home.communities import Compared, Comparison
from desktop.app.theme import color
from desktop.home.panel import Panel
from desktop.widgets.one_stop import OneStop

HEIGHT, _NAME, _SHARE, _GAP = 26, 92, 44, 24  # pixels
_LEAST = 260  # that a column of bars needs
_GOOD, _FAIR = 0.9, 0.75  # from which a bar is green, gold


class Bar(QAbstractButton):
    def __init__(self, row: Compared, parent: QWidget) -> None:
        super().__init__(parent)
        self.row = row
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        told = f"{row.name} {row.share:.0%}，{row.told}"
        self.setAccessibleName(told)
        self.setToolTip(f"{told}\n点击只看这个组织")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name, middle = QRect(2, 0, _NAME - 8, self.height()), self.height() / 2
        painter.setPen(color("primary" if self.underMouse() else "text"))
        text = painter.fontMetrics().elidedText(self.row.name, Qt.TextElideMode.ElideRight, name.width())
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, text)
        track = QRectF(_NAME, middle - 5, self.width() - _NAME - _SHARE, 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("track"))
        painter.drawRoundedRect(track, 5, 5)
        share = self.row.share
        if share:
            painter.setBrush(color("success" if share >= _GOOD else "gold" if share >= _FAIR else "error"))
            track.setWidth(max(10.0, track.width() * share))
            painter.drawRoundedRect(track, 5, 5)
        painter.setPen(color("muted"))
        beside = QRect(self.width() - _SHARE, 0, _SHARE - 2, self.height())
        painter.drawText(beside, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{share:.0%}")
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("primary"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 2.5, -0.5, -2.5), 4, 4)


class Bars(QWidget):
    """In one column, or in two where one is too short; what still finds no room is left out from the middle on."""

    chosen = Signal(object)  # Compared
    placed = Signal(int, int)  # how many are shown from the top, from the bottom

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(HEIGHT * 4)
        self.bars: list[Bar] = []

    def sizeHint(self) -> QSize:
        return QSize(400, HEIGHT * 5)

    def show_rows(self, rows: Sequence[Compared]) -> None:
        for old in self.bars:
            old.hide()
            old.deleteLater()
        self.bars = [Bar(row, self) for row in rows]
        for bar in self.bars:
            bar.clicked.connect(lambda _checked=False, bar=bar: self.chosen.emit(bar.row))
        self._stop = OneStop(self, self.bars)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _columns(self) -> int:
        down = max(1, self.height() // HEIGHT)
        return max(1, min(-(-len(self.bars) // down), (self.width() + _GAP) // (_LEAST + _GAP)))

    def _place(self) -> None:
        """The best and the worst where not all fit."""
        columns, down = self._columns(), max(1, self.height() // HEIGHT)
        room, count = columns * down, len(self.bars)
        best = count if count <= room else (room + 1) // 2
        shown = [bar for at, bar in enumerate(self.bars) if at < best or at >= count - (room - best)]
        width = (self.width() - _GAP * (columns - 1)) // columns
        for bar in self.bars:
            bar.setVisible(bar in shown)
        down = min(down, -(-len(shown) // columns)) if shown else 1
        for at, bar in enumerate(shown):
            bar.setGeometry(at // down * (width + _GAP), at % down * HEIGHT, width, HEIGHT)
        self.placed.emit(best, len(shown) - best)


class BarsPanel(Panel):
    """Emits ``chosen(Compared)``, and ``all_wanted`` where there is a list of all."""

    chosen = Signal(object)
    all_wanted = Signal()

    def __init__(self) -> None:
        super().__init__("横向比较")
        self._title = "横向比较"
        self.bars = Bars()
        self.bars.chosen.connect(self.chosen)
        self.body.addWidget(self.bars)
        self.add_link("all", self.all_wanted.emit)
        self.bars.placed.connect(self._tell_rest)

    def show_comparison(self, found: Comparison) -> None:
        self._title = f"{found.of}横向比较 · {found.by}"
        self.bars.show_rows(found.rows)
        self.show_link("all", ("责任清单" if found.list_ids else "三会一课") if found.rows else "")
        self.say("" if found.rows else "这个时期还没有可以比较的组织", self.bars)

    def _tell_rest(self, best: int, worst: int) -> None:
        count = len(self.bars.bars)
        told = f"共 {count} 个，列出前 {best} 后 {worst}" if best + worst < count else f"共 {count} 个"
        self.heading.setText(f"{self._title}（{told}）" if count > 1 else self._title)
