"""The words an office chooses from: defaults in ``resources/rules``, each with its source beside it."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from db.core.resources import resource


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(resource("rules", f"{name}.toml").read_text(encoding="utf-8"))
