"""The 议程与记录 tab as a part of the form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from db.core.errors import UserError
from db.meetings.draft import AgendaLine, MeetingDraft, RosterLine
from desktop.meetings.content_tab import ContentTab
from desktop.meetings.part import Around, Part

_CAPTIONS = {"agenda": "议题", "readings": "学习篇目", "text": "会议内容"}


class Content(Part):
    """Agenda items with what was said on each, what was studied, the text of the whole."""

    title = "议程与记录"
    names = ("agenda", "readings", "text")

    def __init__(self, around: Around) -> None:
        self.tab = ContentTab(around.read_before, around.tell)
        super().__init__(self.tab)
        self.tab.edited.connect(self.edited)

    def load(self, draft: MeetingDraft) -> None:
        self.tab.load([(line.title, line.text) for line in draft.agenda], draft.readings, draft.text)

    def into(self, draft: MeetingDraft) -> MeetingDraft:
        self.tab.finish()
        agenda = tuple(AgendaLine(title, text.strip()) for title, text in self.tab.agenda_typed())
        return replace(
            draft, agenda=agenda, readings=tuple(self.tab.readings_typed()), text=self.tab.whole.toPlainText().strip()
        )

    def snapshot(self) -> dict[str, Any]:
        return {
            "agenda": [list(line) for line in self.tab.agenda_typed()], "readings": self.tab.readings_typed(),
            "text": self.tab.whole.toPlainText(),
        }  # fmt: skip

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        kept = {**self.snapshot(), **{name: snapshot[name] for name in self.names if name in snapshot}}
        self.tab.load(_agenda(kept["agenda"]), _lines(kept["readings"]), kept["text"])

    def caption(self, name: str) -> str:
        return _CAPTIONS[name]

    def worded(self, name: str, kept: Any) -> str:
        if name == "agenda":
            return "\n".join(f"{title}：{text}" if text else title for title, text in _agenda(kept))
        return "\n".join(_lines(kept)) if name == "readings" else str(kept)

    def show_problems(self, error: UserError) -> None:
        name = next(name for name in self.names if name in error.fields)
        self.tab.show_problem(name, error.fields[name])

    def enter(self, name: str) -> None:
        self.tab.enter(name)

    def know(self, roster: Iterable[RosterLine]) -> None:
        """Who may speak."""
        self.tab.set_names(frozenset(line.name for line in roster))


def _agenda(kept: str | Sequence[Sequence[str]]) -> list[tuple[str, str]]:
    """An agenda as a snapshot keeps it; an earlier program kept its titles as one text."""
    if isinstance(kept, str):
        return [(title, "") for title in _lines(kept)]
    return [(title, text) for title, text in kept]


def _lines(kept: str | Sequence[str]) -> list[str]:
    lines = kept.split("\n") if isinstance(kept, str) else kept
    return [line.strip() for line in lines if line.strip()]
