"""What a search finds: one record a hit, ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass, replace

from db.finding.excerpt import Excerpt, Marks


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found. The ``marks`` are what was sought in the line above; ``part``: the field to open it at."""

    table: str
    id: int
    title: str
    detail: str = ""
    snippet: str = ""
    title_marks: Marks = ()
    snippet_marks: Marks = ()
    part: str = ""
    more: bool = False  # the last of its table shown, and there are more


def labelled(hit: Hit, label: str, piece: Excerpt) -> Hit:
    """*hit* with a piece of the field called *label*."""
    head = f"{label}："
    marks = tuple((at + len(head), length) for at, length in piece.marks)
    return replace(hit, snippet=head + piece.text, snippet_marks=marks)
