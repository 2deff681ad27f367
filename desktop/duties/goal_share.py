"""How far an item is, in a list: 2/4 and a bar."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.app.theme import color
from desktop.widgets.table_model import Column, ListModel

SHARE = Qt.ItemDataRole.UserRole + 7  # where the cell of a tree keeps its ``Share``
WIDTH = 118  # of a column with a bar
_TEXT, _BAR, _PAD = 44, 8, 6
_LEAST = 24  # a bar shorter than this says nothing


@dataclass(frozen=True, slots=True, order=True)
class Share:
    """*percent* done (None: nothing tells it), and how it is written: 2/4, 50%."""

    order: tuple[bool, int]  # what nothing tells comes first
    text: str

    @classmethod
    def of(cls, percent: int | None, text: str = "") -> Share:
        return cls((percent is not None, percent or 0), text or ("" if percent is None else f"{percent}%"))

    @property
    def percent(self) -> int | None:
        return self.order[1] if self.order[0] else None


def share_column(key: str, title: str, **more: object) -> Column:
    """A column whose values are ``Share``s; give it a ``ShareDelegate``."""
    return Column(key, title, WIDTH, show=lambda share: share.text, **more)  # type: ignore[arg-type]


class ShareDelegate(QStyledItemDelegate):
    """Paints the ``Share`` of a ``ListModel`` or a tree: its words and, where a percentage is known, a bar."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:  # fmt: skip
        share = _share(index)
        self.initStyleOption(option, index)
        option.text = ""  # type: ignore[attr-defined]  # the stubs lack it
        style = option.widget.style()  # type: ignore[attr-defined]
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)  # type: ignore[attr-defined]
        if share is None:
            return
        area = option.rect.adjusted(_PAD, 0, -_PAD, 0)  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(option.palette.text().color())  # type: ignore[attr-defined]
        wide = max(_TEXT, painter.fontMetrics().horizontalAdvance(share.text) + _PAD)
        text = area if share.percent is None else area.adjusted(0, 0, wide - area.width(), 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, share.text)
        bar = QRectF(area.left() + wide, area.top() + (area.height() - _BAR) / 2, area.width() - wide, _BAR)
        if share.percent is not None and bar.width() >= _LEAST:
            _paint_bar(painter, bar, share.percent)
        painter.restore()


def tone(percent: int) -> str:
    """The colour of a bar."""
    return "success" if percent >= 100 else "gold" if percent else "line-strong"


def _paint_bar(painter: QPainter, bar: QRectF, percent: int) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for part, token in ((1.0, "track"), (min(percent, 100) / 100, tone(percent))):
        painter.setBrush(color(token))
        shown = QRectF(bar)
        shown.setWidth(max(bar.width() * part, _BAR if part else 0.0))
        painter.drawRoundedRect(shown, _BAR / 2, _BAR / 2)


def _share(index: QModelIndex | QPersistentModelIndex) -> Share | None:
    model = index.model()
    if not isinstance(model, ListModel):
        return index.data(SHARE)  # type: ignore[no-any-return]
    row = model.row_at(index.row())
    value = row[index.column() + 1] if index.column() + 1 < len(row) else None
    return value if isinstance(value, Share) else None
