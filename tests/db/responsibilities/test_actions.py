from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from db.core.errors import UserError
from db.core.listing import Filter
from db.core.period import Period
from db.organizations.actions import delete_organization
from db.people.actions import save_person, save_post
from db.people.draft import PersonDraft, PostDraft
from db.progress.draft import ProgressDraft
from db.responsibilities.actions import (
    copy_list,
    delete_items,
    delete_lists,
    move_item,
    save_item,
    save_list,
)
from db.responsibilities.assigning import assign_items
from db.responsibilities.draft import ItemDraft, ListDraft, PledgeDraft
from db.responsibilities.pledging import (
    add_pledges,
    delete_pledges,
    get_pledge,
    pledges,
    save_pledge,
    sign,
    signings,
    unsign,
)
from db.responsibilities.queries import beneath, categories_of, get_item, get_list, lists, others_like, pledging
from db.responsibilities.sheet import pledge_sheets
from db.tasks.actions import assign_many, save_task, take_step
from db.tasks.draft import TaskDraft
from db.tasks.queries import Origin, tasks_of
from db.tasks.states import CANCEL, CONFIRM, START, SUBMIT

YEAR = Period.parse("2022")


def read(duties, function, *values):
    with duties.book.read() as connection:
        return function(connection, *values)


def listed(duties, **wanted):
    return read(duties, lambda c: [row[1:] for row in lists.all(c, Filter(**wanted))])


def test_items_of_a_category_stand_together_in_the_order_they_came(duties):
    for category, text in (("党课", "甲"), ("组织", "乙"), ("党课", "丙")):
        duties.add(category, text)
    assert duties.texts() == [(1, "党课", "甲"), (2, "党课", "丙"), (3, "组织", "乙")]
    assert read(duties, categories_of, duties.list_id) == ["党课", "组织"]


def test_one_that_changes_its_category_goes_there(duties):
    first, *_ = [duties.add(*words) for words in (("党课", "甲"), ("党课", "丙"), ("组织", "乙"))]
    save_item(duties.book, first, ItemDraft(category="组织 ", text="甲"))
    assert duties.texts() == [(1, "党课", "丙"), (2, "组织", "乙"), (3, "组织", "甲")]


def test_an_item_moves_within_its_category_and_at_the_edge_with_it(duties):
    a, b, c = [duties.add(*words) for words in (("党课", "甲"), ("党课", "乙"), ("组织", "丙"))]
    move_item(duties.book, b, -1)
    assert [text for _, _, text in duties.texts()] == ["乙", "甲", "丙"]
    move_item(duties.book, c, -1)
    assert duties.texts() == [(1, "组织", "丙"), (2, "党课", "乙"), (3, "党课", "甲")]
    move_item(duties.book, c, -1)  # already the first
    assert duties.texts()[0] == (1, "组织", "丙")
    assert a


def test_deleted_items_leave_no_gap_and_come_back_with_undo(duties):
    ids = [duties.add("党课", text) for text in "甲乙丙"]
    delete_items(duties.book, ids[:1])
    assert [no for no, _, _ in duties.texts()] == [1, 2]
    duties.book.undo()
    assert [text for _, _, text in duties.texts()] == ["甲", "乙", "丙"]


def test_what_was_begun_is_not_deleted_with_its_item(duties):
    item = duties.add()
    task = save_task(duties.book, TaskDraft(title="办理"), source=Origin("responsibility_item", item))
    take_step(duties.book, task, START, ProgressDraft(noted_on=date(2022, 6, 1), by="周文"))
    for refused in (lambda: delete_items(duties.book, [item]), lambda: delete_lists(duties.book, [duties.list_id])):
        with pytest.raises(UserError, match="（进行中）已有进展"):
            refused()
    other = duties.add(text="另一条")
    save_task(duties.book, TaskDraft(title="没有开始"), source=Origin("responsibility_item", other))
    delete_items(duties.book, [other])
    assert read(duties, tasks_of, "responsibility_item", [other]) == {}


def test_the_same_title_twice_in_a_year_is_refused(duties):
    draft = read(duties, get_list, duties.list_id)
    with pytest.raises(UserError) as refused:
        save_list(duties.book, draft)
    assert set(refused.value.fields) == {"title"}
    save_list(duties.book, draft, duties.list_id)


def test_a_copy_has_the_items_but_nothing_done_and_nobody_signed(duties):
    duties.add("党课", "甲", share=80, outcome="讲了三次", due_on=date(2022, 6, 30), lead="党建办")
    [pledge] = add_pledges(duties.book, duties.list_id, [duties.office.branch])
    sign(duties.book, [pledge], date(2022, 1, 20), "李强")
    copy = copy_list(duties.book, duties.list_id, 2023)
    assert read(duties, get_list, copy) == ListDraft(duties.office.community, "支部", 2023, "2023年党建责任清单")
    [row] = duties.rows(copy)
    assert row.draft == ItemDraft(category="党课", text="甲", due_on=date(2023, 6, 30), lead="党建办")
    [told] = read(duties, signings, [copy])
    assert [(one.organization_id, one.signed_on, one.signer) for one in told.pledges] == [
        (duties.office.branch, None, "")
    ]
    with pytest.raises(UserError, match="已有"):
        copy_list(duties.book, duties.list_id, 2023)
    assert read(duties, others_like, copy) == [(duties.list_id, "2022年党建责任清单")]


def test_the_list_of_lists_counts_items_and_signatures(duties):
    duties.add()
    first, _second = add_pledges(duties.book, duties.list_id, [duties.office.branch, duties.office.other_branch])
    sign(duties.book, [first], date(2022, 1, 20), "李强")
    [row] = listed(duties, period=YEAR)
    assert row == (2022, "支部", "2022年党建责任清单", "春和社区党委", 1, 1, 2, "1/2", date(2022, 1, 10))
    assert listed(duties, period=Period.parse("2021")) == []
    assert len(listed(duties, organization=duties.office.branch)) == 1  # it pledges on it
    assert listed(duties, organization=duties.office.group) == []
    assert len(listed(duties, text="讲党课")) == 1
    assert listed(duties, text="没有的") == []


def test_organizations_below_may_pledge_each_once(duties):
    office = duties.office
    assert [node.id for node in read(duties, beneath, duties.list_id)] == [
        office.branch, office.group, office.second_group, office.other_branch,
    ]  # fmt: skip
    [first] = add_pledges(duties.book, duties.list_id, [office.branch])
    made = add_pledges(duties.book, duties.list_id, [office.branch, office.other_branch])
    assert len(made) == 1
    assert read(duties, pledging, duties.list_id) == {office.branch, office.other_branch}
    delete_pledges(duties.book, [first])
    assert read(duties, pledging, duties.list_id) == {office.other_branch}
    with pytest.raises(UserError):
        add_pledges(duties.book, duties.list_id, [])


def test_many_are_signed_at_once_by_their_heads_and_taken_back(duties):
    office = duties.office
    head = save_person(duties.book, PersonDraft("李强", stage="正式党员", organization_id=office.branch,
                                                since=date(2020, 1, 1)))  # fmt: skip
    save_post(duties.book, PostDraft(office.branch, head, "党组织委员会", "书记", date(2021, 1, 1), 1))
    ids = add_pledges(duties.book, duties.list_id, [office.branch, office.other_branch])
    day = date(2022, 1, 20)
    sign(duties.book, ids, day)
    assert [read(duties, get_pledge, id) for id in ids] == [
        PledgeDraft(office.branch, "李强", day), PledgeDraft(office.other_branch, "", day),
    ]  # fmt: skip
    [told] = read(duties, signings, [duties.list_id])
    assert (told.signed, told.unsigned) == (2, ())
    unsign(duties.book, ids[:1])
    assert read(duties, get_pledge, ids[0]) == PledgeDraft(office.branch)
    [told] = read(duties, signings, [duties.list_id])
    assert [one.organization for one in told.unsigned] == ["春和社区第一党支部"]


def test_a_day_ahead_is_no_day_of_signing(duties):
    [pledge] = add_pledges(duties.book, duties.list_id, [duties.office.branch])
    for refused in (
        lambda: sign(duties.book, [pledge], date(2022, 6, 28)),
        lambda: save_pledge(duties.book, pledge, PledgeDraft(duties.office.branch, "李强", date(2022, 6, 28))),
        lambda: save_pledge(duties.book, pledge, PledgeDraft(duties.office.branch, "李强", None)),
    ):
        with pytest.raises(UserError) as told:
            refused()
        assert set(told.value.fields) == {"signed_on"}
    save_pledge(duties.book, pledge, PledgeDraft(duties.office.branch, " 李强", date(2022, 6, 27), "补签"))
    assert read(duties, get_pledge, pledge) == PledgeDraft(duties.office.branch, "李强", date(2022, 6, 27), "补签")


def test_pledges_are_narrowed_by_state_level_scope_and_words(duties):
    office = duties.office
    above = save_list(duties.book, ListDraft(office.street, "街道", 2022, "街道责任清单"))
    [top] = add_pledges(duties.book, above, [office.community])
    first, second = add_pledges(duties.book, duties.list_id, [office.branch, office.other_branch])
    sign(duties.book, [second], date(2022, 2, 1), "赵敏")

    def found(**wanted):
        return read(duties, lambda c: list(pledges.ids(c, Filter(**wanted))))

    assert found(period=YEAR) == [top, first, second]  # the highest level first
    assert found(choices={"signed": True}) == [second]
    assert found(choices={"signed": False, "level": "支部"}) == [first]
    assert found(organization=office.branch) == [first]
    assert found(text="赵敏") == [second]
    assert found(text="街道责任") == [top]
    assert found(period=Period.parse("2020")) == []


def test_a_sheet_has_the_parties_and_the_items_by_category(duties):
    duties.add("党课", "甲", standard="有讲稿", frequency="每季度 1 次")
    duties.add("组织", "乙")
    [pledge] = add_pledges(duties.book, duties.list_id, [duties.office.branch])
    [sheet] = read(duties, pledge_sheets, [pledge])
    assert (sheet.issuer, sheet.organization, sheet.year) == ("春和社区党委", "春和社区第一党支部", 2022)
    assert [(name, [duty.text for duty in own]) for name, own in sheet.categories.items()] == [
        ("党课", ["甲"]), ("组织", ["乙"]),
    ]  # fmt: skip
    with pytest.raises(UserError):
        read(duties, pledge_sheets, [pledge, 1])


def test_deleting_a_list_takes_its_parts_and_undo_brings_them_back(duties):
    item = duties.add()
    add_pledges(duties.book, duties.list_id, [duties.office.branch])
    delete_lists(duties.book, [duties.list_id])
    with pytest.raises(UserError):
        read(duties, get_item, item)
    duties.book.undo()
    assert read(duties, get_item, item).text == "书记讲党课"
    assert read(duties, pledging, duties.list_id) == {duties.office.branch}


def test_an_organization_that_pledges_is_not_deleted(duties):
    add_pledges(duties.book, duties.list_id, [duties.office.other_branch])
    with pytest.raises(UserError, match="还有其他记录用到"):
        delete_organization(duties.book, duties.office.other_branch)


def test_a_done_part_of_a_cancelled_task_is_not_lost_with_its_list(duties):
    item, office = duties.add(), duties.office
    whole, done, open_ = assign_many(
        duties.book, TaskDraft(title="整理台账"), [office.branch, office.other_branch], (),
        source=Origin("responsibility_item", item),
    )  # fmt: skip
    told = ProgressDraft(noted_on=date(2022, 6, 1), by="周文")
    for code in (START, SUBMIT, CONFIRM):
        take_step(duties.book, done, code, told)
    take_step(duties.book, whole, CANCEL, told)
    for refused in (lambda: delete_items(duties.book, [item]), lambda: delete_lists(duties.book, [duties.list_id])):
        with pytest.raises(UserError, match="由“书记讲党课”布置的任务“整理台账”（已完成）已有进展"):
            refused()
    assert duties.row(item).standing.told == "1/1"
    assert open_


def test_what_cannot_be_a_task_is_told_by_its_item_before_any_is_made(duties):
    for text in ("甲", "走访党员"):
        duties.add(text=text)
    first, second = duties.rows()
    assert len(assign_items(duties.book, [first], [duties.office.branch], None)) == 1
    long = replace(second, draft=replace(second.draft, standard="标" * 5001))
    with pytest.raises(UserError, match="“走访党员”不能布置成任务：内容最多 5000 个字"):
        assign_items(duties.book, [first, long], [duties.office.branch], None)
    assert len(read(duties, tasks_of, "responsibility_item", [first.id])[first.id]) == 1


def test_a_second_copy_names_the_one_that_is_there(duties):
    copy_list(duties.book, duties.list_id, 2023)
    with pytest.raises(UserError, match="2023 年已有“2023年党建责任清单”，没有再复制；请把时期换到 2023 年") as refused:
        copy_list(duties.book, duties.list_id, 2023)
    assert set(refused.value.fields) == {"year"}


def test_what_has_nowhere_to_go_says_so(duties):
    first, second = [duties.add("党课", text) for text in "甲乙"]
    assert move_item(duties.book, second, -1)
    assert not move_item(duties.book, second, -1)
    assert not move_item(duties.book, first, 1)
