from __future__ import annotations

from datetime import date, datetime

from db.meetings.actions import save_meeting
from db.meetings.calendar import counts, on_day
from db.meetings.draft import MeetingDraft


def test_days_with_meetings_of_the_organization_and_below(office):
    def hold(code, place, when, title="会"):
        return save_meeting(office.book, MeetingDraft(
            kind_id=office.kinds[code], organization_id=place, title=title, starts_at=when
        ))  # fmt: skip

    hold("theme_day", office.branch, datetime(2022, 6, 30, 23, 59), "夜")
    hold("branch_assembly", office.branch, datetime(2022, 6, 30, 9), "早")
    hold("theme_day", office.other_branch, datetime(2022, 6, 30, 10))
    hold("theme_day", office.branch, datetime(2022, 7, 1))
    with office.book.read() as connection:
        june = counts(connection, office.community, date(2022, 6, 1), date(2022, 6, 30))
        day = on_day(connection, office.branch, date(2022, 6, 30))
        july = counts(connection, office.other_branch, date(2022, 7, 1), date(2022, 7, 31))
    assert [(one.kind, one.family, one.count) for one in june.pop(date(2022, 6, 30))] == [
        ("支部党员大会", "branch", 1), ("主题党日", "branch", 2),
    ]  # fmt: skip
    assert (june, july) == ({}, {})
    assert [(one.title, one.kind) for one in day] == [("早", "支部党员大会"), ("夜", "主题党日")]
