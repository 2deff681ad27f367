from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from db.core.book import Actor, Book
from db.core.engine import make_engine
from db.core.errors import EnvironmentFault, NotAllowedError, UserError
from db.core.journal import ActionRow, ChangeRow
from db.core.listing import Filter
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, items
from db.organizations.actions import delete_organization, save_organization
from db.organizations.draft import OrganizationDraft
from db.organizations.models import Organization
from db.organizations.queries import organizations


def draft(name: str, **more) -> OrganizationDraft:
    return OrganizationDraft(name=name, kind="党委", **more)


def bulk_row(name: str) -> dict:
    return {
        "parent_id": None, "kind": "党支部", "sector": "", "name": name, "short_name": "", "founded_on": None,
        "dissolved_on": None, "address": "", "phone": "", "contact": "", "note": "", "position": 0,
    }  # fmt: skip


def state(book: Book) -> list:
    """Everything on disk that an action may write: every table, the index and the counters."""
    with book.read() as connection:
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")).scalars()
        tables = [name for name in names if not name.endswith("_fts")]
        return [(name, connection.exec_driver_sql(f'SELECT * FROM "{name}"').fetchall()) for name in tables]


def found(book: Book, typed: str) -> list[str]:
    with book.read() as connection:
        return [row[1] for row in organizations.all(connection, Filter(text=typed))]


def actions(book: Book) -> list[str]:
    with book.read() as connection:
        return list(connection.execute(select(ActionRow.name).order_by(ActionRow.id)).scalars())


def test_a_failure_leaves_nothing_behind(book):
    save_organization(book, draft("春和社区党委"))
    before = state(book)
    told = []
    book.subscribe(told.append)
    with pytest.raises(ZeroDivisionError), book.action("试", "organizations.edit") as work:
        work.session.add(Organization(id=work.new_id(), name="夏至社区党委", kind="党委"))
        work.insert_many(Organization, [bulk_row("秋实支部")])
        work.session.flush()
        work.session.execute(select(Organization)).scalars().first().name = "改名"
        1 / 0  # noqa: B018
    assert state(book) == before
    assert told == []
    assert found(book, "夏至") == found(book, "秋实") == []
    assert found(book, "春和") == ["春和社区党委"]


def test_what_an_action_wrote_is_told_once_and_after_the_commit(book):
    heard = []

    def listen(changes):
        with book.read() as connection:  # the listener already sees it
            heard.append((changes, connection.execute(select(func.count(Organization.id))).scalar_one()))

    book.subscribe(listen)
    first = save_organization(book, draft("春和社区党委"))
    with book.action("批量", "organizations.edit") as work:
        work.insert_many(Organization, [bulk_row("甲"), bulk_row("乙")])
    save_organization(book, draft("春和社区委员会"), first)
    (one, seen_one), (many, seen_many), (changed, _) = heard
    assert (dict(one.ids), seen_one) == ({"organization": frozenset({first})}, 1)
    assert (dict(many.ids), seen_many) == ({"organization": frozenset()}, 3)
    assert changed.touch("person", "organization")
    assert not changed.touch("person", "organization_fts")
    assert changed.ids["organization"] == {first}


def test_an_action_that_changes_nothing_is_neither_recorded_nor_told(book):
    row_id = save_organization(book, draft("春和社区党委"))
    before, told = actions(book), []
    book.subscribe(told.append)
    save_organization(book, draft("春和社区党委"), row_id)
    with book.action("空", "organizations.edit"):
        pass
    assert (actions(book), told) == (before, [])


def test_permission_is_asked_by_name_and_refusal_writes_nothing(book):
    asked = []

    def refuse(actor: Actor, permission: str) -> None:
        asked.append((actor.name, permission))
        raise NotAllowedError("您没有修改组织的权限，请联系管理员。")

    before = state(book)
    book.permit = refuse
    with pytest.raises(NotAllowedError, match="权限"):
        save_organization(book, draft("春和社区党委"))
    assert asked == [("周文", "organizations.edit")]
    assert state(book) == before


def test_undo_asks_for_the_permission_of_what_it_takes_back(book):
    save_organization(book, draft("春和社区党委"))
    asked = []
    book.permit = lambda _actor, permission: asked.append(permission)
    book.undo()
    book.redo()
    assert asked == ["organizations.edit", "organizations.edit"]


def test_rows_are_written_inside_an_action_only(book, made_book):
    engine = make_engine(book.path, made_book.key, writes=True)
    with Session(engine) as session:
        session.add(Organization(id=5, name="私自写入", kind="党委", position=1))
        with pytest.raises(RuntimeError, match="action"):
            session.flush()
    engine.dispose()
    assert found(book, "私自") == []


@pytest.mark.parametrize(
    "statement",
    [
        insert(Organization).values(id=1, name="绕过", kind="党委"),
        update(Organization).values(name="绕过"),
        delete(Organization),
    ],
)
def test_bulk_statements_are_refused(book, statement):
    save_organization(book, draft("春和社区党委"))
    with pytest.raises(RuntimeError, match="journal"), book.action("试", "organizations.edit") as work:
        work.session.execute(statement)
    assert found(book, "春和") == ["春和社区党委"]


def test_reading_cannot_write(book):
    with pytest.raises(EnvironmentFault), book.read() as connection:
        connection.execute(update(Organization).values(name="改"))


def test_a_reader_sees_one_moment(book):
    with book.read() as connection:
        count = select(func.count(Organization.id))
        before = connection.execute(count).scalar_one()
        save_organization(book, draft("春和社区党委"))
        assert connection.execute(count).scalar_one() == before
    with book.read() as connection:
        assert connection.execute(count).scalar_one() == before + 1


def test_deleting_what_is_used_is_explained(office):
    from db.people.actions import save_person
    from db.people.draft import PersonDraft

    save_person(office.book, PersonDraft(name="李小红", organization_id=office.other_branch))
    with pytest.raises(UserError, match="还有其他记录用到.*删除组织"):
        delete_organization(office.book, office.other_branch)


def test_a_row_made_and_unmade_in_one_action_leaves_no_trace(book):
    with book.action("试", "organizations.edit") as work:
        row = Organization(id=work.new_id(), name="一闪而过", kind="党委", position=1)
        work.session.add(row)
        work.session.flush()
        work.session.delete(row)
    assert "试" not in actions(book)
    assert found(book, "一闪") == []


def test_bulk_rows_can_be_found_changed_and_recorded_in_the_same_action(book):
    with book.action("导入", "organizations.edit") as work:
        assert work.insert_many(Organization, []) == []
        ids = work.insert_many(Organization, [bulk_row("甲支部"), bulk_row("乙支部")])
        work.session.get(Organization, ids[1]).name = "丙支部"
    assert ids[1] == ids[0] + 1
    assert found(book, "支部") == ["甲支部", "丙支部"]
    assert found(book, "乙") == []
    with book.read() as connection:
        ops = connection.execute(select(ChangeRow.op, ChangeRow.span).order_by(ChangeRow.action_id, ChangeRow.seq))
        assert ops.all()[-2:] == [("*", 2), ("~", 1)]


def test_a_bulk_row_follows_its_parent_of_the_same_action(book):
    with book.action("导入", "organizations.edit") as work:
        parent = Organization(id=work.new_id(), name="总支", kind="党总支", position=1)
        work.session.add(parent)
        work.insert_many(Organization, [bulk_row("支部") | {"parent_id": parent.id}])
    assert found(book, "支") == ["总支", "支部"]  # as in the tree


def test_error_details_do_not_carry_what_was_typed(book):
    """Details are copied into logs and mails; a name or an identity number must not be in them."""
    with pytest.raises(Exception) as caught, book.action("试", "people.edit") as work:
        work.connection.execute(text("INSERT INTO person (id, name) VALUES (1, :name)"), {"name": "张秘密"})
    assert "NOT NULL" in str(caught.value)
    assert "张秘密" not in str(caught.value)


def test_a_change_to_a_part_concerns_its_record(office):
    """A page that shows a meeting hears of it when only its agenda changed."""
    told = []
    office.book.subscribe(told.append)
    draft = MeetingDraft(
        kind_id=next(iter(office.kinds.values())), organization_id=office.branch, title="大会",
        starts_at=datetime(2022, 6, 1, 9), agenda=items("甲"),
    )  # fmt: skip
    meeting = save_meeting(office.book, draft)
    save_meeting(office.book, replace(draft, agenda=items("甲", "乙")), meeting)
    assert not told[-1].touch("meeting")
    assert told[-1].concern("meeting", meeting)
    assert not told[-1].concern("meeting", meeting + 1000)
