"""Changing rules and procedures, and telling how they were revised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from db.core.action import Stop, unstopped
from db.core.book import Book
from db.organizations.models import Organization
from db.regulations.checks import check_regulation, check_revision
from db.regulations.draft import RegulationDraft, RevisionDraft
from db.regulations.models import Regulation, Revision

EDIT = "regulations.edit"
READ = "regulations.read"
_GONE = "这项制度已被删除，请刷新列表。"
_NO_REVISION = "这次修订的记录已被删除，请刷新列表。"


def save_regulation(book: Book, draft: RegulationDraft, regulation_id: int | None = None) -> int:
    """Add a rule or a procedure, or change it; returns the id."""
    check_regulation(draft)
    with book.action("新建制度" if regulation_id is None else "修改制度", EDIT) as work:
        work.get(Organization, draft.organization_id, "组织已被删除，请重新选择。", "organization_id")
        if regulation_id is None:
            regulation = Regulation(id=work.new_id())
        else:
            regulation = work.get(Regulation, regulation_id, _GONE)
            days = [revision.revised_on for revision in regulation.revisions]
            check_regulation(draft, min(days, default=None), max(days, default=None))
        for name, value in asdict(draft).items():
            setattr(regulation, name, value)
        work.session.add(regulation)
        return regulation.id


def delete_regulations(book: Book, regulation_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Delete regulations with what is told of their revisions."""
    with book.action("删除制度", EDIT) as work:
        for regulation in work.get_many(Regulation, regulation_ids, _GONE, Regulation.revisions):
            stop()
            work.session.delete(regulation)


def add_revision(book: Book, regulation_id: int, draft: RevisionDraft) -> int:
    """Tell that a regulation was revised; returns the id."""
    with book.action("登记制度修订", EDIT) as work:
        regulation = work.get(Regulation, regulation_id, _GONE)
        check_revision(draft, regulation.adopted_on, regulation.abolished_on)
        revision = Revision(id=work.new_id(), regulation_id=regulation_id, **asdict(draft))
        work.session.add(revision)
        return revision.id


def save_revision(book: Book, revision_id: int, draft: RevisionDraft) -> None:
    with book.action("修改制度修订", EDIT) as work:
        revision = work.get(Revision, revision_id, _NO_REVISION)
        check_revision(draft, revision.regulation.adopted_on, revision.regulation.abolished_on)
        for name, value in asdict(draft).items():
            setattr(revision, name, value)


def delete_revisions(book: Book, revision_ids: Sequence[int]) -> None:
    with book.action("删除制度修订", EDIT) as work:
        for revision in work.get_many(Revision, revision_ids, _NO_REVISION):
            work.session.delete(revision)
