from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop import __main__ as entry
from desktop.commands.passphrase import VARIABLE

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.fixture
def started(monkeypatch):
    """What the window was started with."""
    calls = []
    monkeypatch.setattr("desktop.program.run", lambda *given: calls.append(given) or 0)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.delenv(VARIABLE, raising=False)
    return calls


def test_window_starts_without_a_command(started):
    assert entry.main([]) == 0
    assert entry.main(["--book", "账.ybz", "-platform", "offscreen"]) == 0
    assert entry.main(["-platform", "offscreen", "-style", "fusion", "--book", "账.ybz"]) == 0
    assert started == [
        (None, None, []),
        (Path("账.ybz"), None, ["-platform", "offscreen"]),
        (Path("账.ybz"), None, ["-platform", "offscreen", "-style", "fusion"]),
    ]


def test_passphrase_of_environment_and_file_reach_the_window(started, monkeypatch, tmp_path, capsys):
    monkeypatch.setenv(VARIABLE, "环境")
    (tmp_path / "口令").write_text("文件\n", encoding="utf-8")
    entry.main([])
    entry.main(["--passphrase-file", str(tmp_path / "口令")])
    entry.main(["--passphrase-file", str(tmp_path / "没有")])
    assert [given[1] for given in started] == ["环境", "文件", None]
    told = capsys.readouterr().err
    assert "没有" in told
    assert "请检查" in told, "with the way out"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")
def test_no_screen_is_told(monkeypatch, capsys, started):
    for name in SCREENS:
        monkeypatch.delenv(name, raising=False)
    assert entry.main([]) == 3
    assert entry.main(["--self-check"]) == 3
    assert started == []
    assert capsys.readouterr().err.startswith("没有图形界面")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert entry.main([]) == 0
