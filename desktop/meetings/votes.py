"""One matter put to the vote, its result told as the counts are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.meetings.draft import VoteLine
from db.meetings.fields import VOTE_FIELDS
from db.meetings.voting import Outcome, outcome
from desktop.app.theme import restyle
from desktop.meetings.setting import Setting
from desktop.widgets.editors import make_editor
from desktop.widgets.line_card import LineCard

_NUMBERS = {
    "entitled": "应到", "present": "实到", "in_favour": "赞成", "against": "反对", "abstained": "弃权",
    "written": "书面",
}  # fmt: skip
_HINTS = {
    "entitled": "应到会有表决权的人数，随出席名单，可改", "present": "实到会有表决权的人数，随出席名单，可改",
    "written": "未到会的人的书面意见，已包含在赞成、反对、弃权里",
}  # fmt: skip


class Proposed:
    """应到 and 实到 follow the roster until someone types another number."""

    def __init__(self, card: LineCard) -> None:
        self._card = card
        self._last: dict[str, int | None] | None = {"entitled": None, "present": None}

    def start(self, setting: Setting) -> None:
        """What is loaded follows only where it agrees with the roster."""
        self._last = _proposal(setting)

    def forget(self) -> None:
        """What is shown was kept earlier: it follows where it agrees with the roster told next."""
        self._last = None

    def follow(self, setting: Setting) -> None:
        if self._last is None:
            self.start(setting)
            return
        for name, number in _proposal(setting).items():
            if number is not None and self._card.readable(name) == self._last[name]:
                self._card.editors[name].set_value(number)
                self._last[name] = number


def _proposal(setting: Setting) -> dict[str, int | None]:
    voting = setting.voting
    entitled, present = (None, None) if voting is None else (voting.entitled, voting.present)
    return {"entitled": entitled, "present": present}


class VoteCard(LineCard):
    """A vote. ``setting`` is told by ``settle``; the result is told in words and never keeps anyone from saving."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(VOTE_FIELDS, parent)
        self._setting = setting
        self._proposed = Proposed(self)
        for field in VOTE_FIELDS:
            self.add_editor(field.name, make_editor(field))
        self._titles = QStringListModel(list(setting.agenda), self)
        self._offer_titles()
        self.all_for = QPushButton("全票通过")
        self.all_for.setToolTip("实到的人和书面意见都赞成")
        self.all_for.clicked.connect(self._fill_all)
        self.result = QLabel()
        self.result.setWordWrap(True)
        self._lay_out()
        self.edited.connect(self._judge)

    def _offer_titles(self) -> None:
        subject = self.editors["subject"].input
        assert isinstance(subject, QLineEdit)
        subject.setPlaceholderText("表决事项")
        offered = QCompleter(self._titles, self)
        offered.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        subject.setCompleter(offered)
        note = self.editors["note"].input
        assert isinstance(note, QLineEdit)
        note.setPlaceholderText("备注，如：废票 1 张")

    def _lay_out(self) -> None:
        self.editors["method"].setFixedWidth(112)
        self.editors["note"].setFixedWidth(150)
        first = QHBoxLayout()
        first.addWidget(self.editors["subject"], 1)
        first.addWidget(self.editors["method"])
        first.addWidget(self.remove_button)
        numbers = QHBoxLayout()
        numbers.setSpacing(6)
        for name, caption in _NUMBERS.items():
            numbers.addLayout(self.captioned(name, caption))
            self.editors[name].input.setToolTip(_HINTS.get(name, ""))
        numbers.addStretch(1)
        numbers.addWidget(self.all_for)
        last = QHBoxLayout()
        last.addWidget(self.result, 1)
        last.addWidget(self.editors["note"])
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(first)
        column.addLayout(numbers)
        column.addWidget(self.numbers_problem)
        column.addLayout(last)

    def stops(self) -> list[QWidget]:
        *numbers, note = super().stops()
        return [*numbers, self.all_for, note]

    def load(self, line: VoteLine, setting: Setting) -> None:
        for name, editor in self.editors.items():
            editor.set_value(getattr(line, name))
        self._proposed.start(setting)
        self.settle(setting)

    def settle(self, setting: Setting) -> None:
        """Roster, day or kind of the meeting changed: follow and judge anew. Not a change."""
        self._setting = setting
        self._titles.setStringList(list(setting.agenda))
        self._proposed.follow(setting)
        self._judge()

    def restore(self, kept: Mapping[str, Any]) -> None:
        super().restore(kept)
        self._proposed.forget()

    def line(self) -> VoteLine:
        """``UserError`` with what is wrong marked."""
        values = self.values()
        return VoteLine(**{**values, "written": values["written"] or 0})

    def told(self) -> VoteLine:
        """The line as far as it can be read."""
        values: dict[str, Any] = {name: self.readable(name) for name in self.editors}
        texts = {name: values[name] or "" for name in ("subject", "method", "note")}
        return VoteLine(**{**values, **texts, "written": values["written"] or 0})

    def _fill_all(self) -> None:
        voting = self._setting.voting
        if voting is not None:
            for name, number in (("entitled", voting.entitled), ("present", voting.present)):
                if self.readable(name) is None:
                    self.editors[name].set_value(number)
        present = self.readable("present")
        if present is None:
            self.editors["present"].set_problem("先填实到")
            self.editors["present"].setFocus()
            return
        for name, number in (
            ("in_favour", present + (self.readable("written") or 0)),
            ("against", 0),
            ("abstained", 0),
        ):
            self.editors[name].set_value(number)
        self.edited.emit()

    def _judge(self) -> None:
        if self._setting.day is None:
            say(self.result, "填写会议开始时间后显示结果", "muted")
            return
        line = self.told()
        found = outcome(line, self._setting.expected, self._setting.day, self._setting.rules)
        say(self.result, *in_words(found, line))


def in_words(found: Outcome, line: VoteLine) -> tuple[str, str]:
    """The result with its reason, and its tone."""
    if found.passed is None:
        untouched = all(getattr(line, name) is None for name in ("in_favour", "against", "abstained"))
        if found.needed is None:
            return (f"{found.word}：{'；'.join(found.problems)}", "muted" if untouched else "error")
        return f"{found.word}：{'；'.join(found.problems)}", "error"
    counted = f"赞成 {line.in_favour} 票，需 {found.needed} 票"
    return f"{found.word}（{counted}）", "success" if found.passed else "warning"


def say(label: QLabel, text: str, tone: str) -> None:
    label.setText(text)
    restyle(label, **{name: name == tone for name in ("muted", "success", "warning", "error")})


def not_voted_on(agenda: Sequence[str], votes: Sequence[VoteCard]) -> str:
    """The first agenda item there is no vote on."""
    taken = {card.readable("subject") for card in votes}
    return next((title for title in agenda if title not in taken), "")
