"""The duties of the invented street: lists, plans, inspections, problems, research, rules, and the tasks of all."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from db.attachments.models import Attachment, AttachmentLink
from db.attachments.store import AttachmentStore
from db.core.action import Work
from db.demo import duties_inspections, duties_papers, duties_problems
from db.demo.cast import Cast
from db.demo.courses import Courses
from db.demo.duties_inspections import Trip
from db.demo.duties_lists import Lists
from db.demo.duties_problems import Ledger
from db.demo.duties_tasks import Origin, Tasks, tell_of_meetings
from db.demo.organizations import Place
from db.demo.pictures import house
from db.progress.actions import EVIDENCE

_PICTURES = 6


def insert(work: Work, root: Place, store: AttachmentStore, chance: random.Random) -> None:
    """Write everything; pictures of evidence go into *store*."""
    cast, courses = Cast(work.connection, root), Courses(chance)
    duties_papers.regulations(work, cast)
    reports = duties_papers.research(work, cast, chance)
    trips = duties_inspections.trips(duties_inspections.groups(work, cast), chance)
    ledger = Ledger(work, cast, courses)
    found = [problem for trip in trips for _, _, problem in trip.findings if problem]
    ledger.write([*duties_problems.entered(cast), *found])
    duties_inspections.write(work, cast, trips, chance)
    lists = Lists(work, cast)
    lists.write()
    lists.write_plans()
    Tasks(work, cast, courses, _origins(lists, trips, ledger, reports)).write()
    tell_of_meetings(work, cast, courses, list(root.all()))
    _bring(work, store, courses.write(work))


def _origins(lists: Lists, trips: Sequence[Trip], ledger: Ledger, reports: Mapping[str, int]) -> dict[str, Origin]:
    """How what a task comes from is found by the words of the invented ledger."""

    def inspection(finding: str) -> tuple[str, int, Mapping[str, Any]]:
        trip, due = next(
            (trip, due) for trip in trips for row, due, _ in trip.findings if row["text"].startswith(finding)
        )  # fmt: skip
        return "inspection", trip.id, {"begins": trip.held_on, "due": due, "place": trip.places[0]}

    def problem(beginning: str) -> tuple[str, int, Mapping[str, Any]]:
        one = ledger.known(beginning)
        return "problem", one.id, {"begins": one.found_on, "due": one.due_on}

    return {
        "责任清单": lambda text: ("responsibility_item", _beginning(lists.items, text), {}),
        "工作计划": lambda text: ("work_plan_item", _beginning(lists.plan_items, text), {}),
        "督导检查": inspection, "问题整改": problem,
        "调研报告": lambda topic: ("study_report", reports[topic], {}),
    }  # fmt: skip


def _beginning(named: Mapping[str, int], text: str) -> int:
    return next(row_id for name, row_id in named.items() if name.startswith(text))


def _bring(work: Work, store: AttachmentStore, entries: Sequence[Mapping[str, Any]]) -> None:
    """Hang the pictures on the records whose entries name them; a few pictures serve them all."""
    stored = [store.add(BytesIO(house(number)), name=EVIDENCE) for number in range(_PICTURES)]
    ids = work.insert_many(Attachment, [{"digest": one.digest, "size": one.size} for one in stored])
    links = dict.fromkeys((row["table_name"], row["row_id"], name) for row in entries for name in row["files"])
    work.insert_many(AttachmentLink, [
        {"attachment_id": ids[at % _PICTURES], "table_name": table, "row_id": row_id, "no": 1, "name": name,
         "role": EVIDENCE} for at, (table, row_id, name) in enumerate(links)
    ])  # fmt: skip
