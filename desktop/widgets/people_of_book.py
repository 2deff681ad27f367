"""What pickers and lists of people ask the book: who is meant by what was typed, what ids are called."""

from __future__ import annotations

from collections.abc import Sequence

from db.core.book import Book
from db.meetings.identify import named
from db.people.queries import Found, find_people, names_of
from desktop.app.context import AppContext
from desktop.widgets.people_editor import Identify, NamesOf, PeopleEdit
from desktop.widgets.pickers import Choice, Find


def finder(book: Book) -> Find:
    """People by part of a name or its initials."""

    def find(text: str) -> list[Choice]:
        with book.read() as connection:
            return [Choice(person.id, person.name, person.detail) for person in find_people(connection, text)]

    return find


def namer(book: Book) -> NamesOf:
    """The names of people by their ids."""

    def name(ids: Sequence[int]) -> dict[int, str]:
        with book.read() as connection:
            return names_of(connection, ids)

    return name


def identifier(context: AppContext) -> Identify:
    """Whom the names of a list mean; of namesakes, those of the scope today."""

    def identify(names: Sequence[str]) -> dict[str, list[Found]]:
        with context.book.read() as connection:
            return named(connection, names, context.scope.organization, context.book.now().date())

    return identify


def people_edit(context: AppContext) -> PeopleEdit:
    """An editor for several people of the book."""
    return PeopleEdit(finder(context.book), namer(context.book), identifier(context))
