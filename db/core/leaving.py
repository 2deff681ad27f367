"""What leaves the book unencrypted - a list, a printed record, an attachment - is journalled before it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from db.core.book import Book


@contextmanager
def leaving(book: Book, what: str | Callable[[], str], permission: str) -> Iterator[None]:
    """Make in this block what leaves the book: when it is made, *what* (a past action in words) is journalled.

    It stands inside of what puts the file in its place (``replacing``, a temporary folder), so that nothing appears
    that could not be journalled. A callable *what* is asked at the end, when it can be counted. A block that fails or
    is cancelled notes nothing.
    """
    book.permit(book.actor, permission)  # now, not after minutes of work
    yield
    book.note(what if isinstance(what, str) else what(), permission)
