"""Organizations that are dissolved no longer answer for a list; those still to be do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from db.core.listing import Filter
from db.organizations.actions import save_organization
from db.organizations.queries import get_organization
from db.responsibilities.actions import copy_list
from db.responsibilities.pledging import add_pledges, signings
from db.responsibilities.queries import answers, beneath, lists, pledging
from db.responsibilities.standing import answering, left_out


@pytest.fixture
def dissolve(duties):
    """``dissolve(day)``: the second branch is, on that day."""

    def on(day):
        with duties.book.read() as connection:
            draft = get_organization(connection, duties.office.other_branch)
        save_organization(duties.book, replace(draft, dissolved_on=day), duties.office.other_branch)

    return on


def read(duties, query, *given):
    with duties.book.read() as connection:
        return query(connection, *given)


@pytest.mark.parametrize(("day", "told"), [
    (None, "0/4"), (date(2021, 6, 1), "0/2"), (date(2022, 1, 2), "0/2"), (date(2022, 6, 27), "0/2"),
    (date(2022, 6, 28), "0/4"), (date(2022, 12, 1), "0/4"),
])  # fmt: skip
def test_what_is_dissolved_by_now_is_left_out_and_said(duties, dissolve, day, told):
    office = duties.office
    item = duties.add(counted="meeting", target=2)
    add_pledges(duties.book, duties.list_id, [office.branch, office.other_branch])
    dissolve(day)
    out = told == "0/2"
    assert duties.row(item).standing.told == told
    assert read(duties, left_out, [duties.list_id])[duties.list_id] == (["春和社区第二党支部"] if out else [])
    assert (office.other_branch in read(duties, answering, [duties.list_id])[duties.list_id]) is not out
    assert (office.other_branch in [node.id for node in read(duties, beneath, duties.list_id)]) is not out


@pytest.mark.parametrize(("day", "kept"), [(date(2022, 12, 1), False), (date(2023, 3, 1), True), (None, True)])
def test_a_list_goes_on_with_those_that_are_there_in_its_year(duties, dissolve, day, kept):
    add_pledges(duties.book, duties.list_id, [duties.office.branch, duties.office.other_branch])
    dissolve(day)
    copied = read(duties, pledging, copy_list(duties.book, duties.list_id, 2023))
    assert (duties.office.other_branch in copied) is kept


def test_a_year_that_is_over_stays_as_it_was():
    assert answers(date(2022, 3, 1), 2021, date(2022, 6, 27))
    assert not answers(date(2021, 12, 31), 2021, date(2022, 6, 27))


@pytest.mark.parametrize(("day", "told"), [
    (None, (0, 2, "0/2")), (date(2021, 6, 1), (0, 1, "0/1")), (date(2022, 6, 27), (0, 1, "0/1")),
    (date(2022, 6, 28), (0, 2, "0/2")),
])  # fmt: skip
def test_the_counts_of_signatures_leave_out_what_is_dissolved(duties, dissolve, day, told):
    office = duties.office
    add_pledges(duties.book, duties.list_id, [office.branch, office.other_branch])
    dissolve(day)
    shown = lists.showing("signed", "pledges", "signing")
    with duties.book.read() as connection:
        assert [row[1:] for row in shown.all(connection, Filter())] == [told]
        assert len(signings(connection, [duties.list_id])[0].pledges) == told[1]
