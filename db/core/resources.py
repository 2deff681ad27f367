"""Where the files shipped beside the code are."""

from __future__ import annotations

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """Path of a file in the top-level ``resources`` folder, in the source tree and in a frozen bundle alike."""
    bundle = getattr(sys, "_MEIPASS", None)  # set by PyInstaller only
    root = Path(bundle) if bundle else Path(__file__).resolve().parents[2]
    return root.joinpath("resources", *parts)
