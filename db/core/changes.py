"""What an action changed, told to whoever shows those tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of touched rows by table. A bulk insert names its table with an empty set: re-read everything."""

    ids: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @property
    def tables(self) -> frozenset[str]:
        return frozenset(self.ids)

    def concern(self, table: str, row_id: int) -> bool:
        """Whether that row may have changed."""
        return table in self.ids and (not self.ids[table] or row_id in self.ids[table])

    def touch(self, *tables: str) -> bool:
        """Whether any of *tables* changed."""
        return not self.tables.isdisjoint(tables)
