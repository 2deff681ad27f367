from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import Qt

from db.core.period import Period
from db.people.actions import delete_people
from db.people.queries import get_person


def name_of(book, id):
    with book.read() as connection:
        return get_person(connection, id).name


def test_actions_are_listed_newest_first_with_their_record(office, start, cells):
    office.person("张哲", office.person("张喆"))
    page = start()
    assert cells(page, "操作")[:3] == ["修改人员", "新建人员", "新建组织"]
    assert cells(page, "记录")[:3] == ["张哲", "张哲", "第一党支部"]
    assert cells(page, "谁")[0] == "周文"
    assert cells(page, "时间")[0] == "2022-06-27 09:41"
    assert page._subtitle.text() == f"全部日期 · {page.model.total} 步"


def test_the_period_of_meetings_does_not_narrow_the_actions_but_their_own_days_do(
    qtbot, office, start, cells, click, settle, context
):
    office.person("张喆")  # on 2022-06-27
    office.book.now = lambda: datetime(2026, 11, 20, 23, 59)
    office.person("李华")
    office.book.now = lambda: datetime(2026, 11, 24, 0, 1)
    office.person("王建国")
    page = start()
    assert cells(page, "记录")[:4] == ["王建国", "李华", "张喆", "第一党支部"]
    page.set_scope(replace(context.scope, period=Period.parse("1999")))
    settle()
    assert cells(page, "记录")[:4] == ["王建国", "李华", "张喆", "第一党支部"]

    def next_choice():
        qtbot.keyClick(page.days, Qt.Key.Key_Down)
        settle()
        return cells(page, "记录")

    assert next_choice() == ["王建国"]
    assert page._subtitle.text() == "今天 · 1 步"
    assert next_choice() == ["王建国", "李华"]
    page.search("张")
    settle()
    assert page.view._empty_text == "没有符合条件的操作，可以改选日期或放宽搜索"
    click(page, page.bin)
    assert not page.days.isEnabled()


def test_one_action_is_shown_in_words_and_its_record_opened(qtbot, office, start, click, context):
    id = office.person("张喆")
    office.person("张哲", id)
    page = start()
    click(page, 0)
    assert page.card.title.text() == "人员“张哲”"
    assert "姓名：张喆 → 张哲" in page.card.text.toPlainText()
    assert "修改人员" in page.card.text.toPlainText()
    with qtbot.waitSignal(context.bus.record_requested) as asked:
        click(page, page.card.open_button)
    assert asked.args == ["person", id]


def test_a_step_long_ago_is_taken_back_and_done_again(office, start, click, cells, presenter):
    id = office.person("张喆")
    office.person("张哲", id)
    office.person("李华")
    page = start()
    click(page, 1)
    click(page, page.card.reverse_button)
    assert name_of(office.book, id) == "张喆"
    assert presenter.notes[-1] == "已撤销“修改人员”。"
    assert cells(page, "操作")[0] == "撤销：修改人员"
    assert page.card.reverse_button.isHidden()  # the step on show was just taken back
    assert "这一步已经撤销过了" in page.card.refused.text()
    click(page, 0)
    assert page.card.reverse_button.text() == "重做这一步"
    click(page, page.card.reverse_button)
    assert name_of(office.book, id) == "张哲"


def test_what_has_moved_on_offers_no_undo_and_says_why(office, start, click):
    id = office.person("张喆")
    office.person("张哲", id)
    office.person("张者", id)
    page = start()
    click(page, 1)
    assert page.card.reverse_button.isHidden()
    assert "后来又有改动（周文 06-27 09:41“修改人员”）" in page.card.refused.text()


def test_a_step_that_moved_on_while_on_show_is_refused(office, start, click, presenter, context):
    id = office.person("张喆")
    office.person("张哲", id)
    page = start()
    click(page, 0)
    context.bus.changed.disconnect(page.refresh)  # the click comes before the news
    office.person("张者", id)
    click(page, page.card.reverse_button)
    assert "后来又有改动" in presenter.told[-1][1]
    assert name_of(office.book, id) == "张者"


def test_the_list_is_narrowed_by_kind_words_and_who(qtbot, office, start, cells, click, settle):
    office.person("张喆")
    office.person("李华")
    page = start()
    page.filter_bar.chips._choose("organization")
    settle()
    assert cells(page, "操作") == ["新建组织"]
    page.filter_bar.chips._choose(None)
    qtbot.keyClicks(page.filter_bar.search, "zz")
    qtbot.waitUntil(lambda: page.model.total == 0)
    page.search("李华")
    settle()
    assert cells(page, "记录") == ["李华"]
    page.search("")
    assert [page.who.itemText(at) for at in range(page.who.count())] == ["所有人", "周文"]


def test_the_bin_says_what_can_be_done_in_it(start, click):
    page = start()
    click(page, page.bin)
    assert "已删除的记录" in page.card.hint.text()
    click(page, page.bin)
    assert "一步操作" in page.card.hint.text()


def test_the_bin_restores_what_was_deleted(office, start, click, cells, settle, presenter):
    id = office.person("张喆", note="老党员")
    delete_people(office.book, [id])
    page = start()
    click(page, page.bin)
    assert cells(page, "名称") == ["张喆"]
    assert cells(page, "种类") == ["人员"]
    assert page._subtitle.text() == "回收站 · 1 条"
    click(page, 0)
    assert page.card.title.text() == "人员“张喆”"
    assert "备注：老党员" in page.card.text.toPlainText()
    click(page, page.card.restore_button)
    assert name_of(office.book, id) == "张喆"
    assert presenter.notes[-1] == "已恢复人员“张喆”，可按 Ctrl+Z 撤销。"
    assert cells(page, "名称") == []
    assert not page.card.is_open
    click(page, page.bin)
    assert cells(page, "操作")[0] == "恢复人员“张喆”"


def test_a_refused_restore_is_explained(office, start, click, presenter):
    from db.organizations.actions import delete_organization

    id = office.person("张喆")
    delete_people(office.book, [id])
    delete_organization(office.book, office.branch)
    page = start()
    click(page, page.bin)
    click(page, 1)
    click(page, page.card.restore_button)
    assert "请先恢复组织“第一党支部”" in presenter.told[-1][1]


@pytest.mark.parametrize("key", [Qt.Key.Key_Down])
def test_the_arrow_keys_walk_through_the_actions(qtbot, office, start, click, settle, key):
    office.person("张喆")
    page = start()
    click(page, 0)
    qtbot.keyClick(page.view, key)
    settle()
    assert page.card.title.text() == "组织“第一党支部”"
