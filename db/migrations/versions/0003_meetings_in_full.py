"""Working rules, tasks, study; votes, elections and resolutions of meetings; kinds of meeting told in full."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from db.core.ids import IdSource
from db.core.search import fill_index, index_statement

revision = "0003"
down_revision = "0002"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# What the program of this revision knows of its kinds of meeting: hours by, votes, source.
KINDS = {
    "branch_assembly": ("none", True, "《中国共产党支部工作条例（试行）》第十一条"),
    "branch_committee": ("none", True, "《中国共产党支部工作条例（试行）》第十二条"),
    "party_group": ("none", False, "《中国共产党支部工作条例（试行）》第十三条"),
    "party_class": ("hour", False, "《中国共产党支部工作条例（试行）》第十六条；每季度为惯例"),
    "theme_day": ("hour", False, "《中国共产党支部工作条例（试行）》"),
    "organization_life": ("none", False, "《中国共产党支部工作条例（试行）》"),
    "democratic_appraisal": ("none", True, "《中国共产党支部工作条例（试行）》"),
    "admission": ("none", True, "《中国共产党发展党员工作细则》（2014）"),
    "confirmation": ("none", True, "《中国共产党发展党员工作细则》（2014）"),
    "election": ("none", True, "《中国共产党基层组织选举工作条例》（2020）"),
    "regular_study": ("hour", False, "惯例：逢周一必学，全体干部参加"),
    "central_group_study": ("hour", False, "《中国共产党党委（党组）理论学习中心组学习规则》（2017）"),
    "reading_class": ("hour", False, "惯例"),
    "seminar": ("hour", False, "惯例"),
    "party_affairs_training": ("day", False, "惯例"),
    "warning_education": ("hour", False, "惯例"),
    "intensive_training": ("day", False, "《中国共产党党员教育管理工作条例》（2019）"),
    "joint_meeting": ("none", False, "惯例"),
    "quarterly_review": ("none", False, "惯例"),
    "theme_activity": ("none", False, "惯例"),
    "volunteering": ("none", False, "惯例"),
    "study_visit": ("day", False, "惯例"),
    "heart_talk": ("none", False, "《中国共产党支部工作条例（试行）》"),
    "mutual_review": ("none", False, "惯例"),
}
FREQUENCIES = (
    (
        "branch_assembly",
        "|党支部|联合党支部|",
        1,
        "quarter",
        "2018-10-28",
        "《中国共产党支部工作条例（试行）》第十一条",
    ),
    ("branch_committee", "|党支部|联合党支部|", 1, "month", "2018-10-28", "《中国共产党支部工作条例（试行）》第十二条"),
    ("party_group", "|党小组|", 1, "month", "2018-10-28", "《中国共产党支部工作条例（试行）》第十三条"),
    (
        "party_class",
        "|党支部|联合党支部|",
        1,
        "quarter",
        "2018-10-28",
        "《中国共产党支部工作条例（试行）》第十六条；每季度为惯例",
    ),
    (
        "party_class",
        "|党工委|党委|",
        1,
        "year",
        "2018-10-28",
        "《中国共产党支部工作条例（试行）》第十六条；每季度为惯例",
    ),
    ("theme_day", "|党支部|联合党支部|", 1, "month", "2018-10-28", "《中国共产党支部工作条例（试行）》"),
    ("organization_life", "|党支部|联合党支部|", 1, "year", "2018-10-28", "《中国共产党支部工作条例（试行）》"),
    ("democratic_appraisal", "|党支部|联合党支部|", 1, "year", "2018-10-28", "《中国共产党支部工作条例（试行）》"),
    (
        "central_group_study",
        "|党工委|",
        1,
        "quarter",
        "2017-01-30",
        "《中国共产党党委（党组）理论学习中心组学习规则》（2017）",
    ),
    ("heart_talk", "|党支部|联合党支部|", 1, "year", "2018-10-28", "《中国共产党支部工作条例（试行）》"),
)


def upgrade() -> None:
    _tables()
    op.drop_index("ix_meeting_starts_at", "meeting")
    op.create_index(
        "ix_meeting_starts_at_organization_id_kind_id_ends_at",
        "meeting",
        ["starts_at", "organization_id", "kind_id", "ends_at"],
    )
    op.execute(index_statement("task", "title", "text"))
    op.execute(index_statement("outside_training", "title", "organizer"))
    _index_agenda()
    _tell_kinds()
    _mark_voters()


def _index_agenda() -> None:
    connection = op.get_bind()
    op.execute(index_statement("agenda_item", "title", "text"))
    rows = connection.execute(sa.text("SELECT id, title, text FROM agenda_item")).mappings()
    for part in rows.partitions(1000):
        fill_index(connection, "agenda_item", ("title", "text"), map(dict, part))


def _tell_kinds() -> None:
    """Kinds the program brought are told in full; a new book has none yet."""
    connection = op.get_bind()
    ids = {row.code: row.id for row in connection.execute(sa.text("SELECT code, id FROM meeting_kind"))}
    if not ids:
        return
    for code, (by, votes, source) in KINDS.items():
        connection.execute(
            sa.text("UPDATE meeting_kind SET hours_by = :by, votes = :votes, source = :source WHERE code = :code"),
            {"by": by, "votes": votes, "source": source, "code": code},
        )
    source_of_ids = IdSource(connection)
    for code, organizations, times, unit, holds_from, source in FREQUENCIES:
        if code in ids:
            connection.execute(
                sa.text(
                    "INSERT INTO meeting_frequency (id, kind_id, organization_kinds, times, unit, holds_from, source) "
                    "VALUES (:id, :kind, :organizations, :times, :unit, :holds_from, :source)"
                ),
                {
                    "id": source_of_ids.take(), "kind": ids[code], "organizations": organizations, "times": times,
                    "unit": unit, "holds_from": holds_from, "source": source,
                },
            )  # fmt: skip
    source_of_ids.store(connection)


def _mark_voters() -> None:
    """Who had the right to vote at meetings recorded before it was recorded: full members of that day, no guests."""
    op.execute(
        "UPDATE attendance SET voting = 1 WHERE status <> 4 AND EXISTS (SELECT 1 FROM person p, meeting m "
        "WHERE p.id = attendance.person_id AND m.id = attendance.meeting_id AND p.stage = '正式党员' "
        "AND (p.full_member_on IS NULL OR p.full_member_on < date(m.starts_at)))"
    )


def _tables() -> None:
    op.create_table(
        "rule",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
        sa.UniqueConstraint("code", "holds_from", name=op.f("uq_rule_code_holds_from")),
    )
    op.create_table(
        "meeting_frequency",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind_id", BIG, nullable=False),
        sa.Column("organization_kinds", sa.Text(), nullable=False),
        sa.Column("times", BIG, nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["kind_id"], ["meeting_kind.id"], name=op.f("fk_meeting_frequency_kind_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_frequency")),
    )
    op.create_index(op.f("ix_meeting_frequency_kind_id"), "meeting_frequency", ["kind_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("source_table", sa.String(), nullable=True),
        sa.Column("source_id", BIG, nullable=True),
        sa.Column("source_part", BIG, nullable=True),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("organization_id", BIG, nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_task_organization_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["task.id"], name=op.f("fk_task_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index(op.f("ix_task_due_on"), "task", ["due_on"], unique=False)
    op.create_index(op.f("ix_task_organization_id_due_on"), "task", ["organization_id", "due_on"], unique=False)
    op.create_index(op.f("ix_task_parent_id"), "task", ["parent_id"], unique=False)
    op.create_index(op.f("ix_task_source_table_source_id"), "task", ["source_table", "source_id"], unique=False)
    op.create_table(
        "training_plan",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("organization_id", BIG, nullable=False),
        sa.Column("year", BIG, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_training_plan_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_plan")),
        sa.UniqueConstraint(
            "organization_id", "year", "title", name=op.f("uq_training_plan_organization_id_year_title")
        ),
    )
    op.create_index(op.f("ix_training_plan_organization_id"), "training_plan", ["organization_id"], unique=False)
    op.create_table(
        "outside_training",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("organizer", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("hours", sa.Double(), nullable=False),
        sa.Column("certificate", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outside_training_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_training")),
    )
    op.create_index(
        op.f("ix_outside_training_person_id_starts_on"), "outside_training", ["person_id", "starts_on"], unique=False
    )
    op.create_index(op.f("ix_outside_training_starts_on"), "outside_training", ["starts_on"], unique=False)
    op.create_table(
        "plan_topic",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("plan_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind_id", BIG, nullable=True),
        sa.Column("organizer", sa.String(), nullable=False),
        sa.Column("month", BIG, nullable=True),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("times", BIG, nullable=False),
        sa.ForeignKeyConstraint(["kind_id"], ["meeting_kind.id"], name=op.f("fk_plan_topic_kind_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["training_plan.id"], name=op.f("fk_plan_topic_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_topic")),
    )
    op.create_index(op.f("ix_plan_topic_kind_id"), "plan_topic", ["kind_id"], unique=False)
    op.create_index(op.f("ix_plan_topic_plan_id"), "plan_topic", ["plan_id"], unique=False)
    op.create_table(
        "suspension",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_suspension_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
    )
    op.create_index(op.f("ix_suspension_person_id"), "suspension", ["person_id"], unique=False)
    op.create_table(
        "task_person",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("task_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_task_person_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_person_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_person")),
    )
    op.create_index(op.f("ix_task_person_person_id"), "task_person", ["person_id"], unique=False)
    op.create_index(op.f("ix_task_person_task_id"), "task_person", ["task_id"], unique=False)
    op.create_table(
        "election",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("seats", BIG, nullable=False),
        sa.Column("entitled", BIG, nullable=True),
        sa.Column("present", BIG, nullable=True),
        sa.Column("issued", BIG, nullable=True),
        sa.Column("returned", BIG, nullable=True),
        sa.Column("valid", BIG, nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_election_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_election")),
    )
    op.create_index(op.f("ix_election_meeting_id"), "election", ["meeting_id"], unique=False)
    op.create_table(
        "resolution",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_resolution_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resolution")),
    )
    op.create_index(op.f("ix_resolution_meeting_id"), "resolution", ["meeting_id"], unique=False)
    op.create_table(
        "vote",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("entitled", BIG, nullable=True),
        sa.Column("present", BIG, nullable=True),
        sa.Column("in_favour", BIG, nullable=True),
        sa.Column("against", BIG, nullable=True),
        sa.Column("abstained", BIG, nullable=True),
        sa.Column("written", BIG, nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_vote_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vote")),
    )
    op.create_index(op.f("ix_vote_meeting_id"), "vote", ["meeting_id"], unique=False)
    op.create_table(
        "candidate",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("election_id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("written_in", sa.Boolean(), nullable=False),
        sa.Column("in_favour", BIG, nullable=True),
        sa.Column("against", BIG, nullable=True),
        sa.Column("abstained", BIG, nullable=True),
        sa.ForeignKeyConstraint(["election_id"], ["election.id"], name=op.f("fk_candidate_election_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_candidate_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_candidate_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
    )
    op.create_index(op.f("ix_candidate_election_id"), "candidate", ["election_id"], unique=False)
    op.create_index(op.f("ix_candidate_meeting_id"), "candidate", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_candidate_person_id"), "candidate", ["person_id"], unique=False)
    op.add_column("agenda_item", sa.Column("text", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("attendance", sa.Column("voting", sa.Boolean(), server_default=sa.text("0"), nullable=False))
    op.add_column("attendance", sa.Column("spoke", sa.Boolean(), server_default=sa.text("0"), nullable=False))
    op.add_column("attendance", sa.Column("made_up_on", sa.Date(), nullable=True))
    op.add_column("attendance", sa.Column("made_up_how", sa.String(), nullable=True))
    op.add_column("meeting", sa.Column("supervisor", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("meeting", sa.Column("finished_at", sa.DateTime(), nullable=True))
    op.execute(
        "ALTER TABLE meeting ADD COLUMN topic_id INTEGER CONSTRAINT fk_meeting_topic_id REFERENCES plan_topic (id)"
    )
    op.create_index(op.f("ix_meeting_topic_id"), "meeting", ["topic_id"], unique=False)
    op.add_column("meeting_kind", sa.Column("hours_by", sa.String(), server_default=sa.text("'none'"), nullable=False))
    op.add_column("meeting_kind", sa.Column("hours", sa.Double(), nullable=True))
    op.add_column("meeting_kind", sa.Column("votes", sa.Boolean(), server_default=sa.text("0"), nullable=False))
    op.add_column("meeting_kind", sa.Column("active", sa.Boolean(), server_default=sa.text("1"), nullable=False))
    op.add_column("meeting_kind", sa.Column("source", sa.String(), server_default=sa.text("''"), nullable=False))
