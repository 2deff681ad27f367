"""A draft as its form gives and takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into one record's form. ``loaded`` is the form as it was before, both in its own terms."""

    at: datetime
    title: str
    base: int  # the last action that had touched the record when its form was loaded; 0: none
    typed: Mapping[str, Any]
    loaded: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of the list of drafts; ``row_id`` 0: a record not saved yet, of which there may be several."""

    table: str
    row_id: int
    at: datetime
    title: str
