"""Asking the book about thousands of values at once: one statement, one parameter, an index lookup for each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute


def among(column: ColumnElement[Any] | InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """*column* is one of *values* (texts or ids), however many they are."""
    told = json.dumps(list(values), ensure_ascii=False)
    return column.in_(select(func.json_each(told).table_valued("value").c.value))
