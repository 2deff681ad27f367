"""The pages of the program, one line each, in the order of the navigation."""

from __future__ import annotations

from desktop.app.page import PageSpec
from desktop.calendar.page import CalendarPage
from desktop.inspections.page import NOTICE, InspectionsPage
from desktop.journal.page import JournalPage
from desktop.meetings.page import MeetingsPage
from desktop.organizations.page import OrganizationsPage
from desktop.people.page import PeoplePage
from desktop.problems.page import ProblemsPage
from desktop.responsibilities.page import ResponsibilitiesPage
from desktop.settings.page import SettingsPage
from desktop.study.page import StudyPage

PAGES: tuple[PageSpec, ...] = (
    PageSpec(
        "organizations", "组织", "organization", "organizations.read", OrganizationsPage, ("organization", "post")
    ),
    PageSpec("people", "人员", "people", "people.read", PeoplePage, ("person",)),
    PageSpec("meetings", "会议", "meeting", "meetings.read", MeetingsPage, ("meeting",)),
    PageSpec("calendar", "三会一课", "calendar", "meetings.read", CalendarPage),
    PageSpec(
        "study", "学习", "study", "study.read", StudyPage, ("training_plan", "outside_training"), prints=("study_file",)
    ),
    PageSpec(
        "responsibilities",
        "责任清单",
        "book",
        "responsibilities.read",
        ResponsibilitiesPage,
        ("responsibility_list", "responsibility_item", "pledge"),
    ),
    PageSpec(
        "inspections",
        "督导检查",
        "inspection",
        "inspections.read",
        InspectionsPage,
        ("inspection", "guidance_group"),
        prints=(NOTICE,),
    ),
    PageSpec("problems", "问题台账", "warning", "problems.read", ProblemsPage, ("problem",)),
    PageSpec("journal", "操作记录", "history", "journal.read", JournalPage),
    PageSpec("settings", "设置", "settings", "rules.read", SettingsPage, ("meeting_kind", "rule")),
)
