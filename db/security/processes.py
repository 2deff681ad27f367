"""What the system tells of processes and of who is logged in, by the standard library alone."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_SYNCHRONIZE = 0x00100000
_WAIT_TIMEOUT = 0x102
_DENIED = 5


def account() -> str:
    """The name the user is logged in under, or on systems that do not tell it, a number."""
    named = os.environ.get("USERNAME") or os.environ.get("USER")
    return named or str(os.getuid() if hasattr(os, "getuid") else "")


def started(pid: int) -> str:
    """When the process began, in whatever unit its system has; empty where it cannot be told or there is none."""
    found = _stat(pid)
    return found[19] if found else ""  # field 22; the first two are cut off


def is_alive(pid: int, since: str = "") -> bool:
    """Whether the process runs, and is the one that began at *since*, not a later one of the same number."""
    if pid <= 0:
        return False
    if sys.platform == "win32":
        return _runs_on_windows(pid)
    if Path("/proc/self/stat").exists():
        found = _stat(pid)
        return bool(found) and found[0] not in "ZX" and since in ("", found[19])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _stat(pid: int) -> list[str]:
    """The fields of Linux's process table from the state on; empty when there is none."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    return told.rpartition(")")[2].split()  # the name in brackets may hold anything


def _runs_on_windows(pid: int) -> bool:
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - not known to a checker on other systems
    handle = kernel.OpenProcess(_SYNCHRONIZE, False, pid)
    if not handle:
        return bool(kernel.GetLastError() == _DENIED)  # another user's: it is there
    try:
        return bool(kernel.WaitForSingleObject(handle, 0) == _WAIT_TIMEOUT)
    finally:
        kernel.CloseHandle(handle)
