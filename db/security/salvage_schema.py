"""The list of tables of a damaged book, taken from a new book where its own pages are gone.

The migrations put the list on the same pages in every book they make. A book made with the damaged one's key and salt
is encrypted alike, so its pages can stand in for the damaged ones as they are.
"""

from __future__ import annotations

import re
from pathlib import Path

from db.core.engine import SALT_BYTES, make_engine
from db.migrations.run import upgrade
from db.security.salvage_reading import DamagedFile

PAGE = 4096
_ENTRIES = "SELECT name, rootpage FROM sqlite_master ORDER BY name"


def borrow_list_of_tables(copy: Path, key: bytes, file: DamagedFile) -> bool:
    """Mend *copy* (not the book itself) in place; False when that gives no list that agrees with a new book's."""
    with copy.open("rb") as damaged:
        salt = damaged.read(SALT_BYTES)
    pattern = copy.with_name("pattern.ybz")
    pattern.touch()
    entries, pages = _made(pattern, key + salt)
    bad = {int(match.group()) for line in file.bad_pages() if (match := re.search(r"\d+$", line))}
    with pattern.open("rb") as whole, copy.open("r+b") as mended:
        for page in sorted(pages & bad):
            whole.seek((page - 1) * PAGE)
            mended.seek((page - 1) * PAGE)
            mended.write(whole.read(PAGE))
    file.close()
    found, readable = file.some(_ENTRIES)
    return readable and found == entries  # else the book's tables lie elsewhere


def _made(pattern: Path, key: bytes) -> tuple[list[tuple[object, ...]], set[int]]:
    """What its list of tables says, and the pages the list is on: those that no table or index begins on."""
    engine = make_engine(pattern, key, writes=True)
    try:
        with engine.begin() as connection:
            upgrade(connection)
            entries = [tuple(row) for row in connection.exec_driver_sql(_ENTRIES)]
            count = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    finally:
        engine.dispose()
    return entries, set(range(2, count + 1)) - {row[1] for row in entries}
