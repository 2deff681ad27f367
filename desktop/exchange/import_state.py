"""One import under way: the file as read, the table on it, what its columns mean, the plan made of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from db.core.book import Book
from db.core.errors import UserError
from db.exchange import headings
from db.exchange import mapping as mappings
from db.exchange.cells import BadCellError, line_of
from db.exchange.headings import Table
from db.exchange.ledgers import Column, Ledger
from db.exchange.mapping import Mapping
from db.exchange.proposals import proposed
from db.exchange.reading import Sheet, read_table
from db.exchange.rows import Plan
from desktop.app.settings import Settings

_REMEMBERED = "import.mappings"  # signature of the headings → column of the sheet → name of a column of the ledger
_MOST = 100  # signatures


@dataclass(frozen=True, slots=True)
class Import:
    """What is known so far. Each step makes a new one; going back loses nothing of the file."""

    ledger: Ledger
    path: Path | None = None
    sheets: tuple[Sheet, ...] = ()
    at: int = 0  # the chosen sheet
    table: Table | None = None
    why_none: str = ""  # why there is no table
    mapping: Mapping = field(default_factory=dict)
    recalled: bool = False  # the mapping is that of the last time
    given: dict[str, Any] = field(default_factory=dict)  # what holds for all rows, by column of the ledger
    plan: Plan | None = None

    @property
    def sheet(self) -> Sheet:
        return self.sheets[self.at]

    @property
    def asked_beside(self) -> tuple[str, ...]:
        """Columns told beside the sheet: those of the ledger's that it lacks."""
        return tuple(name for name in self.ledger.beside if name not in self.mapping.values())

    def missing(self, mapping: Mapping) -> list[Column]:
        """Required columns that neither *mapping* nor what is told beside the sheet gives."""
        return mappings.missing(self.ledger, mapping, [name for name, value in self.given.items() if value])

    def with_given(self, given: dict[str, Any]) -> Import:
        return self if given == self.given else replace(self, given=given, plan=None)

    def with_mapping(self, chosen: Mapping) -> Import:
        return replace(self, mapping=chosen, recalled=False, plan=None)


def read(ledger: Ledger, path: Path, settings: Settings) -> Import:
    """Read *path* and find the table that looks most like *ledger*. Takes its time: called on a worker."""
    sheets = read_table(path)
    start = Import(ledger, path, sheets)
    try:
        table = headings.best_table(sheets, ledger)
    except UserError as error:
        return replace(start, why_none=error.text)
    at = next(at for at, sheet in enumerate(sheets) if sheet.name == table.sheet)
    return _with_table(replace(start, at=at), table, settings)


def with_proposals(now: Import, book: Book) -> Import:
    """With what the title of the sheet says of all its rows."""
    if not now.ledger.beside or now.table is None or now.path is None:
        return now
    with book.read() as connection:
        return replace(now, given=proposed(connection, now.ledger, now.table, now.path))


def with_sheet(now: Import, at: int, settings: Settings) -> Import:
    """The same file, another sheet of it."""
    fresh = replace(now, at=at, table=None, why_none="", mapping={}, recalled=False, plan=None)
    try:
        return _with_table(fresh, headings.find_table(fresh.sheet, now.ledger), settings)
    except UserError as error:
        return replace(fresh, why_none=error.text)


def with_heading(now: Import, row: int, settings: Settings) -> Import:
    """The user says that row *row* (from 1) holds the headings; an upper row above it is found again."""
    try:
        table = headings.find_table(now.sheet, now.ledger)
    except UserError:
        table = None
    if table is None or table.heading_row != row:
        table = headings.as_headed(now.sheet, row)
    return _with_table(replace(now, why_none="", plan=None), table, settings)


def remember(now: Import, settings: Settings) -> None:
    """Keep the mapping for the next sheet with the same headings."""
    if now.table is None:
        return
    key = mappings.signature(now.ledger, now.table.headings)
    kept = {name: value for name, value in settings.get(_REMEMBERED, {}).items() if name != key}
    kept[key] = {str(index): name for index, name in now.mapping.items()}
    settings.set(_REMEMBERED, dict(list(kept.items())[-_MOST:]))


def _with_table(now: Import, table: Table, settings: Settings) -> Import:
    recalled = _recalled(now.ledger, table, settings)
    guessed = mappings.guess(now.ledger, table.headings, table.rows)
    return replace(now, table=table, mapping=recalled or guessed, recalled=bool(recalled) and recalled != guessed)


def _recalled(ledger: Ledger, table: Table, settings: Settings) -> Mapping:
    """What was chosen for the same headings, as far as it still holds."""
    kept = settings.get(_REMEMBERED, {}).get(mappings.signature(ledger, table.headings))
    names = {column.name for column in ledger.columns}
    if not isinstance(kept, dict) or not all(str(key).isdigit() and value in names for key, value in kept.items()):
        return {}
    return {int(key): value for key, value in kept.items() if int(key) < len(table.headings)}


def shown(cell: object) -> str:
    """A cell as a list shows it, on one line."""
    try:
        return line_of(cell)
    except BadCellError:  # a number that is none
        return str(cell)
