"""What hangs on lines of a record that a sheet words anew: minutes on agenda items, tasks on resolutions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from db.exchange.decided import resolutions_of
from db.meetings.draft import AgendaLine, MeetingDraft, ResolutionLine, titles
from db.meetings.likeness import paired


def retitled(agenda: tuple[AgendaLine, ...], wanted: tuple[str, ...]) -> tuple[AgendaLine, ...]:
    """*agenda* with the titles *wanted*; an item keeps its text where its title is the same, or much like it."""
    pairs = paired(titles(agenda), wanted)
    return tuple(AgendaLine(title, agenda[pairs[at]].text if at in pairs else "") for at, title in enumerate(wanted))


def worded(old: tuple[ResolutionLine, ...], wanted: tuple[str, ...]) -> tuple[ResolutionLine, ...]:
    """The lines *wanted* as resolutions: those of one resolution stay one, with its task."""
    lines = [(place, text) for place, one in enumerate(old) for text in resolutions_of(one.text)]
    pairs = paired([text for _, text in lines], wanted)
    places = _filled([lines[pairs[at]][0] if at in pairs else None for at in range(len(wanted))])
    left = dict(enumerate(old))  # a resolution torn apart is its first part
    return tuple(
        _reworded(left.pop(place, None) if place is not None else None, tuple(texts))
        for place, texts in _joined(places, wanted)
    )


def _filled(places: Sequence[int | None]) -> list[int | None]:
    """A new line within a resolution belongs to it."""
    found: list[int | None] = []
    for at, place in enumerate(places):
        after = next((one for one in places[at:] if one is not None), None)
        found.append(after if place is None and found and found[-1] == after else place)
    return found


def _joined(places: Sequence[int | None], wanted: tuple[str, ...]) -> Iterator[tuple[int | None, list[str]]]:
    for place, group in groupby(zip(places, wanted, strict=True), lambda one: one[0]):
        texts = [text for _, text in group]
        if place is None:
            yield from ((None, [text]) for text in texts)
        else:
            yield place, texts


def _reworded(old: ResolutionLine | None, texts: tuple[str, ...]) -> ResolutionLine:
    if old is None:
        return ResolutionLine("\n".join(texts))
    return old if resolutions_of(old.text) == texts else replace(old, text="\n".join(texts))


def lost(old: MeetingDraft, new: MeetingDraft) -> Iterator[str]:
    """What goes with the lines of *old* that *new* lacks, to be warned of."""
    said = Counter(line.text for line in new.agenda)
    for line in old.agenda:
        if line.text and not said[line.text]:
            yield f"表中没有议题“{line.title}”，记录里它的讨论情况将一并删除"
        said[line.text] -= 1
    tasks = Counter(line.follow_up for line in new.resolutions)
    for one in old.resolutions:
        if one.follow_up and not tasks[one.follow_up]:
            yield f"表中没有决议“{' '.join(one.text.split())[:30]}”，它的任务将一并删除"
        tasks[one.follow_up] -= 1
