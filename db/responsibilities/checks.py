"""What makes a list, an item or a signature unsaveable. ``UserError`` names what it is."""

from __future__ import annotations

from datetime import date

from db.core.errors import UserError
from db.core.fields import check
from db.goals.checks import goal_problems
from db.responsibilities.draft import ItemDraft, ListDraft, PledgeDraft
from db.responsibilities.fields import ITEM_FIELDS, LIST_FIELDS, PLEDGE_FIELDS


def check_list(draft: ListDraft) -> None:
    check(LIST_FIELDS, draft)


def check_item(draft: ItemDraft) -> None:
    check(ITEM_FIELDS, draft)
    if problems := goal_problems(draft):
        raise UserError("；".join(problems.values()) + "。", problems)


def check_pledge(draft: PledgeDraft, today: date) -> None:
    check(PLEDGE_FIELDS, draft)
    check_signing(draft.signed_on, today)
    if draft.signer.strip() and draft.signed_on is None:
        raise UserError("填写了签订人，请再填写签订日期。", {"signed_on": "请填写签订日期"})


def check_signing(day: date | None, today: date) -> None:
    if day is not None and day > today:
        raise UserError("签订日期还没有到，签订以后再登记。", {"signed_on": "还没有到"})
