"""A damaged book read as far as it goes into a new one.

The damaged file is only copied, never opened: SQLite would mend or move its log. The new book is made by the migrations
to the damaged one's revision, filled, brought up to date, completed from the journal, and rid of references to what is
lost. It takes its place only when it is sound.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from db.core import journal, search
from db.core.base import Base
from db.core.book_copy import Progress, copy_file, need_room, sync
from db.core.companions import files_folder, keys_path
from db.core.engine import faults_explained, make_engine
from db.core.errors import CancelledError, DamagedBook, EnvironmentFault, UnreadableFile, UserError
from db.core.files import disk_explained, sync_folder, write_atomically
from db.migrations.run import HEAD, refuse_newer, upgrade
from db.security.keyslots import KeyFile
from db.security.salvage_mending import complete_from_journal, cut_references, mend_book_row
from db.security.salvage_reading import DamagedFile, Row, TableReading, quoted
from db.security.salvage_report import SalvageReport, TableReport
from db.security.salvage_schema import PAGE, borrow_list_of_tables

_BLOCK = 256 * PAGE
_KINDS: dict[str, type] = {"VARCHAR": str, "TEXT": str, "DATE": str, "DATETIME": str, "BLOB": bytes}  # the rest: int
_NAMED = {"action": "操作日志", "change": "操作日志的改动明细"}  # else by their label


def salvage(
    damaged: Path, key: bytes, target: Path, *, progress: Progress, cancelled: Callable[[], bool]
) -> SalvageReport:
    """Read *damaged* into a new book at *target*, its report beside it (``report_path``).

    ``UserError`` when there is something at *target*; ``EnvironmentFault`` when nothing can be read or written;
    ``CancelledError``. All three leave nothing behind.
    """
    _check_target(damaged, target)

    def check() -> None:
        if cancelled():
            raise CancelledError

    report = SalvageReport(damaged, target, datetime.now().replace(microsecond=0))
    folder = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with disk_explained(target):
            folder.mkdir(parents=True)
            need_room(folder, _room_for(damaged))
            copy, fresh = folder / "damaged.ybz", folder / "fresh.ybz"
            _copy_what_can_be_read(damaged, copy, check)
            fresh.touch()
        with faults_explained(target):
            _Salvage(copy, key, report, progress, check).into(fresh)
        _put_in_place(folder, fresh, report, check)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return report


def report_path(target: Path) -> Path:
    return target.with_name(f"{target.stem}.抢救报告.txt")


def _check_target(damaged: Path, target: Path) -> None:
    with disk_explained(damaged):
        if damaged.stat().st_size < PAGE:
            raise EnvironmentFault(f"“{damaged.name}”里没有数据，什么也读不出来。", "请改用最近一次备份。")
    KeyFile.load(damaged)  # without it the new book could not be opened either
    for path in (target, keys_path(target), files_folder(target)):
        if path.exists():
            raise UserError(f"“{path.name}”已经存在。请为新账本换一个文件名。", {"path": "已经存在"})


def _room_for(damaged: Path) -> int:
    """Bytes of the copy, of the new book, and of the attachments as far as the disk tells of them."""
    room = 2 * sum(size for _, size in _parts_of(damaged))
    for folder, _, names in os.walk(files_folder(damaged)):
        for name in names:
            with suppress(OSError):
                room += Path(folder, name).stat().st_size
    return room


def _parts_of(damaged: Path) -> list[tuple[str, int]]:
    """The file and its log, by the end of their names, each with its bytes."""
    parts = ((end, Path(f"{damaged}{end}")) for end in ("", "-wal"))
    return [(end, path.stat().st_size) for end, path in parts if path.exists()]


def _copy_what_can_be_read(damaged: Path, copy: Path, check: Callable[[], None]) -> None:
    """The file and its log; what the disk no longer gives is zeros, which no page is."""
    for end, size in _parts_of(damaged):
        with Path(f"{damaged}{end}").open("rb", buffering=0) as read, Path(f"{copy}{end}").open("wb") as written:
            for start in range(0, size, _BLOCK):
                check()
                written.seek(start)
                written.write(_block(read.fileno(), start, min(_BLOCK, size - start)))


def _block(file: int, start: int, size: int) -> bytes:
    """The *size* bytes from *start* on, fewer only at the file's end.

    A read may break off before a bad page and fail only when asked for it: what is left is read page by page.
    """
    block = bytearray(_read(file, start, size) or b"")
    while len(block) < size:
        at = start + len(block)
        rest = min(PAGE - at % PAGE, size - len(block))
        piece = _read(file, at, rest)
        if piece == b"":
            break
        block += bytes(rest) if piece is None else piece
    return bytes(block)


def _read(file: int, start: int, size: int) -> bytes | None:
    """None when the disk does not give it."""
    try:
        os.lseek(file, start, os.SEEK_SET)
        return os.read(file, size)
    except OSError:
        return None


class _Salvage:
    """One run: from the damaged file into a fresh one."""

    def __init__(
        self, copy: Path, key: bytes, report: SalvageReport, progress: Progress, check: Callable[[], None]
    ) -> None:
        self._copy, self._key, self._file = copy, key, DamagedFile(copy, key)
        self._report, self._progress, self._check = report, progress, check

    def into(self, fresh: Path) -> None:
        engine = make_engine(fresh, self._key, writes=True, foreign_keys=False)
        try:
            revision = self._look()
            with engine.begin() as connection:
                upgrade(connection, revision)
                self._copy_tables(connection)
                if revision != HEAD:
                    upgrade(connection)
                self._mend(connection)
            with engine.connect() as connection:
                _make_sure(connection)
        finally:
            engine.dispose()
            self._file.close()

    def _look(self) -> str:
        """What the file says of itself; returns its revision."""
        self._progress(0, 0, "正在检查文件…")
        self._report.bad_pages = len(self._file.bad_pages())
        self._report.pages = -(-self._report.damaged.stat().st_size // PAGE)
        if not self._lists_tables() and not borrow_list_of_tables(self._copy, self._key, self._file):
            raise DamagedBook(
                f"账本“{self._report.damaged.name}”的文件头或目录页已损坏，一条记录也读不出来。",
                "请改用最近一次备份，并核对 .keys 密钥文件是否与账本是一套。",
            )
        found = self._file.some("SELECT version_num FROM alembic_version")[0]
        revision = str(found[0][0]) if found else HEAD
        refuse_newer(revision)
        return revision

    def _lists_tables(self) -> bool:
        found, readable = self._file.some("SELECT count(*) FROM sqlite_master")
        return readable and found[0][0] > 0

    def _copy_tables(self, connection: Connection) -> None:
        names = _own_tables(connection)
        for place, name in enumerate(names):
            self._progress(place, len(names) + 1, f"正在读取“{_label(name)}”…")
            self._report.tables.append(self._copy_table(connection, name))
        self._progress(len(names), len(names) + 1, "正在整理…")

    def _copy_table(self, connection: Connection, name: str) -> TableReport:
        described = connection.exec_driver_sql(f"PRAGMA table_info({quoted(name)})").all()
        columns = [row[1] for row in described]
        types = [(_KINDS.get(row[2].split("(")[0], int), row[3]) for row in described]
        holders = ", ".join("?" * len(columns))
        statement = f"INSERT OR IGNORE INTO {quoted(name)} ({', '.join(map(quoted, columns))}) VALUES ({holders})"

        def keep(rows: list[Row]) -> None:
            sound = [row[1:] for row in rows if _fits(row[1:], types)]
            if sound:
                connection.exec_driver_sql(statement, sound)

        reading = TableReading(self._file, name, columns, keep, self._check)
        reading.run()
        read = connection.exec_driver_sql(f"SELECT count(*) FROM {quoted(name)}").scalar_one()
        return TableReport(name, _label(name), read, reading.expected, lost=reading.lost if "id" in columns else [])

    def _mend(self, connection: Connection) -> None:
        """Make a sound book of what was read."""
        self._check()
        mend_book_row(connection, self._report, KeyFile.load(self._report.damaged).book)
        complete_from_journal(connection, self._report)
        cut_references(connection, self._report)
        for table in Base.metadata.sorted_tables:
            if search.searched(table):
                search.index_anew(connection, table)
        self._report.broken = tuple(journal.broken_links(connection))
        self._check()


def _own_tables(connection: Connection) -> list[str]:
    """The tables that hold what the office entered: neither the indexes' nor the schema's own."""
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid").scalars()
    return [name for name in found if name != "alembic_version" and "_fts" not in name and "sqlite_" not in name]


def _label(name: str) -> str:
    table = Base.metadata.tables.get(name)
    return _NAMED.get(name) or (str(table.info["label"]) if table is not None else name)


def _fits(row: Row, types: list[tuple[type, int]]) -> bool:
    """Whether the values are of their columns' types; a page of another table is read as if it were this one's."""
    return all(
        not needed if value is None else isinstance(value, kind)
        for value, (kind, needed) in zip(row, types, strict=True)
    )


def _make_sure(connection: Connection) -> None:
    said = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if said != "ok" or dangling:
        raise RuntimeError(f"the salvaged book is not sound: {said}, {len(dangling)} dangling references")


def _put_in_place(folder: Path, fresh: Path, report: SalvageReport, check: Callable[[], None]) -> None:
    """The book last: where it is, all that belongs to it is, on the disk."""
    damaged, target = report.damaged, report.target
    files = folder / "files"
    with disk_explained(target):
        if files_folder(damaged).exists():
            _copy_files(files_folder(damaged), files, report, check)
        sync(fresh)
        try:
            copy_file(keys_path(damaged), keys_path(target))
            write_atomically(report_path(target), report.text().encode("utf-8-sig"))
            if files.exists():
                files.replace(files_folder(target))
            fresh.replace(target)
            sync_folder(target.parent)
        except BaseException:
            for left in (target, keys_path(target), report_path(target)):
                left.unlink(missing_ok=True)
            shutil.rmtree(files_folder(target), ignore_errors=True)
            raise


def _copy_files(source: Path, target: Path, report: SalvageReport, check: Callable[[], None]) -> None:
    """All that is there, not only what the book still knows; what cannot be read is left out and told."""
    missed: list[object] = []
    target.mkdir()
    for folder, _, names in os.walk(source, onerror=missed.append):
        for name in names:
            check()
            file = Path(folder, name)
            try:
                copy_file(file, target / file.relative_to(source))
            except UnreadableFile:
                missed.append(name)
    if missed:
        report.notes.append(f"有 {len(missed)} 个附件文件读不出来，没有复制。")
