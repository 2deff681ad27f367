"""Line icons in the colours of the theme, crisp at any size and screen scale."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from db.core.resources import resource
from desktop.app.theme import COLORS


@lru_cache(maxsize=256)
def icon(name: str, color: str = "text") -> QIcon:
    """The icon ``resources/icons/<name>.svg`` in *color*, a token of the theme.

    Disabled it is pale. ``FileNotFoundError`` or ``KeyError`` when there is no such icon or token.
    """
    return QIcon(_LineEngine(name, color))


def pixmap(name: str, color: str, size: int, scale: float = 1.0) -> QPixmap:
    """One icon as a picture of *size* logical pixels on a screen of *scale*."""
    picture = icon(name, color).pixmap(QSize(size, size), scale)
    picture.setDevicePixelRatio(scale)
    return picture


@lru_cache(maxsize=1)
def app_icon() -> QIcon:
    """The program's icon for windows and the task bar."""
    return QIcon(str(resource("icons", "app.svg")))


@lru_cache(maxsize=256)
def _renderer(name: str, color: str) -> QSvgRenderer:
    drawing = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(drawing.replace("currentColor", COLORS[color]).encode()))


class _LineEngine(QIconEngine):
    """Draws the SVG at the size asked for, so nothing is ever scaled."""

    def __init__(self, name: str, color: str) -> None:
        super().__init__()
        self._normal = _renderer(name, color)
        self._disabled = _renderer(name, "disabled")

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        drawing = self._disabled if mode == QIcon.Mode.Disabled else self._normal
        side = min(rect.width(), rect.height())
        square = QRectF(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side, side)
        drawing.render(painter, square)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(QColor(0, 0, 0, 0))
        painter = QPainter(picture)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return picture
