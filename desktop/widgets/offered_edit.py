"""One of several choices that depend on the rest of the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from db.core.errors import UserError
from db.core.fields import Field
from desktop.widgets.choice_editor import ChoiceEdit


class OfferedEdit(ChoiceEdit):
    """Choices that depend on the rest of the record: *offer* tells them, the one that is chosen always among them."""

    def __init__(self, field: Field, offer: Callable[[Any], list[tuple[Any, str]]]) -> None:
        self._field, self._offer = field, offer
        super().__init__(field)

    def offer_anew(self) -> None:
        """What the choices depend on has changed."""
        try:
            value = self.value()
        except UserError:
            return  # something half typed: it is told when the field is left
        self.set_value(value)

    def set_value(self, value: Any) -> None:
        self._replace(self._offer(value))
        super().set_value(value)

    def _replace(self, choices: list[tuple[Any, str]]) -> None:
        model = self.combo.model()
        if [(model.index(row, 0).data(Qt.ItemDataRole.UserRole)) for row in range(model.rowCount())] == [
            *([] if self._field.required else [None]), *(stored for stored, _label in choices),
        ]:  # fmt: skip
            return
        self.combo.clear()
        self.add_choices(choices if self._field.required else [(None, ""), *choices])
