"""A few chips that always fit: views of a page, not filters."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy

from desktop.widgets.filter_bar import ChipRow


def keep_wide(chips: ChipRow) -> None:
    """Have *chips* never give way to their neighbours."""
    chips.ensurePolished()
    chips.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    chips.setFixedWidth(chips.sizeHint().width() + 4)
