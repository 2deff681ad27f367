"""Rules and procedures with their revisions; research topics, visits and the reports that came of them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

from db.core.action import Work
from db.demo.cast import Cast, day, read
from db.demo.courses import some_workday
from db.demo.population import TODAY
from db.demo.workdays import next_workday
from db.regulations.models import Regulation, Revision
from db.research.models import ResearchTopic, ResearchVisit, StudyReport

_DONE, _JUST = "完成", "刚完成"
_FINISHED = date(2022, 7, 1)  # the day of the one report that is of the next half-year
_SAID = (
    "看了现场，与{}位同志谈了话，记了{}条。", "座谈{}人，收到意见{}条。", "挨家问了{}户，能用的办法有{}个。",
    "看了{}处现场，当场记下{}条。", "跟着走了{}个点，拍照{}张。",
)  # fmt: skip


def regulations(work: Work, cast: Cast) -> None:
    """Every rule and procedure under its number of the year, with what was changed."""
    rows = sorted(read("regulations"), key=lambda row: row["adopted"])
    years: Counter[str] = Counter()
    values = []
    for row in rows:
        year = row["adopted"][:4]
        years[year] += 1
        values.append({
            "organization_id": cast.root.id, "kind": row["kind"], "number": f"云街发〔{year}〕{3 * years[year] + 2}号",
            "title": row["title"], "adopted_on": day(row["adopted"]), "abolished_on": day(row["abolished"]),
            "text": row["text"],
        })  # fmt: skip
    ids = work.insert_many(Regulation, values)
    work.insert_many(Revision, [
        {"regulation_id": row_id, "revised_on": day(row["revised"]), "text": f"{row['change']}。"}
        for row_id, row in zip(ids, rows, strict=True) if row["revised"]
    ])  # fmt: skip


def research(work: Work, cast: Cast, chance: random.Random) -> dict[str, int]:
    """Topics with visits and reports; returns the ids of the reports by their topics' titles."""
    rows = read("research")
    done = [row for row in rows if row["state"] == _DONE and row["year"] == "2022"]
    finished = {row["topic"]: date(2022, 2, 24) + timedelta(11 * no) for no, row in enumerate(done)}
    topics, visits, reports = [], [], []
    for turn, row in enumerate(rows):
        finish = _finish(row, finished, turn)
        start = (finish or date(2022, 8, 1)) - timedelta(chance.randint(45, 60))
        topics.append(_topic(cast, row, turn, start, finish))
        last = (finish or TODAY) - timedelta(6)
        visits.append([_visit(row, topics[-1], place, no, start, last, chance) for no, place in _places(row)])
        if row["report"]:
            reports.append((turn, _report(cast, row, topics[-1], finish)))
    ids = work.insert_many(ResearchTopic, topics)
    work.insert_many(ResearchVisit, [
        {"topic_id": topic_id, **visit} for topic_id, made in zip(ids, visits, strict=True) for visit in made
    ])  # fmt: skip
    made = work.insert_many(StudyReport, [{"topic_id": ids[turn], **report} for turn, report in reports])
    return {rows[turn]["topic"]: row_id for row_id, (turn, _) in zip(made, reports, strict=True)}


def _finish(row: dict[str, str], finished: dict[str, date], turn: int) -> date | None:
    if row["year"] == "2021":
        return date(2021, 9, 13) + timedelta(7 * turn % 90)
    return _FINISHED if row["state"] == _JUST else finished.get(row["topic"])


def _places(row: dict[str, str]) -> list[tuple[int, str]]:
    return list(enumerate(row["places"].split("/")))


def _topic(cast: Cast, row: dict[str, str], turn: int, start: date, finish: date | None) -> dict[str, Any]:
    office = cast.place(f"机关{row['office']}支部")
    members = "、".join(seat.name for seat in cast.body(office, start))
    due = next_workday((finish or date(2022, 8, 31)) + timedelta(turn % 5))
    return {
        "organization_id": cast.root.id, "title": row["topic"], "leader": cast.leader(turn, start).name,
        "members": members, "starts_on": start, "due_on": due,
        "text": f"{row['text']}。",
    }  # fmt: skip


def _visit(
    row: dict[str, str], topic: dict[str, Any], place: str, no: int, start: date, last: date, chance: random.Random
) -> dict[str, Any]:
    """A visit in its third of the time there was."""
    count = len(_places(row))
    span = (last - start).days // count
    first = start + timedelta(span * no)
    text = chance.choice(_SAID).format(chance.randint(5, 24), chance.randint(3, 18))
    people = "、".join([topic["leader"], *topic["members"].split("、")[:2]])
    on = some_workday(first, first + timedelta(span - 1), chance)
    return {"held_on": on, "place": place, "people": people, "text": text}


def _report(cast: Cast, row: dict[str, str], topic: dict[str, Any], finish: date | None) -> dict[str, Any]:
    return {
        "organization_id": cast.root.id, "title": row["report"], "finished_on": finish,
        "authors": "、".join([topic["leader"], *topic["members"].split("、")]),
        "text": f"{row['text']}。\n走访了{row['places'].replace('/', '、')}。\n{row['findings']}。",
        "advice": "\n".join(f"{no}. {part}。" for no, part in enumerate(row["advice"].split("；"), 1)),
    }  # fmt: skip
