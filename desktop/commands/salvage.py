"""``salvage FILE --to NEW.ybz``: a damaged book read as far as it goes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import Any

from desktop.commands.say import say


def make(key: bytes, arguments: argparse.Namespace) -> Mapping[str, Any]:
    from db.security.salvage import report_path, salvage

    def tell(_done: int, _total: int, what: str) -> None:
        if sys.stderr is not None and sys.stderr.isatty():  # a script has no use for it
            say(what)

    report = salvage(arguments.file, key, arguments.to, progress=tell, cancelled=lambda: False)
    written = report_path(arguments.to)
    return {**report.as_json(), "report": str(written), "text": f"{report.text()}本报告已存为：{written}"}
