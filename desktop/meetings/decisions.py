"""The 表决与决议 tab: votes, elections, resolutions, each line a card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from db.meetings.draft import ElectionLine, ResolutionLine, VoteLine
from db.meetings.voting import outcome
from desktop.meetings.elections import ElectionCard
from desktop.meetings.resolutions import ResolutionCard
from desktop.meetings.setting import Setting
from desktop.meetings.votes import VoteCard, not_voted_on
from desktop.widgets.line_card import CardList, LineCard
from desktop.widgets.organization_picker import Node
from desktop.widgets.people_editor import Identify, NamesOf
from desktop.widgets.pickers import Find
from desktop.widgets.tab_order import walk

_COMMITTEE = ElectionLine(title="", body="党组织委员会", post="委员")


class Decisions(QScrollArea):
    """``edited`` is fired by the user's changes only. ``seating_requested``: the elected of a card take up posts."""

    edited = Signal()
    seating_requested = Signal(object)  # ElectionCard
    refused = Signal(str)

    def __init__(
        self, setting: Setting, find: Find, names_of: NamesOf, nodes: Callable[[], list[Node]],
        today: Callable[[], date], identify: Identify, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setting = setting
        self._find, self._names_of, self._nodes, self._today = find, names_of, nodes, today
        self._identify = identify
        self.votes: CardList[VoteCard] = CardList("表决", lambda: VoteCard(self.setting))
        self.elections: CardList[ElectionCard] = CardList("选举", self._new_election)
        self.resolutions: CardList[ResolutionCard] = CardList("决议", self._new_resolution)
        self._lists: tuple[CardList[VoteCard] | CardList[ElectionCard] | CardList[ResolutionCard], ...] = (
            self.votes, self.elections, self.resolutions,
        )  # fmt: skip
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setProperty("error", True)
        self.problem.hide()
        self.add_vote = self.votes.add_button("表决", self._begin_vote)
        self.add_election = self.elections.add_button("选举", self._begin_election)
        self.from_agenda = QPushButton("由议题生成")
        self.from_agenda.setToolTip("把议题写成决议；表决过的写上结果")
        self._titles = QMenu(self.from_agenda)
        self._titles.aboutToShow.connect(self._offer_titles)
        self.from_agenda.setMenu(self._titles)
        self.resolutions.tools.addWidget(self.from_agenda)
        self.add_resolution = self.resolutions.add_button("决议", self._begin_resolution)
        for one in self._lists:
            one.edited.connect(self._on_edited)
        self._lay_out()
        self._fresh: LineCard | None = None  # just added: to be seen once it has its place
        self.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._show_fresh())

    def _lay_out(self) -> None:
        body = QWidget()
        body.setProperty("plain", True)
        column = QVBoxLayout(body)
        column.setContentsMargins(4, 12, 8, 8)
        column.setSpacing(14)
        column.addWidget(self.problem)
        for one in self._lists:
            column.addWidget(one)
        column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(body)
        self.setFocusProxy(self.add_vote)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes as the eye does, whenever a card was added."""
        order: list[QWidget] = [self.add_vote]
        order += [stop for card in self.votes.cards for stop in card.stops()] + [self.add_election]
        order += [stop for card in self.elections.cards for stop in card.stops()]
        order += [self.from_agenda, self.add_resolution]
        order += [stop for card in self.resolutions.cards for stop in card.stops()]
        if not walk(self, order, (self.add_vote, self.add_resolution), forward=next):
            return bool(super().focusNextPrevChild(next))
        now = QApplication.focusWidget()
        if now is not None and self.isAncestorOf(now):
            self.ensureWidgetVisible(now)
        return True

    def enter(self, name: str) -> None:
        """Put the cursor into the first vote, election or resolution; to where one is added if there is none."""
        cards: Sequence[LineCard] = getattr(self, name).cards
        adding = {"votes": self.add_vote, "elections": self.add_election, "resolutions": self.add_resolution}
        stop = cards[0].stops()[0] if cards else adding[name]
        stop.setFocus()
        self.ensureWidgetVisible(stop)

    # -- the lines ---------------------------------------------------------------------------------

    def load(
        self, votes: tuple[VoteLine, ...], elections: tuple[ElectionLine, ...], resolutions: tuple[ResolutionLine, ...]
    ) -> None:
        """Show the lines; not a change."""
        self._fresh = None
        self.set_problem(None)
        for vote_card, vote in zip(self.votes.fit(len(votes)), votes, strict=True):
            vote_card.load(vote, self.setting)
        for election_card, election in zip(self.elections.fit(len(elections)), elections, strict=True):
            election_card.load(election, self.setting)
        for card, resolution in zip(self.resolutions.fit(len(resolutions)), resolutions, strict=True):
            card.load(resolution, self.setting)
        self.verticalScrollBar().setValue(0)

    def settle(self, setting: Setting) -> None:
        """The meeting's head, roster or agenda changed. Not a change of the lines."""
        self.setting = setting
        self.from_agenda.setEnabled(bool(setting.agenda))
        self._number()
        for one in self._lists:
            for card in one.cards:
                card.settle(setting)

    def set_problem(self, text: str | None) -> None:
        self.problem.setText(text or "")
        self.problem.setVisible(bool(text))

    @property
    def summary(self) -> str:
        """How many lines there are, for the tab."""
        number = sum(len(one.cards) for one in self._lists)
        return str(number) if number else ""

    # -- the user adds -----------------------------------------------------------------------------

    def _begin_vote(self) -> None:
        subject = not_voted_on(self.setting.agenda, self.votes.cards)
        card = self.votes.add()
        card.settle(self.setting)
        card.editors["method"].set_value(VoteLine("").method)
        card.editors["written"].set_value(0)
        card.editors["subject"].set_value(subject)
        self._begun(card, "in_favour" if subject else "subject")

    def _begin_election(self) -> None:
        card = self.elections.add()
        seats = self.setting.rules.number("committee.seats", self.setting.day or self._today())
        card.load(replace(_COMMITTEE, seats=int(seats)), self.setting)
        card.start()
        self._begun(card, "title")

    def _begin_resolution(self) -> None:
        self._add_resolution("")
        self._begun(self.resolutions.cards[-1], "text")

    def _add_resolution(self, text: str) -> None:
        self.resolutions.add().load(ResolutionLine(text), self.setting)
        self._number()

    def _begun(self, card: LineCard, first: str) -> None:
        self._on_edited()
        card.editors[first].setFocus()
        self._fresh = card

    def _show_fresh(self) -> None:
        if self._fresh is not None:
            self.ensureWidgetVisible(self._fresh)

    def _offer_titles(self) -> None:
        self._titles.clear()
        fresh = [title for title in self.setting.agenda if not self._resolved(title)]
        if len(fresh) > 1:
            self._titles.addAction(f"全部 {len(fresh)} 项议题", lambda: self._resolve(fresh))
            self._titles.addSeparator()
        for title in self.setting.agenda:
            self._titles.addAction(title.replace("&", "&&"), lambda title=title: self._resolve([title]))

    def _resolved(self, title: str) -> bool:
        return any(f"“{title}”" in (card.readable("text") or "") for card in self.resolutions.cards)

    def _resolve(self, titles: list[str]) -> None:
        for title in titles:
            self._add_resolution(self._worded(title))
        self._begun(self.resolutions.cards[-1], "text")

    def _worded(self, title: str) -> str:
        """The resolution on an agenda item, with what came of the vote on it; only without one was it agreed to."""
        line = next((line for card in self.votes.cards if (line := card.told()).subject == title), None)
        if line is None or self.setting.day is None:
            return f"会议研究同意“{title}”。"
        passed = outcome(line, self.setting.expected, self.setting.day, self.setting.rules).passed
        if passed is None:
            return f"会议对“{title}”进行了表决，结果待核对。"
        counts = f"赞成 {line.in_favour} 票、反对 {line.against} 票、弃权 {line.abstained} 票"
        return f"会议表决{'通过' if passed else '未通过'}“{title}”（{counts}）。"

    # -- cards -------------------------------------------------------------------------------------

    def _new_election(self) -> ElectionCard:
        card = ElectionCard(self._find, self.setting)
        card.seating_requested.connect(lambda: self.seating_requested.emit(card))
        card.refused.connect(self.refused)
        return card

    def _new_resolution(self) -> ResolutionCard:
        return ResolutionCard(self._find, self._names_of, self._identify, self._nodes, self._today, self.setting)

    def _number(self) -> None:
        for no, card in enumerate(self.resolutions.cards, 1):
            card.number.setText(f"决议 {no}")

    def _on_edited(self) -> None:
        self._fresh = None
        self.set_problem(None)
        self._number()
        self.edited.emit()
