"""A problem in the ledger, and a card whose tabs tell of it."""

from __future__ import annotations

from datetime import date

import pytest

from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.problems.actions import save_problem
from db.problems.draft import ProblemDraft
from desktop.widgets.record_card import RecordCard


@pytest.fixture
def street(book):
    return save_organization(book, OrganizationDraft("和平街道党工委", "党工委", short_name="和平街道"))


@pytest.fixture
def problem(book, street):
    return save_problem(
        book, ProblemDraft(source="检视", found_on=date(2022, 3, 1), text="活动室漏雨", organization_id=street)
    )


@pytest.fixture
def member(book, street):
    return save_person(book, PersonDraft("张喆", stage="正式党员", organization_id=street, since=date(2020, 1, 1)))


@pytest.fixture
def card(qtbot, context):
    made = RecordCard("从左侧选择")
    qtbot.addWidget(made)
    made.resize(640, 560)
    made.open_record("活动室漏雨")
    made.show()
    return made
