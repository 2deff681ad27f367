"""Votes, elections and resolutions as a part of the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from db.core.errors import UserError
from db.meetings.draft import MeetingDraft
from db.rules.queries import read_rules
from desktop.meetings.decisions import Decisions
from desktop.meetings.part import Around, Part
from desktop.meetings.setting import Setting
from desktop.widgets.people_of_book import namer

_CAPTIONS = {"votes": "表决", "elections": "选举", "resolutions": "决议"}


class DecisionsPart(Part):
    """The 表决与决议 tab."""

    title = "表决与决议"
    names = tuple(_CAPTIONS)

    def __init__(self, around: Around) -> None:
        self._book = around.book
        self.decisions = Decisions(
            Setting(self._rules()), around.find, namer(around.book), around.nodes, around.today,
            lambda names: around.identify(names, self.decisions.setting),
        )  # fmt: skip
        super().__init__(self.decisions)
        self.decisions.edited.connect(self.edited)
        self.decisions.refused.connect(around.tell)

    @property
    def label(self) -> str:
        return f"{self.title} {self.decisions.summary}".rstrip()

    def load(self, draft: MeetingDraft) -> None:
        self.decisions.setting = replace(self.decisions.setting, rules=self._rules())
        self.decisions.load(draft.votes, draft.elections, draft.resolutions)

    def settle(self, setting: Setting) -> None:
        self.decisions.settle(replace(setting, rules=self.decisions.setting.rules))

    def into(self, draft: MeetingDraft) -> MeetingDraft:
        shown = self.decisions
        return replace(
            draft, votes=tuple(card.line() for card in shown.votes.cards),
            elections=tuple(card.line() for card in shown.elections.cards),
            resolutions=tuple(card.line() for card in shown.resolutions.cards),
        )  # fmt: skip

    def snapshot(self) -> dict[str, Any]:
        return {name: getattr(self.decisions, name).keep() for name in self.names}

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        for name in self.names:
            if name in snapshot:
                getattr(self.decisions, name).show_kept(snapshot[name])

    def caption(self, name: str) -> str:
        return _CAPTIONS[name]

    def worded(self, name: str, kept: Any) -> str:
        return "；".join(
            {"votes": _vote, "elections": _election, "resolutions": _resolution}[name](one) for one in kept
        )

    def show_problems(self, error: UserError) -> None:
        self.decisions.set_problem(error.text)
        self.decisions.verticalScrollBar().setValue(0)

    def enter(self, name: str) -> None:
        self.decisions.enter(name)

    def _rules(self) -> Any:
        with self._book.read() as connection:
            return read_rules(connection)


def _vote(kept: Mapping[str, Any]) -> str:
    """修订支部工作制度：赞成 7，反对 1，弃权 0"""
    return (
        f"{kept['subject']}：应到 {kept['entitled']}，实到 {kept['present']}，赞成 {kept['in_favour']}，"
        f"反对 {kept['against']}，弃权 {kept['abstained']}"
    )


def _election(kept: Mapping[str, Any]) -> str:
    candidates = "、".join(f"{one[1]} {one[3]} 票" if one[3] else str(one[1]) for one in kept["candidates"])
    return f"{kept['title']}：应选 {kept['seats']}，收回 {kept['returned']}，有效 {kept['valid']}；{candidates}"


def _resolution(kept: Mapping[str, Any]) -> str:
    if not kept.get("as_task"):
        return str(kept["text"])
    people = "、".join(name for _id, name in kept["people"][0])
    due = f"，{kept['due_on']} 前" if kept["due_on"] else ""
    return f"{kept['text']}（任务：{people}{due}）"
