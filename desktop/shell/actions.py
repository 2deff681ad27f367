"""What the window can ask for without knowing the book. ``__main__`` fills these in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from db.finding.hits import Hit

Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """One organization of the scope picker; parents come before their children."""

    id: int
    parent_id: int | None
    name: str
    count: int  # organizations in its subtree, itself included


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One more line of a menu."""

    text: str
    does: Callable[[], None]
    symbol: str = ""


def _nothing() -> None:
    """Nothing to do before leaving."""


@dataclass(frozen=True, slots=True)
class ShellActions:
    """Plain callables. All are called on the GUI thread, except the two of the search, which a worker calls."""

    undo: Callable[[], None]
    redo: Callable[[], None]
    undo_name: Callable[[], str | None]  # what undo would take back; None: nothing
    redo_name: Callable[[], str | None]
    lock: Callable[[], None]
    change_passphrase: Callable[[], None]
    change_recovery_code: Callable[[], None]
    organizations: Callable[[], Sequence[OrganizationRow]]
    search: Callable[[str, Cancelled], Sequence[Hit]]
    search_more: Callable[[str, Cancelled], Sequence[Hit]]  # what takes longer
    about: str
    file_menu: Sequence[MenuEntry] = ()
    today: Callable[[], date] = date.today  # by the book's clock
    before_leaving: Callable[[], None] = _nothing  # the window will close or lock: may take a moment, never refuses
