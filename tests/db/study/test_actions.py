from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from db.core.errors import UserError
from db.core.listing import Filter
from db.core.period import Period
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.status import Status
from db.study import actions
from db.study.absences import absences, meetings_of
from db.study.draft import OutsideDraft, PlanDraft, TopicDraft
from db.study.outside import get_outside, trainings
from db.study.plans import get_plan, offered, plans, state, topics_of

NOW = datetime(2022, 6, 27, 9, 41)
H1 = Period.parse("2022H1")
COURSE = OutsideDraft(
    title="党务干部培训", form="网络培训", organizer="区委党校", starts_on=date(2022, 5, 10), hours=8.0
)


@pytest.fixture
def plan(study):
    """The branch's plan of 2022 with three topics; returns its id."""
    made = actions.save_plan(study.book, PlanDraft(study.office.branch, 2022, "2022年学习计划"))
    kind = study.office.kinds["regular_study"]
    for title, month, times in (("党史", 3, 2), ("安全生产", 6, 1), ("民法典", 11, 1)):
        actions.add_topic(study.book, made, TopicDraft(title, kind, "支部", month, "全体党员", times))
    return made


def topics(study, plan):
    return {topic.draft.title: topic for topic in study.read(topics_of, plan, NOW)}


def columns(study, listing, wanted):
    with study.book.read() as connection:
        return [row[1:] for row in listing.all(connection, wanted)]


# -- plans -------------------------------------------------------------------------------------------------------


def test_a_topic_is_done_by_the_meetings_that_name_it(study, plan):
    held = study.meeting(["张伟"])
    to_come = study.meeting(["张伟"], at=datetime(2022, 7, 1, 9), ends=None)
    topic = topics(study, plan)["党史"]
    actions.link_meetings(study.book, topic.id, [held, to_come])
    found = topics(study, plan)
    assert [(topic.progress, topic.state) for topic in found.values()] == [
        ("1/2", "逾期"), ("0/1", "进行中"), ("0/1", "未到"),
    ]  # fmt: skip
    assert found["党史"].kind == "例会学习"


@pytest.mark.parametrize(
    ("month", "done", "today", "word"),
    [
        (3, 2, date(2022, 3, 31), "已完成"), (3, 1, date(2022, 3, 31), "进行中"), (3, 1, date(2022, 4, 1), "逾期"),
        (3, 0, date(2022, 2, 28), "未到"), (3, 1, date(2022, 2, 1), "进行中"), (None, 0, date(2022, 12, 1), "进行中"),
        (None, 0, date(2023, 1, 1), "逾期"), (3, 0, date(2021, 12, 1), "未到"),
    ],
)  # fmt: skip
def test_how_a_topic_stands(month, done, today, word):
    assert state(TopicDraft(month=month, times=2), 2022, done, today) == word


def test_what_a_topic_can_be_linked_to(study, plan):
    fitting = study.meeting(["张伟"])
    study.meeting(["张伟"], kind="party_class")
    study.meeting(["张伟"], at=datetime(2021, 3, 1, 9), ends=None)
    study.meeting(["赵敏"], place=study.office.other_branch)
    found = topics(study, plan)
    actions.link_meetings(study.book, found["党史"].id, [fitting])
    [own] = study.read(offered, found["党史"].id)
    [other] = study.read(offered, found["安全生产"].id)
    assert (own.id, own.linked, own.other) == (fitting, True, "")
    assert (other.id, other.linked, other.other) == (fitting, False, "党史")


def test_linking_names_these_meetings_and_no_others(study, plan):
    first, second = study.meeting(["张伟"]), study.meeting(["李强"])
    topic = topics(study, plan)["党史"].id
    actions.link_meetings(study.book, topic, [first])
    actions.link_meetings(study.book, topic, [second])
    assert {meeting.id: meeting.linked for meeting in study.read(offered, topic)} == {first: False, second: True}
    study.book.undo()
    assert {meeting.id: meeting.linked for meeting in study.read(offered, topic)} == {first: True, second: False}


def test_topics_are_changed_moved_and_deleted(study, plan):
    first = topics(study, plan)["党史"]
    actions.save_topic(study.book, first.id, replace(first.draft, times=3))
    actions.move_topic(study.book, first.id, 1)
    actions.move_topic(study.book, first.id, 1)
    actions.move_topic(study.book, first.id, 1)  # it is the last already
    assert list(topics(study, plan)) == ["安全生产", "民法典", "党史"]
    assert topics(study, plan)["党史"].progress == "0/3"
    meeting = study.meeting(["张伟"])
    actions.link_meetings(study.book, first.id, [meeting])
    actions.delete_topics(study.book, [first.id])
    assert list(topics(study, plan)) == ["安全生产", "民法典"]
    study.book.undo()
    assert topics(study, plan)["党史"].progress == "1/3"


def test_a_plan_is_copied_to_another_year_with_nothing_done(study, plan):
    actions.link_meetings(study.book, topics(study, plan)["党史"].id, [study.meeting(["张伟"])])
    copied = actions.copy_plan(study.book, plan, 2023)
    assert study.read(get_plan, copied) == PlanDraft(study.office.branch, 2023, "2023年学习计划")
    assert [(topic.draft.title, topic.done) for topic in topics(study, copied).values()] == [
        ("党史", 0), ("安全生产", 0), ("民法典", 0),
    ]  # fmt: skip
    with pytest.raises(UserError, match="已有“2023年学习计划”"):
        actions.copy_plan(study.book, plan, 2023)


def test_a_deleted_plan_leaves_its_meetings(study, plan, rows):
    meeting = study.meeting(["张伟"])
    actions.link_meetings(study.book, topics(study, plan)["党史"].id, [meeting])
    before = rows(study.book)
    actions.delete_plans(study.book, [plan])
    after = rows(study.book)
    assert not after["training_plan"]
    assert not after["plan_topic"]
    assert len(after["meeting"]) == 1
    study.book.undo()
    assert rows(study.book) == before


def test_blanks_make_no_other_title_of_a_plan(study, plan):
    with pytest.raises(UserError, match="已有“2022年学习计划”"):
        actions.save_plan(study.book, PlanDraft(study.office.branch, 2022, "2022年学习计划 "))


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (PlanDraft(None, 2022, "计划"), "organization_id"), (PlanDraft(1, 22, "计划"), "year"),
        (PlanDraft(1, 2022, "  "), "title"), (PlanDraft(1, None, "计划"), "year"),
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_kept(study, draft, field):
    with pytest.raises(UserError) as refused:
        actions.save_plan(study.book, draft)
    assert field in refused.value.fields


@pytest.mark.parametrize(
    ("draft", "field"),
    [(TopicDraft("党史", month=13), "month"), (TopicDraft("党史", times=0), "times"), (TopicDraft(""), "title")],
)
def test_a_topic_that_cannot_be_kept(study, plan, draft, field):
    with pytest.raises(UserError) as refused:
        actions.add_topic(study.book, plan, draft)
    assert field in refused.value.fields


def test_plans_are_listed_by_year_and_found_by_their_topics(study, plan):
    actions.copy_plan(study.book, plan, 2023)
    shown = plans.showing("title", "topics")
    assert columns(study, shown, Filter(period=H1)) == [("2022年学习计划", 3)]
    assert columns(study, shown, Filter(text="民法")) == [("2023年学习计划", 3), ("2022年学习计划", 3)]
    assert columns(study, shown, Filter(organization=study.office.other_branch)) == []


# -- training outside --------------------------------------------------------------------------------------------


def test_one_training_for_many_is_one_action(study):
    made = actions.add_outside(study.book, COURSE, [study.people[name] for name in ("张伟", "李强", "赵敏")])
    assert len(made) == 3
    assert study.read(get_outside, made[1]) == (replace(COURSE, person_id=study.people["李强"]), "李强")
    assert study.book.undo() == "登记外部培训"
    assert columns(study, trainings, Filter()) == []


def test_one_is_changed_and_deleted(study):
    [made] = actions.add_outside(study.book, COURSE, [study.people["张伟"]])
    draft = replace(COURSE, person_id=study.people["张伟"], hours=16.5, certificate="证 7")
    assert actions.save_outside(study.book, draft, made) == made
    assert study.read(get_outside, made)[0] == draft
    actions.delete_outside(study.book, [made])
    with pytest.raises(UserError, match="已被删除"):
        study.read(get_outside, made)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"starts_on": date(2022, 6, 28)}, "starts_on"), ({"ends_on": date(2022, 5, 9)}, "ends_on"),
        ({"hours": None}, "hours"), ({"form": "自学"}, "form"), ({"title": ""}, "title"), ({"hours": -1.0}, "hours"),
        ({"hours": 0.0}, "hours"), ({"hours": 99999.0}, "hours"),
        ({"ends_on": date(2022, 5, 10), "hours": 24.5}, "hours"),
        ({"ends_on": date(2022, 5, 11), "hours": 48.5}, "hours"),
        ({"starts_on": date(2022, 5, 1), "ends_on": date(2023, 5, 3)}, "ends_on"),
    ],
)  # fmt: skip
def test_a_training_that_cannot_be_kept(study, changed, field):
    with pytest.raises(UserError) as refused:
        actions.add_outside(study.book, replace(COURSE, **changed), [study.people["张伟"]])
    assert field in refused.value.fields


def test_nobody_took_part(study):
    with pytest.raises(UserError, match="请选择参加培训的人员"):
        actions.add_outside(study.book, COURSE, [])


def test_trainings_are_found(study):
    actions.add_outside(study.book, COURSE, [study.people["张伟"], study.people["赵敏"]])
    names = trainings.showing("person")
    for wanted, found in (
        (Filter(period=H1), {("张伟",), ("赵敏",)}),
        (Filter(period=Period.parse("2021")), set()),
        (Filter(organization=study.office.branch), {("张伟",)}),
        (Filter(organization=study.office.group), {("张伟",)}),
        (Filter(text="zm"), {("赵敏",)}),
        (Filter(text="党校"), {("张伟",), ("赵敏",)}),
        (Filter(choices={"form": "集中培训"}), set()),
    ):
        assert set(columns(study, names, wanted)) == found, wanted


# -- 补学 --------------------------------------------------------------------------------------------------------


@pytest.fixture
def missed(study):
    """A study meeting two people missed, and an assembly one missed; the lines of the first."""
    study.meeting({"张伟": Status.LEAVE}, kind="branch_assembly")
    return study.lines(study.meeting({"张伟": Status.PRESENT, "李强": Status.LEAVE, "王芳": Status.ABSENT}))


def listed(study, **choices):
    return columns(study, absences.showing("person", "status", "made_up_how"), Filter(period=H1, choices=choices))


def test_many_make_up_in_one_action(study, missed):
    assert sorted(listed(study, made_up=False)) == [("李强", "请假", None), ("王芳", "缺席", None)]
    actions.make_up(study.book, [missed["李强"], missed["王芳"]], date(2022, 3, 20), "观看录像")
    assert listed(study, made_up=False) == []
    assert sorted(listed(study, made_up=True)) == [("李强", "请假", "观看录像"), ("王芳", "缺席", "观看录像")]
    assert study.book.undo() == "登记补学"
    assert len(listed(study, made_up=False)) == 2


def test_making_up_is_taken_back(study, missed):
    actions.make_up(study.book, [missed["李强"]], date(2022, 3, 20), "自学材料")
    actions.drop_make_up(study.book, [missed["李强"]])
    assert ("李强", "请假", None) in listed(study)


def test_absences_are_found_by_person_scope_and_day(study, missed):
    assert len(columns(study, absences, Filter(text="李强"))) == 1
    assert len(columns(study, absences, Filter(organization=study.office.other_branch))) == 0
    assert listed(study, before=datetime(2022, 3, 1)) == []
    assert len(set(study.read(meetings_of, list(missed.values())))) == 1


@pytest.mark.parametrize(
    ("name", "day", "how", "told"),
    [
        ("李强", date(2022, 6, 28), "自学材料", "还没有到"), ("李强", date(2022, 3, 6), "自学材料", "早于会议日期"),
        ("张伟", date(2022, 3, 20), "自学材料", "没有缺课"), ("李强", date(2022, 3, 20), "学" * 21, "最多 20 个字"),
    ],
)  # fmt: skip
def test_making_up_that_cannot_be(study, missed, name, day, how, told):
    with pytest.raises(UserError, match=told):
        actions.make_up(study.book, [missed["王芳"], missed[name]], day, how)
    assert len(listed(study, made_up=False)) == 2


@pytest.mark.parametrize(
    ("status", "day", "told"),
    [
        (Status.LEAVE, date(2022, 6, 28), "“张伟”：补学日期 2022-06-28 还没有到"),
        (Status.LEAVE, date(2022, 3, 6), "“张伟”：补学日期 2022-03-06 早于会议日期 2022-03-07"),
        (Status.GUEST, date(2022, 3, 20), "“张伟”：没有缺课"),
    ],
)
def test_a_roster_is_held_to_the_same_rule(study, status, day, told):
    line = RosterLine(study.people["张伟"], "张伟", status, made_up_on=day)
    draft = MeetingDraft(
        study.office.kinds["regular_study"], study.office.branch, "例会学习", starts_at=datetime(2022, 3, 7, 9),
        roster=(line,),
    )  # fmt: skip
    with pytest.raises(UserError, match=told) as refused:
        save_meeting(study.book, draft)
    assert "张伟" in refused.value.fields["roster"]
    for right in (date(2022, 3, 7), date(2022, 6, 27)):
        save_meeting(study.book, replace(draft, roster=(replace(line, status=Status.LEAVE, made_up_on=right),)))
