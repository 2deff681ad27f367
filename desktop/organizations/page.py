"""The organizations page: the tree, one organization in its tabs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from db.core.changes import Changes
from db.core.listing import Filter
from db.drafts.models import NEW
from db.exchange import ledgers
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.organizations.fields import COMMITTEE_KINDS
from db.organizations.queries import Node, get_organization, nodes, organizations
from db.people.bodies import organization_of_post
from desktop.app.context import AppContext
from desktop.app.jobs import Cancelled
from desktop.app.page import Scope
from desktop.exchange.excel_menu import ExcelMenu, Exported
from desktop.organizations.card import OrganizationCard
from desktop.organizations.counts import Count, read_counts
from desktop.organizations.forest import Forest, gone
from desktop.organizations.tending import Tending
from desktop.organizations.tree_view import OrganizationPanel
from desktop.widgets.draft_keeper import DraftKeeper
from desktop.widgets.split_page import SplitPage


class OrganizationsPage(SplitPage):
    """The organizations of the scope as a tree, and the open one's data, leading bodies and members."""

    drafts: DraftKeeper
    view: OrganizationPanel
    card: OrganizationCard

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._book = context.book
        self._counts: Mapping[int, Count] = {}
        self.tending = Tending(context, lambda: self.forest, self._today)
        card = OrganizationCard(context, self.tending, self._today)
        super().__init__("组织", OrganizationPanel(self._today), card, context.messages, record="organization")
        self.keep_drafts(DraftKeeper(context, card, "organization", card.form, self.show_again))
        card.form.changed.connect(lambda _name: self.drafts.touch())
        self._add_actions()
        card.posts.person_requested.connect(lambda id: context.bus.record_requested.emit("person", id))
        card.members.list.opened.connect(lambda id: context.bus.record_requested.emit("person", id))
        card.below.opened.connect(lambda id: self.open_record("organization", id))
        self.view.tree.move_requested.connect(self._move)

    def _add_actions(self) -> None:
        self.excel = ExcelMenu(
            self._context, self, self.add_action("Excel", "table"),
            Exported("组织", organizations, self._wanted, ledgers.organizations), [ledgers.posts],
        )  # fmt: skip
        self.new_button = self.add_action("新建组织", "plus", primary=True)
        self.new_button.setToolTip("新建组织（Ctrl+N）：在党委之下，或在支部旁边；支部下的党小组用右键“新建下级组织”")
        self.new_button.clicked.connect(self._begin_near)
        QShortcut(QKeySequence.StandardKey.New, self, self._begin_near)
        self.view.tree.set_menu(self._fill_menu)

    def _wanted(self) -> Filter:
        """What goes to Excel: the organizations of the scope, with what was typed into the tree's search."""
        return Filter(text=self.view.search.text(), organization=self._context.scope.organization)

    def _today(self) -> date:
        return self._book.now().date()

    @property
    def forest(self) -> Forest:
        """All organizations of the book."""
        return self.view.forest

    # -- the tree ----------------------------------------------------------------------------------

    def set_scope(self, scope: Scope) -> None:
        self.view.top = scope.organization
        self._read_tree()
        self.card.set_day(min(scope.period.last, self._today()))
        if self.open_id is not None and not self.card.dirty:
            self.show_record(self.open_id)

    def search(self, text: str) -> None:
        self.view.search.setText(text)
        self.view.rebuild()

    def refresh(self, changes: Changes) -> None:
        if changes.touch("organization"):
            self._read_tree()
            self.follow(changes)
        elif changes.touch("person", "membership"):
            self._read_counts()
        if changes.touch("organization", "person", "membership", "post", "election", "rule"):
            self._show_tabs()

    def _read_tree(self) -> None:
        with self._book.read() as connection:
            self.view.forest = Forest(nodes(connection))
        self.view.rebuild()
        self._tell_total()
        self._read_counts()

    def _read_counts(self) -> None:
        forest = self.forest

        def read(_stop: Cancelled) -> Mapping[int, Count]:
            counts = read_counts(self._book, forest.nodes)
            forest.prepare_search()
            return counts

        self._context.jobs.latest(self, read, self._take_counts)

    def _take_counts(self, counts: Mapping[int, Count]) -> None:
        self._counts = counts
        self.view.set_counts(counts)
        self._show_below()

    def _tell_total(self) -> None:
        shown = self.forest.shown(self.view.top, True, "", self._today())
        over = sum(gone(node, self._today()) for node in shown)
        self.set_subtitle(f"{len(shown) - over} 个" + (f" · 另有已撤销 {over} 个" if over else ""))

    def _fill_menu(self, menu: QMenu, id: int | None) -> None:
        menu.addAction("新建下级组织" if id is not None else "新建组织", lambda: self.begin_new(id))
        node = self.forest.get(id)
        if node is None:
            return
        menu.addAction("移动到…", lambda: self._saved_first(lambda: self.tending.choose_place(node, self).open()))
        menu.addSeparator()
        if node.dissolved_on is None:
            menu.addAction("撤销…", lambda: self._saved_first(lambda: self._dissolve(node.id)))
        else:
            menu.addAction("恢复", lambda: self._saved_first(lambda: self.tending.restore(node)))
        menu.addAction("删除", lambda: self._delete(node.id))

    # -- one record --------------------------------------------------------------------------------

    def load_record(self, id: int) -> None:
        with self._book.read() as connection:
            draft = get_organization(connection, id)
        self.card.load(draft, new=False)
        self._settled(id)
        self._show_tabs()

    def _settled(self, id: int | None) -> None:
        """The form shows the organization as the book has it, or a new one as it begins."""
        self.card.history.show_record(id)
        self.drafts.begin(id)

    def open_record(self, table: str, record_id: int) -> bool:
        if record_id == NEW:
            self._begin_near()
            return not self.card.dirty
        if table != "post":
            return self._open(record_id)
        with self._book.read() as connection:
            id = organization_of_post(connection, record_id)
        if id is None or not self._open(id):
            return False
        self.card.tabs.setCurrentWidget(self.card.posts)
        return True

    def _open(self, id: int) -> bool:
        if not self.can_leave():
            return False
        self.view.reveal(id)
        self.set_open(id)
        self.show_record(id)
        return True

    def _begin_near(self) -> None:
        """A new organization near the open one: below a committee, beside a branch or a group."""
        node = self.forest.get(self.open_id)
        beside = node is not None and node.parent_id is not None and node.kind not in COMMITTEE_KINDS
        self.begin_new(node.parent_id if node is not None and beside else self.open_id)

    def begin_new(self, parent: int | None = None) -> None:
        """An empty organization under *parent*, or at the top of the scope."""
        if not self.can_leave():
            return
        above = self.forest.get(parent if parent is not None else self._context.scope.organization)
        self.set_open(None)
        draft = new_under(above, self.forest)
        if not self.forest.nodes:  # the first one is the office's own
            draft = replace(draft, name=self._book.office)
        self.card.load(draft, new=True)
        self._settled(None)

    def save(self) -> bool:
        new, at = self.open_id is None, self.open_id

        def read() -> Callable[[], int]:
            draft = self.card.draft()
            return lambda: save_organization(self._book, draft, at)

        saved = self.attempt(self._context.jobs, read, self.card.show_problems)
        if saved is None:
            return False
        self.set_open(saved)
        self.show_record(saved)
        self.card.saved(self._book.now())
        if new:
            self._context.messages.info("组织已新建。")
        return True

    def _show_tabs(self) -> None:
        node = self.forest.get(self.open_id)
        if node is not None:
            self.card.show_tabs(node, self.forest.get(node.parent_id))
            self._show_below()

    def _show_below(self) -> None:
        none = Count(0, 0)
        if self.open_id is not None:
            children = self.forest.children(self.open_id)
            self.card.show_below([(node, self._counts.get(node.id, none)) for node in children])

    # -- as a whole --------------------------------------------------------------------------------

    def _saved_first(self, then: Callable[[], object]) -> None:
        """What is done to an organization as a whole waits for the user's decision about unsaved work."""
        if self.can_leave():
            then()

    def _move(self, id: int, parent_id: int | None) -> None:
        self._saved_first(lambda: self.tending.move(id, parent_id))

    def _dissolve(self, id: int) -> None:
        node = self.forest.get(id)
        if node is not None:
            members = self._counts[id].own if id in self._counts else 0
            self.tending.dissolve(node, members, self).open()

    def _delete(self, id: int) -> None:
        node = self.forest.get(id)
        if node is None:
            return
        was_open = id == self.open_id
        if self.tending.delete(node) and was_open:
            self.forget_typed()
            self.card.set_dirty(False)
            self.set_open(node.parent_id)
            self.show_record(node.parent_id)


def new_under(above: Node | None, forest: Forest) -> OrganizationDraft:
    """A draft under *above*: of the kind and sector its siblings mostly are."""
    if above is None:
        return OrganizationDraft()
    kinds = Counter(node.kind for node in forest.children(above.id))
    kind = kinds.most_common(1)[0][0] if kinds else ""
    return OrganizationDraft(parent_id=above.id, kind=kind, sector=above.sector)
