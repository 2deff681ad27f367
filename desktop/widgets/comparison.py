"""What was typed beside what the book has, field by field, to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

_EMPTY = "（空）"
_LONGEST = 160
_WIDTH, _HIGHEST = 760, 520
_LEVEL = 2  # brings a text level with the mark of a choice


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in words: as the typing began, as the book has it, as it was typed."""

    name: str
    label: str
    before: str
    book: str
    typed: str
    take_typed: bool  # what is proposed

    @property
    def both(self) -> bool:
        """Changed on both sides: the user has to say which one is right."""
        return self.book != self.before and self.typed != self.before


class Comparison(QDialog):
    """*apply* gets, by field, whether what was typed is taken. Closing it changes nothing."""

    def __init__(
        self,
        explanation: str,
        differences: Sequence[Difference],
        apply: Callable[[Mapping[str, bool]], object],
        *,
        book: str = "账本里现在",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("对比草稿")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._apply = apply
        self.choices: dict[str, tuple[QRadioButton, QRadioButton]] = {}  # book's, typed
        both = "标色的项两边都改过，请核对。" if any(difference.both for difference in differences) else ""
        self._explanation = QLabel(explanation + both, wordWrap=True)
        self.take = QPushButton("采用所选内容", default=True)
        self.take.setProperty("primary", True)
        self.take.clicked.connect(self.accept)
        self._lay_out(differences, book)
        self.resize(_WIDTH, min(_HIGHEST, 190 + 44 * len(differences)))

    def _lay_out(self, differences: Sequence[Difference], book: str) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        for at, heading in enumerate(("", "原来", book, "草稿")):
            grid.addWidget(_muted(heading), 0, at)
            grid.setColumnStretch(at, 1 if at else 0)
        for row, difference in enumerate(differences, 1):
            self._add(grid, row, difference)
        grid.setRowStretch(len(differences) + 1, 1)
        ground = QWidget()
        ground.setProperty("plain", True)
        ground.setLayout(grid)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(ground)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._explanation)
        column.addWidget(scroll, 1)
        column.addLayout(self._buttons())

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        for text, typed in (("全选账本的", False), ("全选草稿的", True)):
            button = QPushButton(text, autoDefault=False)
            button.clicked.connect(lambda _checked=False, typed=typed: self._choose_all(typed))
            row.addWidget(button)
        row.addStretch(1)
        cancel = QPushButton("取消", autoDefault=False)
        cancel.clicked.connect(self.reject)
        row.addWidget(cancel)
        row.addWidget(self.take)
        return row

    def _add(self, grid: QGridLayout, row: int, difference: Difference) -> None:
        top = Qt.AlignmentFlag.AlignTop
        label = QLabel(difference.label)
        label.setContentsMargins(0, _LEVEL, 0, 0)
        if difference.both:
            label.setProperty("warning", True)
            label.setToolTip("两边都改过，请核对")
        grid.addWidget(label, row, 0, top)
        grid.addWidget(_muted(_short(difference.before)), row, 1, top)
        group = QButtonGroup(self)
        pair = []
        for column, text in ((2, difference.book), (3, difference.typed)):
            radio = QRadioButton()
            radio.setAccessibleName(f"{difference.label}：{text or _EMPTY}")
            group.addButton(radio)
            grid.addWidget(_Side(radio, text), row, column, top)
            pair.append(radio)
        pair[difference.take_typed].setChecked(True)
        self.choices[difference.name] = (pair[0], pair[1])

    def _choose_all(self, typed: bool) -> None:
        for pair in self.choices.values():
            pair[typed].setChecked(True)

    def accept(self) -> None:
        self._apply({name: typed.isChecked() for name, (_, typed) in self.choices.items()})
        super().accept()


class _Side(QWidget):
    """A choice and its text; a click on the text chooses too."""

    def __init__(self, radio: QRadioButton, text: str) -> None:
        super().__init__()
        self._radio = radio
        words = QLabel(_short(text), wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        words.setToolTip(text if len(text) > _LONGEST else "")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(radio, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self._radio.setChecked(True)


def _muted(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True, textFormat=Qt.TextFormat.PlainText)
    label.setProperty("muted", True)
    label.setContentsMargins(0, _LEVEL, 0, 0)
    return label


def _short(text: str) -> str:
    return (text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…") or _EMPTY
