"""Who of the scope has not the hours of the year yet. Reads the year's rosters: this takes its time."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from db.core.book_copy import Cancelled, never
from db.home.asked import Asked
from db.study.hours import PersonHours, people_hours, year_of


@dataclass(frozen=True, slots=True)
class Hours:
    """``behind``: whose year is not complete, of ``people``."""

    year: int
    people: int
    behind: tuple[PersonHours, ...]


def hours(connection: Connection, asked: Asked, cancelled: Cancelled = never) -> Hours:
    """Of the year of the period's last day, as the page 学习 counts them. :raises CancelledError:"""
    year = year_of(connection, asked.period.last.year, asked.now)
    found = people_hours(connection, year, asked.organization, cancelled=cancelled)
    own = [person for person in found if person.in_scope]
    return Hours(year.year, len(own), tuple(person for person in own if not person.complete))
