"""The book the benches measure on."""

from __future__ import annotations

from sqlalchemy import func, select

from db.core.base import table_of
from db.core.journal import broken_links
from db.meetings.models import Attendance, Meeting
from db.organizations.models import Organization
from db.people.models import Membership, Person
from db.security.opening import open_with_key


def test_it_is_the_same_every_time(district, make_district, tmp_path, rows):
    made = make_district(tmp_path / "again.ybz", 0.002)
    again = open_with_key(made.path, made.key, made.actor)
    assert rows(again) == rows(district)
    again.close()


def test_it_is_to_scale_and_its_records_agree(district):
    with district.read() as connection:

        def count(model):
            return connection.execute(select(func.count()).select_from(table_of(model))).scalar_one()

        assert (count(Organization), count(Person), count(Membership), count(Meeting)) == (7, 144, 144, 400)
        present = select(func.sum(Meeting.expected), func.min(func.length(Meeting.text)))
        expected, shortest = connection.execute(present).one()
        assert expected == count(Attendance)
        assert shortest > 200
        assert list(broken_links(connection)) == []
