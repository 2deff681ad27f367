"""What the shell and the pages agree on: how a page is announced, what it may implement, what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from db.core.changes import Changes
    from db.core.period import Period
    from desktop.app.context import AppContext


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose records and which days the pages show."""

    organization: int | None  # None: the whole book
    organization_name: str
    count: int  # organizations taken in, the named one included
    period: Period

    @property
    def label(self) -> str:
        """As the top bar shows it: 第一社区党委及下级（5 个组织）."""
        return self.organization_name if self.count <= 1 else f"{self.organization_name}及下级（{self.count} 个组织）"


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One line of ``desktop/pages.py``.

    ``tables``: whose records this page opens when another page asks, ``prints``: which printouts it makes then.
    """

    key: str
    title: str
    icon: str
    permission: str
    factory: Callable[[AppContext], QWidget]
    tables: tuple[str, ...] = ()
    prints: tuple[str, ...] = ()


@runtime_checkable
class Page(Protocol):
    """What a page may implement; the shell asks for each method on its own, so a plain widget is a page too."""

    def set_scope(self, scope: Scope) -> None:
        """Read *scope*: before the page is first seen, when the scope changed since, and when the user presses F5."""

    def refresh(self, changes: Changes) -> None:
        """Data changed while the page was, or before it came back, on screen."""

    def can_leave(self) -> bool:
        """False keeps the user here; the page itself asks about unsaved work."""

    def open_record(self, table: str, record_id: int) -> bool:
        """Show this record. False when the user goes on editing another."""

    def begin_with(self, table: str, presets: Mapping[str, Any]) -> None:
        """Begin a new record of *table* that has these values, by field, already."""

    def print_out(self, printout: str, ids: Sequence[int]) -> None:
        """Show that printout of *ids*; the page itself need not be on screen."""

    def search(self, text: str) -> None:
        """Take *text* into the page's own filter."""

    def narrow_to(self, narrowing: Mapping[str, Any]) -> None:
        """Show only this: ``view`` of the page, ``chip`` and ``text`` above its list; or what a ``filter`` finds, which
        ``label`` says in words."""

    def delete_chosen(self) -> None:
        """Delete the selected records after a question."""

    def show_part(self, field: str) -> None:
        """Bring this field of the open record into view: what was searched for stands there."""
