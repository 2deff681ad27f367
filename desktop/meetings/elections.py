"""One election by ballot: seats, ballots, candidates; who is elected is told as the counts are typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from db.meetings.draft import ElectionLine
from db.meetings.fields import ELECTION_FIELDS
from db.meetings.voting import ElectionOutcome, election_outcome
from db.people.bodies import titles_of
from desktop.meetings.candidates import Candidates
from desktop.meetings.setting import Setting
from desktop.meetings.votes import Proposed, say
from desktop.widgets.choice_editor import ChoiceEdit
from desktop.widgets.editors import make_editor
from desktop.widgets.line_card import LineCard
from desktop.widgets.pickers import Find

_NUMBERS = {
    "seats": "应选", "entitled": "应到", "present": "实到", "issued": "发出", "returned": "收回", "valid": "有效",
}  # fmt: skip
_HINTS = {
    "seats": "应选人数", "entitled": "应到会有选举权的人数，随出席名单，可改",
    "present": "实到会有选举权的人数，随出席名单，可改", "issued": "发出的选票", "returned": "收回的选票",
    "valid": "有效票",
}  # fmt: skip


class ElectionCard(LineCard):
    """An election. ``seating_requested``: the elected are to take up their posts."""

    seating_requested = Signal()
    refused = Signal(str)

    def __init__(self, find: Find, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(ELECTION_FIELDS, parent)
        self._setting = setting
        self._proposed = Proposed(self)
        for field in ELECTION_FIELDS:
            self.add_editor(field.name, make_editor(field))
        body = self.editors["body"]
        body.changed.connect(self._offer_posts)
        self.candidates = Candidates(find)
        self.candidates.edited.connect(self.edited)
        self.candidates.refused.connect(self.refused)
        self.result = QLabel()
        self.result.setWordWrap(True)
        self.seat_button = QPushButton("当选人任职…")
        self.seat_button.setToolTip("把当选的人写进班子任职，先列出谁任职、谁免职")
        self.seat_button.clicked.connect(self.seating_requested)
        self._lay_out()
        self.edited.connect(self._judge)

    def _lay_out(self) -> None:
        title = self.editors["title"].input
        assert isinstance(title, QLineEdit)
        title.setPlaceholderText("选举事项，如：支部委员会委员")
        self.editors["body"].setFixedWidth(130)
        self.editors["post"].setFixedWidth(104)
        first = QHBoxLayout()
        first.addWidget(self.editors["title"], 1)
        first.addWidget(self.editors["body"])
        first.addWidget(self.editors["post"])
        first.addWidget(self.remove_button)
        numbers = QHBoxLayout()
        numbers.setSpacing(6)
        for name, caption in _NUMBERS.items():
            numbers.addLayout(self.captioned(name, caption))
            self.editors[name].input.setToolTip(_HINTS[name])
        numbers.addStretch(1)
        last = QHBoxLayout()
        last.addWidget(self.result, 1)
        last.addWidget(self.seat_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(first)
        column.addLayout(numbers)
        column.addWidget(self.numbers_problem)
        column.addWidget(self.candidates)
        column.addLayout(last)

    def stops(self) -> list[QWidget]:
        return [*super().stops(), *self.candidates.stops(), self.seat_button]

    def load(self, line: ElectionLine, setting: Setting) -> None:
        for name, editor in self.editors.items():
            if name == "post":
                self._offer_posts()
            editor.set_value(getattr(line, name))
        self.candidates.load(line.candidates)
        self._proposed.start(setting)
        self.settle(setting)

    def start(self) -> None:
        """A new election follows the roster from the first."""
        self._proposed = Proposed(self)
        self.settle(self._setting)

    def settle(self, setting: Setting) -> None:
        """Roster or day of the meeting changed: follow and judge anew. Not a change."""
        self._setting = setting
        self._proposed.follow(setting)
        self._judge()

    def line(self) -> ElectionLine:
        """``UserError`` with what is wrong marked."""
        values = self.values()
        return ElectionLine(**values, candidates=self.candidates.lines())

    def told(self) -> ElectionLine:
        """The line as far as it can be read."""
        values: dict[str, Any] = {name: self.readable(name) for name in self.editors}
        texts = {name: values[name] or "" for name in ("title", "body", "post")}
        return ElectionLine(**{**values, **texts, "seats": values["seats"] or 0}, candidates=self.candidates.told())

    def outcome(self) -> ElectionOutcome | None:
        """None without a day."""
        setting = self._setting
        return None if setting.day is None else election_outcome(self.told(), setting.day, setting.rules)

    def snapshot(self) -> dict[str, Any]:
        return {**super().snapshot(), "candidates": self.candidates.snapshot()}

    def restore(self, kept: Mapping[str, Any]) -> None:
        super().restore(kept)
        self._proposed.forget()
        self._offer_posts()
        self.candidates.restore(kept.get("candidates", ()))

    def _offer_posts(self) -> None:
        """The titles of the body chosen; one that both bodies have stays."""
        post, body = self.editors["post"], self.readable("body")
        assert isinstance(post, ChoiceEdit)
        old = self.readable("post")
        post.combo.clear()
        post.add_choices((title, title) for title in titles_of(body))
        post.set_value(old)

    def _judge(self) -> None:
        found = self.outcome()
        self.seat_button.setEnabled(found is not None and bool(found.valid and found.elected and not found.tied))
        if found is None:
            say(self.result, "填写会议开始时间后显示结果", "muted")
            return
        line = self.told()
        say(self.result, *_in_words(found, line))
        self.candidates.show_results(_results(found, line))


def _in_words(found: ElectionOutcome, line: ElectionLine) -> tuple[str, str]:
    """What came of the election, with the reasons, and the tone."""
    why = "；".join(found.problems)
    if found.valid is None:
        untouched = line.returned is None and line.valid is None
        return f"不完整：{why}", "muted" if untouched and len(found.problems) == 1 else "error"
    if not found.valid:
        return f"无效：{why}", "error"
    elected = "、".join(line.candidates[place].name for place in found.elected)
    said = f"当选（需 {found.needed} 票）：{elected}" if elected else f"无人当选（需 {found.needed} 票）"
    return ("；".join(filter(None, (said, why))), "error" if why else "success")


def _results(found: ElectionOutcome, line: ElectionLine) -> dict[int, tuple[str, str]]:
    """What came of each candidate."""
    results: dict[int, tuple[str, str]] = {}
    for place, candidate in enumerate(line.candidates):
        if not found.valid or candidate.in_favour is None:
            continue
        if place in found.elected:
            results[place] = ("当选", "success")
        elif place in found.tied:
            results[place] = ("得票相等，需再次投票", "error")
        elif candidate.in_favour < (found.needed or 0):
            results[place] = ("得票不足", "muted")
        else:
            results[place] = ("得票过半，名额已满", "muted")
    return results
