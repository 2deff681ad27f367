"""Posts of a sheet: whose, where, on which body."""

from __future__ import annotations

from collections.abc import Hashable

from sqlalchemy import ColumnElement

from db.core.vocabulary import post_rank
from db.exchange.cells import MASKED, BadCellError
from db.exchange.flat_rows import FlatRows, Read, Values
from db.exchange.lookup import among
from db.exchange.resolve import People
from db.exchange.rows import Row
from db.people.bodies import BODIES, LEADING_BODY, titles_of
from db.people.draft import PostDraft
from db.people.models import Post
from db.people.rules import check_post


class PostRows(FlatRows):
    """A post is told by who held it, where, on which body, as what and since when."""

    model, drafts, what = Post, PostDraft, "任职"

    def look_up(self, read: Read) -> None:
        self._people = People(self.connection, (values.get("person_id", "") for _, values in read), self.places)

    def resolve(self, row: Row, values: Values) -> None:
        """The body is told by the title where the row does not say it."""
        super().resolve(row, values)
        number = values.pop("id_number", "")
        self._person(row, values, "" if number.startswith(MASKED) else number)
        if "body" not in values and "body" not in row.problems and "title" in values:
            fits = [body for body in BODIES if values["title"] in titles_of(body)]
            values["body"] = LEADING_BODY if LEADING_BODY in fits or not fits else fits[0]

    def complete(self, _row: Row, values: Values) -> None:
        if "body" in values and "title" in values:
            values["rank"] = post_rank(values["body"], values["title"])

    def _person(self, row: Row, values: Values, number: str) -> None:
        if "person_id" not in values:
            return
        name = values.pop("person_id")
        try:
            person = self._people.find(name, values.get("organization_id"), number)
            if person is None:
                raise BadCellError(f"账本里没有“{name}”{'（这个身份证号）' if number else ''}，请先导入人员")
            values["person_id"] = person.id
        except BadCellError as error:
            row.refuse("person_id", error.text)

    def candidates(self, read: Read) -> ColumnElement[bool]:
        return among(Post.person_id, {values["person_id"] for _, values in read if "person_id" in values})

    def key(self, draft: PostDraft) -> Hashable:
        return draft.organization_id, draft.person_id, draft.body, draft.title, draft.starts_on

    def check(self, draft: PostDraft) -> None:
        check_post(draft)
