"""Duties: progress, responsibility lists, work plans, inspections, problems, research, regulations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.core.search import index_statement

revision = "0006"
down_revision = "0005"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEXED = {
    "problem": ("number", "category", "text", "goal", "measures", "result"),
    "guidance_group": ("name",),
    "inspection": ("title", "inspectors", "text"),
    "research_topic": ("title", "text"),
    "study_report": ("title", "authors", "text", "advice"),
    "regulation": ("number", "title", "text"),
}


def upgrade() -> None:
    for table, columns in INDEXED.items():
        op.execute(index_statement(table, *columns))
    op.create_table(
        "progress",
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", BIG, nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("percent", BIG, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress")),
    )
    op.create_index(op.f("ix_progress_table_name_row_id"), "progress", ["table_name", "row_id"], unique=False)
    op.create_table(
        "guidance_group",
        sa.Column("organization_id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("set_up_on", sa.Date(), nullable=False),
        sa.Column("dissolved_on", sa.Date(), nullable=True),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_guidance_group_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidance_group")),
    )
    op.create_index(op.f("ix_guidance_group_organization_id"), "guidance_group", ["organization_id"], unique=False)
    op.create_index(op.f("ix_guidance_group_set_up_on"), "guidance_group", ["set_up_on"], unique=False)
    op.create_table(
        "problem",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("measures", sa.String(), nullable=False),
        sa.Column("organization_id", BIG, nullable=True),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("hard", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("merged_into_id", BIG, nullable=True),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["merged_into_id"], ["problem.id"], name=op.f("fk_problem_merged_into_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_problem_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem")),
        sa.UniqueConstraint("number", name=op.f("uq_problem_number")),
    )
    op.create_index(op.f("ix_problem_closed_on"), "problem", ["closed_on"], unique=False)
    op.create_index(op.f("ix_problem_due_on"), "problem", ["due_on"], unique=False)
    op.create_index(op.f("ix_problem_found_on"), "problem", ["found_on"], unique=False)
    op.create_index(op.f("ix_problem_merged_into_id"), "problem", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_problem_organization_id_due_on"), "problem", ["organization_id", "due_on"], unique=False)
    op.create_index(op.f("ix_problem_source_found_on"), "problem", ["source", "found_on"], unique=False)
    op.create_index(op.f("ix_problem_state_due_on"), "problem", ["state", "due_on"], unique=False)
    op.create_table(
        "regulation",
        sa.Column("organization_id", BIG, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("abolished_on", sa.Date(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_regulation_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulation")),
    )
    op.create_index(op.f("ix_regulation_adopted_on"), "regulation", ["adopted_on"], unique=False)
    op.create_index(
        op.f("ix_regulation_organization_id_adopted_on"), "regulation", ["organization_id", "adopted_on"], unique=False
    )
    op.create_table(
        "research_topic",
        sa.Column("organization_id", BIG, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("members", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_research_topic_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_research_topic")),
    )
    op.create_index(
        op.f("ix_research_topic_organization_id_starts_on"),
        "research_topic",
        ["organization_id", "starts_on"],
        unique=False,
    )
    op.create_index(op.f("ix_research_topic_starts_on"), "research_topic", ["starts_on"], unique=False)
    op.create_table(
        "responsibility_list",
        sa.Column("organization_id", BIG, nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("year", BIG, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_responsibility_list_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility_list")),
        sa.UniqueConstraint(
            "organization_id", "year", "title", name=op.f("uq_responsibility_list_organization_id_year_title")
        ),
    )
    op.create_index(
        op.f("ix_responsibility_list_organization_id"), "responsibility_list", ["organization_id"], unique=False
    )
    op.create_index(op.f("ix_responsibility_list_year"), "responsibility_list", ["year"], unique=False)
    op.create_table(
        "work_plan",
        sa.Column("organization_id", BIG, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_work_plan_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_plan")),
        sa.UniqueConstraint(
            "organization_id", "starts_on", "title", name=op.f("uq_work_plan_organization_id_starts_on_title")
        ),
    )
    op.create_index(op.f("ix_work_plan_organization_id"), "work_plan", ["organization_id"], unique=False)
    op.create_index(op.f("ix_work_plan_starts_on"), "work_plan", ["starts_on"], unique=False)
    op.create_table(
        "group_member",
        sa.Column("group_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["guidance_group.id"], name=op.f("fk_group_member_group_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
    )
    op.create_index(op.f("ix_group_member_group_id"), "group_member", ["group_id"], unique=False)
    op.create_index(op.f("ix_group_member_person_id"), "group_member", ["person_id"], unique=False)
    op.create_table(
        "group_organization",
        sa.Column("group_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("organization_id", BIG, nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["guidance_group.id"], name=op.f("fk_group_organization_group_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_group_organization_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_organization")),
        sa.UniqueConstraint("group_id", "organization_id", name=op.f("uq_group_organization_group_id_organization_id")),
    )
    op.create_index(op.f("ix_group_organization_group_id"), "group_organization", ["group_id"], unique=False)
    op.create_index(
        op.f("ix_group_organization_organization_id"), "group_organization", ["organization_id"], unique=False
    )
    op.create_table(
        "inspection",
        sa.Column("organization_id", BIG, nullable=False),
        sa.Column("group_id", BIG, nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("inspectors", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("advice", sa.String(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["guidance_group.id"], name=op.f("fk_inspection_group_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_inspection_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
    )
    op.create_index(op.f("ix_inspection_group_id"), "inspection", ["group_id"], unique=False)
    op.create_index(op.f("ix_inspection_held_on"), "inspection", ["held_on"], unique=False)
    op.create_index(
        op.f("ix_inspection_organization_id_held_on"), "inspection", ["organization_id", "held_on"], unique=False
    )
    op.create_table(
        "pledge",
        sa.Column("list_id", BIG, nullable=False),
        sa.Column("organization_id", BIG, nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["responsibility_list.id"], name=op.f("fk_pledge_list_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_pledge_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint("list_id", "organization_id", name=op.f("uq_pledge_list_id_organization_id")),
    )
    op.create_index(op.f("ix_pledge_list_id"), "pledge", ["list_id"], unique=False)
    op.create_index(op.f("ix_pledge_organization_id"), "pledge", ["organization_id"], unique=False)
    op.create_table(
        "research_visit",
        sa.Column("topic_id", BIG, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("people", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["research_topic.id"], name=op.f("fk_research_visit_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_research_visit")),
    )
    op.create_index(op.f("ix_research_visit_topic_id"), "research_visit", ["topic_id"], unique=False)
    op.create_table(
        "responsibility_item",
        sa.Column("list_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("standard", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("lead", sa.String(), nullable=False),
        sa.Column("assist", sa.String(), nullable=False),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("counted", sa.String(), nullable=False),
        sa.Column("kind_id", BIG, nullable=True),
        sa.Column("target", BIG, nullable=True),
        sa.Column("below", sa.Boolean(), nullable=False),
        sa.Column("share", BIG, nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["kind_id"], ["meeting_kind.id"], name=op.f("fk_responsibility_item_kind_id")),
        sa.ForeignKeyConstraint(["list_id"], ["responsibility_list.id"], name=op.f("fk_responsibility_item_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility_item")),
    )
    op.create_index(op.f("ix_responsibility_item_kind_id"), "responsibility_item", ["kind_id"], unique=False)
    op.create_index(op.f("ix_responsibility_item_list_id"), "responsibility_item", ["list_id"], unique=False)
    op.create_table(
        "revision",
        sa.Column("regulation_id", BIG, nullable=False),
        sa.Column("revised_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["regulation_id"], ["regulation.id"], name=op.f("fk_revision_regulation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
    )
    op.create_index(op.f("ix_revision_regulation_id"), "revision", ["regulation_id"], unique=False)
    op.create_index(op.f("ix_revision_revised_on"), "revision", ["revised_on"], unique=False)
    op.create_table(
        "study_report",
        sa.Column("organization_id", BIG, nullable=False),
        sa.Column("topic_id", BIG, nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("authors", sa.String(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("advice", sa.String(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_study_report_organization_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["research_topic.id"], name=op.f("fk_study_report_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_report")),
    )
    op.create_index(op.f("ix_study_report_finished_on"), "study_report", ["finished_on"], unique=False)
    op.create_index(
        op.f("ix_study_report_organization_id_finished_on"),
        "study_report",
        ["organization_id", "finished_on"],
        unique=False,
    )
    op.create_index(op.f("ix_study_report_topic_id"), "study_report", ["topic_id"], unique=False)
    op.create_table(
        "work_plan_item",
        sa.Column("plan_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("organization_id", BIG, nullable=True),
        sa.Column("responsible", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("counted", sa.String(), nullable=False),
        sa.Column("kind_id", BIG, nullable=True),
        sa.Column("target", BIG, nullable=True),
        sa.Column("below", sa.Boolean(), nullable=False),
        sa.Column("share", BIG, nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["kind_id"], ["meeting_kind.id"], name=op.f("fk_work_plan_item_kind_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_work_plan_item_organization_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["work_plan.id"], name=op.f("fk_work_plan_item_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_plan_item")),
    )
    op.create_index(op.f("ix_work_plan_item_kind_id"), "work_plan_item", ["kind_id"], unique=False)
    op.create_index(op.f("ix_work_plan_item_organization_id"), "work_plan_item", ["organization_id"], unique=False)
    op.create_index(op.f("ix_work_plan_item_plan_id"), "work_plan_item", ["plan_id"], unique=False)
    op.create_table(
        "finding",
        sa.Column("inspection_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("organization_id", BIG, nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("demand", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("problem_id", BIG, nullable=True),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_finding_inspection_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_finding_organization_id")),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_finding_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )
    op.create_index(op.f("ix_finding_inspection_id"), "finding", ["inspection_id"], unique=False)
    op.create_index(op.f("ix_finding_organization_id"), "finding", ["organization_id"], unique=False)
    op.create_index(op.f("ix_finding_problem_id"), "finding", ["problem_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("inspection_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("organization_id", BIG, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_visit_inspection_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_visit_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("inspection_id", "organization_id", name=op.f("uq_visit_inspection_id_organization_id")),
    )
    op.create_index(op.f("ix_visit_inspection_id"), "visit", ["inspection_id"], unique=False)
    op.create_index(op.f("ix_visit_organization_id"), "visit", ["organization_id"], unique=False)
    op.add_column("task", sa.Column("percent", BIG, server_default=sa.text("0"), nullable=False))
    op.add_column("task", sa.Column("assigned_by", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("task", sa.Column("repeats", sa.String(), server_default=sa.text("''"), nullable=False))
    op.create_index(op.f("ix_task_state_due_on"), "task", ["state", "due_on"], unique=False)
