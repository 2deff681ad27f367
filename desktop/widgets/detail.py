"""The right half of a computed view: what stands behind the chosen row, each line leading to its record."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop.app.jobs import Jobs
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel, Row
from desktop.widgets.table_view import ListView

Target = tuple[str, int]  # table and id of a record


class Detail(QFrame):
    """A title, a line of figures, a list. ``opened`` tells table and id of what the line double-clicked stands for."""

    opened = Signal(str, object)

    def __init__(self, jobs: Jobs, hint: str) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._hint = hint
        self._targets: Sequence[Target] = ()
        self.title = ElidedLabel()
        self.title.setProperty("subtitle", True)
        self.figures = QLabel(wordWrap=True)
        self.figures.setProperty("muted", True)
        self.model = ListModel(jobs)
        self.view = ListView(self.model, hint)
        self.view.opened.connect(lambda at: self.opened.emit(*self._targets[at]))
        self.model.sort_requested.connect(self._sort)
        self._header = QHBoxLayout()
        self._header.addWidget(self.title)
        self._header.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 8, 8)
        column.setSpacing(6)
        column.addLayout(self._header)
        column.addWidget(self.figures)
        column.addWidget(self.view, 1)
        self.clear()

    def add_button(self, button: QPushButton) -> None:
        """Put *button* beside the title."""
        self._header.addWidget(button)

    def clear(self) -> None:
        self.show_lines("", "", (), (), self._hint)

    def show_lines(
        self, title: str, figures: str, columns: Sequence[Column], lines: Sequence[tuple[Target, Row]],
        empty: str = "没有记录",
    ) -> None:  # fmt: skip
        """*lines*: what each stands for, and its values."""
        self._targets = [target for target, _values in lines]
        self.title.setText(title)
        self.figures.setText(figures)
        self.figures.setVisible(bool(figures))
        self.view.set_empty_text(empty)
        self.model.reload(Rows(columns, [(at, *values) for at, (_target, values) in enumerate(lines)]))

    def _sort(self, key: str, descending: bool) -> None:
        if isinstance(self.model.source, Rows):
            self.model.reload(self.model.source.sorted(key, descending))
