"""The small office with a guidance group, and short ways to inspect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from db.inspections.actions import save_group, save_inspection
from db.inspections.draft import FindingLine, GroupDraft, InspectionDraft, MemberLine, VisitLine


@dataclass
class Inspecting:
    office: object
    group: int

    @property
    def book(self):
        return self.office.book

    def draft(self, day=date(2022, 5, 9), visits=None, findings=(), **more):
        """*visits*: organizations (default: the community); *findings*: texts or lines."""
        values = {
            "organization_id": self.office.street, "kind": "日常督导", "title": "一季度党建督导", "held_on": day,
            "visits": tuple(map(VisitLine, visits or [self.office.community])),
            "findings": tuple(
                FindingLine(one, self.office.community) if isinstance(one, str) else one for one in findings
            ),
        }  # fmt: skip
        return InspectionDraft(**values | more)

    def inspect(self, *given, **more):
        return save_inspection(self.book, self.draft(*given, **more))

    def read(self, function, *values, **more):
        with self.book.read() as connection:
            return function(connection, *values, **more)


@pytest.fixture
def inspecting(office):
    group = save_group(
        office.book,
        GroupDraft(
            office.street, "第一指导小组", date(2022, 3, 1),
            members=(MemberLine(None, "周建国", "组长"), MemberLine(None, "吴晓梅")),
            organizations=(office.community, office.branch),
        ),
    )  # fmt: skip
    return Inspecting(office, group)
