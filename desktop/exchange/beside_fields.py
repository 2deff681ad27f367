"""What holds for every row of a sheet and is written in none: which list its items are of."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from db.core.book import Book
from db.core.fields import Kind
from db.exchange.ledgers import Ledger
from desktop.exchange.import_state import Import
from desktop.widgets.editor import Editor
from desktop.widgets.editors import make_editor
from desktop.widgets.organization_picker import OrganizationPicker
from desktop.widgets.places import Places

_WIDTHS = {Kind.TEXT: 300, Kind.ORGANIZATION: 220, Kind.CHOICE: 96, Kind.INTEGER: 72}


class BesideFields(QWidget):
    """One line of editors; those that the sheet has columns for are not asked."""

    def __init__(self, book: Book, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        places = Places()
        places.read(book)
        self.editors: dict[str, Editor] = {}
        self._labels: dict[str, QLabel] = {}
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for name in ledger.beside:
            field = ledger.column(name).field
            made = OrganizationPicker(places.every) if field.kind is Kind.ORGANIZATION else make_editor(field)
            made.setFixedWidth(_WIDTHS[field.kind])
            self._labels[name], self.editors[name] = QLabel(field.label), made
            line.addWidget(self._labels[name])
            line.addWidget(made)
            line.addSpacing(8)
        line.addStretch(1)

    def show_import(self, now: Import | None) -> None:
        """Propose what the sheet's title says."""
        asked = now.asked_beside if now is not None and now.table is not None else ()
        for name, editor in self.editors.items():
            editor.setVisible(name in asked)
            self._labels[name].setVisible(name in asked)
            if now is not None:
                editor.set_value(now.given.get(name))
        self.setVisible(bool(asked))

    def given(self) -> dict[str, Any]:
        """What stands in the editors that are asked."""
        told = {name: editor.value() for name, editor in self.editors.items() if not editor.isHidden()}
        return {name: value for name, value in told.items() if value not in (None, "")}
