"""Asking for what the ledger of problems wants to know of findings beside what they say themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from db.core.fields import Kind
from db.inspections.actions import to_problems
from db.problems.draft import ProblemDraft
from db.problems.fields import FIELDS
from desktop.app.context import AppContext
from desktop.widgets.form_dialog import FormDialog

if TYPE_CHECKING:
    from desktop.inspections.findings import FindingCard
    from desktop.inspections.inspections_view import InspectionsView

_ASKED = ("category", "leader", "responsible", "due_on")
_BY_NAME = {field.name: field for field in FIELDS}


def ask_into_ledger(context: AppContext, view: InspectionsView, cards: Sequence[FindingCard]) -> None:
    """Enter the findings of *cards* into the ledger; what is typed is saved first, since only saved ones can go."""
    places = [view.form.findings.cards.index(card) for card in cards]
    if not places or ((view.card.dirty or view.open_id is None) and not view.save()):
        return
    inspection = view.open_id
    ids = [id for at in places if (id := view.form.findings.cards[at].id) is not None]
    if inspection is None or not ids:
        return

    def apply(entered: dict[str, Any]) -> None:
        defaults = ProblemDraft(**entered)
        context.jobs.now(lambda: to_problems(context.book, inspection, ids, defaults))
        view.show_again(inspection)
        context.messages.info(f"已把 {len(ids)} 个问题列入问题台账，来源为“督查”，可按 Ctrl+Z 撤销。")

    fields = [_BY_NAME[name] for name in _ASKED]
    fields = [replace(field, help="没有写时限的问题用它") if field.kind is Kind.DATE else field for field in fields]
    FormDialog(
        "列入问题台账", fields, apply, button=f"列入（{len(ids)} 个）",
        note="问题、责任单位、整改要求和时限照检查记录；下面的内容可以不填，以后在台账里补。",
        today=lambda: context.book.now().date(), parent=view,
    ).open()  # fmt: skip
