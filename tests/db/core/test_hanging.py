"""What hangs on a record of any table goes with it and returns with it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from db.core.errors import UserError
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.progress.actions import note
from db.progress.draft import ProgressDraft
from db.progress.models import ProgressEntry
from db.responsibilities.models import ResponsibilityItem, ResponsibilityList
from db.tasks.models import Task


def count(book, model):
    with book.read() as connection:
        return connection.execute(select(func.count()).select_from(model)).scalar_one()


@pytest.fixture
def item(book):
    """An item of a list with a task that comes from it, and what was done towards that."""
    street = save_organization(book, OrganizationDraft("和平街道党工委", "党工委"))
    with book.action("建清单", "responsibilities.edit") as work:
        whole = ResponsibilityList(
            id=work.new_id(), organization_id=street, level="社区", year=2022, title="2022年责任清单"
        )
        item = ResponsibilityItem(id=work.new_id(), list=whole, no=1, category="党员教育", text="每季度讲一次党课")
        work.session.add(whole)
        task = Task(id=work.new_id(), source_table="responsibility_item", source_id=item.id, title="讲党课")
        work.session.add(task)
        note(work, "task", task.id, ProgressDraft(date(2022, 3, 1), "张喆", None, "备课"), "进行中")
    return item.id


def test_what_hangs_on_a_part_goes_with_its_record_and_returns(book, item):
    with book.action("删除清单", "responsibilities.edit") as work:
        work.session.delete(work.session.execute(select(ResponsibilityList)).scalar_one())
    assert [count(book, model) for model in (ResponsibilityItem, Task, ProgressEntry)] == [0, 0, 0]
    book.undo()
    assert [count(book, model) for model in (ResponsibilityItem, Task, ProgressEntry)] == [1, 1, 1]


def test_what_hangs_on_a_part_goes_with_the_part_alone(book, item):
    with book.action("删除条目", "responsibilities.edit") as work:
        work.session.delete(work.get(ResponsibilityItem, item, ""))
    assert [count(book, model) for model in (ResponsibilityList, Task, ProgressEntry)] == [1, 0, 0]


def test_nothing_hangs_on_a_part_that_is_gone(book, item):
    with pytest.raises(UserError, match="任务所属的记录已被删除"), book.action("布置", "tasks.edit") as work:
        work.session.add(Task(source_table="responsibility_item", source_id=item + 1000, title="无主"))
