"""A few fields in a dialog of their own, done at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.core.errors import UserError
from db.core.fields import Field
from desktop.widgets.editor import Editor
from desktop.widgets.form import RecordForm, Section

_WIDTH, _SIDE = 460, 20
_TWO_COLUMNS = 720  # pixels
_CANCEL = "取消"


class FormDialog(QDialog):
    """*apply* gets what was entered. The dialog stays open while it returns False or raises; a ``UserError`` is
    shown at its field, or above the buttons. What was typed is not left by one Esc: the dialog asks, in itself.
    With *goes_on* a further button saves and begins the next one with what is entered in those fields.
    With ``sections`` the fields stand in two columns, those of ``wide`` across both; else one below the other."""

    went_on = Signal()  # the form is that of the next one

    def __init__(
        self,
        title: str,
        fields: Sequence[Field],
        apply: Callable[[dict[str, Any]], object],
        *,
        button: str = "保存",
        note: str = "",
        values: Mapping[str, Any] | None = None,
        editors: Mapping[str, Editor] | None = None,
        today: Callable[[], date] = date.today,
        sections: Sequence[Section] = (),
        wide: Sequence[str] = (),
        goes_on: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._apply, self._goes_on, self._begun = apply, goes_on, dict(values or {})
        names = [field.name for field in fields]
        self._least = _TWO_COLUMNS if sections else _WIDTH
        self.form = RecordForm(
            fields, sections or (("", names),), editors=editors, wide=wide if sections else names, today=today
        )
        self.form.load(values or {})
        self.note = QLabel(note, wordWrap=True)
        self.note.setVisible(bool(note))
        self._problem = QLabel(wordWrap=True)
        self._problem.hide()
        self._problem.setProperty("error", True)
        self.question = QLabel("填写的内容还没有保存。再按一次 Esc 就不保存；也可以继续填写。", wordWrap=True)
        self.question.setProperty("warning", True)
        self.question.hide()
        self.form.changed.connect(self._typed)
        self.ok = QPushButton(button)
        self.ok.setProperty("primary", True)
        self.ok.setDefault(True)
        self.ok.clicked.connect(self.accept)
        self.more = QPushButton(f"{button}并继续", autoDefault=False)
        self.more.setToolTip(f"{button}这一条，接着填下一条（Ctrl+Enter）")
        self.more.setVisible(bool(goes_on))
        self.more.clicked.connect(self.go_on)
        self.cancel = QPushButton(_CANCEL, autoDefault=False)
        self.cancel.clicked.connect(self.reject)
        self._lay_out()
        if goes_on:
            for keys in ("Ctrl+Return", "Ctrl+Enter"):
                QShortcut(QKeySequence(keys), self, self.go_on)
        next(iter(self.form.editors.values())).setFocus()  # Qt would give it to the default button, were that a chip

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.more)
        buttons.addWidget(self.ok)
        column = QVBoxLayout(self)
        column.setContentsMargins(_SIDE, 16, _SIDE, 16)
        column.setSpacing(10)
        column.addWidget(self.note)
        column.addWidget(self.form, 1)
        column.addWidget(self._problem)
        column.addWidget(self.question)
        column.addLayout(buttons)
        self.setMinimumWidth(self._least)
        self.fit()

    def fit(self) -> None:
        """High enough for all fields and what is wrong with them."""
        body = self.form.widget()
        layout, high = body.layout(), body.sizeHint().height()
        if layout is not None and layout.hasHeightForWidth():
            high = layout.totalHeightForWidth(max(body.width(), self._least) - 2 * _SIDE)
        self.form.setMinimumHeight(high)
        self.adjustSize()

    @property
    def problem(self) -> str:
        """What was refused and belongs to no field."""
        return self._problem.text() if not self._problem.isHidden() else ""

    def _typed(self) -> None:
        self._problem.hide()
        self.question.hide()
        self.cancel.setText(_CANCEL)

    def reject(self) -> None:
        """Esc, 取消 or the window's cross: what was typed is asked about first."""
        if not self.form.dirty or not self.question.isHidden():
            super().reject()
            return
        self.question.show()
        self.cancel.setText("不保存")
        self.fit()

    def accept(self) -> None:
        if self._applied() is not None:
            super().accept()

    def go_on(self) -> None:
        """Save, and begin the next one."""
        if (entered := self._applied()) is None:
            return
        self.form.load({**self._begun, **{name: entered[name] for name in self._goes_on}})
        self.form.show_problems(UserError("", {}))
        self.note.setText("已保存，接着填下一条；填完了按 Esc 关闭。")
        self.note.show()
        self.went_on.emit()
        self.fit()
        next(editor for name, editor in self.form.editors.items() if name not in self._goes_on).setFocus()

    def _applied(self) -> dict[str, Any] | None:
        """What was entered, once it is applied; None where it was refused, which is shown."""
        self._problem.hide()
        try:
            entered = self.form.values()
            if self._apply(entered) is not False:
                return entered
        except UserError as error:
            if not self.form.show_problems(error):
                self._problem.setText(error.text)
                self._problem.show()
            self.fit()
        return None
