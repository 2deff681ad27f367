"""The small office with short ways to enter problems and to read them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO

import pytest

from db.core.listing import Filter
from db.problems import actions
from db.problems.draft import ProblemDraft
from db.problems.queries import problems
from db.progress.draft import ProgressDraft
from db.progress.queries import entries_of

PROBLEM = ProblemDraft(
    source="检视", found_on=date(2022, 3, 1), text="党小组会记录不全，缺少发言内容。", due_on=date(2022, 5, 31)
)


@dataclass
class Ledger:
    office: object

    @property
    def book(self):
        return self.office.book

    def add(self, **values):
        draft = replace(PROBLEM, organization_id=self.office.branch, **values)
        return actions.save_problem(self.book, draft)

    def step(self, problem, code, by="张伟", on=date(2022, 4, 1), text="", files=()):
        actions.take_step(self.book, problem, code, ProgressDraft(on, by, None, text), files)

    def evidence(self, name="照片.jpg", content=b"picture"):
        return [(BytesIO(content), name)]

    def closed(self, **values):
        """A problem found, rectified and closed out."""
        made = self.add(**values)
        self.step(made, "start")
        self.step(made, "request", files=self.evidence())
        self.step(made, "review", by="李强", on=date(2022, 4, 9))
        return made

    def read(self, function, *values, **more):
        with self.book.read() as connection:
            return function(connection, *values, **more)

    def rows(self, *names, wanted=None):
        """These columns of the list."""
        found = self.read(lambda connection: list(problems.showing(*names).all(connection, wanted or Filter())))
        return [row[1:] if len(names) > 1 else row[1] for row in found]

    def course(self, problem):
        return self.read(entries_of, "problem", problem)


@pytest.fixture
def ledger(office):
    return Ledger(office)
