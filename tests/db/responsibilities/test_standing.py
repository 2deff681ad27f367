from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.core.errors import UserError
from db.goals.standing import By
from db.progress.draft import ProgressDraft
from db.responsibilities.actions import save_item
from db.responsibilities.draft import ItemDraft
from db.responsibilities.pledging import add_pledges
from db.responsibilities.standing import share_of
from db.tasks.actions import assign_many, save_task, take_step
from db.tasks.draft import TaskDraft
from db.tasks.queries import Origin
from db.tasks.states import CANCEL, CONFIRM, START, SUBMIT

DAY = date(2022, 6, 1)


def counted(duties, **more):
    kind = duties.office.kinds["party_class"]
    return duties.add(counted="meeting", kind_id=kind, **{"target": 4, **more})


def test_without_pledges_the_list_s_own_organization_answers(duties):
    item = counted(duties)
    ids = (duties.lecture("community", date(2022, 2, 1)), duties.lecture("community", date(2022, 3, 1)))
    duties.lecture("branch", date(2022, 2, 1))
    duties.lecture("community", date(2021, 12, 31))
    duties.lecture("community", date(2022, 7, 1))  # still to come
    standing = duties.row(item).standing
    assert (standing.by, standing.told, standing.share) == (By.RECORDS, "2/4", 0.5)
    [part] = standing.parts
    assert (part.organization, part.told, part.record_ids) == ("春和社区党委", "2/4", ids)


def test_those_below_count_where_the_item_says_so(duties):
    item = counted(duties, below=True)
    duties.lecture("branch", date(2022, 2, 1))
    assert duties.row(item).standing.told == "1/4"


def test_of_pledging_organizations_no_surplus_fills_another_s_gap(duties):
    item = counted(duties, target=2)
    add_pledges(duties.book, duties.list_id, [duties.office.branch, duties.office.other_branch])
    for month in (1, 2, 3):
        duties.lecture("branch", date(2022, month, 5))
    duties.lecture("community", date(2022, 1, 5))
    standing = duties.row(item).standing
    assert (standing.told, standing.share) == ("2/4", 0.5)
    assert [(part.organization, part.told) for part in standing.parts] == [
        ("春和社区第一党支部", "3/2"), ("春和社区第二党支部", "0/2"),
    ]  # fmt: skip


def test_tasks_tell_of_an_item_without_a_linked_kind(duties):
    item = duties.add(share=30)
    office, book = duties.office, duties.book
    places = [office.branch, office.other_branch]
    _parent, first, second = assign_many(
        book, TaskDraft(title="整理台账", due_on=DAY), places, (), source=Origin("responsibility_item", item)
    )
    standing = duties.row(item).standing
    assert (standing.by, standing.told) == (By.TASKS, "0/2")
    told = ProgressDraft(noted_on=DAY, by="周文", text="办好了")
    for code in (START, SUBMIT, CONFIRM):
        take_step(book, first, code, told)
    standing = duties.row(item).standing
    assert (standing.told, [part.record_ids for part in standing.parts]) == ("1/2", [(first,), (second,)])
    take_step(book, second, CANCEL, told)
    assert duties.row(item).standing.told == "1/1"  # a cancelled one is not waited for


def test_a_task_of_its_own_counts_too(duties):
    item = duties.add()
    draft = TaskDraft(title="一次办完", organization_id=duties.office.branch)
    save_task(duties.book, draft, source=Origin("responsibility_item", item))
    assert duties.row(item).standing.told == "0/1"


def test_otherwise_it_is_told_by_hand(duties):
    item, silent = duties.add(share=60, outcome="已完成三个季度"), duties.add(text="走访党员")
    assert (duties.row(item).standing.by, duties.row(item).standing.told) == (By.HAND, "60%")
    assert duties.row(silent).standing.share == 0
    assert share_of(duties.rows()) == Fraction(3, 10)


def test_late_is_what_is_not_all_done_after_its_day(duties):
    ids = [duties.add(text=text, share=share, due_on=day) for text, share, day in (
        ("甲", 99, date(2022, 6, 26)), ("乙", 100, date(2022, 6, 26)), ("丙", 0, date(2022, 6, 27)), ("丁", 0, None)
    )]  # fmt: skip
    assert [row.late for row in duties.rows() if row.id in ids] == [True, False, False, False]


def test_an_aim_without_a_target_is_refused(duties):
    with pytest.raises(UserError) as refused:
        duties.add(counted="meeting")
    assert set(refused.value.fields) == {"target"}
    with pytest.raises(UserError) as refused:
        duties.add(kind_id=duties.office.kinds["party_class"])
    assert set(refused.value.fields) == {"kind_id"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    st.lists(st.sampled_from(("branch", "other_branch", "community", "street")), max_size=6), st.integers(1, 4),
    st.booleans(), st.lists(st.sampled_from(("community", "branch", "other_branch")), unique=True, max_size=3),
)  # fmt: skip
def test_a_share_is_what_its_parts_give(duties, held, target, below, pledging):
    """Σ min(done, target) of n × target, each part as many as it has records."""
    from sqlalchemy import select

    from db.meetings.models import Meeting
    from db.responsibilities.models import Pledge

    with duties.book.action("试", "x") as work:
        for model in (Meeting, Pledge):
            for row in work.session.execute(select(model)).scalars():
                work.session.delete(row)
    item = next((row.id for row in duties.rows()), None) or counted(duties)
    kind = duties.office.kinds["party_class"]
    save_item(duties.book, item, replace(
        ItemDraft(category="党课教育", text="书记讲党课"), counted="meeting", kind_id=kind, target=target, below=below,
    ))  # fmt: skip
    if pledging:
        add_pledges(duties.book, duties.list_id, [getattr(duties.office, place) for place in pledging])
    for place in held:
        duties.lecture(place, date(2022, 3, 1))
    standing = duties.row(item).standing
    answering = pledging or ["community"]
    beneath = {"community": ("community", "branch", "other_branch")}
    numbers = {
        getattr(duties.office, place): sum(at in (beneath.get(place, (place,)) if below else (place,)) for at in held)
        for place in answering
    }
    assert {part.organization_id: part.count for part in standing.parts} == numbers
    assert all(part.count == len(part.record_ids) for part in standing.parts)
    assert standing.due == target * len(answering)
    assert standing.done == sum(min(number, target) for number in numbers.values())
    assert 0 <= standing.share <= 1
