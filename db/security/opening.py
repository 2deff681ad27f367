"""Making and opening a book: key file, migrations, first rows, the one who acts."""

from __future__ import annotations

import glob
import os
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert

from db.core.base import table_of
from db.core.book import Actor, Book
from db.core.book_row import BookRow
from db.core.engine import KEY_BYTES, faults_explained, make_engine
from db.core.errors import EnvironmentFault, UserError
from db.core.files import disk_explained
from db.core.ids import new_book_number
from db.migrations.run import bring_up_to_date
from db.security.keyslots import PASSPHRASE, Cost, KeyFile, new_recovery_code
from db.security.models import User
from db.security.occupancy import Occupancy, OccupiedError

SUFFIX = ".ybz"
Prepare = Callable[[Book], None]  # fills a new book's vocabulary


@dataclass(frozen=True, slots=True)
class NewBook:
    path: Path
    key: bytes
    actor: Actor
    recovery_code: str  # shown and printed once, kept nowhere


def create_book(
    path: Path, *, office: str, user: str, passphrase: str, prepare: Prepare, cost: Cost | None = None,
    number: int | None = None, now: Callable[[], datetime] = datetime.now,
) -> NewBook:  # fmt: skip
    """Make a book at *path* (which must not exist) whose first user is *user*.

    It is built beside its place and moved there whole, so a failure leaves nothing that looks like a book.
    """
    _check_new(path, office, user)
    key, code = secrets.token_bytes(KEY_BYTES), new_recovery_code()
    identity = str(uuid.uuid4())
    user_id = (number := number or new_book_number()) << 32 | 1
    keys = KeyFile(identity, ()).with_passphrase(key, user_id, user, passphrase, cost).with_recovery(key, code, cost)
    actor = Actor(user_id, user)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    with disk_explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        unfinished.touch()
    try:
        _fill(unfinished, key, actor, prepare, BookRow(
            id=1, uuid=identity, number=number, counter=0, office=office, created_at=now(), head=bytes(32)
        ), now)  # fmt: skip
        keys.save(path)
        with disk_explained(path):
            unfinished.replace(path)
    except BaseException:
        KeyFile.path_for(path).unlink(missing_ok=True)
        raise
    finally:
        for leftover in path.parent.glob(glob.escape(unfinished.name) + "*"):
            leftover.unlink()
    return NewBook(path, key, actor, code)


def _check_new(path: Path, office: str, user: str) -> None:
    wanted = {"office": (office, "请填写单位名称"), "user": (user, "请填写您的姓名")}
    problems = {field: text for field, (value, text) in wanted.items() if not value.strip()}
    if problems:
        raise UserError("；".join(problems.values()) + "。", problems)
    if path.exists():
        raise UserError(f"“{path.name}”已经存在。请换一个文件名，或直接打开它。", {"path": "已经存在"})
    keys = KeyFile.path_for(path)
    if keys.exists():  # its book may have been moved away: these keys are not ours to overwrite
        raise UserError(f"旁边已有“{keys.name}”，它可能属于另一本账。请换一个文件名。", {"path": "已有同名密钥文件"})


def _fill(path: Path, key: bytes, actor: Actor, prepare: Prepare, row: BookRow, now: Callable[[], datetime]) -> None:
    bring_up_to_date(path, key)
    engine = make_engine(path, key, writes=True)
    with faults_explained(path), engine.begin() as connection:
        table = table_of(BookRow)
        connection.execute(insert(table).values({column.name: getattr(row, column.name) for column in table.c}))
    engine.dispose()
    book = Book(path, key, actor, now=now)
    try:
        with book.action("建立账本", "security.edit", undoable=False) as work:
            work.session.add(User(id=work.new_id(), name=actor.name))
        prepare(book)
    finally:
        book.close()


def open_book(path: Path, passphrase: str, user: str | None = None, now: Callable[[], datetime] = datetime.now) -> Book:
    """Open the book at *path*; ``WrongPassphraseError`` when *passphrase* is nobody's (or not *user*'s)."""
    key, slot = KeyFile.load(path).unlock(passphrase, user)
    return open_with_key(path, key, Actor(slot.user_id, slot.user_name), now)


def open_with_key(path: Path, key: bytes, actor: Actor, now: Callable[[], datetime] = datetime.now) -> Book:
    """Open with a key already unwrapped (the unlock window unwraps it while the ORM loads)."""
    with disk_explained(path):
        empty = path.stat().st_size == 0
    if empty:  # migrations would take it for a new book
        raise EnvironmentFault(f"账本“{path.name}”是空文件，里面没有数据。", "请从原处重新复制完整的文件，或改用备份。")
    with faults_explained(path):
        bring_up_to_date(path, key)
        return Book(path, key, actor, now=now)


def open_held(path: Path, key: bytes, actor: Actor, *, window: bool) -> Book:
    """Open the book and keep other computers out until it is closed; ``OccupiedError`` when one of them has it.

    A command may go on beside a window of its own computer; two windows may not.
    """
    try:
        claim = Occupancy.claim(path, actor.name, actor.host, window=window)
    except OccupiedError as error:
        if window or not error.same_host:
            raise
        return open_with_key(path, key, actor)
    try:
        book = open_with_key(path, key, actor)
    except BaseException:
        claim.release()
        raise
    book.claim = claim.keep()
    return book


def change_passphrase(path: Path, user: str, old: str, new: str, cost: Cost | None = None) -> None:
    """Give *user* a new passphrase; the book itself is not rewritten."""
    keys = KeyFile.load(path)
    key, slot = keys.unlock(old, user)
    keys.with_passphrase(key, slot.user_id, slot.user_name, new, cost).save(path)


def change_recovery_code(path: Path, user: str, passphrase: str, code: str, cost: Cost | None = None) -> None:
    """Make *code* the book's recovery code; the one before opens only copies made before."""
    keys = KeyFile.load(path)
    key, _slot = keys.unlock(passphrase, user)
    keys.with_recovery(key, code, cost).save(path)


def reset_passphrase(path: Path, code: str, user: str, new: str, cost: Cost | None = None) -> None:
    """Give *user* a new passphrase by the recovery code."""
    keys = KeyFile.load(path)
    key = keys.unlock_by_recovery(code)
    slot = next((slot for slot in keys.slots if slot.kind == PASSPHRASE and slot.user_name == user), None)
    if slot is None:
        raise UserError(f"这本账没有用户“{user}”。", {"user": "没有这个用户"})
    keys.with_passphrase(key, slot.user_id, slot.user_name, new, cost).save(path)
