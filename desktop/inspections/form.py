"""An inspection as its tabs: the head, whom it visited, what it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal

from db.core.errors import UserError
from db.core.fields import Field
from db.inspections.draft import INSPECTION_LISTS, InspectionDraft, VisitLine
from db.inspections.fields import INSPECTION_FIELDS
from db.inspections.queries import Listed
from desktop.inspections.cards import set_lines
from desktop.inspections.findings import FindingCard, Findings
from desktop.inspections.visits import VisitCard, Visits
from desktop.widgets.editor import Editor
from desktop.widgets.form import RecordForm
from desktop.widgets.offered_edit import OfferedEdit
from desktop.widgets.organization_picker import Node, OrganizationPicker
from desktop.widgets.record_card import RecordCard

_SECTIONS = (
    ("", ("held_on", "kind", "group_id", "organization_id", "title", "inspectors")), ("", ("text", "advice")),
)  # fmt: skip
_BY_NAME: dict[str, Field] = {field.name: field for field in INSPECTION_FIELDS}
_HEAD = tuple(field.name for field in fields(InspectionDraft) if field.name not in INSPECTION_LISTS)
_CAPTIONS = {"visits": "受检组织", "findings": "发现问题"}


@dataclass(frozen=True)
class Around:
    """What the form asks of the page around it."""

    nodes: Callable[[int | None], list[Node]]  # organizations to offer, the chosen one among them
    groups: Callable[[date | None, int | None], list[tuple[int, str]]]  # those of the day, and the chosen one
    listed: Callable[[Sequence[int]], Mapping[int, Listed]]  # problems by their ids
    today: Callable[[], date]


class InspectionForm(QObject):
    """``edited`` and ``due`` are fired by the user's changes only; ``due``: a field of the head, or a list."""

    edited = Signal()
    due = Signal(str)

    def __init__(self, card: RecordCard, around: Around) -> None:
        super().__init__(card)
        self._card, self._around = card, around
        self._group = OfferedEdit(_BY_NAME["group_id"], lambda chosen: around.groups(self.peek("held_on"), chosen))
        office = OrganizationPicker(lambda: around.nodes(office.value()))
        editors: dict[str, Editor] = {"group_id": self._group, "organization_id": office}
        self.head = RecordForm(
            INSPECTION_FIELDS, _SECTIONS, editors=editors, wide=("title", "inspectors"), today=around.today
        )
        set_lines(self.head, text=4, advice=2)
        self.visits = Visits(around.nodes)
        self.findings = Findings(self._places, lambda: self.peek("held_on") or around.today())
        self.findings.visited(lambda: self.visits.organizations)
        self._tabs = {
            "head": card.add_tab(self.head, "基本信息"), "visits": card.add_tab(self.visits, _CAPTIONS["visits"]),
            "findings": card.add_tab(self.findings, _CAPTIONS["findings"]),
        }  # fmt: skip
        self.head.changed.connect(self._on_head)
        self.visits.edited.connect(lambda: self._on_edited("visits"))
        self.findings.edited.connect(lambda: self._on_edited("findings"))

    # -- the record --------------------------------------------------------------------------------

    def load(self, draft: InspectionDraft) -> None:
        """Show *draft*; clean afterwards."""
        self.head.load({name: getattr(draft, name) for name in _HEAD})
        self._group.set_value(draft.group_id)  # once more: what is offered goes by the day
        self.visits.load(draft.visits)
        self.findings.load(draft.findings, self._listed([line.problem_id for line in draft.findings]))
        self._name_tabs()

    def draft(self) -> InspectionDraft:
        """What is entered; ``UserError`` with what cannot be read marked."""
        return InspectionDraft(
            **self.head.values(), visits=self.visits.lines("visits", VisitCard.line),
            findings=self.findings.lines("findings", FindingCard.line),
        )  # fmt: skip

    def snapshot(self) -> dict[str, Any]:
        lists = {"visits": self.visits.snapshot(), "findings": self.findings.snapshot()}
        return self.head.snapshot() | lists

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """The group is offered by the day: the day first."""
        self.head.restore({name: kept for name, kept in snapshot.items() if name in _HEAD})
        if "group_id" in snapshot:
            self._group.offer_anew()
            self._group.set_draft(snapshot["group_id"])
        if "visits" in snapshot:
            self.visits.restore(snapshot["visits"])
        if "findings" in snapshot:
            self.findings.restore(snapshot["findings"])
            self.show_states()
        self._name_tabs()

    def caption(self, name: str) -> str:
        return _CAPTIONS.get(name) or self.head.caption(name)

    def worded(self, name: str, kept: Any) -> str:
        if name not in _CAPTIONS:
            return self.head.worded(name, kept)
        named = {node.id: node.name for node in self._around.nodes(None)}
        lines = []
        for line in kept:
            place = named.get(line["organization_id"] or 0, "")
            lines.append("：".join(filter(None, (place, line["text"], line.get("demand"), line.get("due_on")))))
        return "；".join(lines)

    def show_problems(self, error: UserError) -> bool:
        """Mark what *error* names and show its tab; False when it is nothing of this form's."""
        for name in _CAPTIONS:
            if name in error.fields:
                self.show_tab(name)
                getattr(self, name).set_problem(error.text)
                return True
        if set(error.fields) & set(_HEAD):
            self.show_tab("head")
            return self.head.show_problems(error)
        return False

    # -- what the page does ------------------------------------------------------------------------

    def peek(self, name: str) -> Any:
        """A field's value as far as it can be read now, else None."""
        head: RecordForm | None = getattr(self, "head", None)
        try:
            return None if head is None else head.editors[name].value()
        except UserError:
            return None

    def propose(self, name: str, value: Any) -> None:
        """Fill in a field of the head for the user."""
        self.head.editors[name].set_value(value)

    def propose_visits(self, organizations: Sequence[int]) -> None:
        self.visits.load([VisitLine(organization) for organization in organizations])
        self._name_tabs()

    def show_states(self) -> None:
        """How the problems stand that the findings became."""
        self.findings.show_states(self._listed([card.problem_id for card in self.findings.cards]))

    def show_field(self, name: str) -> None:
        """Bring the tab of a field to the front and put the cursor into the field."""
        if name in _CAPTIONS:
            self.show_tab(name)
            getattr(self, name).enter()
        elif name in self.head.editors:
            self.show_tab("head")
            self.head.editors[name].setFocus()

    def show_tab(self, name: str) -> None:
        self._card.tabs.setCurrentIndex(self._tabs[name])

    def _places(self, chosen: int | None) -> list[Node]:
        """Those visited come first: mostly it is one of them."""
        visited = self.visits.organizations
        nodes = self._around.nodes(chosen)
        first = [node._replace(parent=None) for node in nodes if node.id in visited]
        return [*first, *(node for node in nodes if node.id not in visited)]

    def _listed(self, problem_ids: Sequence[int | None]) -> Mapping[int, Listed]:
        return self._around.listed([id for id in problem_ids if id is not None])

    def _on_head(self, name: str) -> None:
        if name == "held_on":
            self._group.offer_anew()
        self._on_edited(name)

    def _on_edited(self, name: str) -> None:
        self._name_tabs()
        self.due.emit(name)
        self.edited.emit()

    def _name_tabs(self) -> None:
        """Tabs tell how many lines they hold."""
        for name, caption in _CAPTIONS.items():
            count = len(getattr(self, name).cards)
            self._card.tabs.setTabText(self._tabs[name], f"{caption} {count}" if count else caption)
