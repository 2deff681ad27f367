"""The organizations of a book in memory: who stands under whom, and which of them are to be shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from db.core.pinyin import pinyin
from db.organizations.queries import Node


class Forest:
    """*nodes* with parents before their children, as ``queries.nodes`` gives them."""

    def __init__(self, nodes: Sequence[Node] = ()) -> None:
        self.nodes = nodes
        self._by_id = {node.id: node for node in nodes}
        self._children: dict[int | None, list[Node]] = {}
        for node in nodes:
            self._children.setdefault(node.parent_id, []).append(node)
        self._below = dict.fromkeys(self._by_id, 0)
        for node in reversed(nodes):
            if node.parent_id is not None:
                self._below[node.parent_id] += self._below[node.id] + 1
        self._found_by: dict[int, str] = {}

    def get(self, id: int | None) -> Node | None:
        return self._by_id.get(id) if id is not None else None

    def name(self, id: int | None) -> str:
        """The full name; for the place above all, how it is called."""
        node = self.get(id)
        return node.name if node else "最上级"

    def children(self, id: int | None) -> list[Node]:
        return self._children.get(id, [])

    def below(self, id: int) -> int:
        """How many organizations stand under *id*, at any depth."""
        return self._below.get(id, 0)

    def subtree(self, id: int) -> set[int]:
        """*id* and everything under it."""
        found = {id}
        waiting = [id]
        while waiting:
            ids = [node.id for node in self.children(waiting.pop())]
            found.update(ids)
            waiting += ids
        return found

    def shown(self, top: int | None, dissolved: bool, text: str, today: date) -> list[Node]:
        """What the tree shows under *top* (None: the whole book): those fitting *text*, and all above them.

        A dissolved one stays while something under it lives on, or its children would have no place.
        """
        inside = self._by_id.keys() if top is None else self.subtree(top)
        wanted = text.strip().lower()
        kept: set[int] = set()

        def belongs(node: Node) -> bool:
            return (dissolved or not gone(node, today)) and self._fits(node, wanted)

        for node in reversed(self.nodes):
            if node.id in inside and (node.id in kept or belongs(node)):
                kept.add(node.id)
                if node.parent_id is not None:
                    kept.add(node.parent_id)
        return [node for node in self.nodes if node.id in kept and node.id in inside]

    def fits(self, text: str) -> Callable[[Node], bool]:
        """Whether a node itself fits *text*, not only something under it."""
        wanted = text.strip().lower()
        return lambda node: self._fits(node, wanted)

    def prepare_search(self) -> None:
        """Work out what every node is found by; on a worker, so that the first letter typed need not wait."""
        for node in self.nodes:
            self._words(node)

    def _fits(self, node: Node, wanted: str) -> bool:
        return not wanted or wanted in self._words(node)

    def _words(self, node: Node) -> str:
        """What a node is found by; worked out when it is first needed."""
        words = self._found_by.get(node.id)
        if words is None:
            names = (node.name, node.short_name)
            readings = (reading for name in names for reading in pinyin(name, surname=False))
            words = self._found_by[node.id] = " ".join((*names, *readings)).lower()
        return words


def gone(node: Node, today: date) -> bool:
    """Dissolved by *today*."""
    return node.dissolved_on is not None and node.dissolved_on <= today
