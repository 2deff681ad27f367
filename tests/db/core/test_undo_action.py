from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from db.core.errors import UserError
from db.core.journal import ActionRow
from db.core.undo import refusal
from db.people.actions import delete_people, save_person
from db.people.draft import PersonDraft
from db.people.models import Person
from db.people.queries import get_person


@pytest.fixture
def person(office):
    def save(name, id=None, **given):
        draft = PersonDraft(name, organization_id=office.branch, since=date(2020, 1, 1))
        return save_person(office.book, replace(draft, **given), id)

    return save


@pytest.fixture
def last(office):
    """``last()``: the id of the newest action."""

    def read():
        with office.book.read() as connection:
            return connection.execute(select(ActionRow.id).order_by(ActionRow.id.desc()).limit(1)).scalar()

    return read


def why(book, action):
    with book.read() as connection:
        return refusal(connection, action)


def test_an_action_in_the_middle_is_taken_back_alone(office, person, last):
    id, other = person("张喆"), person("李华")
    person("张哲", id)
    renamed = last()
    person("李桦", other)
    assert why(office.book, renamed) is None
    assert office.book.undo_action(renamed) == "修改人员"
    with office.book.read() as connection:
        assert get_person(connection, id).name == "张喆"
        assert get_person(connection, other).name == "李桦"


def test_the_steps_of_the_menu_follow(office, person, last):
    person("张喆")
    first = last()
    person("李华")
    office.book.undo_action(first)
    assert [step.name for step in office.book.steps().redo] == ["新建人员"]
    office.book.undo()  # 李华, not 张喆 a second time
    office.book.redo()
    office.book.redo()
    with office.book.read() as connection:
        assert sorted(connection.execute(select(Person.name)).scalars()) == ["张喆", "李华"]
    assert office.book.steps().redo == ()


def test_what_has_moved_on_is_refused_and_says_who(office, person, last):
    id = person("张喆")
    person("张哲", id)
    renamed = last()
    person("张者", id)
    assert "后来又有改动（周文 06-27 09:41“修改人员”）" in why(office.book, renamed)
    with pytest.raises(UserError, match="后来又有改动"):
        office.book.undo_action(renamed)
    with office.book.read() as connection:
        assert get_person(connection, id).name == "张者"


def test_a_reversed_action_is_not_reversed_again(office, person, last):
    person("张喆")
    made = last()
    office.book.undo_action(made)
    assert why(office.book, made) == "“新建人员”这一步已经撤销过了（周文 06-27 09:41）。"
    with pytest.raises(UserError, match="已经撤销过了"):
        office.book.undo_action(made)
    undone = last()
    office.book.undo_action(undone)
    assert why(office.book, undone) == "“新建人员”这一步已经重做过了（周文 06-27 09:41）。"
    assert why(office.book, made) == (
        "“新建人员”这一步撤销过，后来又重做了（周文 06-27 09:41）。要再撤销，请选后来的“重做：新建人员”。"
    )
    office.book.undo_action(last())
    assert why(office.book, made) == "“新建人员”这一步已经撤销过了（周文 06-27 09:41）。"


def test_an_undo_is_done_again(office, person, last, rows):
    person("张喆")
    made, before = last(), rows(office.book)
    office.book.undo_action(made)
    office.book.undo_action(last())
    assert rows(office.book) == before
    with office.book.read() as connection:
        kinds = connection.execute(select(ActionRow.kind).order_by(ActionRow.id.desc()).limit(2)).scalars().all()
    assert kinds == ["redo", "undo"]


def test_a_deletion_of_long_ago_is_taken_back(office, person, last, rows):
    id = person("张喆")
    before = rows(office.book)["membership"]
    delete_people(office.book, [id])
    gone = last()
    for no in range(40):  # further than Ctrl+Z reaches
        person(f"党员{no}")
    office.book.undo_action(gone)
    assert rows(office.book)["membership"][0] == before[0]


def test_what_is_final_or_unknown_is_refused(office):
    with office.book.read() as connection:
        first = connection.execute(select(ActionRow.id).where(ActionRow.kind == "final").limit(1)).scalar()
    with pytest.raises(UserError, match="不能撤销"):
        office.book.undo_action(first)
    with pytest.raises(UserError, match="没有这一步"):
        office.book.undo_action(1)


def test_an_import_is_checked_row_by_row(office, person, last):
    with office.book.action("导入", "people.edit") as work:
        ids = work.insert_many(Person, [{"name": f"党员{no}", "pinyin": "dy", "initials": "dy"} for no in range(5)])
    run = last()
    assert why(office.book, run) is None
    person("改名", ids[3])
    assert "后来又有改动" in why(office.book, run)
