"""Running one command: open the book, do it, say what came of it, exit 0, 1, 2 or 3."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from db.core.book import Book
from db.core.errors import EnvironmentFault, UserError
from db.security.keyslots import KeyFile, Slot
from desktop.app.log import logged
from desktop.commands import (
    backups,
    demo,
    duties,
    exports,
    home,
    imports,
    inspections,
    lists,
    prints,
    problems,
    responsibilities,
    salvage,
    show,
    showcase,
    study,
    tasks,
    work_plans,
)
from desktop.commands.parser import USAGE
from desktop.commands.passphrase import VARIABLE, passphrase
from desktop.commands.say import say

DONE, REFUSED, ENVIRONMENT = 0, 1, 3

Result = Mapping[str, Any]
OnBook = Callable[[Book, argparse.Namespace], Result]
OnFile = Callable[[bytes, argparse.Namespace], Result]  # with the key of the file named, else of the book

_ON_BOOK: dict[tuple[str, str], OnBook] = {
    ("people", "list"): lists.people,
    ("organizations", "list"): lists.organizations,
    ("meetings", "list"): lists.meetings,
    ("meetings", "show"): show.meeting,
    **{("print", action): prints.records for action in prints.PRINTOUTS},
    ("print", "year-book"): prints.yearly,
    ("print", "study-file"): study.file,
    ("print", "study-ledger"): study.ledger,
    ("inspections", "list"): inspections.listing,
    ("print", "inspection-notice"): inspections.notice,
    ("problems", "list"): problems.listing,
    ("print", "problem-sheet"): problems.sheet,
    ("print", "problem-ledger"): problems.ledger,
    ("tasks", "list"): tasks.list_tasks,
    ("print", "task-sheet"): tasks.sheets,
    ("print", "work-plan"): work_plans.printed,
    ("responsibilities", "list"): responsibilities.listing,
    ("print", "pledge"): responsibilities.pledge,
    ("hours", ""): study.hours,
    ("attendance", "stats"): study.attendance,
    ("matrix", ""): duties.matrix_of,
    ("check", "records"): duties.check,
    ("home", ""): home.home,
    ("export", ""): exports.export,
    ("template", ""): exports.template,
    ("showcase", ""): showcase.showcase,
    ("backup", ""): backups.backup,
    **imports.COMMANDS,
}
_ON_FILE: dict[str, OnFile] = {  # the book may be damaged, or not be there
    "restore": backups.restore, "verify": backups.verify, "salvage": salvage.make,
}  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """Do the command; returns the exit code. Results go to stdout, complaints in Chinese to stderr."""
    try:
        with logged():
            result = _result(arguments)
    except UserError as error:
        say(error.text)
        return REFUSED
    except EnvironmentFault as fault:
        say(f"{fault.text}{fault.way_out}")
        return ENVIRONMENT
    except (KeyboardInterrupt, EOFError):
        say("已中断。")
        return REFUSED
    return _show(result, as_json=getattr(arguments, "json", False))


def _result(arguments: argparse.Namespace) -> Result:
    if arguments.command == "demo":
        return demo.make(arguments.file, passphrase(arguments) or demo.PASSPHRASE)
    path: Any = getattr(arguments, "book", None)
    if path is None and arguments.command != "salvage":
        say("用法不对：缺少 --book 文件（要打开的账本）。")
        sys.exit(USAGE)
    if on_file := _ON_FILE.get(arguments.command):
        key, _slot = unlocked(getattr(arguments, "file", path), arguments)
        return on_file(key, arguments)
    book = open_given(path, arguments)
    try:
        return _ON_BOOK[arguments.command, getattr(arguments, "action", "")](book, arguments)
    finally:
        book.close()


def open_given(path: Path, arguments: argparse.Namespace) -> Book:
    """Open the book with the passphrase given by environment, file or, on a terminal, by hand."""
    from db.core.book import Actor
    from db.security.opening import open_held

    key, slot = unlocked(path, arguments)
    return open_held(path, key, Actor(slot.user_id, slot.user_name), window=False)


def unlocked(path: Path, arguments: argparse.Namespace) -> tuple[bytes, Slot]:
    """The key of the book at *path*, and whose passphrase gave it."""
    keys = KeyFile.load(path)  # a book that is not there is told of before its passphrase is asked for
    given = passphrase(arguments)
    if given is None and sys.stdin is not None and sys.stdin.isatty():
        given = getpass.getpass("口令：")
    if given is None:
        raise UserError(f"没有给出口令。请设置环境变量 {VARIABLE}，或用 --passphrase-file 指定口令文件。")
    return keys.unlock(given)


def _show(result: Result, *, as_json: bool) -> int:
    """``text`` is for people, the rest for programs; returns the exit code (``exit``, else 0)."""
    text = result["text"]
    if as_json:
        rest = {name: value for name, value in result.items() if name not in ("text", "exit")}
        utf8 = getattr(sys.stdout, "encoding", "").lower() in ("utf-8", "utf8")
        text = json.dumps(rest, ensure_ascii=not utf8, indent=1)
    try:
        print(text, flush=True)
    except BrokenPipeError:  # whoever reads (head, less) has seen enough
        _write_nowhere()
    except OSError as error:
        _write_nowhere()
        say(f"结果没有写完：{error.strerror}。请检查输出文件所在的磁盘。")
        return ENVIRONMENT
    return int(result.get("exit", DONE))


def _write_nowhere() -> None:
    """Python flushes once more when it ends, and must not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
