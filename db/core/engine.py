"""SQLite as this program uses it: SQLCipher with a raw key, WAL, full sync, explicit transactions.

Everything only SQLite can do lives here and in ``db.security``.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Engine,
    Function,
    Integer,
    create_engine,
    event,
    func,
)
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlcipher3 import dbapi2

from db.core.errors import DamagedBook, EnvironmentFault, UnreachableBook

KEY_BYTES = 32
SALT_BYTES = 16  # the first of a file
# Cold pages cost a decryption each, so the cache is large: 64 MiB, and for a district's gigabyte up to four times that.
_CACHE_KIB = (64 * 1024, 256 * 1024)
_CACHED = 5  # the part of the file a connection may keep
_LEAST_ROOM = 128 * 1024
_LOG_PAGES = 1_000  # as the engine has it by itself
_MOST_LOG_PAGES = 16 * _LOG_PAGES  # where nobody folds the log: 64 MiB
_BUSY_MS = 30_000  # a quick action may wait for a long import; it waits on a worker thread


def key_pragma(key: bytes) -> str:
    """The statement that must run first on every connection. *key*: 32 raw bytes, or these and a file's 16 of salt."""
    if len(key) not in (KEY_BYTES, KEY_BYTES + SALT_BYTES):
        raise ValueError(f"a book's key has {KEY_BYTES} bytes")
    return f"PRAGMA key = \"x'{key.hex()}'\""


def book_now() -> Function[datetime]:
    """The book's clock, for queries that ask what is still to come."""
    return func.book_now(type_=DateTime)


def book_today() -> Function[date]:
    """The day of the book's clock."""
    return func.book_today(type_=Date)


def days_between(first: ColumnElement[Any], last: ColumnElement[Any]) -> ColumnElement[int]:
    """How many days *last* is after *first*."""
    return (func.julianday(last) - func.julianday(first)).cast(Integer)


def make_engine(
    path: Path, key: bytes, *, writes: bool, foreign_keys: bool = True, now: Callable[[], datetime] = datetime.now
) -> Engine:
    """An engine for the file at *path*, be it empty; with ``writes`` every transaction is ``BEGIN IMMEDIATE``.

    *now* is what ``book_now`` and ``book_today`` tell.
    """
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(url, module=dbapi2, hide_parameters=True)  # error details carry no one's data

    @event.listens_for(engine, "do_connect")
    def not_made_up(*_given: object) -> None:
        """Where a stick was pulled out its folder may still be: SQLite would put an empty book there."""
        if not path.exists():
            raise dbapi2.OperationalError("unable to open database file")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # pysqlite's own BEGIN would leave DDL outside the transaction
        cursor = connection.cursor()
        cursor.execute("PRAGMA cipher_log_level = NONE")  # a wrong key is reported by us, not on stderr
        cursor.execute(key_pragma(key))
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.execute(f"PRAGMA cache_size = -{_cache_kib(path)}")
        cursor.execute("PRAGMA temp_store = MEMORY")
        cursor.execute(f"PRAGMA wal_autocheckpoint = {_MOST_LOG_PAGES}")
        if not writes:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()
        connection.create_function("book_now", 0, lambda: f"{now():%Y-%m-%d %H:%M:%S.%f}")  # as moments are stored
        connection.create_function("book_today", 0, lambda: f"{now():%Y-%m-%d}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def fold_log(engine: Engine) -> None:
    """Bring what the log holds into the book once it has grown, as far as no reader needs it; writers may go on.

    By itself the engine does this within some commit, where it makes every eighth save of a large record four times
    as slow.
    """
    with engine.connect() as connection:
        _busy, logged, folded = connection.exec_driver_sql("PRAGMA wal_checkpoint(NOOP)").one()
        if logged - folded >= _LOG_PAGES:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")


def _cache_kib(path: Path) -> int:
    least, most = _CACHE_KIB
    try:
        return min(max(least, path.stat().st_size // 1024 // _CACHED), most)
    except OSError:
        return least


@contextmanager
def faults_explained(path: Path) -> Iterator[None]:
    """Turn what the disk or the file did to us into an ``EnvironmentFault`` a user can act on."""
    try:
        yield
    except (OperationalError, DatabaseError, dbapi2.DatabaseError) as error:
        fault = _fault(path, str(getattr(error, "orig", error)).lower())
        if fault is None:
            raise
        raise fault from error


_FULL = ("磁盘已满，这一步没有完成。", "请清理磁盘后再试，刚才录入的内容仍在窗口里。")


def _fault(path: Path, text: str) -> EnvironmentFault | None:
    known: tuple[tuple[str, type[EnvironmentFault], str, str], ...] = (
        ("not a database", DamagedBook, f"无法读取账本“{path.name}”：文件已损坏，或者与密钥文件不是一套。",
         "请核对账本文件与同名的 .keys 密钥文件是否来自同一处，或改用备份。"),
        ("malformed", DamagedBook, f"账本“{path.name}”的内容已损坏。",
         "请停止录入，尽量读出到新账本，或改用最近一次备份。"),
        ("vtable constructor failed", DamagedBook, f"账本“{path.name}”的搜索索引已损坏。",
         "请停止录入，尽量读出到新账本，或改用最近一次备份。"),
        ("disk is full", EnvironmentFault, *_FULL),
        ("database is locked", EnvironmentFault, "账本正被其他操作占用，没有保存。", "请稍等片刻再试。"),
        ("readonly database", EnvironmentFault, f"账本“{path.name}”所在位置只能读、不能写。",
         "请检查文件夹权限或 U 盘写保护开关，再试一次。"),
        ("unable to open", UnreachableBook, f"打不开账本“{path}”。", "请检查文件是否还在、文件夹能否写入。"),
        ("disk i/o error", UnreachableBook, f"读写账本“{path.name}”时磁盘出错。",
         "请检查磁盘或 U 盘是否仍然连接，再试一次。刚才录入的内容仍在窗口里。"),
    )  # fmt: skip
    for sign, kind, what, way_out in known:
        if sign in text:
            return EnvironmentFault(*_FULL) if kind is UnreachableBook and _is_full(path) else kind(what, way_out)
    return None


def _is_full(path: Path) -> bool:
    """A disk without room for the log's index shows as an error of the disk."""
    try:
        return shutil.disk_usage(path.parent).free < _LEAST_ROOM
    except OSError:
        return False


def bare_connection(path: Path, key: bytes) -> Any:
    """A DB-API connection without the ORM's habits: for whole files, not for rows."""
    connection = dbapi2.connect(str(path), check_same_thread=False)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(key_pragma(key))
    return connection
