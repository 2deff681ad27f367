from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, text

from db.core.base import table_of
from db.core.book import Book
from db.core.book_copy import copy_book
from db.core.errors import UserError
from db.core.journal import ActionRow, broken_links
from db.core.listing import Filter
from db.core.undo import DEPTH
from db.meetings.actions import delete_meetings, save_meeting
from db.meetings.draft import MeetingDraft, RosterLine, items
from db.meetings.models import Meeting
from db.meetings.queries import meetings
from db.meetings.status import Status
from db.organizations.actions import delete_organization, move_organization, save_organization
from db.organizations.draft import OrganizationDraft
from db.organizations.models import Organization
from db.organizations.queries import get_organization, organizations
from db.people.actions import delete_people, delete_post, save_person, save_post, transfer_people
from db.people.draft import PersonDraft, PostDraft
from db.people.models import Person, Post
from db.people.queries import get_person, people
from db.security.opening import open_with_key

NAMES = ("张伟", "欧阳娜", "李小红", "张小红", "阿依古丽·买买提", "单强")
WORDS = ("学习", "大会", "纪检", "二十大", "ABC12", "")
DAYS = st.dates(date(2000, 1, 1), date(2022, 6, 27))
QUERIES = ("张", "小红", "古丽", "学习", "大会", "ABC", "支部", "改名", "导入")


class Edits:
    """One random edit after another, as pages would make them; a refusal is a fine outcome."""

    def __init__(self, office, draw) -> None:
        self.office, self.book, self.draw = office, office.book, draw

    def any_of(self, model) -> int | None:
        with self.book.read() as connection:
            ids = connection.execute(select(model.id).order_by(model.id)).scalars().all()
        return self.draw(st.sampled_from(ids)) if ids else None

    def maybe_new(self, model) -> int | None:
        return self.any_of(model) if self.draw(st.booleans()) else None

    def place(self) -> int:
        return self.draw(st.sampled_from((self.office.branch, self.office.other_branch)))

    def person(self) -> None:
        row_id = self.maybe_new(Person)
        if row_id is None:
            draft = PersonDraft(name=self.draw(st.sampled_from(NAMES)), organization_id=self.place())
        else:
            with self.book.read() as connection:
                draft = get_person(connection, row_id)
        changes = {
            "name": self.draw(st.sampled_from(NAMES)),
            "categories": self.draw(st.sampled_from(((), ("在职",), ("在职", "流动")))),
            "joined_on": self.draw(st.none() | DAYS),
        }
        save_person(self.book, replace(draft, **changes), row_id)

    def transfer(self) -> None:
        row_id = self.any_of(Person)
        if row_id is not None:
            transfer_people(self.book, [row_id], self.place(), None, self.draw(DAYS), "调动")

    def remove_person(self) -> None:
        row_id = self.any_of(Person)
        if row_id is not None:
            delete_people(self.book, [row_id])

    def post(self) -> None:
        person = self.any_of(Person)
        if person is not None:
            draft = PostDraft(self.place(), person, "党组织委员会", "书记", self.draw(DAYS), 1)
            save_post(self.book, draft, self.maybe_new(Post))

    def remove_post(self) -> None:
        row_id = self.any_of(Post)
        if row_id is not None:
            delete_post(self.book, row_id)

    def organization(self) -> None:
        row_id = self.maybe_new(Organization)
        draft = OrganizationDraft(name="新支部", kind="党支部", parent_id=self.office.community)
        if row_id is not None:
            with self.book.read() as connection:
                draft = get_organization(connection, row_id)
        name = self.draw(st.sampled_from(("改名支部", "学习支部", draft.name)))
        save_organization(self.book, replace(draft, name=name), row_id)

    def move(self) -> None:
        move_organization(self.book, self.any_of(Organization), self.any_of(Organization))

    def remove_organization(self) -> None:
        delete_organization(self.book, self.any_of(Organization))

    def meeting(self) -> None:
        row_id = self.maybe_new(Meeting)
        person = self.any_of(Person)
        roster = [RosterLine(None, self.draw(st.sampled_from(NAMES)), Status.GUEST)]
        if person is not None:
            roster.append(RosterLine(person, "", self.draw(st.sampled_from(Status)), self.draw(st.sampled_from(WORDS))))
        draft = MeetingDraft(
            kind_id=self.office.kinds["theme_day"], organization_id=self.place(), starts_at=datetime(2022, 6, 1, 9),
            title="会" + self.draw(st.sampled_from(WORDS)), text=self.draw(st.sampled_from(WORDS)),
            agenda=items(*self.draw(st.lists(st.sampled_from(WORDS[:-1]), max_size=3))), roster=tuple(roster),
        )  # fmt: skip
        save_meeting(self.book, draft, row_id)

    def remove_meeting(self) -> None:
        row_id = self.any_of(Meeting)
        if row_id is not None:
            delete_meetings(self.book, [row_id])

    def bulk(self) -> None:
        with self.book.action("导入组织", "organizations.edit") as work:
            ids = work.insert_many(
                Organization,
                [
                    {"name": f"导入{number}支部", "short_name": "", "kind": "党支部", "parent_id": self.office.street}
                    for number in range(3)
                ],
            )
            if self.draw(st.booleans()):
                work.session.get(Organization, ids[1]).name = "导入后改名支部"
            if self.draw(st.booleans()):
                work.session.delete(work.session.get(Organization, ids[2]))


EDITS = [name for name in vars(Edits) if not name.startswith("_") and name not in ("any_of", "maybe_new", "place")]


def everything(book, rows) -> tuple:
    """All rows, what each search finds, and what the indexes hold."""
    with book.read() as connection:
        found = [
            list(listing.ids(connection, Filter(text=typed)))
            for listing in (organizations, people, meetings)
            for typed in QUERIES
        ]
        indexed = [
            connection.execute(text(f"SELECT rowid FROM {name}_fts ORDER BY rowid")).scalars().all()
            for name in ("organization", "person", "meeting")
        ]
    return rows(book), found, indexed


@pytest.fixture
def fresh(office, made_book, tmp_path):
    """``with fresh() as office``: each time the same office, from a file of its own."""
    template, copy = tmp_path / "template", tmp_path / "copy"
    copy_book(office.book.path, template, made_book.key)

    @contextmanager
    def opened():
        for leftover in tmp_path.glob("copy*"):
            leftover.unlink()
        shutil.copy(template, copy)
        book = Book(copy, made_book.key, made_book.actor, now=office.book.now)
        try:
            yield replace(office, book=book)
        finally:
            book.close()

    return opened


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking many edits of a real file takes minutes
)
@given(data=st.data())
def test_undoing_all_brings_back_the_start_and_redoing_all_the_end(fresh, rows, data):
    with fresh() as office:
        book = office.book
        already = len(book.steps().undo)
        start = everything(book, rows)
        edits = Edits(office, data.draw)
        for name in data.draw(st.lists(st.sampled_from(EDITS), min_size=1, max_size=12)):
            try:
                getattr(edits, name)()
            except UserError as refused:
                assert refused.text.endswith("。")  # noqa: PT017 - refused or done, both are fine
        done = len(book.steps().undo) - already
        end = everything(book, rows)
        for _ in range(2):
            for _ in range(done):
                book.undo()
            assert everything(book, rows) == start
            for _ in range(done):
                book.redo()
            assert everything(book, rows) == end
        with book.read() as connection:
            assert list(broken_links(connection)) == []


def save(book, name: str, row_id: int | None = None) -> int:
    return save_organization(book, OrganizationDraft(name=name, kind="党委"), row_id)


def names(book) -> list[str]:
    with book.read() as connection:
        return list(connection.execute(select(Organization.name).order_by(Organization.id)).scalars())


def test_steps_bear_the_names_of_their_actions_and_end_with_an_explanation(book):
    row_id = save(book, "甲")
    save(book, "乙", row_id)
    assert [step.name for step in book.steps().undo] == ["新建组织", "修改组织"]
    assert book.undo() == "修改组织"
    assert [step.name for step in book.steps().redo] == ["修改组织"]
    assert book.undo() == "新建组织"
    with pytest.raises(UserError, match="没有可以撤销的操作"):
        book.undo()
    assert (book.redo(), book.redo()) == ("新建组织", "修改组织")
    with pytest.raises(UserError, match="没有可以重做的操作"):
        book.redo()
    assert names(book) == ["乙"]


def test_a_new_action_clears_what_could_be_redone(book):
    save(book, "甲")
    book.undo()
    save(book, "乙")
    assert book.steps().redo == ()
    with pytest.raises(UserError):
        book.redo()


def test_a_final_action_cannot_be_undone(book):
    save(book, "甲")
    with book.action("导入", "organizations.edit", undoable=False) as work:
        work.session.add(Organization(id=work.new_id(), name="乙", kind="党委"))
    assert book.undo() == "新建组织"
    assert names(book) == ["乙"]
    assert book.steps().undo == ()


def test_the_last_thirty_steps_are_kept(book):
    for number in range(DEPTH + 5):
        save(book, f"组织{number}")
    assert len(book.steps().undo) == DEPTH == 30
    for _ in range(DEPTH):
        book.undo()
    assert names(book) == [f"组织{number}" for number in range(5)]
    for _ in range(DEPTH):
        book.redo()
    assert len(names(book)) == DEPTH + 5


def test_what_was_undone_and_redone_pushes_no_step_out(book):
    for number in range(5):
        save(book, f"组织{number}")
    for _ in range(120):
        book.undo()
        book.redo()
    assert len(book.steps().undo) == 5
    book.undo()
    for _ in range(120):
        book.redo()
        book.undo()
    assert (len(book.steps().undo), len(book.steps().redo)) == (4, 1)
    for _ in range(4):
        book.undo()
    assert (names(book), len(book.steps().redo)) == ([], 5)


def test_exports_push_no_step_out(book):
    save(book, "甲")
    for _ in range(250):
        book.note("导出人员", "people.read")
    assert [step.name for step in book.steps().undo] == ["新建组织"]


def test_steps_outlive_the_program(book, made_book):
    save(book, "甲")
    save(book, "乙")
    book.undo()
    book.close()
    reopened = open_with_key(book.path, made_book.key, made_book.actor)
    try:
        assert (reopened.redo(), reopened.undo(), reopened.undo()) == ("新建组织",) * 3
        assert names(reopened) == []
    finally:
        reopened.close()


def test_everyone_takes_back_only_their_own(book, as_user):
    other = as_user("吴静")
    save(book, "甲")
    save(other, "乙")
    assert book.undo() == "新建组织"
    assert names(book) == ["乙"]
    with pytest.raises(UserError, match="没有可以撤销"):
        book.undo()
    assert other.steps().undo


def test_what_another_has_changed_since_is_not_undone_but_explained(book, as_user, rows):
    row_id = save(book, "甲")
    save(book, "乙", row_id)
    save(as_user("吴静"), "丙", row_id)
    before = rows(book)
    with pytest.raises(UserError) as refused:
        book.undo()
    assert re.search("“修改组织”涉及的组织后来又有改动（吴静 06-27 09:41“修改组织”）.*手工修改", refused.value.text)
    assert rows(book) == before
    assert names(book) == ["丙"]


def test_another_column_changed_since_does_not_stand_in_the_way(book, as_user):
    row_id = save(book, "甲")
    save(book, "乙", row_id)
    with book.read() as connection:
        now = get_organization(connection, row_id)
    save_organization(as_user("吴静"), replace(now, phone="12345"), row_id)
    book.undo()
    with book.read() as connection:
        assert get_organization(connection, row_id) == replace(now, name="甲", phone="12345")


def test_what_another_deleted_since_is_explained(book, as_user):
    row_id = save(book, "甲")
    save(book, "乙", row_id)
    delete_organization(as_user("吴静"), row_id)
    with pytest.raises(UserError, match="吴静.*删除组织"):
        book.undo()
    assert names(book) == []


def test_what_another_builds_on_stays(book, as_user):
    row_id = save(book, "甲")
    child = OrganizationDraft(name="甲支部", kind="党支部", parent_id=row_id)
    save_organization(as_user("吴静"), child)
    with pytest.raises(UserError, match="还有其他记录用到.*撤销“新建组织”"):
        book.undo()
    assert names(book) == ["甲", "甲支部"]
    save(book, "丙")  # the refused undo has left the book usable


def test_an_import_another_has_touched_is_not_undone(book, as_user):
    with book.action("导入组织", "organizations.edit") as work:
        ids = work.insert_many(Organization, [{"name": n, "short_name": "", "kind": "党委"} for n in "甲乙丙"])
    other = as_user("吴静")
    save(other, "丁", ids[1])
    with pytest.raises(UserError, match="吴静"):
        book.undo()
    assert names(book) == ["甲", "丁", "丙"]
    delete_organization(other, ids[1])
    with pytest.raises(UserError, match="吴静.*删除组织"):
        book.undo()
    other.undo()
    other.undo()  # now every row is again what was imported
    book.undo()
    assert names(book) == []


def test_an_undone_step_can_be_made_after_the_table_lost_a_column(book):
    """A later release may drop a column; the journal of the earlier one still holds it."""
    row_id = save(book, "甲")
    delete_organization(book, row_id)
    with book.action("试", "x", undoable=False) as work:
        work.connection.execute(text("UPDATE change SET before = json_set(before, '$.fax', '123') WHERE op = '-'"))
    book.undo()
    assert names(book) == ["甲"]
    assert "fax" not in table_of(Organization).c


def test_what_another_entered_again_since_stands_in_the_way_and_is_explained(office, made_book):
    """Both put the same person on the roster: a rule of the table, not a fault of the program."""
    book = office.book
    lines = [
        RosterLine(save_person(book, PersonDraft(name=name, organization_id=office.branch)), name) for name in NAMES[:3]
    ]
    draft = MeetingDraft(
        kind_id=next(iter(office.kinds.values())), organization_id=office.branch, title="大会",
        starts_at=datetime(2022, 6, 1, 9), roster=(lines[0], lines[1], lines[2]),
    )  # fmt: skip
    meeting = save_meeting(book, draft)
    save_meeting(book, replace(draft, roster=(lines[0], lines[1])), meeting)
    other = Book(book.path, made_book.key, replace(made_book.actor, id=made_book.actor.id + 1, name="李明"))
    save_meeting(other, replace(draft, roster=(lines[0], lines[2])), meeting)
    with pytest.raises(UserError, match="同样的内容后来又录入过"):
        book.undo()
    other.close()


def test_taking_back_many_moves_takes_few_statements(office):
    book = office.book
    people_ids = [save_person(book, PersonDraft(name=name, organization_id=office.branch, since=date(2020, 1, 1)))
                  for name in NAMES * 5]  # fmt: skip
    transfer_people(book, people_ids, office.other_branch, None, date(2022, 6, 1), "")
    counted = []
    with event_listener(book, counted):
        book.undo()
    assert len(counted) < 60, "statements by set, not by person"


@contextmanager
def event_listener(book, counted):
    def note(*arguments):
        counted.append(arguments[2])

    event.listen(book._writer, "before_cursor_execute", note)
    yield
    event.remove(book._writer, "before_cursor_execute", note)


def test_an_export_is_on_record_but_is_no_step_to_take_back(book):
    told = []
    book.subscribe(told.append)
    save(book, "春和社区党委")
    book.undo()
    book.note("导出人员", "people.read")
    assert len(told) == 3, "the page of actions hears of it"
    assert [step.name for step in book.steps().redo] == ["新建组织"]
    with book.read() as connection:
        noted = connection.execute(select(ActionRow.id).where(ActionRow.kind == "note")).scalar_one()
    with pytest.raises(UserError, match="不能撤销"):
        book.undo_action(noted)
