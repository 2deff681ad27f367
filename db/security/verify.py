"""Looking a whole book over: file, references, journal, search index, attachments. Changes nothing.

Each check has a connection of its own: once a damaged page was met, SQLCipher answers nothing more on that one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, bindparam, select, text
from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2

from db.core import journal
from db.core.base import Base
from db.core.book_copy import Cancelled, Progress, digests_of, file_of, former_digests_of, never, untold
from db.core.companions import files_folder
from db.core.engine import bare_connection, make_engine
from db.core.errors import CancelledError, EnvironmentFault
from db.core.files import disk_explained
from db.core.journal import ActionRow
from db.security import search_check

log = logging.getLogger("yibenzhang")

ENGINE, REFERENCES, JOURNAL, SEARCH, FILES, SPARE_FILES = (
    "engine", "references", "journal", "search", "attachments", "spare_files",
)  # fmt: skip
_OPCODES = 20_000  # of the engine between two questions whether to go on
_MOST_DETAILS = 100

CheckFile = Callable[[str], str | None]  # digest -> what is wrong with the attachment's file, in words
Found = tuple[bool, int, str, Sequence[str]]  # as in Finding
Step = Callable[[Connection], Found]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found. ``count``: how many places are wrong (of spare files: how many there are)."""

    check: str
    ok: bool
    count: int
    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        return all(finding.ok for finding in self.findings)

    @property
    def only_search(self) -> bool:
        """Nothing is wrong but the search index, which can be made anew from the records."""
        return {finding.check for finding in self.findings if not finding.ok} == {SEARCH}

    @property
    def book_damaged(self) -> bool:
        """The records themselves are in danger: the file, a reference or the journal is wrong."""
        return any(not finding.ok and finding.check in (ENGINE, REFERENCES, JOURNAL) for finding in self.findings)

    @property
    def spare_files(self) -> int:
        """How many attachment files no record uses; 0 where that could not be found out."""
        return sum(finding.count for finding in self.findings if finding.check == SPARE_FILES and finding.ok)


def verify(
    book_path: Path, key: bytes, *, progress: Progress = untold, cancelled: Cancelled = never,
    check_file: CheckFile | None = None,
) -> Report:  # fmt: skip
    """Check the book at *book_path*, open or not; searched tables are those of the features that are imported.

    *check_file* reads an attachment's file whole (the attachment store's ``check``); without it, it only has to be
    there. ``EnvironmentFault`` when the book is not there, ``CancelledError``.
    """
    with disk_explained(book_path):
        book_path.stat()
    steps: tuple[tuple[str, str, Step], ...] = (
        (ENGINE, "数据文件", partial(_engine, book_path, key)),
        (REFERENCES, "记录间的引用", _references),
        (JOURNAL, "操作日志", partial(_journal, cancelled)),
        (SEARCH, "搜索索引", partial(_search, cancelled)),
        (FILES, "附件", partial(_files, check_file or partial(_there, files_folder(book_path)), cancelled)),
        (SPARE_FILES, "多余的附件文件", partial(_spare, files_folder(book_path))),
    )
    findings = []
    for done, (check, label, step) in enumerate(steps):
        progress(done, len(steps), f"检查{label}")
        findings.append(_finding(book_path, key, cancelled, check, label, step))
    progress(len(steps), len(steps), "检查完毕")
    return Report(tuple(findings))


def _finding(path: Path, key: bytes, cancelled: Cancelled, check: str, label: str, step: Step) -> Finding:
    engine = make_engine(path, key, writes=False)
    try:
        with engine.connect() as connection, connection.begin():
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.set_progress_handler(cancelled, _OPCODES)
            try:
                ok, count, told, details = step(connection)
            finally:
                raw.set_progress_handler(None, 0)
    except (DatabaseError, dbapi2.DatabaseError) as error:
        if cancelled():
            raise CancelledError from error
        log.warning("%s: %s", check, error)
        pages = _damaged_pages(path, key) if check == ENGINE else ()  # told once, by the check that looks for them
        return Finding(check, False, max(1, len(pages)), f"{label}没能检查完：数据文件已损坏，读不下去。", pages)
    finally:
        engine.dispose()
    if cancelled():
        raise CancelledError
    shown = tuple(details[:_MOST_DETAILS])
    if len(details) > _MOST_DETAILS:
        shown += (f"…… 另有 {len(details) - _MOST_DETAILS} 处",)
    return Finding(check, ok, count, told, shown)


def _engine(path: Path, key: bytes, connection: Connection) -> Found:
    told = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
    if told == ["ok"]:
        return True, 0, "数据文件完好。", ()
    log.warning("integrity_check: %s", told)  # in the engine's words, which are not for the screen
    pages = _damaged_pages(path, key)
    count = len(pages) or sum(len(one.splitlines()) for one in told)
    return False, count, f"数据文件有 {count} 处损坏。请停止录入，改用最近一次备份。", pages


def _damaged_pages(path: Path, key: bytes) -> tuple[str, ...]:
    """Pages whose seal does not hold, by the cipher's own walk over the file; it needs no readable schema."""
    connection = bare_connection(path, key)
    try:
        told = [str(row[0]) for row in connection.execute("PRAGMA cipher_integrity_check")]
    except dbapi2.DatabaseError:
        return ()
    finally:
        connection.close()
    return tuple(f"第 {word} 页" for line in told if (word := line.rsplit(" ", 1)[-1]).isdigit())


def _references(connection: Connection) -> Found:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    details = [f"{_label(table)} {row} 引用的{_label(parent)}不存在" for table, row, parent, _ in broken]
    if not broken:
        return True, 0, "记录间的引用完整。", ()
    return False, len(broken), f"有 {len(broken)} 条记录引用了不存在的内容。请联系维护人员。", details


def _label(table: str) -> str:
    known = Base.metadata.tables.get(table)
    return str(known.info.get("label", table)) if known is not None else table


def _journal(cancelled: Cancelled, connection: Connection) -> Found:
    broken = []
    for action in journal.broken_links(connection):
        if cancelled():
            raise CancelledError
        broken.append(action)
    if not broken:
        return True, 0, "操作日志连续，没有改动痕迹。", ()
    text_ = f"操作日志有 {len(broken)} 处对不上，可能被程序以外的手段改动过。"
    return False, len(broken), text_, [_action_named(connection, action) for action in broken]


def _action_named(connection: Connection, action: int) -> str:
    if not action:
        return "日志末尾缺失"
    row = connection.execute(
        select(ActionRow.at, ActionRow.user_name, ActionRow.name).where(ActionRow.id == action)
    ).one()
    return f"{row.at:%Y-%m-%d %H:%M} {row.user_name} {row.name}"


def _search(cancelled: Cancelled, connection: Connection) -> Found:
    wrong: list[str] = []
    for table in search_check.indexed_tables(connection):
        wrong += [f"{_label(table.name)} {row} {how}" for row, how in search_check.stale(connection, table, cancelled)]
    if not wrong:
        return True, 0, "搜索索引与记录一致。", ()
    return False, len(wrong), f"搜索索引有 {len(wrong)} 处与记录不一致，可以重建。", wrong


def _files(check_file: CheckFile, cancelled: Cancelled, connection: Connection) -> Found:
    wrong: list[str] = []
    digests = digests_of(connection.connection)
    for digest in digests:
        if cancelled():
            raise CancelledError
        fault = check_file(digest)
        if fault is not None:
            wrong.append(f"{_named(connection, digest)}：{fault}")
    if wrong:
        return False, len(wrong), f"有 {len(wrong)} 个附件文件缺失或损坏。请从备份中找回。", wrong
    return True, 0, f"{len(digests)} 个附件文件都在。" if digests else "没有附件。", ()


def _there(folder: Path, digest: str) -> str | None:
    file = file_of(folder, digest)
    if not file.exists():
        return "文件缺失"
    return None if file.stat().st_size else "文件是空的"


def _named(connection: Connection, digest: str) -> str:
    """The names an attachment goes by; its digest when no record refers to it."""
    names = connection.execute(
        text(
            "SELECT DISTINCT l.name FROM attachment_link l JOIN attachment a ON a.id = l.attachment_id "
            "WHERE a.digest = :digest ORDER BY l.name"
        ).bindparams(bindparam("digest", digest))
    ).scalars()
    return "、".join(names) or digest[:12]


def _spare(folder: Path, connection: Connection) -> Found:
    known = {*digests_of(connection.connection), *former_digests_of(connection.connection)}
    try:
        present = [file.name for file in folder.glob("[0-9a-f][0-9a-f]/*") if file.is_file() and file.suffix == ""]
    except OSError as error:
        raise EnvironmentFault(f"读不了附件文件夹“{folder}”。", "请检查文件夹权限。") from error
    spare = sorted(set(present) - known)
    said = f"有 {len(spare)} 个附件文件已没有记录使用，不影响使用。" if spare else "没有多余的附件文件。"
    return True, len(spare), said, spare
