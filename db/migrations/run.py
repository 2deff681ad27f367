"""Bringing a book to the program's revision. A fresh book and an old one take the same path.

Alembic is imported only here, and only when the revision read by one plain SELECT is not the program's.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from db.core.book_copy import copy_book
from db.core.companions import keys_path
from db.core.engine import make_engine
from db.core.errors import EnvironmentFault
from db.core.files import disk_explained

HEAD = "0006"  # a test holds this to the newest script


def bring_up_to_date(path: Path, key: bytes) -> None:
    """Migrate the book at *path* if it is older; a verified copy is made first. Newer books are refused."""
    reader = make_engine(path, key, writes=False)  # opening a book must not wait for who is writing to it
    try:
        revision = revision_of(reader)
    finally:
        reader.dispose()
    if revision == HEAD:
        return
    if revision is not None:
        refuse_newer(revision)
        _keep_copy(path, key)
    _migrate(path, key)


def _keep_copy(path: Path, key: bytes) -> None:
    """A verified copy beside the book, with its key file: it opens like any book."""
    copy = path.with_name(f"{path.stem}.before-{HEAD}{path.suffix}")
    unfinished = path.with_name(f".{copy.name}.new")
    unfinished.unlink(missing_ok=True)
    copy_book(path, unfinished, key)
    with disk_explained(copy):
        keys = keys_path(path)
        if keys.exists():
            shutil.copy2(keys, keys_path(copy))
        unfinished.replace(copy)


def _migrate(path: Path, key: bytes) -> None:
    engine = make_engine(path, key, writes=True, foreign_keys=False)
    try:
        with engine.connect() as connection, connection.begin():
            upgrade(connection)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"migration to {HEAD} breaks {len(broken)} references")
    finally:
        engine.dispose()


def revision_of(engine: Engine) -> str | None:
    """The book's revision; None for an empty file."""
    with engine.connect() as connection:
        known = text("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
        if connection.execute(known).scalar() is None:
            return None
        found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found


def config() -> Any:
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    return settings


def upgrade(connection: Connection, target: str = "head") -> None:
    """Run the scripts up to *target* on *connection*, inside its transaction."""
    from alembic import command

    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, target)


def refuse_newer(revision: str) -> None:
    """``EnvironmentFault`` when *revision* is none of this program's."""
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(config()).walk_revisions()}
    if revision not in known:
        raise EnvironmentFault(
            f"这本账由更新版本的程序写成（版本标记 {revision}），当前程序不能打开。",
            "请安装新版“一本账”后再打开，原文件没有改动。",
        )
