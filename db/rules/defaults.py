"""What the rules file says: every rule the program asks, its kind and the values it comes with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache

from db.core.vocabulary import entries

SHARE, NUMBER, SWITCH, WORDS, CHOICE = "share", "number", "switch", "words", "choice"
_OVER = "_over"  # how codes of shares end that are to be exceeded: more than all there are never is


@dataclass(frozen=True, slots=True)
class Value:
    """What a rule says from a day on; ``own``: the office's, not the program's."""

    holds_from: date
    value: str
    source: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """A rule as 设置 shows it; ``values`` are the program's, oldest first."""

    code: str
    group: str
    name: str
    kind: str
    unit: str
    choices: tuple[str, ...]
    values: tuple[Value, ...]


@cache
def definitions() -> Mapping[str, Definition]:
    """Every rule by its code, in the order of the file."""
    found: dict[str, Definition] = {}
    for entry in entries("working_rules", "rule"):
        value = Value(entry["from"], entry["value"], entry["source"])
        known = found.get(entry["code"])
        values = tuple(sorted((*(known.values if known else ()), value), key=lambda each: each.holds_from))
        first = known or Definition(
            entry["code"], entry["group"], entry["name"], entry["kind"], entry.get("unit", ""),
            tuple(entry.get("choices", ())), (),
        )  # fmt: skip
        found[first.code] = Definition(
            first.code, first.group, first.name, first.kind, first.unit, first.choices, values
        )
    return found


def share(text: str) -> Fraction:
    """“1/2”, “0.8” or “80%” as a fraction; ``ValueError`` for anything else."""
    plain = text.strip().replace("％", "%").replace("／", "/")
    try:
        return Fraction(plain[:-1]) / 100 if plain.endswith("%") else Fraction(plain)
    except ZeroDivisionError as error:
        raise ValueError(text) from error


def problem(definition: Definition, text: str) -> str | None:
    """What is wrong with *text* as a value of this rule, as a Chinese clause, or None."""
    if definition.kind == SWITCH:
        return None if text in ("0", "1") else "请选择“是”或“否”"
    if definition.kind == CHOICE:
        return None if text in definition.choices else f"请选择{'、'.join(definition.choices)}之一"
    if definition.kind == WORDS:
        return "请用顿号分开，每个词不超过 30 个字" if any(len(word) > 30 for word in words(text)) else None
    try:
        value = share(text)
    except ValueError:
        return "请填写分数或百分数，如 1/2、80%" if definition.kind == SHARE else "请填写数字"
    if definition.kind == SHARE and not 0 <= value <= 1:
        return "比例应在 0 到 1 之间"
    if definition.code.endswith(_OVER) and value >= 1:
        return "票数、人数须超过这个比例，应小于 100%"
    return "请填写 0 到 9999 之间的数字" if not 0 <= value <= 9999 else None


def words(text: str) -> tuple[str, ...]:
    """The words of a list written with 、 , ； or line breaks between them."""
    for sign in "，,；;\n":
        text = text.replace(sign, "、")
    return tuple(dict.fromkeys(word.strip() for word in text.split("、") if word.strip()))
