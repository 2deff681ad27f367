"""Which system libraries Qt still needs on this Linux, and the apt-get line that brings them.

Runs before Qt is loaded, because Qt itself says only "could not load the platform plugin". Standard library only.

    python -m desktop.setup_check              what a run without a screen needs
    python -m desktop.setup_check --screen     also what a window and a printer need
    python -m desktop.setup_check --exe        also what building the program needs
    python -m desktop.setup_check --packages   only the names of the missing packages, for scripts

Exit code 0: nothing is missing (or ``--packages``), 3: something is.
"""

from __future__ import annotations

import argparse
import ctypes.util
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from pathlib import Path

# Only where Debian's own naming rule (see ``package_of``) does not give the name.
IRREGULAR = {
    "libGLdispatch.so.0": "libglvnd0",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libz.so.1": "zlib1g",
}


def package_of(soname: str) -> str:
    """The Debian package of a library, e.g. ``libxkbcommon-x11.so.0`` -> ``libxkbcommon-x11-0``.

    Source: Debian Policy 8.1, "the run-time shared library package": name and version, lower case, joined by a
    hyphen where the name ends in a digit.
    """
    if soname in IRREGULAR:
        return IRREGULAR[soname]
    name, _, version = soname.lower().replace("_", "-").partition(".so.")
    return f"{name}-{version}" if name[-1].isdigit() else name + version


def unresolved(ldd_output: str) -> list[str]:
    """The sonames that ``ldd`` reports as not found, each once, sorted."""
    return sorted(set(re.findall(r"^\s*(\S+) => not found", ldd_output, re.MULTILINE)))


def missing_sonames(libraries: Iterable[Path]) -> list[str]:
    """The sonames that any of ``libraries`` needs, directly or not, and the loader cannot find."""
    ldd = shutil.which("ldd")
    if ldd is None:
        return []
    found = subprocess.run(
        [ldd, *map(str, libraries)],
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return unresolved(found.stdout)


def qt_libraries(screen: bool) -> list[Path]:
    """The files of PySide6 whose dependencies decide whether the program can start; empty without PySide6."""
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        return []
    root = Path(spec.submodule_search_locations[0])
    plugins = ["platforms/libqoffscreen.so"]
    if screen:
        # With DISPLAY set Qt can always fall back to xcb, so that one has to work.
        plugins.append("platforms/libqxcb.so" if os.environ.get("DISPLAY") else "platforms/libqwayland-generic.so")
        plugins.append("printsupport/libcupsprintersupport.so")
    files = [root / "QtPrintSupport.abi3.so", *(root / "Qt/plugins" / plugin for plugin in plugins)]
    return [file for file in files if file.exists()]


def missing_build_tools() -> dict[str, str]:
    """What PyInstaller needs besides Qt, as {missing thing: package}."""
    missing = {} if shutil.which("objdump") else {"objdump": "binutils"}
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    shared = sysconfig.get_config_var("Py_ENABLE_SHARED") or ctypes.util.find_library(f"python{version}")
    return missing if shared else {**missing, f"libpython{version}.so": f"libpython{version}"}


def advice(missing: dict[str, str]) -> str:
    """What to tell the user about ``missing`` ({thing: package})."""
    names = "、".join(missing)
    packages = " ".join(sorted(set(missing.values())))
    return (
        f"缺少系统库：{names}\n请先安装，再重新运行刚才的命令：\n\n"
        f"    sudo apt-get install -y --no-install-recommends {packages}\n\n"
        f"System libraries are missing ({', '.join(missing)}): install them with the line above and try again."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Check, print, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m desktop.setup_check", description="检查 Qt 所需的系统库")
    parser.add_argument("--screen", action="store_true", help="同时检查显示窗口和打印所需的库")
    parser.add_argument("--exe", action="store_true", help="同时检查打包所需的工具")
    parser.add_argument("--packages", action="store_true", help="只输出缺少的软件包名")
    options = parser.parse_args(arguments)
    if not sys.platform.startswith("linux"):
        return 0
    missing = {soname: package_of(soname) for soname in missing_sonames(qt_libraries(options.screen))}
    if options.exe:
        missing |= missing_build_tools()
    if options.packages:
        print(*sorted(set(missing.values())))
        return 0
    if missing:
        print(advice(missing), file=sys.stderr)
    return 3 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
