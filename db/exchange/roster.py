"""Names in the attendance columns of a sheet of meetings: 张喆、李华（因病）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from db.exchange.cells import BadCellError, text_of
from db.exchange.parsing import person_name
from db.exchange.resolve import Known, People, Places
from db.meetings.draft import RosterLine
from db.meetings.names import joined
from db.meetings.status import Status

COLUMNS = {
    "present": Status.PRESENT,
    "leave": Status.LEAVE,
    "absent": Status.ABSENT,
    "guests": Status.GUEST,
}
APART = "；"  # between organization and reason, in brackets
_BRACKETS = str.maketrans("（）〔〕[]", "()()()")
_APART = re.compile(r"[、，,;；\n\t]+(?![^(]*\))")  # not within brackets
_NAME = re.compile(r"([^()]+?)\s*(?:\(([^()]*)\))?")
_COUNT = re.compile(r"(?:等|共|计)*\s*\d*\s*[人名]?")
_NOBODY = ("无", "/", "-", "—", "全勤", "无人")

Named = tuple[str, str]  # name, what stands in brackets


def named(cell: Any) -> list[Named]:
    """The names in a cell. ``BadCellError`` when something is no name."""
    text = text_of(cell).translate(_BRACKETS).strip("。. ")
    pieces = [piece.strip() for piece in _APART.split(text) if piece.strip()]
    if len(pieces) == 1:
        pieces = _spaced(pieces[0])
    return [_name(piece) for piece in pieces if piece not in _NOBODY and not _COUNT.fullmatch(piece)]


def _spaced(text: str) -> list[str]:
    """Names with only spaces between them; 张 喆 and 曹 睿川 are each one name spaced out."""
    words = re.split(r"\s+(?![^(]*\))", text)
    return [text] if all(len(word) == 1 for word in words) else joined(words)


def _name(piece: str) -> Named:
    found = _NAME.fullmatch(piece)
    if found is None:
        raise BadCellError(f"“{piece[:20]}”不像姓名，姓名之间请用顿号")
    name = person_name(found[1].strip())
    if len(name) > 20 or re.search(r"[:：。!？]|\d{3}", name):
        raise BadCellError(f"“{name[:20]}”不像姓名，姓名之间请用顿号")
    if re.search(r"等\d*[人名]?$", name) and len(name) > 2:
        raise BadCellError(f"“{name}”没有写全，请把每个人的姓名都写上")
    return name, (found[2] or "").strip()


def lines(
    given: Mapping[str, list[Named]], organization: int | None, people: People, places: Places
) -> Iterator[tuple[str, RosterLine]]:
    """(column, line of the roster). Who is not in the book is on it by name; namesakes raise ``BadCellError``.

    What stands in brackets is the reason, or the organization that tells namesakes apart, or both: 李华（一支部；因病）
    Of who came from elsewhere it is a part of the name: 谭站长（溪口配送站）.
    """
    for column, names in given.items():
        for name, aside in names:
            came = column in ("present", "guests")
            person, reason = _person(name, aside, organization, people, places, place_first=came)
            if person is None and came and reason:
                name, reason = f"{name}（{reason}）", ""
            yield column, RosterLine(person.id if person else None, name, COLUMNS[column], reason)


def _person(
    name: str, aside: str, organization: int | None, people: People, places: Places, *, place_first: bool
) -> tuple[Known | None, str]:
    """Who is meant, and the reason. A reason like “机关会议” must not be taken for a place unless one is needed."""
    place, _, reason = aside.partition(APART)
    if place_first or reason:
        try:
            person = people.find(name, places.find(place))
        except BadCellError:
            pass
        else:
            return person, reason if person else aside
    try:
        return people.find(name, organization), aside
    except BadCellError:
        if not place:
            raise
        return people.find(name, places.find(place)), reason
