"""What lies beside a book on the disk and belongs to it."""

from __future__ import annotations

from pathlib import Path

from db.core.errors import UserError

_BOOKS = (".ybz", ".ybz-wal", ".ybz-shm")


def refuse_book(path: Path) -> None:
    """Refuse a book where some other file is meant, before it is opened.

    Outside Windows the engine's locks on an open book are lost when the same process opens and closes its file.
    """
    if path.name.lower().endswith(_BOOKS):
        raise UserError(f"“{path.name}”是账本文件，不能在这里使用。请选择别的文件；要恢复备份，请用“从备份恢复”。")


def keys_path(book: Path) -> Path:
    """The key slots; without them the book cannot be opened."""
    return book.with_name(book.name + ".keys")


def files_folder(book: Path) -> Path:
    """The attachments, each encrypted, named by content."""
    return book.with_name(book.name + ".files")


def lock_path(book: Path) -> Path:
    """Who has the book open."""
    return book.with_name(book.name + ".lock")
