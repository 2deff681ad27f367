from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from db.responsibilities.actions import copy_list, delete_items, save_item
from db.responsibilities.compare import Change, compared, differences
from db.responsibilities.draft import ItemDraft


def item(text, category="党课", **more):
    return ItemDraft(category=category, text=text, **more)


def told(old, new):
    return [
        (each.change, each.old and each.old.draft.text, each.new and each.new.draft.text)
        for each in differences(old, new, {})
    ]


def test_added_dropped_changed_and_the_same():
    old = [item("书记每季度讲一次党课"), item("走访困难党员"), item("按月收缴党费", "组织")]
    new = [item("书记每月讲一次党课"), item("按月收缴党费", "组织"), item("每半年开展一次警示教育", "纪律")]
    assert told(old, new) == [
        (Change.CHANGED, "书记每季度讲一次党课", "书记每月讲一次党课"),
        (Change.DROPPED, "走访困难党员", None),
        (Change.SAME, "按月收缴党费", "按月收缴党费"),
        (Change.ADDED, None, "每半年开展一次警示教育"),
    ]


def test_a_wholly_other_item_is_added_and_dropped():
    assert told([item("甲乙丙丁")], [item("一二三四")]) == [
        (Change.ADDED, None, "一二三四"), (Change.DROPPED, "甲乙丙丁", None),
    ]  # fmt: skip


def test_what_was_changed_is_named():
    [one] = differences(
        [item("甲", frequency="每季度", due_on=date(2022, 6, 30), counted="meeting", target=4, kind_id=1)],
        [item("甲", "组织", frequency="每月", due_on=date(2023, 9, 30), counted="meeting", target=4, kind_id=2)],
        {1: "党课", 2: "主题党日"},
    )
    assert one.fields == (
        ("类别", "党课", "组织"), ("频次", "每季度", "每月"), ("完成时限", "2022-06-30", "2023-09-30"),
        ("会议类型", "党课", "主题党日"),
    )  # fmt: skip


def test_a_day_that_only_moved_with_the_year_and_what_was_done_are_no_change():
    old = [item("甲", due_on=date(2022, 6, 30), share=100, outcome="完成")]
    assert told(old, [item("甲", due_on=date(2023, 6, 30))]) == [(Change.SAME, "甲", "甲")]


texts = st.lists(
    st.tuples(st.sampled_from(("党课", "组织", "纪律")), st.text("讲课走访党员收缴", min_size=1, max_size=8)),
    max_size=8,
)


@given(texts, texts)
def test_every_item_of_both_is_told_once(before, after):
    old, new = ([item(text, category) for category, text in each] for each in (before, after))
    found = differences(old, new, {})
    assert sorted(each.old.no for each in found if each.old) == list(range(1, len(old) + 1))
    assert [each.new.no for each in found if each.new] == list(range(1, len(new) + 1))
    for each in found:
        assert (each.change is Change.ADDED) == (each.old is None)
        assert (each.change is Change.DROPPED) == (each.new is None)
        assert (each.change is Change.CHANGED) == bool(each.fields)


@given(texts)
def test_a_list_differs_nowhere_from_itself(before):
    old = [item(text, category) for category, text in before]
    assert {each.change for each in differences(old, old, {})} <= {Change.SAME}


def test_two_lists_of_the_book(duties):
    ids = [duties.add("党课", text) for text in ("书记每季度讲一次党课", "走访困难党员")]
    copy = copy_list(duties.book, duties.list_id, 2023)
    delete_items(duties.book, ids[1:])
    save_item(duties.book, ids[0], item("书记每季度讲一次党课", standard="有讲稿"))
    with duties.book.read() as connection:
        found = compared(connection, duties.list_id, copy)
    assert [(each.change, each.fields) for each in found] == [
        (Change.CHANGED, (("工作标准", "有讲稿", ""),)), (Change.ADDED, ()),
    ]  # fmt: skip
