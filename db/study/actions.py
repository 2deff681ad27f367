"""Changing plans and their topics, training outside, and what absentees made up for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from sqlalchemy import func, select

from db.core.action import Stop, Work, unstopped
from db.core.book import Book
from db.core.errors import UserError
from db.meetings.fields import ROSTER_FIELDS
from db.meetings.models import Attendance, Meeting, MeetingKind
from db.meetings.rules import make_up_problem
from db.meetings.status import Status
from db.organizations.models import Organization
from db.people.models import Person
from db.study.checks import check_outside, check_plan, check_topic
from db.study.draft import OutsideDraft, PlanDraft, TopicDraft
from db.study.models import OutsideTraining, PlanTopic, TrainingPlan

EDIT = "study.edit"
READ = "study.read"
_NO_PLAN = "这份学习计划已被删除，请刷新列表。"
_NO_TOPIC = "这个专题已被删除，请刷新列表。"
_NO_TRAINING = "这条培训记录已被删除，请刷新列表。"
_NO_MEETING = "有会议记录已被删除，请刷新列表。"

# -- plans -------------------------------------------------------------------------------------------------------


def save_plan(book: Book, draft: PlanDraft, plan_id: int | None = None) -> int:
    """Add a plan or change its head; returns the id."""
    check_plan(draft)
    draft = replace(draft, title=draft.title.strip())  # “计划” and “计划 ” are one
    with book.action("新建学习计划" if plan_id is None else "修改学习计划", EDIT) as work:
        work.get(Organization, draft.organization_id, "组织已被删除，请重新选择。", "organization_id")
        plan = TrainingPlan(id=work.new_id()) if plan_id is None else work.get(TrainingPlan, plan_id, _NO_PLAN)
        _refuse_twin(work, draft, plan.id)
        for name, value in asdict(draft).items():
            setattr(plan, name, value)
        work.session.add(plan)
        return plan.id


def copy_plan(book: Book, plan_id: int, year: int) -> int:
    """The same plan with its topics for *year*, nothing of it done yet; returns the new one's id."""
    with book.action("复制学习计划", EDIT) as work:
        old = work.get(TrainingPlan, plan_id, _NO_PLAN)
        title = old.title.replace(str(old.year), str(year))
        draft = PlanDraft(old.organization_id, year, title, old.note)
        check_plan(draft)
        plan = TrainingPlan(id=work.new_id(), **asdict(draft))
        _refuse_twin(work, draft, plan.id)
        work.session.add(plan)
        for topic in old.topics:
            work.session.add(PlanTopic(
                id=work.new_id(), plan=plan, no=topic.no, title=topic.title, kind_id=topic.kind_id,
                organizer=topic.organizer, month=topic.month, audience=topic.audience, times=topic.times,
            ))  # fmt: skip
        return plan.id


def delete_plans(book: Book, plan_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Delete plans with their topics; the meetings that carried them out stay."""
    with book.action("删除学习计划", EDIT) as work:
        for plan in work.get_many(TrainingPlan, plan_ids, _NO_PLAN, TrainingPlan.topics):
            stop()
            _unlink(work, [topic.id for topic in plan.topics])
            work.session.delete(plan)


def _refuse_twin(work: Work, draft: PlanDraft, own: int) -> None:
    twin = select(TrainingPlan.id).where(
        TrainingPlan.organization_id == draft.organization_id, TrainingPlan.year == draft.year,
        TrainingPlan.title == draft.title, TrainingPlan.id != own,
    )  # fmt: skip
    if work.session.execute(twin).first():
        raise UserError(
            f"这个组织 {draft.year} 年已有“{draft.title}”，请换一个名称，或打开原来那一份修改。",
            {"title": "已有同名计划"},
        )


# -- topics ------------------------------------------------------------------------------------------------------


def add_topic(book: Book, plan_id: int, draft: TopicDraft) -> int:
    """A further topic at the end of a plan; returns its id."""
    check_topic(draft)
    with book.action("添加计划专题", EDIT) as work:
        plan = work.get(TrainingPlan, plan_id, _NO_PLAN)
        _check_kind(work, draft)
        last = work.session.execute(select(func.max(PlanTopic.no)).where(PlanTopic.plan_id == plan_id)).scalar()
        topic = PlanTopic(id=work.new_id(), plan_id=plan.id, no=(last or 0) + 1, **asdict(draft))
        work.session.add(topic)
        return topic.id


def save_topic(book: Book, topic_id: int, draft: TopicDraft) -> None:
    check_topic(draft)
    with book.action("修改计划专题", EDIT) as work:
        topic = work.get(PlanTopic, topic_id, _NO_TOPIC)
        _check_kind(work, draft)
        for name, value in asdict(draft).items():
            setattr(topic, name, value)


def delete_topics(book: Book, topic_ids: Sequence[int]) -> None:
    """Take topics off their plan; the meetings that carried them out stay."""
    with book.action("删除计划专题", EDIT) as work:
        topics = work.get_many(PlanTopic, topic_ids, _NO_TOPIC)
        _unlink(work, topic_ids)
        for topic in topics:
            work.session.delete(topic)


def move_topic(book: Book, topic_id: int, step: int) -> None:
    """Change places with the topic before (-1) or after (1)."""
    with book.action("调整专题顺序", EDIT) as work:
        plan = work.get(TrainingPlan, work.get(PlanTopic, topic_id, _NO_TOPIC).plan_id, _NO_PLAN)
        topics = list(plan.topics)
        at = next(place for place, topic in enumerate(topics) if topic.id == topic_id)
        if 0 <= at + step < len(topics):
            topics[at], topics[at + step] = topics[at + step], topics[at]
            for no, topic in enumerate(topics, 1):
                topic.no = no


def link_meetings(book: Book, topic_id: int, meeting_ids: Sequence[int]) -> None:
    """These meetings, and no others, carry a topic out."""
    with book.action("关联会议到学习计划", EDIT) as work:
        work.get(PlanTopic, topic_id, _NO_TOPIC)
        named = work.session.execute(select(Meeting).where(Meeting.topic_id == topic_id)).scalars()
        wanted = set(meeting_ids)
        for meeting in list(named):
            if meeting.id not in wanted:
                meeting.topic_id = None
        for meeting in work.get_many(Meeting, meeting_ids, _NO_MEETING):
            meeting.topic_id = topic_id


def _unlink(work: Work, topic_ids: Sequence[int]) -> None:
    for meeting in work.session.execute(select(Meeting).where(Meeting.topic_id.in_(topic_ids))).scalars():
        meeting.topic_id = None
    work.session.flush()


def _check_kind(work: Work, draft: TopicDraft) -> None:
    if draft.kind_id is not None:
        work.get(MeetingKind, draft.kind_id, "会议类型已被删除，请重新选择。", "kind_id")


# -- training outside --------------------------------------------------------------------------------------------


def save_outside(book: Book, draft: OutsideDraft, training_id: int | None = None) -> int:
    """Add one person's training or change it; returns the id."""
    check_outside(draft, book.now().date())
    with book.action("登记外部培训" if training_id is None else "修改外部培训", EDIT) as work:
        work.get(Person, draft.person_id, "这个人的记录已被删除，请重新选择。", "person_id")
        if training_id is None:
            training = OutsideTraining(id=work.new_id())
        else:
            training = work.get(OutsideTraining, training_id, _NO_TRAINING)
        for name, value in asdict(draft).items():
            setattr(training, name, value)
        work.session.add(training)
        return training.id


def add_outside(book: Book, draft: OutsideDraft, person_ids: Sequence[int]) -> list[int]:
    """The same training for several people in one action; returns the ids in their order."""
    if not person_ids:
        raise UserError("请选择参加培训的人员。", {"people": "请选择人员"})
    values = asdict(draft)
    check_outside(OutsideDraft(**{**values, "person_id": person_ids[0]}), book.now().date())
    with book.action("登记外部培训", EDIT) as work:
        made = []
        for person in work.get_many(Person, person_ids, "有人的记录已被删除，请重新选择。"):
            training = OutsideTraining(**{**values, "id": work.new_id(), "person_id": person.id})
            work.session.add(training)
            made.append(training.id)
        return made


def delete_outside(book: Book, training_ids: Sequence[int], stop: Stop = unstopped) -> None:
    with book.action("删除外部培训", EDIT) as work:
        for training in work.get_many(OutsideTraining, training_ids, _NO_TRAINING):
            stop()
            work.session.delete(training)


# -- 补学 --------------------------------------------------------------------------------------------------------


def make_up(book: Book, attendance_ids: Sequence[int], on: date, how: str, stop: Stop = unstopped) -> None:
    """Those who missed meetings made up for them *on* a day, in a way such as 自学材料.

    ``UserError`` when the day lies ahead or before one of the meetings, or someone did not miss it.
    """
    if wrong := next(field for field in ROSTER_FIELDS if field.name == "made_up_how").problem(how):
        raise UserError(f"{wrong}。", {"made_up_how": wrong})
    with book.action("登记补学", EDIT) as work:
        for line in _lines(work, attendance_ids):
            stop()
            held = line.meeting.starts_at.date()
            if wrong := make_up_problem(Status(line.status), held, on, book.now().date()):
                raise UserError(f"{held}“{line.meeting.title}”：{wrong}。", {"made_up_on": wrong})
            line.made_up_on, line.made_up_how = on, how.strip() or None


def drop_make_up(book: Book, attendance_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Take back that they made up."""
    with book.action("取消补学登记", EDIT) as work:
        for line in _lines(work, attendance_ids):
            stop()
            line.made_up_on = line.made_up_how = None


def _lines(work: Work, attendance_ids: Sequence[int]) -> list[Attendance]:
    lines = work.get_many(Attendance, attendance_ids, "有人已不在出席名单中，请刷新列表。")
    meeting_ids = list({line.meeting_id for line in lines})
    work.get_many(Meeting, meeting_ids, _NO_MEETING)  # read in sets: each line asks for its own
    return lines
