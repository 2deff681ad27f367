from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from sqlalchemy import select, text

from db.core.base import table_of
from db.core.journal import ActionRow, ChangeRow, broken_links, from_image, to_image
from db.meetings.models import Meeting
from db.organizations.actions import delete_organization, save_organization
from db.organizations.draft import OrganizationDraft
from db.organizations.models import Organization
from db.people.models import Person

NOW = datetime(2022, 6, 27, 9, 41)


def draft(name: str, **more) -> OrganizationDraft:
    return OrganizationDraft(name=name, kind="党委", **more)


def last_changes(book) -> list[tuple]:
    with book.read() as connection:
        last = select(ActionRow.id).order_by(ActionRow.id.desc()).limit(1).scalar_subquery()
        columns = (ChangeRow.table_name, ChangeRow.row_id, ChangeRow.span, ChangeRow.op, ChangeRow.before)
        rows = connection.execute(
            select(*columns, ChangeRow.after).where(ChangeRow.action_id == last).order_by(ChangeRow.seq)
        ).all()
    return [(*row[:4], *(json.loads(image) if image else None for image in row[4:])) for row in rows]


def broken(book) -> list[int]:
    with book.read() as connection:
        return list(broken_links(connection))


def test_an_insert_records_the_whole_row(book):
    row_id = save_organization(book, draft("甲", founded_on=date(2010, 7, 1)))
    ((table, changed, span, op, before, after),) = last_changes(book)
    assert (table, changed, span, op, before) == ("organization", row_id, 1, "+", None)
    assert set(after) == set(table_of(Organization).c.keys())
    assert (after["id"], after["name"], after["founded_on"], after["parent_id"]) == (row_id, "甲", "2010-07-01", None)


def test_an_update_records_only_what_differs(book):
    row_id = save_organization(book, draft("甲"))
    save_organization(book, draft("乙", phone="12345"), row_id)
    expected = ("organization", row_id, 1, "~", {"name": "甲", "phone": ""}, {"name": "乙", "phone": "12345"})
    assert last_changes(book) == [expected]


def test_two_updates_in_one_action_are_recorded_as_one(book):
    row_id = save_organization(book, draft("甲"))
    with book.action("两次", "organizations.edit") as work:
        row = work.session.get(Organization, row_id)
        for name in ("乙", "丙"):
            row.name = name
            work.session.flush()
    assert last_changes(book) == [("organization", row_id, 1, "~", {"name": "甲"}, {"name": "丙"})]


def test_a_deletion_records_what_was_lost(book):
    row_id = save_organization(book, draft("甲", note="旧档案在三楼"))
    delete_organization(book, row_id)
    ((_, _, _, op, before, after),) = last_changes(book)
    assert (op, before["note"], after) == ("-", "旧档案在三楼", None)


def test_a_bulk_insert_is_one_entry(book):
    with book.action("导入", "organizations.edit") as work:
        ids = work.insert_many(Organization, [{"name": n, "short_name": "", "kind": "党委"} for n in "甲乙丙"])
    assert last_changes(book) == [("organization", ids[0], 3, "*", None, None)]


def test_an_action_tells_who_when_where(book):
    save_organization(book, draft("甲"))
    with book.read() as connection:
        row = connection.execute(select(ActionRow.__table__).order_by(ActionRow.id.desc()).limit(1)).one()
    assert (row.at, row.user_name, row.user_id, row.host) == (NOW, "周文", book.actor.id, book.actor.host)
    assert (row.name, row.permission, row.kind, row.reverses) == ("新建组织", "organizations.edit", "do", None)
    book.undo()
    with book.read() as connection:
        undone = connection.execute(select(ActionRow.__table__).order_by(ActionRow.id.desc()).limit(1)).one()
    assert (undone.name, undone.kind, undone.reverses) == ("新建组织", "undo", row.id)


@pytest.mark.parametrize(
    ("model", "row"),
    [
        (
            Person,
            {"name": "张“三”\n|😀", "born_on": date(1960, 2, 29), "categories": ("在职", "流动"), "joined_on": None},
        ),
        (Meeting, {"starts_at": datetime(2022, 6, 27, 9, 41, 5, 123), "ends_at": None, "ordinal": 2**62}),
        (ActionRow, {"hash": bytes(range(256)), "reverses": None}),
    ],
)
def test_images_survive_json(model, row):
    image = json.loads(json.dumps(to_image(row)))
    assert from_image(table_of(model), image) == row


@pytest.fixture
def written(book):
    """A book with a short history; returns ids of its actions."""
    row_id = save_organization(book, draft("甲"))
    save_organization(book, draft("乙", phone="12345"), row_id)
    save_organization(book, draft("丙"))
    delete_organization(book, row_id)
    book.undo()
    assert broken(book) == []
    with book.read() as connection:
        return book, list(connection.execute(select(ActionRow.id).order_by(ActionRow.id)).scalars())


def forge(book, *statements: str, **values) -> list[int]:
    with book.action("", "x", undoable=False) as work:  # changes nothing the journal would record
        work.connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for statement in statements:
            assert work.connection.execute(text(statement), values).rowcount > 0, "nothing was forged"
    return broken(book)


@pytest.mark.parametrize(
    "column",
    ["at = '2020-01-01 00:00:00.000000'", "user_id = 7", "user_name = '别人'", "host = '别处'", "name = '查看'",
     "permission = 'x'", "kind = 'final'", "reverses = 5", "previous = x'00'", "hash = x'00'"],
)  # fmt: skip
def test_an_edited_action_is_noticed(written, column):
    book, ids = written
    assert ids[3] in forge(book, f"UPDATE action SET {column} WHERE id = :id", id=ids[3])


@pytest.mark.parametrize(
    "column",
    ["before = '{\"name\":\"甲\",\"phone\":\"1\"}'", "after = NULL", "op = '-'", "span = 2", "row_id = row_id + 1",
     "table_name = 'person'"],
)  # fmt: skip
def test_an_edited_change_is_noticed(written, column):
    book, ids = written
    assert forge(book, f"UPDATE change SET {column} WHERE action_id = :id", id=ids[3]) == [ids[3]]


def test_a_removed_or_added_change_is_noticed(written):
    book, ids = written
    assert forge(
        book,
        "INSERT INTO change SELECT action_id, 9, table_name, row_id, root_id, span, op, before, after "
        "FROM change WHERE action_id = :id",
        id=ids[2],
    ) == [ids[2]]
    assert forge(book, "DELETE FROM change WHERE action_id = :id", id=ids[3]) == [ids[2], ids[3]]


def test_an_action_cut_from_the_middle_is_noticed(written):
    book, ids = written
    statements = ("DELETE FROM change WHERE action_id = :id", "DELETE FROM action WHERE id = :id")
    assert forge(book, *statements, id=ids[3]) == [ids[4]]


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_a_cut_end_is_noticed(written, kept):
    book, ids = written
    statements = ("DELETE FROM change WHERE action_id > :id", "DELETE FROM action WHERE id > :id")
    assert forge(book, *statements, id=ids[kept - 1] if kept else 0) == [0]


def test_two_actions_exchanged_are_noticed(written):
    book, ids = written
    swap = [f"UPDATE {{0}} SET {{1}} = {new} WHERE {{1}} = {old}" for old, new in
            ((ids[3], 1), (ids[4], ids[3]), (1, ids[4]))]  # fmt: skip
    statements = [line.format(*where) for where in (("change", "action_id"), ("action", "id")) for line in swap]
    assert set(ids[3:5]) <= set(forge(book, *statements))


def test_a_forged_head_is_noticed(written):
    book, _ids = written
    assert forge(book, "UPDATE book SET head = zeroblob(32)") == [0]
