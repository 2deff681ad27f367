"""The tab 附件 of a record's card."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from db.attachments.fields import ROLES
from db.attachments.queries import AttachmentRow, of_record
from db.attachments.store import store_of
from db.core.changes import Changes
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.widgets.attachment_list import PICTURE, AttachmentModel, AttachmentView
from desktop.widgets.attachment_work import AttachmentWork, local_files
from desktop.widgets.record_card import RecordCard
from desktop.widgets.thumbnails import Thumbnails

_TITLE = "附件"
_UNSAVED = "先保存记录，再添加附件。"
_NONE_YET = "还没有附件。\n把文件拖到这里，按 Ctrl+V 粘贴图片，或点“添加附件…”。"
_DROP = "松开鼠标，添加为附件"


class AttachmentsTab(QWidget):
    """The files of one record of *table*, as the last tab of *card*; it follows the book by itself."""

    def __init__(self, context: AppContext, table: str, card: RecordCard) -> None:
        super().__init__()
        self._context, self._table, self._card = context, table, card
        self._row_id: int | None = None
        self.work = AttachmentWork(context, table, self)
        self.pictures = Thumbnails(store_of(context.book), context.jobs, PICTURE, self)
        self.model = AttachmentModel(self.pictures)
        self.view = AttachmentView(self.model, self.work.copies)
        self.add = QPushButton(icon("plus"), "添加附件…")
        self.open = QPushButton("打开")
        self.save = QPushButton("另存为…")
        self.more = QPushButton(icon("more"), "")
        self.more.setAccessibleName("更多操作")
        self.more.setToolTip("重命名、用途、删除")
        self.hint = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self.hint.setProperty("muted", True)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()
        self._index = card.add_tab(self, _TITLE)
        self.show_record(None)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.add)
        top.addStretch(1)
        for button in (self.open, self.save, self.more):
            top.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        self._pages = QStackedLayout()
        column.addLayout(self._pages, 1)  # first: what it shows must have a window already
        self._pages.addWidget(self.view)
        self._pages.addWidget(self.hint)

    def _connect(self) -> None:
        self.add.clicked.connect(self._choose)
        self.open.clicked.connect(lambda: self.work.open(self.view.chosen()))
        self.save.clicked.connect(lambda: self.work.save(self.view.chosen()))
        menu = QMenu(self.more)
        self._roles = QMenu("用途", menu)
        menu.aboutToShow.connect(menu.clear)
        menu.aboutToShow.connect(lambda: self._fill_menu(menu))
        self.more.setMenu(menu)
        self.view.opened.connect(self.work.open)
        self.view.delete_requested.connect(lambda: self.work.delete(self.view.chosen()))
        self.view.menu_requested.connect(self._pop_up)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        self.model.renamed.connect(self.work.rename, Qt.ConnectionType.QueuedConnection)  # not inside the editor's end
        self._context.bus.changed.connect(self._follow)
        everywhere = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence.StandardKey.Paste, self, self._paste, context=everywhere)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Given the focus, it hands it to the files, or to the button that brings some."""
        super().focusInEvent(event)
        (self.view if self.model.rows else self.add).setFocus(event.reason())

    # -- showing -----------------------------------------------------------------------------------

    def show_record(self, row_id: int | None) -> None:
        """The files of the record *row_id*; None: it is not saved yet."""
        self._row_id = row_id
        self._read()

    def _follow(self, changes: Changes) -> None:
        if changes.touch("attachment_link"):
            self._read()

    def _read(self) -> None:
        rows: list[AttachmentRow] = []
        if self._row_id is not None:
            with self._context.book.read() as connection:
                rows = of_record(connection, self._table, self._row_id)
        if rows != self.model.rows:
            self._show_rows(rows)
        self.hint.setText(_UNSAVED if self._row_id is None else _NONE_YET)
        self._pages.setCurrentWidget(self.view if rows else self.hint)
        self._card.tabs.setTabText(self._index, f"{_TITLE} {len(rows)}" if rows else _TITLE)
        self.add.setEnabled(self._row_id is not None)
        self._enable()

    def _show_rows(self, rows: list[AttachmentRow]) -> None:
        """What was selected stays so."""
        kept = {row.id for row in self.view.chosen()}
        at = self.view.currentIndex().row()
        focused = self.view.hasFocus()
        self.pictures.scale = self.devicePixelRatioF()
        self.model.show_rows(rows)
        select = self.view.selectionModel()
        if rows and at >= 0:
            select.setCurrentIndex(self.model.index(min(at, len(rows) - 1)), select.SelectionFlag.NoUpdate)
        for place, row in enumerate(rows):
            if row.id in kept:
                select.select(self.model.index(place), select.SelectionFlag.Select)
        if focused and not rows:
            self.add.setFocus()

    def _enable(self) -> None:
        for button in (self.open, self.save, self.more):
            button.setEnabled(bool(self.view.chosen()))

    # -- doing -------------------------------------------------------------------------------------

    def _choose(self) -> None:
        if self._row_id is not None:
            self.work.choose(self._row_id)

    def _paste(self) -> None:
        if self._row_id is None:
            self._context.messages.info(_UNSAVED)
        else:
            self.work.take(self._row_id, QGuiApplication.clipboard().mimeData())

    def _pop_up(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_menu(menu)
        menu.popup(at)

    def _fill_menu(self, menu: QMenu) -> None:
        rows = self.view.chosen()
        if not rows:
            menu.addAction("添加附件…", self._choose).setEnabled(self._row_id is not None)
            return
        menu.addAction("打开\tEnter", lambda: self.work.open(rows))
        menu.addAction("另存为…", lambda: self.work.save(rows))
        menu.addSeparator()
        rename = menu.addAction("重命名\tF2", lambda: self.view.edit(self.view.selectedIndexes()[0]))
        rename.setEnabled(len(rows) == 1)
        menu.addMenu(self._roles)
        self._roles.clear()
        for role in ("", *ROLES):
            action = self._roles.addAction(role or "（无）", partial(self.work.set_role, rows, role))
            action.setCheckable(True)
            action.setChecked(all(row.role == role for row in rows))
        menu.addSeparator()
        menu.addAction("删除\tDelete", lambda: self.work.delete(rows))

    # -- dropping ----------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.source() is not self.view and local_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.hint.setText(_UNSAVED if self._row_id is None else _DROP)
            self._pages.setCurrentWidget(self.hint)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._read()

    def dropEvent(self, event: QDropEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._read()
        if self._row_id is None:
            self._context.messages.info(_UNSAVED)
        else:
            self.work.take(self._row_id, event.mimeData())
