"""What an action changed, told to whoever shows those tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of touched rows by table. A bulk insert names its table with an empty set: re-read everything.

    ``records`` are the ids of the records those rows are part of (a roster line's meeting), or are themselves.
    """

    ids: Mapping[str, frozenset[int]] = field(default_factory=dict)
    records: frozenset[int] = frozenset()

    @property
    def tables(self) -> frozenset[str]:
        return frozenset(self.ids)

    def concern(self, table: str, row_id: int) -> bool:
        """Whether that record, or a part of it, may have changed. Ids are unique among all tables of a book."""
        return row_id in self.records or (table in self.ids and (not self.ids[table] or row_id in self.ids[table]))

    def touch(self, *tables: str) -> bool:
        """Whether any of *tables* changed."""
        return not self.tables.isdisjoint(tables)

    def __or__(self, later: Changes) -> Changes:
        """Both as one; an empty set of ids stays "everything"."""
        ids = dict(self.ids)
        for table, more in later.ids.items():
            known = ids.get(table, more)
            ids[table] = known | more if known and more else frozenset()
        return Changes(ids, self.records | later.records)
