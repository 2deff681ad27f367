"""The matrix of 三会一课 for a whole district, as the page reads it on its worker."""

from __future__ import annotations

import time

from db.core.book import Book
from db.core.period import Period
from db.meetings.matrix import matrix

PERIODS = ("2022H1", "2021")  # what an office looks at, and the longest of the usual choices


def matrix_seconds(book: Book, rounds: int = 3) -> tuple[float, int]:
    """The slowest of the periods, each the fastest of some rounds; and how many organizations that were."""
    slowest, rows = 0.0, 0
    for code in PERIODS:
        taken = []
        for _ in range(rounds):
            begun = time.perf_counter()
            with book.read() as connection:
                rows = len(matrix(connection, None, Period.parse(code), book.now()).rows)
            taken.append(time.perf_counter() - begun)
        slowest = max(slowest, min(taken))
    return slowest, rows
