"""Which column of a sheet is which column of the ledger: guessed from the headings, given as TOML, remembered."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Given
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

from db.core.errors import UserError
from db.core.files import disk_explained
from db.exchange.ledgers import Column, Ledger
from db.exchange.vocabularies import better, words_in

Mapping = dict[int, str]  # index of a column of the sheet → name of a column of the ledger
Rows = Sequence[tuple[int, list[Any]]]  # of a table: (number in the sheet, cells)

REASON = "原因"  # the last column of the workbook of refused rows; read in again it stands for nothing
JOIN = "／"  # between the upper and the lower part of a heading on two rows
_TOLD_OTHERWISE = {  # required, but a whole sheet can do without: known already, or told by other columns
    ("organizations", "kind"), ("posts", "body"), ("meetings", "title"),
    ("problems", "source"), ("problems", "found_on"),
}  # fmt: skip
_ALIKE = 0.8
_HINT = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|〔[^〕]*〕")
_DECORATION = re.compile(r"[\s*＊:：.。、_\-★※]+|必填|选填")


def plain(heading: str) -> str:
    """A heading without white space, hints in brackets, asterisks, width."""
    return _DECORATION.sub("", _HINT.sub("", unicodedata.normalize("NFKC", heading))).lower()


def guess(ledger: Ledger, headings: Sequence[str], rows: Rows = ()) -> Mapping:
    """The columns recognized: by name first, by likeness as a last resort. No column is found twice.

    A heading can mean two things (党员类别): what stands below it in *rows* decides.
    """
    found: Mapping = {}
    for part in (_whole, _lower, _upper):
        for index, heading in enumerate(headings):
            name = _known(ledger).get(plain(part(heading)))
            if name and index not in found and name not in found.values():
                found[index] = name
    for index, heading in enumerate(headings):
        if index not in found and (name := _alike(ledger, plain(heading), set(found.values()))):
            found[index] = name
    return dict(sorted(_by_words(ledger, found, rows).items()))


def _by_words(ledger: Ledger, found: Mapping, rows: Rows) -> Mapping:
    """*found* without columns whose words are those of another, which gets them unless it is found already."""
    moved = {
        index: other.name for index, name in found.items() if (other := better(ledger, name, words_in(rows, index)))
    }
    kept = {index: name for index, name in found.items() if index not in moved}
    for index, name in moved.items():
        if name not in kept.values():
            kept[index] = name
    return kept


def known_count(ledger: Ledger, headings: Sequence[str]) -> int:
    """How many columns of the ledger the headings name exactly."""
    known = _known(ledger)
    parts = (part(heading) for heading in headings for part in (_whole, _lower, _upper))
    return len({known[name] for text in parts if (name := plain(text)) in known})


def load(path: Path) -> dict[str, str]:
    """Headings and what they stand for, from a TOML file; "" leaves a column out."""
    with disk_explained(path):
        data = path.read_bytes()
    try:
        given = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f'对应文件“{path.name}”读不懂。请存为 UTF-8，每行写成 "表格里的标题" = "字段名"。') from error
    wrong = next((key for key, value in given.items() if not isinstance(value, str)), None)
    if wrong is not None:
        raise UserError(f"对应文件“{path.name}”里“{wrong}”的右边应是一个带引号的字段名。")
    return given


def apply(given: Given[str, str], ledger: Ledger, headings: Sequence[str], rows: Rows = ()) -> Mapping:
    """*given* (heading → name, label or alias of a column) on *headings*; the headings left out of it are guessed.

    Of a heading on two rows the lower part is enough where no other column has the same.
    """
    wanted: dict[int, str] = {}
    absent = []
    for heading, value in given.items():
        name, places = _column_name(ledger, heading, value), _places(heading, headings)
        wanted |= dict.fromkeys(places, name)
        if not places:
            absent.append(heading)
    if absent:
        raise UserError(
            f"表格里没有“{'”“'.join(absent)}”这样的标题。表格的标题是：{'、'.join(filter(None, headings))}。"
        )
    found = {index: name for index, name in wanted.items() if name}
    taken = set(found.values())
    if len(taken) < len(found):
        raise UserError("对应文件让两列对应了同一个字段，请只保留一列。")
    for index, name in guess(ledger, headings, rows).items():
        if index not in wanted and name not in taken:
            found[index] = name
    return dict(sorted(found.items()))


def _places(wanted: str, headings: Sequence[str]) -> list[int]:
    """The columns headed *wanted*; ``UserError`` when it is the lower part of several headings."""
    exact = [index for index, heading in enumerate(headings) if plain(heading) == plain(wanted)]
    lower = [index for index, heading in enumerate(headings) if plain(_lower(heading)) == plain(wanted)]
    if exact or len(lower) <= 1:
        return exact or lower
    told = "、".join(headings[index] for index in lower)
    raise UserError(f"对应文件里的“{wanted}”可以是几列：{told}。请写完整的标题。")


def written(ledger: Ledger, headings: Sequence[str], mapping: Mapping) -> str:
    """The TOML file that gives *mapping* again."""
    lines = [f"# {ledger.label}：表格里的标题 = 账本里的字段；右边留空则不导入这一列"]
    for index, heading in enumerate(headings):
        if heading:
            label = ledger.column(mapping[index]).heading if index in mapping else ""
            lines.append(f"{json.dumps(heading, ensure_ascii=False)} = {json.dumps(label, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def without_reason(headings: Sequence[str]) -> Sequence[str]:
    """*headings* as they were before the refused rows were written out with a column of reasons."""
    return headings[:-1] if headings and headings[-1] == REASON else headings


def signature(ledger: Ledger, headings: Sequence[str]) -> str:
    """The same for the same headings in the same ledger: what a remembered mapping is kept under.

    The refused rows, mended and read in again, have the headings of the sheet they came from.
    """
    told = "\x1f".join((ledger.name, *map(plain, without_reason(headings))))
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def missing(ledger: Ledger, mapping: Mapping, told: Iterable[str] = ()) -> list[Column]:
    """Columns no row can do without that no heading stands for, and that are not *told* beside the sheet."""
    known = {*mapping.values(), *told}
    needed = (column for column in ledger.columns if column.field.required)
    return [one for one in needed if one.name not in known and (ledger.name, one.name) not in _TOLD_OTHERWISE]


def _whole(heading: str) -> str:
    return heading.replace(JOIN, "")


def _lower(heading: str) -> str:
    return heading.rpartition(JOIN)[2]


def _upper(heading: str) -> str:
    return heading.partition(JOIN)[0]


@cache
def _known(ledger: Ledger) -> dict[str, str]:
    """Words and the column each means; a label beats an alias."""
    words = {plain(alias): column.name for column in reversed(ledger.columns) for alias in column.aliases}
    return words | {plain(column.heading): column.name for column in ledger.columns}


def _alike(ledger: Ledger, heading: str, taken: set[str]) -> str | None:
    if len(heading) < 3:
        return None
    scored = [
        (SequenceMatcher(None, heading, word, autojunk=False).ratio(), name)
        for word, name in _known(ledger).items()
        if name not in taken
    ]
    ratio, name = max(scored, default=(0.0, ""))
    return name if ratio >= _ALIKE else None


def _column_name(ledger: Ledger, heading: str, value: str) -> str:
    if not value.strip():
        return ""
    names = {column.name for column in ledger.columns}
    found = value if value in names else _known(ledger).get(plain(value))
    if found is None:
        labels = "、".join(column.heading for column in ledger.columns)
        raise UserError(f"对应文件里“{heading}”对应的“{value}”不是{ledger.label}的字段。可用：{labels}。")
    return found
