from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import self_check as module

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("words", [("-platform", "offscreen"), ()])
def test_the_program_as_it_is_here_is_whole(words):
    """As ``make exe`` asks the packed program; Qt's own options may stand anywhere."""
    done = subprocess.run(
        [sys.executable, "-W", "error::ResourceWarning", "-m", "desktop", *words, "--self-check"],
        cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "" if words else "offscreen"}, capture_output=True,
        timeout=60, check=False,
    )  # fmt: skip
    told = done.stderr.decode()
    assert done.returncode == 0, told
    assert [line[:4] for line in told.splitlines() if line.startswith("[")] == ["[正常]"] * 3
    assert "Warning" not in told


def test_what_is_broken_is_named(monkeypatch, capsys):
    def broken(*_):
        raise RuntimeError("no font")

    monkeypatch.setattr(module, "_print", broken)
    monkeypatch.setattr(module, "_window", lambda _arguments: None)
    assert module.self_check([]) == 3
    told = capsys.readouterr().err.splitlines()
    assert told[0].startswith("[正常] 账本")
    assert told[1] == "[有问题] 打印：中文 PDF，字能读回：RuntimeError: no font"
