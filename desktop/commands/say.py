"""What a command tells the person at the terminal, apart from its result."""

from __future__ import annotations

import sys


def say(text: str) -> None:
    print(text, file=sys.stderr)
