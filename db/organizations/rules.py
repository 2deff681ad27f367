"""What holds within one organization and between it and the one above, whoever writes it: a form or a sheet."""

from __future__ import annotations

from db.core.errors import UserError
from db.core.vocabulary import organization_kinds
from db.organizations.draft import OrganizationDraft


def check_dates(draft: OrganizationDraft) -> None:
    """Dissolved after it was founded."""
    if draft.founded_on and draft.dissolved_on and draft.dissolved_on < draft.founded_on:
        raise UserError("撤销日期早于成立日期，请核对。", {"dissolved_on": "早于成立日期"})


def may_stand_under(kind: str, parent_kind: str) -> bool:
    return parent_kind in _parents(kind)


def check_under(kind: str, parent_kind: str, parent_name: str) -> None:
    """A kind stands only under the kinds that may hold it."""
    if not may_stand_under(kind, parent_kind):
        places = "、".join(_parents(kind)) or "最上级"
        raise UserError(
            f"{kind}不能设在{parent_kind}“{parent_name}”之下。可设在：{places}。",
            {"parent_id": f"{parent_kind}之下不设{kind}"},
        )


def _parents(kind: str) -> list[str]:
    return next((entry["parents"] for entry in organization_kinds() if entry["name"] == kind), [])
