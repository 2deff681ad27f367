"""How many members each organization has, with and without what stands under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from db.core.book import Book
from db.organizations.fields import GROUP_KIND
from db.organizations.queries import Node
from db.people.queries import member_counts


@dataclass(frozen=True, slots=True)
class Count:
    """Present Party members of one organization, and those of everything under it added."""

    own: int
    below: int


def read_counts(book: Book, nodes: Sequence[Node]) -> dict[int, Count]:
    """Counts of every node (parents come before children); read on a worker.

    Members of a group are members of its branch already, so a group adds nothing to what is above it.
    """
    with book.read() as connection:
        own = member_counts(connection)
    total = {node.id: own.get(node.id, 0) for node in nodes}
    for node in reversed(nodes):
        if node.parent_id is not None and node.kind != GROUP_KIND:
            total[node.parent_id] += total[node.id]
    return {node.id: Count(own.get(node.id, 0), total[node.id]) for node in nodes}
