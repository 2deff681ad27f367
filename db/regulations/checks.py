"""What makes a regulation or a revision unsaveable. ``UserError`` names what it is."""

from __future__ import annotations

from datetime import date

from db.core.errors import UserError
from db.core.fields import check
from db.regulations.draft import RegulationDraft, RevisionDraft
from db.regulations.fields import FIELDS, REVISION_FIELDS


def check_regulation(
    draft: RegulationDraft, first_revised: date | None = None, last_revised: date | None = None
) -> None:
    """*first_revised* and *last_revised*: the days of what is known to have been revised of it."""
    check(FIELDS, draft)
    assert draft.adopted_on is not None
    if draft.abolished_on and draft.abolished_on < draft.adopted_on:
        _refuse("abolished_on", f"废止日期早于施行日期 {draft.adopted_on}")
    if first_revised and first_revised < draft.adopted_on:
        _refuse("adopted_on", f"施行日期晚于已登记的修订（{first_revised}）")
    if last_revised and draft.abolished_on and last_revised > draft.abolished_on:
        _refuse("abolished_on", f"废止日期早于已登记的修订（{last_revised}）")


def check_revision(draft: RevisionDraft, adopted_on: date, abolished_on: date | None) -> None:
    check(REVISION_FIELDS, draft)
    assert draft.revised_on is not None
    if draft.revised_on < adopted_on:
        _refuse("revised_on", f"修订日期早于施行日期 {adopted_on}")
    if abolished_on and draft.revised_on > abolished_on:
        _refuse("revised_on", f"修订日期晚于废止日期 {abolished_on}")


def _refuse(field: str, text: str) -> None:
    raise UserError(f"{text}。", {field: text})
