"""Which column of a sheet is which column of the ledger: guessed from the headings, given as TOML, remembered."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping as Given
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

from db.core.errors import UserError
from db.core.files import disk_explained
from db.exchange.ledgers import Column, Ledger

Mapping = dict[int, str]  # index of a column of the sheet → name of a column of the ledger

JOIN = "／"  # between the upper and the lower part of a heading on two rows
_TOLD_OTHERWISE = {  # required, but a whole sheet can do without: known already, or told by other columns
    ("organizations", "kind"), ("posts", "body"), ("meetings", "title"),
}  # fmt: skip
_ALIKE = 0.8
_HINT = re.compile(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|〔[^〕]*〕")
_DECORATION = re.compile(r"[\s*＊:：.。、_\-★※]+|必填|选填")


def plain(heading: str) -> str:
    """A heading without white space, hints in brackets, asterisks, width."""
    return _DECORATION.sub("", _HINT.sub("", unicodedata.normalize("NFKC", heading))).lower()


def guess(ledger: Ledger, headings: Sequence[str]) -> Mapping:
    """The columns recognized: by name first, by likeness as a last resort. No column is found twice."""
    found: Mapping = {}
    for part in (_whole, _lower, _upper):
        for index, heading in enumerate(headings):
            name = _known(ledger).get(plain(part(heading)))
            if name and index not in found and name not in found.values():
                found[index] = name
    for index, heading in enumerate(headings):
        if index not in found and (name := _alike(ledger, plain(heading), set(found.values()))):
            found[index] = name
    return dict(sorted(found.items()))


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


def apply(given: Given[str, str], ledger: Ledger, headings: Sequence[str]) -> Mapping:
    """*given* (heading → name, label or alias of a column) on *headings*; the headings left out of it are guessed."""
    wanted = {plain(heading): _column_name(ledger, heading, value) for heading, value in given.items()}
    absent = [heading for heading in given if plain(heading) not in map(plain, headings)]
    if absent:
        raise UserError(
            f"表格里没有“{'”“'.join(absent)}”这样的标题。表格的标题是：{'、'.join(filter(None, headings))}。"
        )
    taken = {name for name in wanted.values() if name}
    found = {index: name for index, heading in enumerate(headings) if (name := wanted.get(plain(heading)))}
    if len(set(found.values())) < len(found):
        raise UserError("对应文件让两列对应了同一个字段，请只保留一列。")
    for index, name in guess(ledger, headings).items():
        if plain(headings[index]) not in wanted and name not in taken:
            found[index] = name
    return dict(sorted(found.items()))


def written(ledger: Ledger, headings: Sequence[str], mapping: Mapping) -> str:
    """The TOML file that gives *mapping* again."""
    lines = [f"# {ledger.label}：表格里的标题 = 账本里的字段；右边留空则不导入这一列"]
    for index, heading in enumerate(headings):
        if heading:
            label = ledger.column(mapping[index]).heading if index in mapping else ""
            lines.append(f"{json.dumps(heading, ensure_ascii=False)} = {json.dumps(label, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def signature(ledger: Ledger, headings: Sequence[str]) -> str:
    """The same for the same headings in the same ledger: what a remembered mapping is kept under."""
    told = "\x1f".join((ledger.name, *map(plain, headings)))
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def missing(ledger: Ledger, mapping: Mapping) -> list[Column]:
    """Columns no row can do without that no heading stands for."""
    needed = (column for column in ledger.columns if column.field.required)
    return [
        one for one in needed if one.name not in mapping.values() and (ledger.name, one.name) not in _TOLD_OTHERWISE
    ]


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
