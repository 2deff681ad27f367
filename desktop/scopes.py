"""Whose records and which days are shown at first: as this desk last looked at the book, or where its records are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from db.core.book import Book, Connection
from db.core.errors import UserError
from db.core.period import Period
from db.meetings.queries import last_held
from db.organizations.queries import nodes
from desktop.app.page import Scope
from desktop.app.settings import Settings
from desktop.shell.actions import OrganizationRow

_KEY = "scope"  # book -> [organization's id or None, period's code or "" for the first one]


def first_scope(book: Book) -> Scope:
    """The whole book in the half-year of the last meeting held; in this one where there is none."""
    with book.read() as connection:
        every = [node for node in nodes(connection) if node.dissolved_on is None]
        period = _first_period(connection, book.now().date())
    name = every[0].label if every else book.office
    return Scope(None, name, len(every), period)


def last_scope(book: Book, settings: Settings) -> Scope:
    """The scope *settings* remember, as far as it is still there."""
    first = first_scope(book)
    known: dict[str, Any] = settings.get(_KEY, {})
    try:
        organization, code = known[str(book.path)]
        period = Period.parse(code) if code else first.period
    except (KeyError, TypeError, ValueError, UserError):
        return first
    for row in organization_rows(book) if organization is not None else ():
        if row.id == organization:
            return Scope(row.id, row.name, row.count, period)
    return replace(first, period=period)


def remember_scope(book: Book, settings: Settings, scope: Scope) -> None:
    """A period that is the first one anyway is not held fast: the next half-year follows by itself."""
    with book.read() as connection:
        first = _first_period(connection, book.now().date())
    code = "" if scope.period == first else scope.period.code
    known: dict[str, Any] = settings.get(_KEY, {})
    settings.set(_KEY, {**known, str(book.path): [scope.organization, code]})


def organization_rows(book: Book) -> list[OrganizationRow]:
    """The tree with the size of each subtree."""
    with book.read() as connection:
        every = [node for node in nodes(connection) if node.dissolved_on is None]
    sizes = {node.id: 1 for node in every}
    for node in reversed(every):  # children come after their parents
        if node.parent_id in sizes:
            sizes[node.parent_id] += sizes[node.id]
    return [OrganizationRow(node.id, node.parent_id, node.label, sizes[node.id]) for node in every]


def _first_period(connection: Connection, today: date) -> Period:
    """That of the last meeting up to *today*: the next ones are planned, not held."""
    latest = last_held(connection, datetime.combine(today + timedelta(days=1), time()))
    return Period.containing(latest.date() if latest is not None else today)
