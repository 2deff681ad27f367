"""An empty book: what to do first, in place of zeros."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.home.today import Filled
from desktop.app.context import AppContext
from desktop.app.theme import mark, restyle

_STEPS = (
    ("organizations", "建立党组织", "先建本单位，再建下级；有现成的 Excel 名册，可以在“组织”页导入。", "建第一个组织"),
    ("people", "登记党员和群众", "一个个登记，或在“人员”页用 Excel 一次导入；重复的人会认出来。", "登记人员"),
    ("meetings", "记第一次会议", "名单按组织自动带出；会议记录、签到表、三会一课、学时都从这一条来。", "记一次会议"),
    ("backup", "选好备份文件夹", "最好在 U 盘或另一块磁盘上；以后每天和退出时自动备份。", "现在备份"),
)  # fmt: skip


class FirstSteps(QWidget):
    def __init__(self, context: AppContext) -> None:
        super().__init__()
        bus = context.bus
        does: dict[str, Callable[[], object]] = {
            "organizations": lambda: bus.record_requested.emit("organization", 0),
            "people": lambda: bus.record_wanted.emit("person", {}),
            "meetings": lambda: bus.record_wanted.emit("meeting", {}),
            "backup": bus.backup_requested.emit,
        }
        self.buttons: dict[str, QPushButton] = {}
        self._marks: dict[str, QLabel] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for number, (key, title, text, label) in enumerate(_STEPS, 1):
            column.addWidget(self._step(number, key, title, text, label, does[key]))
        column.addStretch(1)

    def show_filled(self, filled: Filled, backed_up: bool) -> None:
        """Tick off what is done; the first that is not stands out."""
        done = {
            "organizations": filled.organizations, "people": filled.people, "meetings": filled.meetings,
            "backup": backed_up,
        }  # fmt: skip
        first = next((key for key, is_done in done.items() if not is_done), None)
        for at, (key, is_done) in enumerate(done.items(), 1):
            self._marks[key].setText("✓" if is_done else str(at))
            restyle(self._marks[key], tag="success" if is_done else "plain")
            restyle(self.buttons[key], primary=key == first)

    def _step(self, number: int, key: str, title: str, text: str, label: str, does: Callable[[], object]) -> QFrame:
        card = QFrame()
        mark(card, card=True)
        self._marks[key] = sign = QLabel(str(number))
        sign.setFixedSize(30, 26)
        sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        mark(sign, tag="plain")
        name, told = QLabel(title), QLabel(text)
        mark(name, subtitle=True)
        mark(told, muted=True)
        told.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(name)
        words.addWidget(told)
        button = self.buttons[key] = QPushButton(label)
        button.setMinimumWidth(130)
        button.clicked.connect(lambda _checked=False: does())
        row = QHBoxLayout(card)
        row.setContentsMargins(18, 14, 18, 14)
        row.setSpacing(16)
        row.addWidget(sign)
        row.addLayout(words, 1)
        row.addWidget(button)
        return card
