"""Walks the list of features: nothing the kernel needs may be forgotten for a table."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Float, Integer, String, Text

from db.core.base import Record, RowId, TextTuple, table_of
from db.core.fields import Kind
from db.core.search import searched
from db.features import FEATURES, KERNEL, metadata
from db.inspections.draft import (
    GROUP_LISTS,
    INSPECTION_LISTS,
    FindingLine,
    GroupDraft,
    InspectionDraft,
    MemberLine,
    VisitLine,
)
from db.inspections.fields import FINDING_FIELDS, GROUP_FIELDS, INSPECTION_FIELDS, MEMBER_FIELDS, VISIT_FIELDS
from db.inspections.models import Finding, GroupMember, GuidanceGroup, Inspection, Visit
from db.inspections.queries import groups, inspections
from db.meetings import draft as meeting_draft
from db.meetings.fields import FIELDS as MEETING
from db.meetings.models import Meeting
from db.meetings.queries import meetings
from db.organizations.draft import OrganizationDraft
from db.organizations.fields import FIELDS as ORGANIZATION
from db.organizations.models import Organization
from db.organizations.queries import organizations
from db.people import draft as people_draft
from db.people.fields import FIELDS as PERSON
from db.people.fields import POST_FIELDS
from db.people.models import Person, Post
from db.people.queries import people
from db.problems.draft import ProblemDraft
from db.problems.fields import FIELDS as PROBLEM
from db.problems.models import Problem
from db.progress.draft import ProgressDraft
from db.progress.fields import FIELDS as PROGRESS
from db.progress.models import ProgressEntry
from db.regulations.draft import RegulationDraft, RevisionDraft
from db.regulations.fields import FIELDS as REGULATION
from db.regulations.fields import REVISION_FIELDS
from db.regulations.models import Regulation, Revision
from db.research import draft as research_draft
from db.research import fields as research_fields
from db.research.models import ResearchTopic, ResearchVisit, StudyReport
from db.responsibilities import draft as responsibility_draft
from db.responsibilities import fields as responsibility_fields
from db.responsibilities.models import Pledge, ResponsibilityItem, ResponsibilityList
from db.study.absences import absences
from db.study.draft import OutsideDraft, PlanDraft, TopicDraft
from db.study.fields import OUTSIDE_FIELDS, PLAN_FIELDS, TOPIC_FIELDS
from db.study.models import OutsideTraining, PlanTopic, TrainingPlan
from db.study.outside import trainings
from db.study.plans import plans
from db.tasks import draft as task_draft
from db.tasks.fields import FIELDS as TASK
from db.tasks.models import Task
from db.work_plans.draft import WorkPlanDraft, WorkPlanItemDraft
from db.work_plans.fields import ITEM_FIELDS as WORK_PLAN_ITEM
from db.work_plans.fields import PLAN_FIELDS as WORK_PLAN
from db.work_plans.models import WorkPlan, WorkPlanItem

MODELS = [model for feature in FEATURES for model in feature.models]
DESCRIBED = [
    (Organization, ORGANIZATION, OrganizationDraft, ()),
    (Person, PERSON, people_draft.PersonDraft, people_draft.DERIVED),
    (Post, POST_FIELDS, people_draft.PostDraft, ()),
    (Meeting, MEETING, meeting_draft.MeetingDraft, meeting_draft.LISTS),
    (TrainingPlan, PLAN_FIELDS, PlanDraft, ()),
    (PlanTopic, TOPIC_FIELDS, TopicDraft, ()),
    (OutsideTraining, OUTSIDE_FIELDS, OutsideDraft, ()),
    (ProgressEntry, PROGRESS, ProgressDraft, ()),
    (Task, TASK, task_draft.TaskDraft, task_draft.LISTS),
    (Problem, PROBLEM, ProblemDraft, ()),
    (GuidanceGroup, GROUP_FIELDS, GroupDraft, GROUP_LISTS),
    (GroupMember, MEMBER_FIELDS, MemberLine, ()),
    (Inspection, INSPECTION_FIELDS, InspectionDraft, INSPECTION_LISTS),
    (Visit, VISIT_FIELDS, VisitLine, ()),
    (Finding, FINDING_FIELDS, FindingLine, ()),
    (ResearchTopic, research_fields.TOPIC_FIELDS, research_draft.ResearchTopicDraft, ()),
    (ResearchVisit, research_fields.VISIT_FIELDS, research_draft.ResearchVisitDraft, ()),
    (StudyReport, research_fields.REPORT_FIELDS, research_draft.StudyReportDraft, ()),
    (Regulation, REGULATION, RegulationDraft, ()),
    (Revision, REVISION_FIELDS, RevisionDraft, ()),
    (ResponsibilityList, responsibility_fields.LIST_FIELDS, responsibility_draft.ListDraft, ()),
    (ResponsibilityItem, responsibility_fields.ITEM_FIELDS, responsibility_draft.ItemDraft, ()),
    (Pledge, responsibility_fields.PLEDGE_FIELDS, responsibility_draft.PledgeDraft, ()),
    (WorkPlan, WORK_PLAN, WorkPlanDraft, ()),
    (WorkPlanItem, WORK_PLAN_ITEM, WorkPlanItemDraft, ()),
]
COLUMN_TYPES = {
    Kind.TEXT: String, Kind.LONG_TEXT: String, Kind.INTEGER: Integer, Kind.DATE: Date, Kind.DATETIME: DateTime,
    Kind.TAGS: TextTuple, Kind.PERSON: Integer, Kind.ORGANIZATION: Integer, Kind.CHOICE: (String, Integer, Boolean),
    Kind.NUMBER: Float,
}  # fmt: skip


def test_every_table_belongs_to_one_feature_or_the_kernel():
    owned = [table_of(model).name for model in (*KERNEL, *MODELS)]
    assert sorted(owned) == sorted(metadata().tables)


def test_features_are_named_once():
    assert len({feature.name for feature in FEATURES}) == len({feature.label for feature in FEATURES}) == len(FEATURES)


@pytest.mark.parametrize("table", metadata().sorted_tables, ids=str)
def test_every_table_has_a_label_for_the_audit(table):
    label = table.info["label"]
    assert label
    assert not label.isascii()


def test_labels_tell_tables_apart():
    labels = [table_of(model).info["label"] for model in MODELS]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_what_actions_change_is_journalled_under_an_id_of_the_book(model):
    assert issubclass(model, Record)
    table = table_of(model)
    assert table.info.get("journal", True)
    assert [column.name for column in table.primary_key] == ["id"]
    assert all(column.type.python_type for column in table.c)  # the journal turns images back by it


def test_the_kernels_tables_are_not_journalled():
    assert all(table_of(model).info["journal"] is False for model in KERNEL)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_searched_columns_exist_and_are_texts(model):
    table = table_of(model)
    assert all(isinstance(table.c[name].type, String | Text) for name in searched(table))
    assert not {"id_number", "phone"} & set(searched(table))  # found by exact match only


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_reference_is_found_by_an_index(model):
    """Deleting a row asks every table that may refer to it; without an index that walks the table."""
    table = table_of(model)
    first = {next(iter(index.columns)).name for index in table.indexes}
    small = {"meeting", "organization"}  # what they refer to is never deleted in bulk
    missing = {column.name for column in table.c if column.foreign_keys} - first
    assert not {name for name in missing if next(iter(table.c[name].foreign_keys)).column.table.name not in small}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_ids_have_room_for_63_bits(model):
    whole = [column for column in table_of(model).c if isinstance(column.type, Integer)]
    assert all(isinstance(column.type, BigInteger) for column in whole if column.primary_key or column.foreign_keys)
    assert isinstance(RowId, BigInteger)


@pytest.mark.parametrize(
    ("model", "fields", "draft", "derived"), DESCRIBED, ids=lambda value: getattr(value, "__name__", "")
)
def test_fields_agree_with_columns_and_with_the_form(model, fields, draft, derived):
    table = table_of(model)
    on_form = {field.name for field in dataclasses.fields(draft)}
    assert len({field.name for field in fields}) == len({field.label for field in fields}) == len(fields)
    for field in fields:
        assert field.name in on_form
        if field.name in derived:
            assert field.name not in table.c
            continue
        column = table.c[field.name]
        assert isinstance(column.type, COLUMN_TYPES[field.kind]), field.name
        if not column.nullable and column.default is None:
            assert field.required, f"{field.name} cannot be empty, so the form must ask for it"
    assert on_form - set(table.c.keys()) == set(derived)


@pytest.mark.parametrize(
    "listing",
    [organizations, people, meetings, plans, trainings, absences, inspections, groups],
    ids=lambda listing: listing.table.name,
)
def test_lists_show_named_columns_once(listing):
    names = [field.name for field in listing.fields]
    assert len(set(names)) == len(names) == len({field.label for field in listing.fields})
    assert all(field.width > 0 for field in listing.fields)
    assert set(listing.sorts) <= set(names)
    own = {field.name: field for fields in (ORGANIZATION, PERSON, MEETING) for field in fields}
    for field in listing.fields:
        if field.name in ("id_number", "phone") and listing is people:
            assert field.mask is own[field.name].mask is not None
