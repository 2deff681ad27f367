"""The page 制度: 规章制度 and 工作流程, one in its tabs: how it was revised, its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from db.regulations import actions
from db.regulations.draft import RegulationDraft, RevisionDraft
from db.regulations.fields import FIELDS, KINDS, REVISION_FIELDS, RULE
from db.regulations.queries import (
    ABOLISHED,
    IN_FORCE,
    get_regulation,
    procedures_optimised,
    regulations,
    revisions_of,
    rules_made,
)
from desktop.app.context import AppContext
from desktop.duties.parts_tab import Parts, PartsTab
from desktop.duties.record_view import Kept, RecordPage

_CHIPS = ((None, "全部"), *((kind, kind) for kind in KINDS), (IN_FORCE, IN_FORCE), (ABOLISHED, ABOLISHED))

REGULATIONS = Kept(
    "regulation", "制度", "项", FIELDS,
    (("", ("title", "kind", "number", "organization_id", "adopted_on", "abolished_on", "text")),), RegulationDraft,
    regulations, ("title", "kind", "adopted_on", "revised_on", "state"), get_regulation, actions.save_regulation,
    actions.delete_regulations, actions.READ, "名称、文号、内容、修订", tables=("revision",),
    yields=("revised_on", "kind"), goes="它的修订记录和附件一并删除。",
)  # fmt: skip
REVISIONS = Parts(
    "revision", "regulation", "修订", "登记修订", "次", "还没有登记过修订。修订后点“登记修订…”，写明改了什么。",
    REVISION_FIELDS, RevisionDraft, "text", revisions_of, actions.add_revision, actions.save_revision,
    actions.delete_revisions,
)  # fmt: skip


class RegulationsPage(RecordPage):
    """The subtitle says what reports ask for: rules made or revised, procedures optimised in the period."""

    def __init__(self, context: AppContext) -> None:
        self._figures = ""
        super().__init__(context, REGULATIONS, _CHIPS, title="制度")

    def further_tabs(self) -> Sequence[Any]:
        self.revisions = PartsTab(self._context, self.card, REVISIONS)
        return (self.revisions,)

    def narrowed_to(self, chip: str) -> dict[str, Any]:
        return {"kind": chip} if chip in KINDS else {"state": chip}

    def begins_with(self) -> dict[str, Any]:
        chip = self.filters.chip
        return {"kind": chip if chip in KINDS else RULE}

    def counted(self, total: int) -> str:
        self._read_figures()
        return f"{super().counted(total)}{self._figures}"

    def _read_figures(self) -> None:
        book, scope = self._book, self._context.scope

        def read(_stale: Callable[[], bool]) -> tuple[int, int]:
            with book.read() as connection:
                given = (connection, scope.period, scope.organization)
                return len(rules_made(*given)), len(procedures_optimised(*given))

        def take(found: tuple[int, int]) -> None:
            self._figures = f" · 建立完善制度 {found[0]} 项，优化流程 {found[1]} 项"
            self.set_subtitle(f"{super(RegulationsPage, self).counted(self.model.total)}{self._figures}")

        self._context.jobs.latest((self, "figures"), read, take, owner=self)
