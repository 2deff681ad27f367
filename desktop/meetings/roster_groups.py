"""Filling a roster by group: 党小组, 支委会, 班子, 全体党员, any organization."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from db.core.book import Book
from db.meetings.draft import RosterLine
from db.meetings.queries import expected_people, groups_of
from db.people.bodies import BODIES, LEADING_BODY, body_on
from db.people.queries import Found, members_on
from desktop.meetings.expected import Ask
from desktop.meetings.roster import Roster
from desktop.meetings.setting import Setting
from desktop.widgets.organization_picker import Node, TreePopup

_UNKNOWN = "请先填写召开组织和开始时间，再按范围加入。"


class GroupMenu(QMenu):
    """Adds people to *roster* as they were on the meeting's day."""

    def __init__(
        self, book: Book, ask: Ask, roster: Roster, nodes: Callable[[], list[Node]],
        setting: Callable[[], Setting | None], tell: Callable[[str], None], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._ask = ask
        self._book, self._roster, self._nodes, self._setting, self._tell = book, roster, nodes, setting, tell
        self.aboutToShow.connect(self._offer)

    def _offer(self) -> None:
        self.clear()
        self.addAction("全体党员", lambda: self._fill("members"))
        self.addAction("支委会、党组织班子", lambda: self._fill("committee"))
        for body in BODIES:
            if body != LEADING_BODY:
                self.addAction(f"{body}班子", lambda body=body: self._fill_body(body))
        self.addAction("全体干部", lambda: self._fill("cadres"))
        setting = self._setting()
        organization = setting.organization_id if setting else None
        if organization is not None:
            with self._book.read() as connection:
                groups = groups_of(connection, organization)
            if groups:
                self.addSeparator()
            for group, name in groups:
                self.addAction(name.replace("&", "&&"), lambda group=group: self._fill_members(group))
        self.addSeparator()
        self.addAction("某个组织的党员…", self._choose)

    def _fill(self, expected: str) -> None:
        setting = self._setting()
        if setting is None or setting.organization_id is None or setting.day is None:
            self._tell(_UNKNOWN)
            return
        organization, day = setting.organization_id, setting.day
        self._ask(lambda connection: expected_people(connection, expected, organization, day), self._add)

    def _fill_body(self, body: str) -> None:
        setting = self._setting()
        if setting is None or setting.organization_id is None or setting.day is None:
            self._tell(_UNKNOWN)
            return
        organization, day = setting.organization_id, setting.day
        self._ask(
            lambda connection: body_on(connection, organization, day, body),
            lambda seats: self._add([Found(seat.person_id, seat.person, seat.title) for seat in seats]),
        )

    def _fill_members(self, organization: int) -> None:
        setting = self._setting()
        day = setting.day if setting else None
        if day is None:
            self._tell(_UNKNOWN)
            return
        self._ask(lambda connection: members_on(connection, organization, day, below=True), self._add)

    def _choose(self) -> None:
        popup = TreePopup(self._nodes(), None, self._roster)
        popup.picked.connect(self._fill_members)
        popup.setMinimumWidth(360)
        popup.show_below(self._roster.fill_button, popup.search)

    def _add(self, people: list[Found]) -> None:
        if people:
            self._roster.fill([RosterLine(person.id, person.name) for person in people])
        else:
            self._tell("这个范围在会议当天没有人。")
