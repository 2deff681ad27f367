"""Organizations as sheets write them: by name, and by the way down to them where the name is not enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from db.organizations.queries import Node

BELOW = "/"  # 春和社区党委/第一党支部


def written_names(nodes: Sequence[Node]) -> dict[int, str]:
    """What each of *nodes* (the whole book's) is called in a sheet, unique among them where that can be."""
    by_id = {node.id: node for node in nodes}
    called = Counter(name for node in nodes for name in {node.name, node.short_name} if name)
    return {node.id: node.name if called[node.name] == 1 else _way(node, by_id) for node in nodes}


def _way(node: Node, by_id: dict[int, Node]) -> str:
    names: list[str] = []
    at: Node | None = node
    while at is not None:
        names.append(at.name)
        at = by_id.get(at.parent_id or 0)
    return BELOW.join(reversed(names))
