"""Text that a spreadsheet might take for a formula, written so that it never is one.

In the xlsx itself a text cell is only text. Saved as CSV it loses that, and the next program to open the CSV would
calculate it. So such text goes out with an apostrophe before it, as one types it in Excel, and comes back without.
"""

from __future__ import annotations

import re

# A sign that begins a formula, in either width; plain numbers and telephone numbers (-5, +86 138…) are left alone.
_ACTIVE = re.compile(r"'*(?:[=@＝＠\t\r]|[-+－＋](?![\d\s()-]*$))")


def defused(text: str) -> str:
    """*text* as it is written into a cell."""
    return f"'{text}" if _ACTIVE.match(text) else text


def restored(text: str) -> str:
    """What ``defused`` was given, from what a cell holds."""
    return text[1:] if text.startswith("'") and _ACTIVE.match(text[1:]) else text
