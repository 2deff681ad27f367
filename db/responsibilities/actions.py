"""Changing responsibility lists and their items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import date

from sqlalchemy import select

from db.core.action import Stop, Work, unstopped
from db.core.book import Book
from db.core.errors import UserError
from db.goals.items import move, order, refuse_begun
from db.meetings.models import MeetingKind
from db.organizations.models import Organization
from db.responsibilities.checks import check_item, check_list
from db.responsibilities.draft import ItemDraft, ListDraft
from db.responsibilities.models import Pledge, ResponsibilityItem, ResponsibilityList
from db.responsibilities.queries import NO_ITEM, NO_LIST, answers

READ, EDIT = "responsibilities.read", "responsibilities.edit"
_TOLD = ("share", "outcome")  # what is said of a year: it is not copied into another

# -- lists -------------------------------------------------------------------------------------------------------


def save_list(book: Book, draft: ListDraft, list_id: int | None = None) -> int:
    """Add a list or change its head; returns the id."""
    check_list(draft)
    draft = replace(draft, title=draft.title.strip())
    with book.action("新建责任清单" if list_id is None else "修改责任清单", EDIT) as work:
        work.get(Organization, draft.organization_id, "制定组织已被删除，请重新选择。", "organization_id")
        if list_id is None:
            record = ResponsibilityList(id=work.new_id())
        else:
            record = work.get(ResponsibilityList, list_id, NO_LIST)
        _refuse_twin(work, draft, record.id)
        for name, value in asdict(draft).items():
            setattr(record, name, value)
        work.session.add(record)
        return record.id


def copy_list(book: Book, list_id: int, year: int) -> int:
    """The same list for *year* with its items, nothing of it done yet, and the same organizations to pledge on it;
    returns the new one's id."""
    with book.action("复制责任清单", EDIT) as work:
        old = work.get(ResponsibilityList, list_id, NO_LIST)
        title = old.title.replace(str(old.year), str(year))
        draft = ListDraft(old.organization_id, old.level, year, title, None, old.note)
        check_list(draft)
        record = ResponsibilityList(id=work.new_id(), **asdict(draft))
        if _twin(work, draft, record.id):
            there = f"{year} 年已有“{title}”，没有再复制；请把时期换到 {year} 年，打开那一份"
            raise UserError(f"{there}。", {"year": there})
        work.session.add(record)
        kept = [field.name for field in fields(ItemDraft) if field.name not in (*_TOLD, "due_on")]
        for item in old.items:
            values = {name: getattr(item, name) for name in kept}
            due = item.due_on and in_year(item.due_on, item.due_on.year + year - old.year)
            record.items.append(ResponsibilityItem(id=work.new_id(), no=item.no, due_on=due, **values))
        for pledge in old.pledges:
            if answers(pledge.organization.dissolved_on, year, book.now().date()):
                record.pledges.append(Pledge(id=work.new_id(), organization_id=pledge.organization_id))
        return record.id


def delete_lists(book: Book, list_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Delete lists with their items, pledges and tasks; ``UserError`` where a task made of an item was begun."""
    parts = (ResponsibilityList.items, ResponsibilityList.pledges)
    with book.action("删除责任清单", EDIT) as work:
        for record in work.get_many(ResponsibilityList, list_ids, NO_LIST, *parts):
            stop()
            _refuse_begun(work, record.items)
            work.session.delete(record)


def in_year(day: date, year: int) -> date:
    """The same day of another year; of a 29 February the 28th."""
    return date(year, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _refuse_twin(work: Work, draft: ListDraft, own: int) -> None:
    if _twin(work, draft, own):
        raise UserError(
            f"这个组织 {draft.year} 年已有“{draft.title}”，请换一个名称，或打开原来那一份修改。",
            {"title": "已有同名清单"},
        )


def _twin(work: Work, draft: ListDraft, own: int) -> bool:
    """Whether its organization has another list of that name in that year."""
    twin = select(ResponsibilityList.id).where(
        ResponsibilityList.organization_id == draft.organization_id, ResponsibilityList.year == draft.year,
        ResponsibilityList.title == draft.title, ResponsibilityList.id != own,
    )  # fmt: skip
    return work.session.execute(twin).first() is not None


# -- items -------------------------------------------------------------------------------------------------------


def add_item(book: Book, list_id: int, draft: ItemDraft) -> int:
    """A further item, the last of its category; returns its id."""
    draft = _checked(draft)
    with book.action("添加清单条目", EDIT) as work:
        record = work.get(ResponsibilityList, list_id, NO_LIST)
        _check_kind(work, draft)
        item = ResponsibilityItem(id=work.new_id(), list_id=list_id, no=len(record.items) + 1, **asdict(draft))
        work.session.add(item)
        order([*record.items, item])
        return item.id


def save_item(book: Book, item_id: int, draft: ItemDraft) -> None:
    """One that changes its category becomes the last of that."""
    draft = _checked(draft)
    with book.action("修改清单条目", EDIT) as work:
        item = work.get(ResponsibilityItem, item_id, NO_ITEM)
        _check_kind(work, draft)
        moved = item.category != draft.category
        for name, value in asdict(draft).items():
            setattr(item, name, value)
        if moved:
            record = work.get(ResponsibilityList, item.list_id, NO_LIST)
            order([*(other for other in record.items if other is not item), item])


def delete_items(book: Book, item_ids: Sequence[int]) -> None:
    """Take items off their list, with the tasks made of them; ``UserError`` where one of these was begun."""
    with book.action("删除清单条目", EDIT) as work:
        items = work.get_many(ResponsibilityItem, item_ids, NO_ITEM)
        _refuse_begun(work, items)
        gone = {item.id for item in items}
        for list_id in dict.fromkeys(item.list_id for item in items):
            record = work.get(ResponsibilityList, list_id, NO_LIST)
            order([item for item in record.items if item.id not in gone])
        for item in items:
            work.session.delete(item)


def move_item(book: Book, item_id: int, step: int) -> bool:
    """Change places with the item before (-1) or after (1) in its category; at the edge the category itself moves.
    Returns whether anything moved."""
    with book.action("调整条目顺序", EDIT) as work:
        record = work.get(ResponsibilityList, work.get(ResponsibilityItem, item_id, NO_ITEM).list_id, NO_LIST)
        return move(record.items, next(item for item in record.items if item.id == item_id), step)


def _checked(draft: ItemDraft) -> ItemDraft:
    draft = replace(draft, category=draft.category.strip())
    check_item(draft)
    return draft


def _check_kind(work: Work, draft: ItemDraft) -> None:
    if draft.kind_id is not None:
        work.get(MeetingKind, draft.kind_id, "会议类型已被删除，请重新选择。", "kind_id")


def _refuse_begun(work: Work, items: Sequence[ResponsibilityItem]) -> None:
    refuse_begun(work, ResponsibilityItem.__tablename__, {item.id: item.words for item in items})
