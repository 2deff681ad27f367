"""The check that runs before Qt: it sees what the loader cannot find and names the packages that bring it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop import setup_check

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lacks libraries of Qt")

PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libGLdispatch.so.0": "libglvnd0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libpng16.so.16": "libpng16-16",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
}

LDD = """\
/somewhere/QtGui.abi3.so:
\tlinux-vdso.so.1 (0x00007ffc)
\tlibEGL.so.1 => not found
\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f12)
\tlibxkbcommon.so.0 => not found
/somewhere/libqxcb.so:
\tlibEGL.so.1 => not found
"""


@pytest.fixture
def loader_misses_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An ``ldd`` that says what it says on a Debian without libegl1 and libxkbcommon0."""
    ldd = tmp_path / "ldd"
    ldd.write_text(f"#!/bin/sh\ncat <<'END'\n{LDD}END\n", encoding="utf-8")
    ldd.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize(("soname", "package"), PACKAGES.items())
def test_debian_package_of_each_library(soname: str, package: str) -> None:
    assert setup_check.package_of(soname) == package


def test_each_unresolved_library_is_named_once() -> None:
    assert setup_check.unresolved(LDD) == ["libEGL.so.1", "libxkbcommon.so.0"]


def test_a_library_torn_from_its_neighbours_is_noticed(tmp_path: Path) -> None:
    """The real ``ldd`` on a real plugin: away from PySide6 it cannot find QtGui, in its place it can."""
    plugin = setup_check.qt_libraries(screen=False)[-1]
    torn = Path(shutil.copy(plugin, tmp_path))
    assert "libQt6Gui.so.6" in setup_check.missing_sonames([torn])
    assert "libQt6Gui.so.6" not in setup_check.missing_sonames([plugin])


@pytest.mark.usefixtures("loader_misses_two")
def test_missing_libraries_give_the_apt_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup_check.main([]) == 3
    said = capsys.readouterr().err
    assert "缺少系统库：libEGL.so.1、libxkbcommon.so.0" in said
    assert "sudo apt-get install -y --no-install-recommends libegl1 libxkbcommon0\n" in said


@pytest.mark.usefixtures("loader_misses_two")
def test_scripts_get_the_package_names_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup_check.main(["--packages"]) == 0
    assert capsys.readouterr().out == "libegl1 libxkbcommon0\n"


def test_nothing_missing_is_silent(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_check, "missing_sonames", lambda libraries: [])
    assert setup_check.main([]) == 0
    assert capsys.readouterr() == ("", "")


def test_screen_asks_for_the_plugin_of_that_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    assert "libqxcb.so" in [file.name for file in setup_check.qt_libraries(screen=True)]
    monkeypatch.delenv("DISPLAY")
    assert "libqwayland-generic.so" in [file.name for file in setup_check.qt_libraries(screen=True)]


def test_building_without_objdump_asks_for_binutils(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert setup_check.missing_build_tools()["objdump"] == "binutils"


def test_the_check_loads_nothing_beyond_the_standard_library() -> None:
    """It has to speak exactly when Qt cannot be loaded."""
    code = "import sys, desktop.setup_check; print([m for m in sys.modules if m.split('.')[0] in ('PySide6', 'db')])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
