"""Changing the tree of organizations."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.core.action import Work
from db.core.book import Book
from db.core.errors import UserError
from db.core.fields import check
from db.organizations.draft import OrganizationDraft
from db.organizations.fields import FIELDS, GROUP_KIND
from db.organizations.models import Organization
from db.organizations.queries import subtree
from db.organizations.rules import check_dates, check_under, may_stand_under

EDIT = "organizations.edit"


def save_organization(book: Book, draft: OrganizationDraft, organization_id: int | None = None) -> int:
    """Add an organization or change one; returns its id."""
    check(FIELDS, draft)
    check_dates(draft)
    with book.action("新建组织" if organization_id is None else "修改组织", EDIT) as work:
        organization = _existing_or_new(work, organization_id)
        if organization_id is not None:
            _check_group_stays(organization, draft.parent_id)
        if organization_id is None or organization.parent_id != draft.parent_id:
            organization.position = last_position(work.session, draft.parent_id) + 1
        for name, value in asdict(draft).items():
            setattr(organization, name, value)
        with work.session.no_autoflush:
            check_place(work.session, organization, draft.parent_id)
        work.session.add(organization)
        return organization.id


def move_organization(book: Book, organization_id: int, parent_id: int | None) -> None:
    """Hang an organization with all below it under another parent, as its last child."""
    with book.action("移动组织", EDIT) as work:
        organization = _existing_or_new(work, organization_id)
        _check_group_stays(organization, parent_id)
        check_place(work.session, organization, parent_id)
        organization.parent_id = parent_id
        organization.position = last_position(work.session, parent_id) + 1


def delete_organization(book: Book, organization_id: int) -> None:
    """Delete an organization nothing refers to. A body with a history is dissolved by date instead."""
    with book.action("删除组织", EDIT) as work:
        organization = _existing_or_new(work, organization_id)
        children = select(func.count()).where(Organization.parent_id == organization_id)
        if work.session.execute(children).scalar_one():
            raise UserError(f"“{organization.name}”下面还有组织，不能删除。请先移走下级组织。")
        work.session.delete(organization)


def _existing_or_new(work: Work, organization_id: int | None) -> Organization:
    if organization_id is None:
        return Organization(id=work.new_id())
    return work.get(Organization, organization_id, "这个组织已被删除，请刷新后再试。")


def last_position(session: Session, parent_id: int | None) -> int:
    """Where the last child of *parent_id* stands; 0 when it has none."""
    last = select(func.max(Organization.position)).where(Organization.parent_id == parent_id)
    return session.execute(last).scalar() or 0


def _check_group_stays(organization: Organization, parent_id: int | None) -> None:
    """A group divides the members of its branch: it cannot take them to another one."""
    if organization.kind == GROUP_KIND and organization.parent_id != parent_id:
        raise UserError(
            f"党小组“{organization.name}”不能移到别的支部。请在那边新建党小组，再为组员办“转移组织关系”。",
            {"parent_id": "党小组不能换支部"},
        )


def check_place(session: Session, organization: Organization, parent_id: int | None) -> None:
    """An organization stands under a kind that may hold it, not under itself, and shares its name with no sibling."""
    if parent_id is not None:
        if parent_id in session.execute(subtree(organization.id)).scalars().all():
            raise UserError("不能把组织移到它自己或它的下级之下。", {"parent_id": "是它自己的下级"})
        parent = session.get(Organization, parent_id)
        if parent is None:
            raise UserError("上级组织已被删除，请重新选择。", {"parent_id": "不存在"})
        check_under(organization.kind, parent.kind, parent.name)
    children = select(Organization.kind, Organization.name).where(Organization.parent_id == organization.id)
    for kind, name in session.execute(children):
        if not may_stand_under(kind, organization.kind):
            raise UserError(
                f"下级组织“{name}”是{kind}，不能设在{organization.kind}之下。请先移走它。",
                {"kind": f"{organization.kind}之下不设{kind}"},
            )
    twin = select(Organization.id).where(
        Organization.parent_id == parent_id,
        Organization.name == organization.name,
        Organization.id != organization.id,
    )
    if session.execute(twin).first():
        raise UserError(f"同一上级下已有名为“{organization.name}”的组织。", {"name": "重名"})
