"""The features of the core, in the order they stand on each other. Migrations, tests and audit walk this list."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import MetaData

from db.attachments.models import Attachment, AttachmentLink
from db.core.base import Base, Record
from db.core.book_row import BookRow
from db.core.journal import ActionRow, ChangeRow
from db.drafts.models import DraftRow
from db.inspections.models import Finding, GroupMember, GroupOrganization, GuidanceGroup, Inspection, Visit
from db.meetings.models import (
    AgendaItem,
    Attendance,
    Candidate,
    Election,
    Frequency,
    Meeting,
    MeetingKind,
    Reading,
    Resolution,
    Vote,
    Worth,
)
from db.organizations.models import Organization
from db.people.models import Membership, Person, Post, Suspension
from db.problems.models import Problem
from db.progress.models import ProgressEntry
from db.regulations.models import Regulation, Revision
from db.research.models import ResearchTopic, ResearchVisit, StudyReport
from db.responsibilities.models import Pledge, ResponsibilityItem, ResponsibilityList
from db.rules.models import Rule
from db.security.models import User
from db.study.models import OutsideTraining, PlanTopic, TrainingPlan
from db.tasks.models import Task, TaskPerson
from db.work_plans.models import WorkPlan, WorkPlanItem


@dataclass(frozen=True, slots=True)
class Feature:
    """A room of the core: its permission prefix (``<name>.edit`` …), its label, the tables it owns."""

    name: str
    label: str
    models: tuple[type[Record], ...]


KERNEL: tuple[type[Base], ...] = (BookRow, ActionRow, ChangeRow, DraftRow)

FEATURES: tuple[Feature, ...] = (
    Feature("security", "用户与安全", (User,)),
    Feature("attachments", "附件", (Attachment, AttachmentLink)),
    Feature("rules", "工作规则", (Rule,)),
    Feature("organizations", "组织", (Organization,)),
    Feature("people", "人员", (Person, Membership, Post, Suspension)),
    Feature("progress", "进展", (ProgressEntry,)),
    Feature("tasks", "任务", (Task, TaskPerson)),
    Feature(
        "meetings",
        "会议",
        (
            MeetingKind,
            Frequency,
            Worth,
            Meeting,
            AgendaItem,
            Reading,
            Attendance,
            Vote,
            Election,
            Candidate,
            Resolution,
        ),
    ),
    Feature("study", "学习", (TrainingPlan, PlanTopic, OutsideTraining)),
    Feature("problems", "问题台账", (Problem,)),
    Feature("inspections", "督导检查", (GuidanceGroup, GroupMember, GroupOrganization, Inspection, Visit, Finding)),
    Feature("research", "调研", (ResearchTopic, ResearchVisit, StudyReport)),
    Feature("regulations", "制度", (Regulation, Revision)),
    Feature("responsibilities", "责任清单", (ResponsibilityList, ResponsibilityItem, Pledge)),
    Feature("work_plans", "工作计划", (WorkPlan, WorkPlanItem)),
)


def metadata() -> MetaData:
    """The tables of every feature; importing this module is what makes them known."""
    return Base.metadata
