"""Trees with columns, their cells level with the headings."""

from __future__ import annotations

from PySide6.QtWidgets import QTreeView


def align_cells(view: QTreeView) -> None:
    """Give the cells of *view* the margin its headings have."""
    view.setStyleSheet("QTreeView::item { padding: 0 5px; }")
