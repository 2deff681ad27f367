"""The pages of the program, one line each, in the order of the navigation."""

from __future__ import annotations

from desktop.app.page import PageSpec
from desktop.calendar.page import CalendarPage
from desktop.home.page import HomePage
from desktop.inspections.page import InspectionsPage
from desktop.journal.page import JournalPage
from desktop.meetings.page import MeetingsPage
from desktop.organizations.page import OrganizationsPage
from desktop.people.page import PeoplePage
from desktop.problems.page import ProblemsPage
from desktop.regulations.page import RegulationsPage
from desktop.research.page import ResearchPage
from desktop.responsibilities.page import ResponsibilitiesPage
from desktop.settings.page import SettingsPage
from desktop.study.page import StudyPage
from desktop.tasks.page import TasksPage
from desktop.work_plans.page import WorkPlansPage

_ORGANIZATIONS, _STUDY = ("organization", "post"), ("training_plan", "outside_training")
_LISTS, _PLANS = ("responsibility_list", "responsibility_item", "pledge"), ("work_plan", "work_plan_item")
_SHEETS = ("task_sheet", "task_reminder")

PAGES: tuple[PageSpec, ...] = (
    PageSpec("home", "工作台", "home", "meetings.read", HomePage),
    PageSpec("organizations", "组织", "organization", "organizations.read", OrganizationsPage, _ORGANIZATIONS),
    PageSpec("people", "人员", "people", "people.read", PeoplePage, ("person",)),
    PageSpec("meetings", "会议", "meeting", "meetings.read", MeetingsPage, ("meeting",)),
    PageSpec("calendar", "三会一课", "calendar", "meetings.read", CalendarPage),
    PageSpec("study", "学习", "study", "study.read", StudyPage, _STUDY, prints=("study_file",)),
    PageSpec("responsibilities", "责任清单", "book", "responsibilities.read", ResponsibilitiesPage, _LISTS),
    PageSpec("work_plans", "工作计划", "plan", "work_plans.read", WorkPlansPage, _PLANS),
    PageSpec("tasks", "任务", "task", "tasks.read", TasksPage, ("task",), prints=_SHEETS),
    PageSpec(
        "inspections", "督导检查", "inspection", "inspections.read", InspectionsPage, ("inspection", "guidance_group")
    ),
    PageSpec("problems", "问题台账", "problem", "problems.read", ProblemsPage, ("problem",)),
    PageSpec("research", "调研", "research", "research.read", ResearchPage, ("study_report", "research_topic")),
    PageSpec("regulations", "制度", "regulation", "regulations.read", RegulationsPage, ("regulation",)),
    PageSpec("journal", "操作记录", "history", "journal.read", JournalPage),
    PageSpec("settings", "设置", "settings", "rules.read", SettingsPage, ("meeting_kind", "rule")),
)
