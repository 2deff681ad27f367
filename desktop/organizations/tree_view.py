"""The left half of the page: a search line, the tree of organizations, the switch for dissolved ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from desktop.app.icons import icon
from desktop.app.theme import ROW_HEIGHT, color
from desktop.organizations.counts import Count
from desktop.organizations.forest import Forest
from desktop.organizations.look import align_cells
from desktop.organizations.tree_model import AnyIndex, OrganizationModel

_WIDTHS = {2: 52, 3: 62, 1: 92, 4: 52}  # the last ones go first where the list is narrow
_NAME_WIDTH = 150
_FEW = 60  # as many are unfolded when first shown
_DEBOUNCE_MS = 25
_TO_THE_TREE = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class OrganizationTree(QTreeView):
    """Keeps what is unfolded and what is current while the organizations under it change."""

    current_changed = Signal(object)  # id or None; not told when only the tree was rebuilt
    move_requested = Signal(object, object)  # id, new parent's id

    def __init__(self, model: OrganizationModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._menu: Callable[[QMenu, int | None], object] | None = None
        self._unfolded: set[int] | None = None  # None: never shown yet
        self._current_id: int | None = None
        self._rebuilding = False
        self._set_up()
        self.setModel(model)
        self._set_columns()
        # Queued: the question about it must not open inside the drop.
        model.move_requested.connect(self.move_requested, Qt.ConnectionType.QueuedConnection)
        self.expanded.connect(lambda index: self._fold(index, False))
        self.collapsed.connect(lambda index: self._fold(index, True))

    def _set_up(self) -> None:
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)  # the model takes its own rows only
        self.setDragDropOverwriteMode(True)  # onto a row, never between two
        self.setAutoExpandDelay(600)
        self.setAllColumnsShowFocus(True)
        align_cells(self)

    def _set_columns(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setFixedHeight(ROW_HEIGHT)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.viewport().width() - _NAME_WIDTH
        for column, width in _WIDTHS.items():
            room -= width
            self.setColumnHidden(column, room < 0)

    # -- what the page uses ------------------------------------------------------------------------

    @property
    def current_id(self) -> int | None:
        return self._current_id

    def select_id(self, id: int | None) -> bool:
        """Make *id* current without telling, and unfold what is above it; False: it is not shown (now)."""
        self._current_id = id
        self._rebuilding = True
        index = self._model.index_of(id)
        self.setCurrentIndex(index)
        if not index.isValid():
            self.clearSelection()
        self._rebuilding = False
        self.scrollTo(index)
        return index.isValid() or id is None

    def set_menu(self, fill: Callable[[QMenu, int | None], object]) -> None:
        """Have *fill* put the actions for the organization clicked on (None: beside all) into its menu."""
        self._menu = fill

    def show_forest(self, forest: Forest, top: int | None, dissolved: bool, text: str, today: date) -> None:
        """Show this part of *forest*. A search unfolds everything until it is over."""
        scrolled = self.verticalScrollBar().value()
        self._rebuilding = True
        self._model.show(forest, forest.shown(top, dissolved, text, today))
        if text:
            self.expandAll()
        else:
            self._unfold()
        current = self._model.index_of(self._current_id)
        if current.isValid():
            self.setCurrentIndex(current)
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(scrolled)
        self._rebuilding = False
        if self._current_id is not None and forest.get(self._current_id) is None:
            self._current_id = None
            self.current_changed.emit(None)

    def _unfold(self) -> None:
        ids = self._model.ids()
        if self._unfolded is None and ids:
            tops = [id for id in ids if not self._model.index_of(id).parent().isValid()]
            self._unfolded = set(ids if len(ids) <= _FEW else tops)
        for id in ids:
            if id in (self._unfolded or ()):
                self.expand(self._model.index_of(id))

    def _fold(self, index: QModelIndex, folded: bool) -> None:
        id = self._model.id_at(index)
        if self._rebuilding or id is None or self._unfolded is None:
            return
        if folded:
            self._unfolded.discard(id)
        else:
            self._unfolded.add(id)

    # -- selection, menu, painting -----------------------------------------------------------------

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        id = self._model.id_at(current)
        if not self._rebuilding and id is not None and id != self._current_id:
            self._current_id = id
            self.current_changed.emit(id)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self._menu is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._menu(menu, self._model.id_at(self.indexAt(event.pos())))
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._model.rowCount() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(color("muted"))
            text = "没有符合条件的组织" if self._model.forest.nodes else "还没有组织，按 Ctrl+N 新建"
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, text)


class OrganizationPanel(QWidget):
    """What ``SplitPage`` shows on the left. Set ``top`` and ``forest``, then ``rebuild``."""

    current_changed = Signal(object)  # id or None

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.forest = Forest()
        self.top: int | None = None
        self.model = OrganizationModel(today, self)
        self.tree = OrganizationTree(self.model, self)
        self.tree.current_changed.connect(self.current_changed)
        self.setFocusProxy(self.tree)
        self.search = QLineEdit(placeholderText="搜索名称、简称或拼音首字母", clearButtonEnabled=True)
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setProperty("leading", True)  # for the style sheet: an icon stands before the text
        self.search.installEventFilter(self)
        self.dissolved = QCheckBox("显示已撤销")
        self._wait = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._wait.timeout.connect(self.rebuild)
        self.search.textChanged.connect(lambda _text: self._wait.start())
        self.dissolved.toggled.connect(lambda _on: self.rebuild())
        self._lay_out()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(4, 4, 4, 0)
        row.setSpacing(10)
        row.addWidget(self.search, 1)
        row.addWidget(self.dissolved)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.tree, 1)

    @property
    def current_id(self) -> int | None:
        return self.tree.current_id

    def select_id(self, id: int | None) -> bool:
        return self.tree.select_id(id)

    def rebuild(self) -> None:
        """Show the forest again: it, the scope or the filters changed."""
        self._wait.stop()
        text = self.search.text().strip()
        self.tree.show_forest(self.forest, self.top, self.dissolved.isChecked(), text, self._today())

    def set_counts(self, counts: Mapping[int, Count]) -> None:
        self.model.set_counts(counts)

    def reveal(self, id: int) -> None:
        """Make *id* current; a filter that hides it is given up."""
        if not self.select_id(id) and self.forest.get(id) is not None:
            self.search.clear()
            self.dissolved.setChecked(True)
            self.rebuild()
            self.select_id(id)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down and Enter lead from the search line to what was found."""
        pressed = event if watched is self.search and event.type() == QEvent.Type.KeyPress else None
        if isinstance(pressed, QKeyEvent) and pressed.key() in _TO_THE_TREE:
            self._go_to_first()
            return True
        return super().eventFilter(watched, event)

    def _go_to_first(self) -> None:
        self.rebuild()
        fits = self.forest.fits(self.search.text())
        first = next((id for id in self.model.ids() if (node := self.forest.get(id)) and fits(node)), None)
        if first is not None:
            self.tree.setFocus()
            self.tree.setCurrentIndex(self.model.index_of(first))
