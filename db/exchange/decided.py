"""Votes and resolutions in cells of a sheet of meetings, one a line.

同意接收张三为预备党员（举手；应到 9，实到 8）：赞成 8，反对 0，弃权 0
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from db.exchange.cells import BadCellError, text_of
from db.meetings.draft import ResolutionLine, VoteLine
from db.meetings.fields import METHODS

HOW = "同意接收张三为预备党员（举手；应到 9，实到 8）：赞成 8，反对 0，弃权 0"
_HEAD, _COUNTS = (("应到", "entitled"), ("实到", "present")), (
    ("赞成", "in_favour"), ("反对", "against"), ("弃权", "abstained"), ("书面意见", "written"),
)  # fmt: skip
_UNKNOWN, _NOTE = "未计票", "备注："
_BETWEEN = r"[\s，,、；;]*"


def _numbers(names: Iterable[tuple[str, str]]) -> str:
    return "".join(rf"(?:{label}\s*[:：]?\s*(?P<{name}>\d{{1,6}})\s*[票人名]?{_BETWEEN})?" for label, name in names)


_VOTE = re.compile(
    rf"(?P<subject>.+?)\s*(?:[（(]{_BETWEEN}(?P<method>{'|'.join(METHODS)})?(?:表决)?{_BETWEEN}{_numbers(_HEAD)}[)）])?"
    rf"\s*[：:]\s*(?:{_UNKNOWN}{_BETWEEN})?{_numbers(_COUNTS)}(?:{_NOTE}(?P<note>.*))?",
    re.ASCII,
)


def votes_written(votes: Iterable[VoteLine]) -> str:
    """The cell for *votes*; counts that are not known are left out."""
    return "\n".join(map(_written, votes))


def _written(vote: VoteLine) -> str:
    head = "，".join(_counted(vote, _HEAD))
    counted = _counted(vote, _COUNTS[:3]) + ([f"书面意见 {vote.written}"] if vote.written else [])
    note = f"；{_NOTE}{vote.note}" if vote.note else ""
    return f"{vote.subject}（{'；'.join(filter(None, (vote.method, head)))}）：{'，'.join(counted) or _UNKNOWN}{note}"


def _counted(vote: VoteLine, names: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{label} {count}" for label, name in names if (count := getattr(vote, name)) is not None]


def votes_of(cell: Any) -> tuple[VoteLine, ...]:
    """The votes in a cell. ``BadCellError`` says how to write what cannot be read."""
    return tuple(map(_vote, _lines(cell)))


def _vote(line: str) -> VoteLine:
    found = _VOTE.fullmatch(line)
    counts = {} if found is None else {name: found[name] for _, name in (*_HEAD, *_COUNTS)}
    if found is None or (not any(counts.values()) and _UNKNOWN not in line):
        raise BadCellError(f"看不懂“{line[:30]}”，请写成“{HOW}”，一行一项")
    read = {name: int(count) for name, count in counts.items() if count is not None}
    vote = VoteLine(found["subject"].strip(), found["method"] or METHODS[0], note=(found["note"] or "").strip())
    return replace(vote, **read)  # type: ignore[arg-type]


def resolutions_of(cell: Any) -> tuple[str, ...]:
    """The resolutions in a cell, one a line."""
    return tuple(_lines(cell))


def resolutions_written(resolutions: Iterable[ResolutionLine]) -> str:
    return "\n".join(line.text for line in resolutions)


def _lines(cell: Any) -> list[str]:
    return [line.strip() for line in text_of(cell).split("\n") if line.strip()]
