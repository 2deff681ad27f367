"""Where people belong and meetings are held: the organizations and groups a picker offers."""

from __future__ import annotations

from collections.abc import Iterable

from db.core.book import Book
from db.organizations.fields import GROUP_KIND
from db.organizations.queries import Node, nodes
from desktop.widgets.organization_picker import Node as Offer
from desktop.widgets.organization_picker import OrganizationPicker


class Places:
    """The tree of organizations as last read. A dissolved one is offered only where it is already chosen."""

    def __init__(self) -> None:
        self._nodes: dict[int, Node] = {}

    def read(self, book: Book) -> None:
        with book.read() as connection:
            self._nodes = {node.id: node for node in nodes(connection)}

    @property
    def empty(self) -> bool:
        """Whether there is no organization anyone could belong to."""
        return not any(node.kind != GROUP_KIND for node in self._nodes.values())

    @property
    def root(self) -> int | None:
        """The organization above all others, where it is one alone: mostly the office itself."""
        tops = [node.id for node in self._nodes.values() if node.parent_id is None and node.dissolved_on is None]
        return tops[0] if len(tops) == 1 else None

    def name(self, organization: int | None) -> str:
        node = self._nodes.get(organization or 0)
        return node.name if node else ""

    def every(self, chosen: int | None = None) -> list[Offer]:
        """Organizations and groups by their full names, as records print them."""
        return [
            Offer(node.id, node.parent_id, node.name, node.short_name)
            for node in self._offered(self._nodes.values(), chosen)
        ]

    def organizations(self, chosen: int | None = None) -> list[Offer]:
        """Everything people can belong to, as a tree; groups are chosen beside their branch."""
        return self._offers([node for node in self._nodes.values() if node.kind != GROUP_KIND], chosen)

    def groups(self, organization: int | None, chosen: int | None = None) -> list[Offer]:
        """The groups of one branch."""
        return self._offers(self._groups_of(organization), chosen)

    def home(self, place: int | None) -> tuple[int | None, int | None]:
        """Organization and group a new person of *place* begins with: a group's branch and the group.

        None where *place* has branches below it: in which of them the person is, only the user knows.
        """
        node = self._nodes.get(place or 0)
        if node is None or any(
            below.parent_id == node.id and below.kind != GROUP_KIND for below in self._nodes.values()
        ):
            return None, None
        return (node.parent_id, node.id) if node.kind == GROUP_KIND else (node.id, None)

    def _groups_of(self, organization: int | None) -> list[Node]:
        if organization is None:
            return []
        return [node for node in self._nodes.values() if node.parent_id == organization and node.kind == GROUP_KIND]

    def _offers(self, nodes: Iterable[Node], chosen: int | None) -> list[Offer]:
        return [Offer(node.id, node.parent_id, node.label, node.name) for node in self._offered(nodes, chosen)]

    def _offered(self, nodes: Iterable[Node], chosen: int | None) -> list[Node]:
        return [node for node in nodes if node.dissolved_on is None or node.id == chosen]


class PlacePickers:
    """A picker of an organization and one of its groups that follows it."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.organization = OrganizationPicker(lambda: places.organizations(self.organization.value()))
        self.group = OrganizationPicker(lambda: places.groups(self.organization.value(), self.group.value()))
        self.organization.changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Another organization has other groups: forget one that is not its own."""
        organization = self.organization.value()
        offered = self._places.groups(organization)
        chosen = self.group.value()
        if chosen is not None and chosen not in {group.id for group in self._places.groups(organization, chosen)}:
            self.group.set_value(None)
        hint = "选择党小组" if offered else "该组织没有党小组" if organization is not None else "先选择所在组织"
        self.group.line.setPlaceholderText(hint)
