"""A committee with two branches, one of which holds what it must, and the page 三会一课."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

import pytest

from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, RosterLine
from db.meetings.queries import kinds
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from desktop.calendar.page import CalendarPage


@pytest.fixture
def office(book):
    top = save_organization(book, OrganizationDraft("和平社区党委", "党委", "社区", "和平"))
    branch = save_organization(book, OrganizationDraft("第一党支部", "党支部", "社区", "一支部", top))
    other = save_organization(book, OrganizationDraft("第二党支部", "党支部", "社区", "二支部", top))
    with book.read() as connection:
        by_name = {kind.name: kind.id for kind in kinds(connection)}

    def meeting(kind, place, when, title="会", **more):
        return save_meeting(book, MeetingDraft(
            kind_id=by_name[kind], organization_id=place, title=title, starts_at=when,
            roster=(RosterLine(None, "杜甫"),), **more
        ))  # fmt: skip

    first = meeting("支部党员大会", branch, datetime(2022, 2, 8, 9), "一季度党员大会")
    second = meeting("支部党员大会", branch, datetime(2022, 6, 27, 9), "二季度党员大会")
    return SimpleNamespace(
        book=book, top=top, branch=branch, other=other, kinds=by_name, meeting=meeting, first=first, second=second,
        today=date(2022, 6, 27),
    )  # fmt: skip


@pytest.fixture
def heard(context):
    """What the page asks other pages for."""
    told = []
    context.bus.record_requested.connect(lambda *asked: told.append(("open", *asked)))
    context.bus.record_wanted.connect(lambda *asked: told.append(("new", *asked)))
    context.bus.part_requested.connect(lambda *asked: told.append(("part", *asked)))
    return told


@pytest.fixture
def start(shown, office, settle):
    """``start(view)`` shows the page as the shell does, at one of its views."""

    def show(view="matrix"):
        page = shown(CalendarPage)
        page.show_view(view)
        settle(30)
        return page

    return show
