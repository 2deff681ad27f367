"""``backup``, ``restore FILE`` and ``verify``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from db.core.book import Book
from db.core.errors import UserError
from db.core.files import disk_explained

Result = Mapping[str, Any]
_STICKS = ("/media", "/run/media", "/mnt", "/Volumes")


def backup(book: Book, arguments: argparse.Namespace) -> Result:
    """To ``--to``, made where only the folder itself is missing, or to the folder chosen on this desk."""
    from db.attachments.store import file_check
    from db.security.backup import backup as back_up
    from desktop.backup.missing import missing_said

    folder = arguments.to or _chosen_folder()
    if folder is None:
        raise UserError("没有指定备份文件夹。请用 --to DIR 指定，或在窗口的“文件 → 备份设置”里选择。")
    new = _make_folder(arguments.to) if arguments.to else ""
    made = back_up(book.path, book.key, folder, now=book.now(), check_file=file_check(book.key))
    missing = missing_said(made.lost, made.damaged)
    told = missing and f"\n注意：{missing}没有备份。请用 verify 查看。"
    return {
        "file": str(made.path), "taken_at": made.taken_at.isoformat(), "size": made.size, "lost": made.lost,
        "damaged": made.damaged, "text": f"{new}已备份并检查：{made.path}{told}",
    }  # fmt: skip


def restore(key: bytes, arguments: argparse.Namespace) -> Result:
    """The book at *target* is replaced and kept; the passphrase is one of the backup's."""
    from db.attachments.store import file_check
    from db.security.restore import restore as put_back
    from desktop.backup.missing import missing_said

    file: Path = arguments.file
    done = put_back(file, arguments.book, key, now=datetime.now(), check_file=file_check(key))
    kept = f"\n原来的账本保留为：{done.kept}" if done.kept else ""
    missing = missing_said(done.lost, done.damaged)
    told = missing and f"\n注意：{missing}备份里也没有完好的。"
    return {
        "file": str(done.path), "kept": str(done.kept) if done.kept else None, "lost": done.lost,
        "damaged": done.damaged, "text": f"已恢复：{done.path}{kept}{told}\n口令是备份当时的口令。",
    }  # fmt: skip


def verify(key: bytes, arguments: argparse.Namespace) -> Result:
    """``exit`` is 1 when something is wrong."""
    from desktop.backup.look_over import look_over

    report = look_over(arguments.book, key)
    findings = [
        {
            "check": one.check, "ok": one.ok, "count": one.count, "text": one.text, "details": list(one.details)
        } for one in report.findings
    ]  # fmt: skip
    lines = [
        "\n".join((f"{'✓' if one.ok else '✗'} {one.text}", *(f"    {detail}" for detail in one.details)))
        for one in report.findings
    ]
    return {"ok": report.ok, "findings": findings, "text": "\n".join(lines), "exit": 0 if report.ok else 1}


def _make_folder(folder: Path) -> str:
    """Make *folder* unless it is there; returns what to say of it.

    ``EnvironmentFault`` when what it is to be in is not there, or when it would stand in for a stick that is not
    plugged in.
    """
    with disk_explained(folder):
        if folder.is_dir():
            return ""
        if _is_for_a_stick(folder.absolute()):
            raise FileNotFoundError
        folder.mkdir()
    return f"已新建文件夹：{folder}\n"


def _is_for_a_stick(folder: Path) -> bool:
    """Where Linux and macOS show sticks: ``/media/STICK``, ``/run/media/USER/STICK``."""
    above = folder.parent
    return str(above) in _STICKS or (str(above.parent) in _STICKS and not above.is_mount())


def _chosen_folder() -> Path | None:
    from desktop.app.backup_choices import Choices
    from desktop.app.settings import Settings

    return Choices(Settings()).folder
