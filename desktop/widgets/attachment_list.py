"""Files as tiles: a picture or the icon of their kind, name, size and day, what they are for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePath
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    QUrl,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QDrag, QFontMetrics, QImage, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from db.attachments.queries import AttachmentRow
from desktop.app.icons import pixmap
from desktop.app.sizes import size_text
from desktop.app.theme import color
from desktop.widgets.thumbnails import Thumbnails, kind_icon

PICTURE = QSize(138, 92)
_TILE = QSize(160, 166)
_ICON = 44
_EDGE = 10  # from the tile's side to what is in it
_NAME_TOP, _LINE = 106, 19
_WITH_ENDING = 2  # characters that go to the second line with a file name's ending
_ROW = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_NONE = QModelIndex()


class AttachmentModel(QAbstractListModel):
    """The files of one record. ``renamed`` asks for a new name: what is shown comes from the book alone."""

    renamed = Signal(object, str)  # AttachmentRow

    def __init__(self, pictures: Thumbnails) -> None:
        super().__init__()
        self.rows: list[AttachmentRow] = []
        self._pictures = pictures
        pictures.ready.connect(self._redraw)

    def show_rows(self, rows: Sequence[AttachmentRow]) -> None:
        self.beginResetModel()
        self._pictures.forget_waiting()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == _ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.name
        if role == Qt.ItemDataRole.DecorationRole:
            return self._pictures.get(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            added = f"{row.added_at:%Y-%m-%d %H:%M} 添加" if row.added_at else ""
            return "\n".join(filter(None, (row.name, size_text(row.size), row.role, added)))
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role == Qt.ItemDataRole.EditRole and value != self.rows[index.row()].name:
            self.renamed.emit(self.rows[index.row()], value)
        return False

    def flags(self, _index: _Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsEditable | flag.ItemIsDragEnabled

    def _redraw(self, digest: str) -> None:
        for at, row in enumerate(self.rows):
            if row.digest == digest:
                self.dataChanged.emit(self.index(at), self.index(at), [Qt.ItemDataRole.DecorationRole])


class AttachmentView(QListView):
    """The tiles. Arrow keys move, Enter or a double click opens, F2 renames, Delete deletes, dragging takes out.

    *copies* makes files of rows for another program to take.
    """

    opened = Signal(list)  # AttachmentRow
    delete_requested = Signal()
    menu_requested = Signal(QPoint)  # on the screen

    def __init__(self, model: AttachmentModel, copies: Callable[[list[AttachmentRow]], list[Path]]) -> None:
        super().__init__()
        self._copies = copies
        self.setModel(model)
        self.setItemDelegate(_Tile(self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setGridSize(_TILE)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.viewport().setAcceptDrops(False)  # the whole tab takes what is dropped
        self.setTabKeyNavigation(False)
        self.setAccessibleName("附件")
        self.doubleClicked.connect(lambda index: self.opened.emit([index.data(_ROW)]))

    def chosen(self) -> list[AttachmentRow]:
        """The selected files in their order."""
        return [index.data(_ROW) for index in sorted(self.selectedIndexes(), key=lambda index: index.row())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() == QAbstractItemView.State.EditingState:  # what the editor of a name leaves over
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen():
            self.opened.emit(self.chosen())
        elif event.key() == Qt.Key.Key_Delete and self.chosen():
            self.delete_requested.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            self.menu_requested.emit(self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center()))
        else:
            self.menu_requested.emit(event.globalPos())

    def startDrag(self, _actions: Qt.DropAction) -> None:
        files = self._copies(self.chosen())
        if files:
            drag = QDrag(self)
            mime = QMimeData()
            mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
            drag.setMimeData(mime)
            drag.setPixmap(pixmap(kind_icon(files[0].name), "muted", _ICON, self.devicePixelRatioF()))
            drag.exec(Qt.DropAction.CopyAction)


class _Tile(QStyledItemDelegate):
    """Paints one file."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return _TILE

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: AttachmentRow = index.data(_ROW)
        tile = option.rect.adjusted(3, 3, -3, -3)  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, tile, option.state)  # type: ignore[attr-defined]
        frame = QRect(QPoint(tile.center().x() - PICTURE.width() // 2 + 1, tile.top() + 6), PICTURE)
        self._picture(painter, frame, row, index.data(Qt.ItemDataRole.DecorationRole))
        if row.role:
            self._role(painter, frame, row.role)
        self._texts(painter, option.rect, row)  # type: ignore[attr-defined]
        painter.restore()

    def _ground(self, painter: QPainter, tile: QRect, state: QStyle.StateFlag) -> None:
        flag = QStyle.StateFlag
        if state & (flag.State_Selected | flag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("primary-soft" if state & flag.State_Selected else "background"))
            painter.drawRoundedRect(tile, 6, 6)
        if state & flag.State_HasFocus:
            painter.setPen(color("primary"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(tile, 6, 6)

    def _picture(self, painter: QPainter, frame: QRect, row: AttachmentRow, picture: QImage | None) -> None:
        if picture is None:
            shown = pixmap(kind_icon(row.name), "muted", _ICON, painter.device().devicePixelRatioF())
            place = QRect(0, 0, _ICON, _ICON)
        else:
            shown = QPixmap.fromImage(picture)
            shown.setDevicePixelRatio(painter.device().devicePixelRatioF())
            size = shown.deviceIndependentSize().toSize().expandedTo(QSize(1, 1))
            if size.width() > frame.width() or size.height() > frame.height():  # a small one is not blown up
                size.scale(frame.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(QPoint(), size)
        place.moveCenter(frame.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, shown)
        if picture is not None:
            painter.setPen(color("line-strong"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place)

    def _role(self, painter: QPainter, frame: QRect, role: str) -> None:
        box = painter.fontMetrics().boundingRect(role).adjusted(-6, -2, 6, 2)
        box.moveBottomLeft(frame.bottomLeft() + QPoint(4, -4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("success-soft"))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(color("success"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, role)

    def _texts(self, painter: QPainter, tile: QRect, row: AttachmentRow) -> None:
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
        where = _name_place(tile)
        painter.setPen(color("text"))
        lines = in_two_lines(row.name, painter.fontMetrics(), where.width())
        for at, line in enumerate(lines):
            painter.drawText(QRect(where.left(), where.top() + at * _LINE, where.width(), _LINE), middle, line)
        painter.setPen(color("muted"))
        day = f" · {row.added_at:%Y-%m-%d}" if row.added_at else ""
        below = QRect(where.left(), where.top() + len(lines) * _LINE, where.width(), _LINE)
        painter.drawText(below, middle, size_text(row.size) + day)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """The ending is not selected: it is rarely meant to change."""
        editor = super().createEditor(parent, option, index)
        if isinstance(editor, QLineEdit):
            editor.setProperty("leading", True)
            stem = len(PurePath(index.data(Qt.ItemDataRole.EditRole)).stem)
            QTimer.singleShot(0, editor, lambda: editor.setSelection(0, stem))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index) -> None:
        editor.setGeometry(_name_place(option.rect).adjusted(-4, 0, 4, 0))  # type: ignore[attr-defined]

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text())


def _name_place(tile: QRect) -> QRect:
    return QRect(tile.left() + _EDGE, tile.top() + _NAME_TOP, tile.width() - 2 * _EDGE, 2 * _LINE)


def in_two_lines(name: str, metrics: QFontMetrics, width: int) -> list[str]:
    """*name* broken where the line ends, but never within its ending or just before it; cut in the middle if need be.

    An ending that takes half a line is none.
    """
    if metrics.horizontalAdvance(name) <= width:
        return [name]
    ending = PurePath(name).suffix
    if metrics.horizontalAdvance(ending) > width // 2:
        ending = ""
    stem = name.removesuffix(ending)
    at = len(stem) - _WITH_ENDING
    while at > 1 and metrics.horizontalAdvance(stem[:at]) > width:
        at -= 1
    at = max(at, 1)
    rest = metrics.elidedText(stem[at:], Qt.TextElideMode.ElideMiddle, width - metrics.horizontalAdvance(ending))
    return [stem[:at], rest + ending]
