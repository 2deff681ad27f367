"""Speakers' points in the text of an agenda item: a paragraph “张喆：……” is what 张喆 said.

The text is kept as typed; who spoke is read from it, so that nothing typed is lost or rewritten.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from db.meetings.draft import RosterLine
from db.meetings.status import Status

_SPOKEN = re.compile(r"^\s*([^\s：:，。、；（）()]{1,20})(?:[（(]([^（）()]{1,20})[）)])?\s*[：:]\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Speech:
    """Paragraphs of one speaker; ``name`` is empty for what nobody is named with, ``aside`` what stood in brackets."""

    name: str
    text: str
    aside: str = ""


def speaker_end(paragraph: str, names: Collection[str]) -> int:
    """How far the name of its speaker reaches in a paragraph, colon and all; 0 where none of *names* speaks."""
    spoken = _spoken(paragraph, names)
    return spoken.end() if spoken else 0


def speeches(text: str, names: Collection[str]) -> list[Speech]:
    """*text* in its order by speaker. Only *names* are speakers: “会议指出：” is none.

    Paragraphs that follow a speaker's without a name of their own are that speaker's.
    """
    found: list[Speech] = []
    for paragraph in filter(None, (line.strip() for line in text.split("\n"))):
        spoken = _spoken(paragraph, names)
        if spoken:
            found.append(Speech(spoken[1], paragraph[spoken.end() :], spoken[2] or ""))
        elif found:  # of nobody too
            found[-1] = replace(found[-1], text=f"{found[-1].text}\n{paragraph}")
        else:
            found.append(Speech("", paragraph))
    return found


def _spoken(paragraph: str, names: Collection[str]) -> re.Match[str] | None:
    spoken = _SPOKEN.match(paragraph)
    return spoken if spoken and spoken[1] in names else None


def speakers(texts: Iterable[str], names: Collection[str]) -> set[str]:
    """Which of *names* speak in any of *texts*."""
    return {speech.name for text in texts for speech in speeches(text, names) if speech.name}


def marked(roster: Sequence[RosterLine], names: Collection[str]) -> tuple[dict[int, RosterLine], list[str]]:
    """The lines that become marked as having spoken (交流发言), by row; and the names in doubt.

    In doubt are namesakes, and who is put down as not having come.
    """
    times = Counter(line.name for line in roster)
    changed, doubtful = {}, []
    for row, line in enumerate(roster):
        if line.name not in names or line.spoke:
            continue
        if times[line.name] > 1 or line.status in (Status.LEAVE, Status.ABSENT):
            doubtful.append(line.name)
        else:
            changed[row] = replace(line, spoke=True)
    return changed, list(dict.fromkeys(doubtful))
