"""The tree of organizations as Qt's views and drag and drop want it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from db.organizations.fields import COMMITTEE_KINDS, GROUP_KIND
from db.organizations.queries import Node
from desktop.app.icons import icon
from desktop.app.theme import color
from desktop.organizations.counts import Count
from desktop.organizations.forest import Forest, gone

AnyIndex = QModelIndex | QPersistentModelIndex

MIME = "application/x-yibenzhang-organization"
COLUMNS = ("组织", "类型", "党员", "含下级", "下级")
_HINTS = ("", "", "现有党员（直接隶属）", "现有党员（含全部下级组织）", "直接下级组织数")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemIsDropEnabled
)
_NONE = QModelIndex()


class OrganizationModel(QAbstractItemModel):
    """Nodes of a ``Forest``; an index carries the organization's id."""

    move_requested = Signal(object, object)  # id, new parent's id: something was dropped there

    def __init__(self, today: Callable[[], date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.forest = Forest()
        self._nodes: dict[int, Node] = {}
        self._children: dict[int | None, list[int]] = {}
        self._rows: dict[int, int] = {}
        self._counts: Mapping[int, Count] = {}

    def show(self, forest: Forest, nodes: Sequence[Node]) -> None:
        """Show *nodes*, some of *forest*; one whose parent is not among them stands at the top."""
        self.beginResetModel()
        self.forest = forest
        self._nodes = {node.id: node for node in nodes}
        self._children, self._rows = {}, {}
        for node in nodes:
            siblings = self._children.setdefault(self._parent_of(node), [])
            self._rows[node.id] = len(siblings)
            siblings.append(node.id)
        self.endResetModel()

    def set_counts(self, counts: Mapping[int, Count]) -> None:
        """Show these numbers of members. Told of families with a changed one only: views take long over it."""
        before, self._counts = self._counts, counts
        last = len(COLUMNS) - 1
        for ids in self._children.values():
            if any(before.get(id) != counts.get(id) for id in ids):
                self.dataChanged.emit(self._at(ids[0], 0), self._at(ids[-1], last))

    def _parent_of(self, node: Node) -> int | None:
        return node.parent_id if node.parent_id in self._nodes else None

    def _at(self, id: int, column: int) -> QModelIndex:
        return self.createIndex(self._rows[id], column, id)

    def index_of(self, id: int | None) -> QModelIndex:
        """Where *id* is shown; an invalid index when it is not."""
        return self._at(id, 0) if id is not None and id in self._rows else QModelIndex()

    def id_at(self, index: AnyIndex) -> int | None:
        return index.internalId() if index.isValid() else None

    def ids(self) -> list[int]:
        """All that are shown, parents before children."""
        return list(self._nodes)

    # -- what Qt asks ------------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: AnyIndex = _NONE) -> QModelIndex:
        ids = self._children.get(self.id_at(parent), ()) if parent.column() <= 0 else ()
        if not (0 <= row < len(ids) and 0 <= column < len(COLUMNS)):
            return QModelIndex()
        return self.createIndex(row, column, ids[row])

    def parent(self, index: AnyIndex = _NONE) -> QModelIndex:  # type: ignore[override]  # QObject has one too
        node = self._nodes.get(index.internalId()) if index.isValid() else None
        return self.index_of(self._parent_of(node)) if node else QModelIndex()

    def rowCount(self, parent: AnyIndex = _NONE) -> int:
        return len(self._children.get(self.id_at(parent), ())) if parent.column() <= 0 else 0

    def columnCount(self, parent: AnyIndex = _NONE) -> int:  # noqa: ARG002 - the same everywhere
        return len(COLUMNS)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self._nodes.get(index.internalId()) if index.isValid() else None
        if node is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(node, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _align(index.column())
        if role == Qt.ItemDataRole.ForegroundRole and gone(node, self._today()):
            return color("disabled")
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{node.name}（{node.dissolved_on} 撤销）" if node.dissolved_on else node.name
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            return kind_icon(node.kind, gone(node, self._today()))
        return None

    def _text(self, node: Node, column: int) -> str:
        if column < 2:
            return node.kind if column else node.label
        if column == 4:
            return str(sum(not gone(child, self._today()) for child in self.forest.children(node.id)) or "")
        count = self._counts.get(node.id)
        return "" if count is None else str(count.own if column == 2 else count.below)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return _HINTS[section]
        return _align(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    # -- drag and drop -----------------------------------------------------------------------------

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(MIME, str(indexes[0].internalId()).encode())
        return data

    def canDropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, _column: int, parent: AnyIndex) -> bool:
        """Onto an organization that is neither the dragged one, nor under it, nor its parent already."""
        id, target = _dragged(data), self.id_at(parent)
        node = self._nodes.get(id) if id is not None else None
        if node is None or target is None or row >= 0 or action != Qt.DropAction.MoveAction:
            return False
        return target != node.parent_id and target not in self.forest.subtree(node.id)

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: AnyIndex) -> bool:
        """Ask for the move; the rows change when the book has."""
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        self.move_requested.emit(_dragged(data), self.id_at(parent))
        return True


def kind_icon(kind: str, pale: bool = False) -> Any:
    """Committees, branches and groups told apart."""
    name = "organization" if kind in COMMITTEE_KINDS else "user" if kind == GROUP_KIND else "people"
    return icon(name, "disabled" if pale else "primary" if kind in COMMITTEE_KINDS else "muted")


def _align(column: int) -> Qt.AlignmentFlag:
    return _RIGHT if column >= 2 else _LEFT


def _dragged(data: QMimeData) -> int | None:
    text = bytes(data.data(MIME).data()).decode()
    return int(text) if text.isdigit() else None
