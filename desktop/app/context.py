"""What every page is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.app.bus import Bus
from desktop.app.jobs import Jobs
from desktop.app.looked_at import LookedAt
from desktop.app.messages import Messages
from desktop.app.settings import Settings

if TYPE_CHECKING:  # the ORM is imported while the password is being typed, not before
    from db.core.book import Book
    from desktop.app.page import Scope


@dataclass(slots=True)
class AppContext:
    """The parts of one running program, wired in ``__main__``."""

    book: Book
    bus: Bus
    jobs: Jobs
    messages: Messages
    settings: Settings
    scope: Scope
    looked_at: LookedAt = field(default_factory=LookedAt)

    def set_scope(self, scope: Scope) -> None:
        """Change the scope and tell the pages."""
        if scope != self.scope:
            self.scope = scope
            self.bus.scope_changed.emit(scope)
