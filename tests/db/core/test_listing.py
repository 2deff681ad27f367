from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.core.errors import CancelledError
from db.core.listing import Filter
from db.core.period import Period
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft
from db.meetings.queries import meetings
from db.organizations.queries import organizations
from db.people.actions import delete_people, save_person, transfer_people
from db.people.draft import PersonDraft
from db.people.identity import checksum
from db.people.queries import find_people, people

QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def number(head: str) -> str:
    return head + checksum(head)


PEOPLE = (
    PersonDraft(name="张伟", id_number=number("32050119700101001"), phone="13800001234", stage="正式党员"),
    PersonDraft(name="张小红", stage="群众", categories=("在职", "流动")),
    PersonDraft(name="小张红", stage="预备党员", categories=("流动",)),
    PersonDraft(name="李张红", stage="正式党员"),
    PersonDraft(name="单强", stage="群众"),
    PersonDraft(name="章雨", stage="群众"),
    PersonDraft(name="ABC公司代表", stage="群众"),
    PersonDraft(name="\ue000\U00020bb7野", stage="群众"),
)


@pytest.fixture
def crowd(office):
    """The office with people in both branches and a meeting in each."""
    from dataclasses import replace

    places = (office.branch, office.other_branch)
    for place, person in enumerate(PEOPLE):
        save_person(office.book, replace(person, organization_id=places[place % 2], since=date(2020, 1, 1)))
    for day, place in ((1, office.branch), (15, office.other_branch), (15, office.branch)):
        draft = MeetingDraft(
            kind_id=office.kinds["theme_day"], organization_id=place, starts_at=datetime(2022, 6, day, 9),
            title=f"{day}日 主题党日 ABC12", text="传达学习二十大精神",
        )  # fmt: skip
        save_meeting(office.book, draft)
    return office


def names(office, **wanted) -> list[str]:
    with office.book.read() as connection:
        return [row[1] for row in people.all(connection, Filter(**wanted))]


def choices_of(listing):
    if listing is people:
        return st.fixed_dictionaries(
            {}, optional={"stage": st.sampled_from(("党员", "群众")), "categories": st.just("流动")}
        )
    return st.just({})


@QUIET
@given(data=st.data())
def test_pages_agree_with_ids_whatever_is_typed_and_chosen(crowd, data):
    listing = data.draw(st.sampled_from((people, organizations, meetings)))
    text = data.draw(
        st.text(max_size=12) | st.sampled_from(("张", "zh", "z", "zhang", "红", "支部", "学习", "1", "ABC"))
    )
    wanted = Filter(
        text=text,
        organization=data.draw(st.sampled_from((None, crowd.street, crowd.branch, 5))),
        period=data.draw(st.sampled_from((None, Period.parse("2022-06"), Period.parse("2019")))),
        choices=data.draw(choices_of(listing)),
        sort=data.draw(st.sampled_from(("", *(field.name for field in listing.fields)))),
        descending=data.draw(st.booleans()),
    )
    limit = data.draw(st.integers(0, 10))
    with crowd.book.read() as connection:
        ids = listing.ids(connection, wanted)
        assert len(set(ids)) == len(ids) == listing.count(connection, wanted)
        assert listing.first(connection, wanted, limit) == listing.rows(connection, ids[:limit])
        assert [row[0] for row in listing.all(connection, wanted)] == list(ids)


@pytest.mark.parametrize(
    "typed", ["\U0010ffff", "张\U0010ffff", "\ud7ff", "\ud83d", "a\ud83d", "\0", "'", '"', "%", "*", "AND"]
)
def test_nothing_typed_breaks_a_search(crowd, typed):
    with crowd.book.read() as connection:
        for listing in (people, organizations, meetings):
            listing.ids(connection, Filter(text=typed))


def test_a_huge_text_pasted_into_the_search_is_answered(crowd):
    assert names(crowd, text="张伟" * 50_000) == []
    assert names(crowd, text="a b " * 50_000) == []


def test_names_come_before_what_only_contains_them(crowd):
    assert names(crowd, text="张") == ["张伟", "张小红", "小张红", "李张红"]
    assert names(crowd, text="张红") == ["小张红", "李张红"]
    assert names(crowd, text="单强") == ["单强"]


def test_initials_come_before_pinyin_and_both_before_latin_names(crowd):
    assert names(crowd, text="zw") == ["张伟"]
    assert names(crowd, text="zhang") == ["张伟", "张小红", "章雨"]
    assert names(crowd, text="shanq") == names(crowd, text="sq") == ["单强"]
    assert names(crowd, text="ABC") == names(crowd, text="abc") == ["ABC公司代表"]
    assert names(crowd, text="Zhang Wei") == ["张伟"]
    assert names(crowd, text="wei") == []


def test_rare_characters_are_found(crowd):
    assert names(crowd, text="\U00020bb7野") == names(crowd, text="\ue000") == ["\ue000\U00020bb7野"]


@pytest.mark.parametrize("part", ["3205", "320501", "19700101", "1234", "0001234", "1380000123"])
def test_part_of_an_identity_number_or_phone_finds_nobody(crowd, part):
    assert names(crowd, text=part) == []


def test_whole_numbers_find_their_owner_with_or_without_spaces(crowd):
    whole = PEOPLE[0].id_number
    assert names(crowd, text=whole) == ["张伟"]
    assert names(crowd, text=f" {whole[:6]} {whole[6:14]} {whole[14:].lower()} ") == ["张伟"]
    assert names(crowd, text="13800001234") == names(crowd, text="138-0000-1234") == ["张伟"]


def test_sensitive_columns_are_masked_in_lists(crowd):
    with crowd.book.read() as connection:
        (row,) = people.all(connection, Filter(text="张伟"))
    shown = {field.name: field.show(value) for field, value in zip(people.fields, row[1:], strict=True)}
    assert shown["id_number"].startswith("320501********")
    assert shown["phone"] == "138****1234"


def test_lists_sort_either_way_and_ties_by_id(crowd):
    stages = names(crowd, sort="stage")
    with crowd.book.read() as connection:
        up = [(row[5], row[0]) for row in people.all(connection, Filter(sort="stage"))]
        down = [(row[5], row[0]) for row in people.all(connection, Filter(sort="stage", descending=True))]
    assert up == sorted(up)
    assert [stage for stage, _ in down] == sorted((stage for stage, _ in up), reverse=True)
    assert all(one[1] < two[1] for one, two in zip(down, down[1:]) if one[0] == two[0])  # noqa: B905, RUF007
    assert set(stages) == {person.name for person in PEOPLE}
    assert names(crowd, sort="name", text="张") == ["李张红", "小张红", "张伟", "张小红"]


def test_choices_narrow(crowd):
    assert set(names(crowd, choices={"stage": "党员"})) == {"张伟", "小张红", "李张红"}
    assert names(crowd, choices={"categories": "流动", "stage": "群众"}) == ["张小红"]


def test_a_scope_holds_all_below_it_and_follows_dates(crowd):
    with crowd.book.read() as connection:
        (moved,) = find_people(connection, "张伟")
    transfer_people(crowd.book, [moved.id], crowd.other_branch, None, date(2022, 3, 1), "调动")
    assert len(names(crowd, organization=crowd.street)) == len(PEOPLE)
    assert "张伟" not in names(crowd, organization=crowd.branch)
    assert "张伟" in names(crowd, organization=crowd.branch, period=Period.parse("2022-02"))
    assert "张伟" not in names(crowd, organization=crowd.branch, period=Period.parse("2022-03"))
    assert "张伟" in names(crowd, organization=crowd.other_branch, period=Period.parse("2022Q1"))
    assert names(crowd, organization=crowd.group) == []


def test_meetings_of_a_period_include_its_first_and_last_day(crowd):
    def days(period):
        with crowd.book.read() as connection:
            return [row[1].day for row in meetings.all(connection, Filter(period=Period.parse(period)))]

    assert days("2022-06") == [15, 15, 1]
    assert days("2022-06-01..2022-06-14") == [1]
    assert days("2022-06-02..2022-06-15") == [15, 15]


def test_a_page_leaves_out_rows_that_are_gone(crowd):
    with crowd.book.read() as connection:
        ids = people.ids(connection, Filter())
    delete_people(crowd.book, [ids[1]])
    with crowd.book.read() as connection:
        assert [row[0] for row in people.rows(connection, ids)] == [ids[0], *ids[2:]]
        assert people.rows(connection, []) == []


def test_reading_ids_can_be_cancelled(crowd):
    with crowd.book.read() as connection, pytest.raises(CancelledError):
        people.ids(connection, Filter(), cancelled=lambda: True)
