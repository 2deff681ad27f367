from __future__ import annotations

from dataclasses import replace

from db.core.period import Period
from db.responsibilities.actions import add_item, copy_list, delete_items
from db.responsibilities.draft import ItemDraft


def test_two_years_side_by_side(office, go, context, cells, settle, page):
    copy = copy_list(office.book, office.list, 2023)
    add_item(office.book, copy, ItemDraft(category="作风纪律", text="开展警示教育"))
    delete_items(office.book, [office.items(copy)[0].id])
    context.scope = replace(context.scope, period=Period.parse("2023"))
    view = go("compare")
    assert view.new_box.currentText() == "2023年党建责任清单（和平街道党工委）"
    assert view.old_box.currentText() == "2022年党建责任清单"
    assert view.figures.text() == "新增 1 条，取消 1 条，未变 1 条"
    assert sorted(zip(cells(view, "变化"), cells(view, "原条目"), cells(view, "现条目"), strict=True)) == [
        ("取消", "1. 书记讲党课", ""), ("新增", "", "2. 开展警示教育"),
    ]  # fmt: skip
    view.filters.chips.set_key("all")
    view.filters.chip_changed.emit("all")
    settle()
    assert len(cells(view, "变化")) == 3


def test_one_list_has_nothing_to_be_compared_with(office, go, cells):
    view = go("compare")
    assert not view.old_box.isEnabled()
    assert cells(view, "变化") == []


def test_it_begins_with_the_list_that_was_on_show(office, go, page, settle, context):
    copy_list(office.book, office.list, 2023)
    context.scope = replace(context.scope, period=Period.parse("2022-01-01..2023-12-31"))
    lists = go()
    for wanted in (office.list, *{row[0] for row in rows(lists)} - {office.list}):
        page.show_view("lists")
        lists.view.select_id(wanted)
        settle()
        page.show_view("compare")
        settle()
        assert page.view.new_box.currentData() == wanted
        assert page.view.old_box.currentData() != wanted


def rows(view):
    return [view.model.row_at(at) for at in range(view.model.rowCount())]
