"""The book, its journal, users, organizations, people, meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "action",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("user_name", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("permission", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("seal", BIG, nullable=False),
        sa.Column("reverses", BIG, nullable=True),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_index(op.f("ix_action_at"), "action", ["at"], unique=False)
    op.create_index(op.f("ix_action_user_id_id"), "action", ["user_id", "id"], unique=False)
    op.create_table(
        "book",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("counter", BIG, nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book")),
    )
    op.create_table(
        "meeting_kind",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("expected", sa.String(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_kind")),
        sa.UniqueConstraint("code", name=op.f("uq_meeting_kind_code")),
        sa.UniqueConstraint("name", name=op.f("uq_meeting_kind_name")),
    )
    op.create_table(
        "organization",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("parent_id", BIG, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("dissolved_on", sa.Date(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("position", BIG, nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["organization.id"], name=op.f("fk_organization_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
    )
    op.create_index(op.f("ix_organization_parent_id"), "organization", ["parent_id"], unique=False)
    op.create_table(
        "user",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("name", name=op.f("uq_user_name")),
    )
    op.create_table(
        "change",
        sa.Column("action_id", BIG, autoincrement=False, nullable=False),
        sa.Column("seq", BIG, autoincrement=False, nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", BIG, nullable=False),
        sa.Column("root_id", BIG, nullable=True),
        sa.Column("span", BIG, nullable=False),
        sa.Column("op", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_change_action_id")),
        sa.PrimaryKeyConstraint("action_id", "seq", name=op.f("pk_change")),
    )
    op.create_index(op.f("ix_change_root_id"), "change", ["root_id"], unique=False)
    op.create_index(op.f("ix_change_table_name_row_id"), "change", ["table_name", "row_id"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind_id", BIG, nullable=False),
        sa.Column("organization_id", BIG, nullable=False),
        sa.Column("ordinal", BIG, nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(), nullable=False),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("recorder", sa.String(), nullable=False),
        sa.Column("lecturer", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("expected", BIG, nullable=False),
        sa.Column("present", BIG, nullable=False),
        sa.Column("on_leave", BIG, nullable=False),
        sa.Column("absent", BIG, nullable=False),
        sa.Column("guests", BIG, nullable=False),
        sa.ForeignKeyConstraint(["kind_id"], ["meeting_kind.id"], name=op.f("fk_meeting_kind_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_meeting_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_kind_id_starts_at"), "meeting", ["kind_id", "starts_at"], unique=False)
    op.create_index(
        op.f("ix_meeting_organization_id_starts_at"), "meeting", ["organization_id", "starts_at"], unique=False
    )
    op.create_index(op.f("ix_meeting_starts_at"), "meeting", ["starts_at"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("pinyin", sa.String(), nullable=False),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("ethnic", sa.String(), nullable=False),
        sa.Column("id_number", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("education", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("full_member_on", sa.Date(), nullable=True),
        sa.Column("categories", sa.Text(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("organization_id", BIG, nullable=True),
        sa.Column("group_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["organization.id"], name=op.f("fk_person_group_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_person_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_group_id"), "person", ["group_id"], unique=False)
    op.create_index(op.f("ix_person_id_number"), "person", ["id_number"], unique=False)
    op.create_index(op.f("ix_person_initials"), "person", ["initials"], unique=False)
    op.create_index(op.f("ix_person_name"), "person", ["name"], unique=False)
    op.create_index(op.f("ix_person_organization_id_pinyin"), "person", ["organization_id", "pinyin"], unique=False)
    op.create_index(op.f("ix_person_phone"), "person", ["phone"], unique=False)
    op.create_index(op.f("ix_person_pinyin"), "person", ["pinyin"], unique=False)
    op.create_table(
        "agenda_item",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
    )
    op.create_index(op.f("ix_agenda_item_meeting_id"), "agenda_item", ["meeting_id"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("status", BIG, nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_attendance_meeting_id_person_id")),
    )
    op.create_index(op.f("ix_attendance_meeting_id_status"), "attendance", ["meeting_id", "status"], unique=False)
    op.create_index(
        op.f("ix_attendance_person_id_meeting_id_status"),
        "attendance",
        ["person_id", "meeting_id", "status"],
        unique=False,
    )
    op.create_table(
        "membership",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("organization_id", BIG, nullable=False),
        sa.Column("group_id", BIG, nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["organization.id"], name=op.f("fk_membership_group_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_membership_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_group_id"), "membership", ["group_id"], unique=False)
    op.create_index(
        op.f("ix_membership_organization_id_starts_on"), "membership", ["organization_id", "starts_on"], unique=False
    )
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_table(
        "post",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("organization_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("rank", BIG, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_post_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_post_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index(op.f("ix_post_organization_id_body"), "post", ["organization_id", "body"], unique=False)
    op.create_index(op.f("ix_post_person_id"), "post", ["person_id"], unique=False)
    op.create_table(
        "reading",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("no", BIG, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_reading_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    op.create_index(op.f("ix_reading_meeting_id"), "reading", ["meeting_id"], unique=False)
    for table, columns in (
        ("organization", "name, short_name"), ("person", "name"),
        ("meeting", "title, place, host, recorder, lecturer, text"),
    ):  # fmt: skip
        op.execute(
            f"CREATE VIRTUAL TABLE {table}_fts USING fts5({columns}, content='', contentless_delete=1, "
            "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co Cn M*'\")"
        )
