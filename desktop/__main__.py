"""The program's entry: a command, the self-check, or the window."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from types import SimpleNamespace
from typing import Any

from desktop.commands.say import say

_QT_WITH_VALUE = ("-platform", "-style", "-stylesheet", "-qwindowgeometry")
ENVIRONMENT = 3


def main(argv: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 done, 1 input refused, 2 wrong usage, 3 environment."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a windowed program has none
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a character must not stop us
    given, qt_arguments = _without_qt(list(sys.argv[1:] if argv is None else argv))
    # A double click gives nothing to parse; making the parser would take a tenth of what the window may take over Qt.
    arguments: Any = _parsed(given) if given else SimpleNamespace(command=None, self_check=False)
    if arguments.command is not None:
        from desktop.commands.run import run

        return run(arguments)
    if not _has_screen(qt_arguments):
        say("没有图形界面（未设置 DISPLAY），打不开窗口。可以改用命令，见 yibenzhang --help。")
        return ENVIRONMENT
    if arguments.self_check:
        from desktop.self_check import self_check

        return self_check(qt_arguments)
    gc.disable()  # loading makes much and drops nothing: collecting costs a tenth of it; resumed after the first paint
    from desktop.program import run as run_window

    return run_window(getattr(arguments, "book", None), _passphrase(arguments), qt_arguments)


def _parsed(given: list[str]) -> Any:
    from desktop.commands.parser import build

    return build().parse_args(given)


def _without_qt(given: list[str]) -> tuple[list[str], list[str]]:
    """Qt's own options apart from ours; a frozen program on some systems can be told of a platform in no other way."""
    ours: list[str] = []
    qt: list[str] = []
    while given:
        word = given.pop(0)
        if word in _QT_WITH_VALUE and given:
            qt += [word, given.pop(0)]
        else:
            ours.append(word)
    return ours, qt


def _has_screen(qt_arguments: list[str]) -> bool:
    if sys.platform != "linux" or "-platform" in qt_arguments:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _passphrase(arguments: object) -> str | None:
    """Given by file or environment; else, or when the file cannot be read, it is typed into the window."""
    from db.core.errors import EnvironmentFault, UserError
    from desktop.commands.passphrase import passphrase

    try:
        return passphrase(arguments)
    except (UserError, EnvironmentFault) as error:
        say(f"{error.text}{getattr(error, 'way_out', '')}")
        return None


if __name__ == "__main__":
    sys.exit(main())
