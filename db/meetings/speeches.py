"""Speakers' points in the text of an agenda item: a paragraph “张喆：……” is what 张喆 said.

The text is kept as typed; who spoke is read from it, so that nothing typed is lost or rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

_SPOKEN = re.compile(r"^\s*([^\s：:，。、；（）()]{1,20})(?:[（(][^（）()]{1,20}[）)])?\s*[：:]\s*")


@dataclass(frozen=True, slots=True)
class Speech:
    """Paragraphs of one speaker; ``name`` is empty for what nobody is named with."""

    name: str
    text: str


def speaker(paragraph: str, names: Collection[str]) -> tuple[str, int]:
    """Which of *names* the paragraph begins with as its speaker, and where what was said begins; else ``("", 0)``."""
    spoken = _SPOKEN.match(paragraph)
    return (spoken[1], spoken.end()) if spoken and spoken[1] in names else ("", 0)


def speeches(text: str, names: Collection[str]) -> list[Speech]:
    """*text* in its order by speaker. Only *names* are speakers: “会议指出：” is none.

    Paragraphs that follow a speaker's without a name of their own are that speaker's.
    """
    found: list[Speech] = []
    for paragraph in filter(None, (line.strip() for line in text.split("\n"))):
        name, begins = speaker(paragraph, names)
        if name:
            found.append(Speech(name, paragraph[begins:]))
        elif found:
            found[-1] = Speech(found[-1].name, f"{found[-1].text}\n{paragraph}".lstrip())
        else:
            found.append(Speech("", paragraph))
    return found


def speakers(texts: Iterable[str], names: Collection[str]) -> set[str]:
    """Which of *names* speak in any of *texts*."""
    return {speech.name for text in texts for speech in speeches(text, names) if speech.name}
