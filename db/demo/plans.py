"""Training plans of 2022, and training people had elsewhere."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from db.core.action import Work
from db.demo.organizations import OFFICE, Place
from db.demo.people import Resident
from db.demo.topics import TOPICS
from db.demo.writing import Record
from db.meetings.queries import KindRow, kinds
from db.study.models import OutsideTraining, PlanTopic, TrainingPlan

_YEAR = 2022
_ORGANIZER = "党建工作办公室"
_PLANNED = {  # of the street: months after June it means to be held in, how often a month, audience
    "central_group_study": (range(7, 13), 4, "领导班子成员"),
    "reading_class": (range(7, 13), 2, "领导班子成员"),
    "seminar": ((7, 9, 11), 1, "领导班子成员"),
    "party_affairs_training": ((8, 10, 12), 1, "全体干部、各党组织书记"),
}  # fmt: skip
_COMMUNITIES = ("桐荫社区", "荷塘社区", "石榴园社区")
_OF_COMMUNITIES = {
    "party_class": ((9, 11), 1, "社区全体党员"), "intensive_training": ((10,), 1, "社区全体党员"),
    "warning_education": ((8,), 1, "社区全体党员"),
}  # fmt: skip
_ONE_MORE = ("seminar", "party_class")  # whose first topic was planned once more than it was held
_Months = Mapping[str, tuple[Collection[int], int, str]]


def insert(work: Work, root: Place, records: Sequence[Record], chance: random.Random) -> None:
    """Write the plans of the street and of some communities; *records* then say which topic they carry out."""
    known = {kind.code: kind for kind in kinds(work.connection)}
    communities = [place for place in root.below if place.short_name in _COMMUNITIES]
    plans: list[tuple[Place, _Months]] = [(root, _PLANNED), *((place, _OF_COMMUNITIES) for place in communities)]
    ids = work.insert_many(TrainingPlan, [
        {"organization_id": place.id, "year": _YEAR, "title": f"{place.short_name}{_YEAR}年学习计划", "note": ""}
        for place, _ in plans
    ])  # fmt: skip
    for plan_id, (place, wanted) in zip(ids, plans, strict=True):
        topics = sorted(_topics(place, wanted, records, known, chance), key=lambda topic: topic[0]["month"])
        rows = [{"plan_id": plan_id, "no": no, **row} for no, (row, _) in enumerate(topics, 1)]
        for topic_id, (_, held) in zip(work.insert_many(PlanTopic, rows), topics, strict=True):
            for record in held:
                record.draft = replace(record.draft, topic_id=topic_id)


def _topics(
    place: Place, wanted: _Months, records: Sequence[Record], known: dict[str, KindRow], chance: random.Random
) -> Iterator[tuple[dict[str, Any], list[Record]]]:
    """Rows of topics without plan and number, with the meetings that carried each out."""
    organizer = _ORGANIZER if place.short_name == OFFICE else f"{place.short_name}党组织"
    for code, (months, times, audience) in wanted.items():
        held: dict[int, list[Record]] = defaultdict(list)
        for record in records:
            planned = record.planned
            if planned.code == code and planned.place is place and planned.day.year == _YEAR:
                held[planned.day.month].append(record)
        more = code in _ONE_MORE
        for month in sorted({*held, *months}):
            done = held.get(month, [])
            title = done[0].topic.name if done else chance.choice(_in_season(month))
            yield {
                "title": title, "kind_id": known[code].id, "organizer": organizer, "month": month,
                "audience": audience, "times": (len(done) or times) + (more and bool(done)),
            }, done  # fmt: skip
            more = more and not done


def _in_season(month: int) -> list[str]:
    return [topic.name for topic in TOPICS if month in topic.months]


def insert_outside(work: Work, residents: Sequence[Resident], leaders: Collection[int], chance: random.Random) -> None:
    """Network courses of most members and the Party school's classes for leaders; a few had neither."""
    rows = [row for resident in residents for row in _of_person(resident, resident.id in leaders, chance)]
    work.insert_many(OutsideTraining, [row | {"certificate": _number(row, no)} for no, row in enumerate(rows, 1)])


def _of_person(resident: Resident, leads: bool, chance: random.Random) -> Iterator[dict[str, Any]]:
    joined = resident.draft.joined_on
    if joined is None or not resident.stays:
        return
    for year, share, hours in ((2021, 0.9, (24, 36)), (2022, 0.7, (12, 24))):
        first = max(date(year, 3, 1), joined, resident.stays[0].starts_on)
        last = date(year, 11, 30) if year < _YEAR else date(year, 6, 24)
        if first >= last or chance.random() > share:
            continue
        course = "党员教育网络学习"
        yield _training(
            resident, f"{course}（{year}年度）", "云溪区委组织部", "网络培训", first, last, chance.randint(*hours)
        )
        if leads and chance.random() < (0.92 if year < _YEAR else 0.5):
            starts = date(year, chance.choice((4, 5)), chance.choice((12, 13, 14)))
            if starts >= first:
                ends = starts + timedelta(4)
                class_ = "基层党组织书记和班子成员集中轮训"
                yield _training(resident, class_, "云溪区委党校", "集中培训", starts, ends, 40)


def _training(
    resident: Resident, title: str, organizer: str, form: str, starts: date, ends: date, hours: float
) -> dict[str, Any]:
    return {
        "person_id": resident.id, "title": title, "organizer": organizer, "form": form, "starts_on": starts,
        "ends_on": ends, "hours": float(hours), "note": "",
    }  # fmt: skip


def _number(row: dict[str, Any], no: int) -> str:
    return f"云训{row['starts_on'].year}第{no:04}号"
