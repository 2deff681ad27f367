"""The words an office chooses from and the kinds it starts with: data in ``resources/rules``, source beside each.

What a book stores is the Chinese word itself, so that ledgers, exports and books of other offices read the same.
"""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from typing import Any

from db.core.resources import resource

Entries = tuple[dict[str, Any], ...]


@cache
def entries(file: str, section: str) -> Entries:
    """The entries of one section of one rules file, in their order."""
    return tuple(tomllib.loads(resource("rules", f"{file}.toml").read_text(encoding="utf-8"))[section])


def words(section: str) -> tuple[str, ...]:
    """Names of a small list of ``vocabulary.toml``: sector, stage, education, category, body."""
    return tuple(entry["name"] for entry in entries("vocabulary", section))


def organization_kinds() -> Entries:
    """Kinds of Party organization, highest first: name, and the kinds they can stand under."""
    return entries("organization_kinds", "kind")


def meeting_kinds() -> Entries:
    """Kinds of meeting a new book knows: code, name, family, expected (whose roster)."""
    return entries("meeting_kinds", "kind")


def joining_age() -> int:
    """Years of age from which one can join the Party."""
    return int(entries("joining", "joining")[0]["age"])


def post_titles() -> tuple[str, ...]:
    """Every title on a leading body, once."""
    return tuple(dict.fromkeys(entry["name"] for entry in entries("vocabulary", "post")))


def post_rank(body: str, title: str) -> int:
    """Where a title stands on its body, 1 first; 9 for one the list does not know."""
    ranks = {(entry["body"], entry["name"]): int(entry["rank"]) for entry in entries("vocabulary", "post")}
    return ranks.get((body, title), 9)


@cache
def ethnic_groups() -> tuple[str, ...]:
    """The names of GB/T 3304."""
    with resource("rules", "ethnic-gb3304.csv").open(encoding="utf-8-sig", newline="") as file:
        return tuple(row["name"] for row in csv.DictReader(file))
