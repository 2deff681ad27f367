"""A ``Listing`` of the book as the source of a list."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from db.core.book import Book
from db.core.listing import Filter, Listing
from desktop.widgets.table_model import Column, Row, column


@dataclass(frozen=True, slots=True)
class ListingSource:
    """*listing* of *book*, narrowed and ordered by *wanted*.

    ``stretch`` names the column that takes the rest, ``yields`` those left out where the list is narrow.
    """

    book: Book
    listing: Listing
    wanted: Filter
    stretch: str = ""
    yields: Sequence[str] = ()

    @property
    def columns(self) -> Sequence[Column]:
        return [
            column(field, stretch=field.name == self.stretch, yields=field.name in self.yields)
            for field in self.listing.fields
        ]

    @property
    def quick(self) -> bool:
        return self.listing.quick(self.wanted)

    def first(self, limit: int) -> list[Row]:
        with self.book.read() as connection:
            return self.listing.first(connection, self.wanted, limit)

    def ids(self, cancelled: Callable[[], bool]) -> array[int]:
        with self.book.read() as connection:
            return self.listing.ids(connection, self.wanted, cancelled)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        with self.book.read() as connection:
            return self.listing.rows(connection, ids)
