"""The roster as a part of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from db.core.errors import UserError
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.status import Status
from db.people.voting import Voters
from desktop.meetings.part import Around, Part
from desktop.meetings.roster import Roster
from desktop.meetings.roster_groups import GroupMenu
from desktop.meetings.setting import Setting


class RosterPart(Part):
    """The 出席 tab; its label carries the counts."""

    title = "出席"
    names = ("roster",)

    def __init__(self, around: Around) -> None:
        self._around = around
        self._setting: Setting | None = None
        self.roster = Roster(
            around.find,
            around.tell,
            self._voters,
            lambda names: around.identify(names, self._setting),
            lambda: around.book.now().date(),
        )
        super().__init__(self.roster)
        self.roster.edited.connect(self.edited)
        self.roster.offer_groups(
            GroupMenu(
                around.book, around.expected, self.roster, around.nodes, lambda: self._setting, around.tell, self.roster
            )
        )

    @property
    def label(self) -> str:
        return f"{self.title} {self.roster.summary}".rstrip()

    def load(self, draft: MeetingDraft) -> None:
        self.roster.set_day(draft.starts_at.date() if draft.starts_at else None)
        self.roster.load(draft.roster)

    def settle(self, setting: Setting) -> None:
        self._setting = setting
        self.roster.set_day(setting.day)

    def into(self, draft: MeetingDraft) -> MeetingDraft:
        return replace(draft, roster=self.roster.lines)

    def snapshot(self) -> dict[str, Any]:
        return {"roster": [
            [
                line.person_id, line.name, int(line.status), line.reason, line.voting, line.spoke,
                line.made_up_on and line.made_up_on.isoformat(), line.made_up_how,
            ]
            for line in self.roster.lines
        ]}  # fmt: skip

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        if "roster" in snapshot:
            self.roster.load(_lines(snapshot["roster"]))

    def worded(self, _name: str, kept: Any) -> str:
        return _in_words(_lines(kept))

    def _voters(self, ids: Sequence[int]) -> Voters:
        with self._around.book.read() as connection:
            return Voters(connection, ids)

    def show_problems(self, error: UserError) -> None:
        self.roster.set_problem(error.text)


def _lines(kept: Sequence[Sequence[Any]]) -> list[RosterLine]:
    """A roster as a snapshot keeps it; one kept by an earlier program tells less of each line."""
    found = []
    for person_id, name, status, reason, *more in kept:
        voting, spoke, made_up_on, made_up_how = more or (None, False, None, "")
        day = date.fromisoformat(made_up_on) if made_up_on else None
        found.append(RosterLine(person_id, name, Status(status), reason, voting, spoke, day, made_up_how))
    return found


def _in_words(lines: Sequence[RosterLine]) -> str:
    """到会 2 人：张喆、李华；请假 1 人：王敏（因病）"""
    told = []
    for status in Status:
        named = [line.name + (f"（{line.reason}）" if line.reason else "") for line in lines if line.status is status]
        if named:
            told.append(f"{status.label} {len(named)} 人：{'、'.join(named)}")
    return "；".join(told)
