"""本机: what this desk alone remembers, for every book opened on it."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from desktop.app.context import AppContext
from desktop.app.notice_choice import CHOICES, NoticeChoice
from desktop.app.theme import mark

_TOLD = "每天最多一条，只有件数，没有姓名，显示在桌面右下角的通知区；没有通知区的系统不提醒。"


class DeskPart(QWidget):
    """*switch* stands beside the title and leads to the other parts of 设置."""

    def __init__(self, context: AppContext, switch: QWidget) -> None:
        super().__init__()
        self._choice = NoticeChoice(context.settings)
        heading, name, told = QLabel("设置"), QLabel("到期提醒"), QLabel(_TOLD)
        mark(heading, title=True)
        mark(name, subtitle=True)
        mark(told, muted=True)
        told.setWordWrap(True)
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(heading)
        top.addWidget(switch)
        top.addStretch(1)
        card = QFrame()
        mark(card, card=True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(18, 14, 18, 16)
        inside.setSpacing(6)
        inside.addWidget(name)
        inside.addWidget(told)
        self.buttons: dict[str, QRadioButton] = {}
        group = QButtonGroup(self)
        for when, text in CHOICES:
            button = self.buttons[when] = QRadioButton(text)
            button.clicked.connect(lambda _checked=False, when=when: self._choice.choose(when))
            group.addButton(button)
            inside.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(12)
        column.addLayout(top)
        column.addWidget(card)
        column.addStretch(1)
        self.reload()

    def reload(self) -> None:
        self.buttons[self._choice.when].setChecked(True)
        self.setFocusProxy(self.buttons[self._choice.when])
