"""What pages hear of each other: that data changed, that the scope changed, that a record should be opened."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from db.core.changes import Changes


class Bus(QObject):
    """Signals between pages that do not know each other. All are delivered on the GUI thread."""

    changed = Signal(object)  # Changes
    scope_changed = Signal(object)  # Scope
    record_requested = Signal(str, object)  # table, id (63 bits do not fit a C int); id 0: a new one
    record_wanted = Signal(str, object)  # table, values by field: begin a new record with them
    part_requested = Signal(str, object, str)  # table, id, the field to be brought into view
    printout_requested = Signal(str, object)  # which, ids: have the page whose printout it is show it
    page_requested = Signal(str, object)  # key of a page, what it shall narrow itself to (see ``Page.narrow_to``)
    backup_requested = Signal()  # back the book up now
    backed_up = Signal()  # a backup was made, or found
    drafts_changed = Signal()  # something typed was kept or given up
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self.changed, Qt.ConnectionType.QueuedConnection)

    def post(self, changes: Changes) -> None:
        """Tell *changes* from any thread; this is what a book's ``subscribe`` is given."""
        self._posted.emit(changes)
