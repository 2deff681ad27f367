"""What lies beside a book on the disk and belongs to it."""

from __future__ import annotations

from pathlib import Path


def keys_path(book: Path) -> Path:
    """The key slots; without them the book cannot be opened."""
    return book.with_name(book.name + ".keys")


def files_folder(book: Path) -> Path:
    """The attachments, each encrypted, named by content."""
    return book.with_name(book.name + ".files")


def lock_path(book: Path) -> Path:
    """Who has the book open."""
    return book.with_name(book.name + ".lock")
