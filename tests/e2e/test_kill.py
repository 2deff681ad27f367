"""A few rounds of the kill test that ``make bench`` runs by the hundred."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL there")
def test_what_was_reported_saved_survives_kill_9():
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "bench" / "kill.py"), "--rounds", "6"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    kills, _, reported, *_ = done.stdout.split()
    assert (kills, int(reported) > 6) == ("6", True)
