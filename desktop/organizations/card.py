"""The right half of the page: one organization in its tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date

from db.core.dates import show_date
from db.core.errors import UserError
from db.organizations.draft import OrganizationDraft
from db.organizations.fields import FIELDS
from db.organizations.queries import Node
from desktop.app.context import AppContext
from desktop.organizations.counts import Count
from desktop.organizations.lists import BelowList, MembersTab
from desktop.organizations.posts import PostsTab
from desktop.organizations.tending import Tending
from desktop.widgets.attachments import AttachmentsTab
from desktop.widgets.form import RecordForm
from desktop.widgets.history_tab import HistoryTab
from desktop.widgets.organization_picker import OrganizationPicker
from desktop.widgets.record_card import RecordCard

_SECTIONS = (
    ("", ("name", "short_name", "kind", "parent_id", "sector", "founded_on", "dissolved_on")),
    ("", ("contact", "phone", "address", "note")),
)


class OrganizationCard(RecordCard):
    """Tabs 基本信息, 班子, 党员, 下级组织, 附件; the middle three of a saved organization only."""

    def __init__(self, context: AppContext, tending: Tending, today: Callable[[], date]) -> None:
        super().__init__("从左侧选择一个组织，或按 Ctrl+N 新建")
        self.preview.hide()
        self._stands_under: int | None = None
        place = OrganizationPicker(lambda: tending.places(also=self._stands_under))
        place.line.setPlaceholderText("不选：最上级组织")
        self.form = RecordForm(FIELDS, _SECTIONS, editors={"parent_id": place}, wide=("name", "address"), today=today)
        self.posts = PostsTab(context, today)
        self.members = MembersTab(context, today)
        self.below = BelowList(context)
        self.add_tab(self.form, "基本信息")
        self._dated = (self.add_tab(self.posts, "班子"), self.add_tab(self.members, "党员"))
        self._below_tab = self.add_tab(self.below, "下级组织")
        self.attachments = AttachmentsTab(context, "organization", self)
        self.history = HistoryTab(context, "organization", self)
        self.form.changed.connect(lambda _name: self.set_dirty(True))
        self.posts.counted.connect(lambda count: self.tabs.setTabText(self._dated[0], f"班子 {count}"))
        self.members.counted.connect(lambda count: self.tabs.setTabText(self._dated[1], f"党员 {count}"))
        self.posts.day_bar.day_changed.connect(self.set_day)
        self.members.day_bar.day_changed.connect(self.set_day)

    # -- the form ----------------------------------------------------------------------------------

    def load(self, draft: OrganizationDraft, *, new: bool) -> None:
        """Show *draft*, clean."""
        self._stands_under = draft.parent_id
        over = f"（{show_date(draft.dissolved_on)} 撤销）" if draft.dissolved_on else ""
        self.open_record("新建组织" if new else draft.name + over)
        self.form.load(asdict(draft))
        for tab in (*self._dated, self._below_tab):
            self.tabs.setTabVisible(tab, not new)
        if new:
            self.attachments.show_record(None)
            self.tabs.setCurrentIndex(0)
            name = self.form.editors["name"]
            name.setFocus()
            name.input.selectAll()  # type: ignore[attr-defined]  # what is proposed is replaced by typing

    def draft(self) -> OrganizationDraft:
        """What is entered. ``UserError`` when a field cannot be read; it is marked."""
        values = self.form.values()
        return OrganizationDraft(**values | {"sector": values["sector"] or ""})

    def show_problems(self, error: UserError) -> bool:
        """Mark the fields *error* names; False when it names none."""
        marked = self.form.show_problems(error)
        if marked:
            self.tabs.setCurrentIndex(0)
        return marked

    # -- the other tabs ----------------------------------------------------------------------------

    def set_day(self, day: date) -> None:
        """Both dated tabs look at the same day."""
        for tab in (self.posts, self.members):
            if tab.day_bar.day != day:
                tab.day_bar.set_day(day)
                tab.reload()

    def show_tabs(self, node: Node, above: Node | None) -> None:
        """Read the tabs of *node*, which stands under *above*."""
        self.posts.open(node, above)
        self.members.open(node.id)
        self.attachments.show_record(node.id)

    def show_below(self, children: Sequence[tuple[Node, Count]]) -> None:
        self.below.show_rows(
            [(node.id, node.name, node.kind, count.own, count.below, node.dissolved_on) for node, count in children]
        )
        self.tabs.setTabText(self._below_tab, f"下级组织 {len(children)}")
