"""Guidance groups, their inspections, and what these found."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from db.core.action import Work
from db.demo.cast import Cast, Holder, read
from db.demo.courses import some_workday
from db.demo.duties_problems import Found
from db.demo.organizations import ORDINALS, Place
from db.demo.population import TODAY
from db.demo.workdays import next_workday, spread, workdays
from db.inspections.models import Finding, GroupMember, GroupOrganization, GuidanceGroup, Inspection, Visit
from db.problems.fields import CLOSED, INSPECTED, LASTING

_DUTY = "联系所列党组织，每月到现场一次；看记录、看现场、听群众说；问题当场反馈，当月通报。"
_COMMUNITY, _OFFICE, _ENTERPRISE = "社区", "机关", "非公企业"
_UNVISITED = ("雨亭社区", "快递外卖行业联合支部", "老城商贸联合党支部")  # nobody has ever been there
_OLD_FIRST, _OLD_LAST = date(2021, 3, 1), date(2021, 12, 17)
_HALF_END = date(2022, 6, 29)
_COUNTS = {_COMMUNITY: 51, _OFFICE: 8, _ENTERPRISE: 13}  # inspections of the half-year, 72 in all
_COUNTS_BEFORE = {_COMMUNITY: 20, _OFFICE: 3, _ENTERPRISE: 3}
_OF_ENTERPRISES, _OF_COMMUNITIES = ("出资人", "员工"), ("居民", "楼道", "物业", "下棋")  # words of remarks
_SET_UP = (date(2022, 1, 12), date(2022, 3, 10), date(2022, 4, 11))
_LATER = {"第六指导小组": _SET_UP[1], "第九指导小组": _SET_UP[2]}


@dataclass(slots=True, eq=False)
class Group:
    """A guidance group being made."""

    name: str
    sector: str
    places: list[Place]
    set_up_on: date
    dissolved_on: date | None = None
    members: list[Holder] = field(default_factory=list)
    id: int = 0

    def works_on(self, on: date) -> bool:
        return self.set_up_on <= on <= (self.dissolved_on or date.max)

    def visited_on(self, on: date) -> list[Place]:
        """Where it may go on a day."""
        able = [place for place in self.places if place.sector == self.sector and place.exists_on(on)]
        return [place for place in able if place.short_name not in _UNVISITED]


@dataclass(slots=True, eq=False)
class Trip:
    """An inspection being made, with the rows of its findings and the problems some of them became."""

    group: Group
    held_on: date
    subject: dict[str, str]
    places: list[Place]
    findings: list[tuple[dict[str, str], date, Found | None]] = field(default_factory=list)
    id: int = 0

    @property
    def title(self) -> str:
        return f"{'、'.join(place.short_name for place in self.places)}{self.subject['subject']}督导"


def groups(work: Work, cast: Cast) -> list[Group]:
    """Six groups of the year before and the nine set up in this half-year, written."""
    made = [*_named(cast, 4, 1, 1, before=True), *_named(cast, 6, 1, 2, before=False)]
    clerks = [seat for place in cast.below("机关") for seat in cast.body(place, _SET_UP[0])]
    for number, group in enumerate(made):
        group.members = _members(cast, group, number, clerks)
    ids = work.insert_many(GuidanceGroup, [
        {"organization_id": cast.root.id, "name": group.name, "set_up_on": group.set_up_on,
         "dissolved_on": group.dissolved_on, "duty": _DUTY, "note": ""} for group in made
    ])  # fmt: skip
    for group, row_id in zip(made, ids, strict=True):
        group.id = row_id
    work.insert_many(GroupMember, [
        {"group_id": group.id, "no": no, "person_id": one.id, "name": one.name, "role": _role(no)}
        for group in made for no, one in enumerate(group.members, 1)
    ])  # fmt: skip
    work.insert_many(GroupOrganization, [
        {"group_id": group.id, "no": no, "organization_id": place.id}
        for group in made for no, place in enumerate(group.places, 1)
    ])  # fmt: skip
    return made


def _named(cast: Cast, communities: int, offices: int, enterprises: int, *, before: bool) -> Iterator[Group]:
    """Groups by number, each with its share of the organizations of a sector."""
    counts = ((_COMMUNITY, communities), (_OFFICE, offices), (_ENTERPRISE, enterprises))
    shares = [(sector, number, count) for sector, count in counts for number in range(count)]
    for no, (sector, number, count) in enumerate(shares):
        name = f"第{(*ORDINALS, '七', '八', '九')[no]}指导小组"
        set_up = date(2021, 2, 25) if before else _LATER.get(name, _SET_UP[0])
        places = [
            place for place in cast.below(sector) if place.exists_on(date(2021, 2, 25) if before else _SET_UP[-1])
        ]
        if sector == _OFFICE:
            places += cast.below("离退休")
        share = places[number * len(places) // count : (number + 1) * len(places) // count]
        prefix = "2021年" if before else ""
        yield Group(f"{prefix}{name}", sector, share, set_up, date(2021, 12, 31) if before else None)


def _members(cast: Cast, group: Group, number: int, clerks: Sequence[Holder]) -> list[Holder]:
    """A leader of the street and three who work in the office, nobody twice."""
    leader = cast.leader(number, group.set_up_on)
    turn = [clerks[(3 * number + place) % len(clerks)] for place in range(5)]
    others = {one.id: one for one in turn if one.id != leader.id}
    return [leader, *list(others.values())[:3]]


def _role(no: int) -> str:
    return {1: "组长", 2: "副组长"}.get(no, "成员")


def trips(made: Sequence[Group], chance: random.Random) -> list[Trip]:
    """Every inspection in the order of its day; those of the half-year come to ``_COUNTS``."""
    planned = [*_half(made, _COUNTS_BEFORE, _OLD_FIRST, _OLD_LAST), *_half(made, _COUNTS, date(2022, 1, 17), _HALF_END)]
    planned.sort(key=lambda trip: trip.held_on)
    _find(planned, chance)
    return planned


def _half(made: Sequence[Group], counts: dict[str, int], first: date, last: date) -> Iterator[Trip]:
    """The groups take turns, each going round its organizations; subjects change with every round."""
    subjects = read("inspections")
    turns: Counter[int] = Counter()
    for sector, count in counts.items():
        own = [subject for subject in subjects if subject["sector"] == sector]
        for number, on in enumerate(spread(workdays(first, last), count)):
            able = [group for group in made if group.sector == sector and group.works_on(on)]
            group = able[number % len(able)]
            places, turn = group.visited_on(on), turns[group.id]
            turns[group.id] += 1
            several = 2 if sector == _ENTERPRISE and turn % 3 == 2 and len(places) > 1 else 1
            chosen = [places[(turn + step) % len(places)] for step in range(several)]
            yield Trip(group, on, own[(number + number // len(own)) % len(own)], chosen)


def _find(planned: Sequence[Trip], chance: random.Random) -> None:
    """Give each finding to an inspection of its subject, at most two to one."""
    for number, row in enumerate(read("findings")):
        settled = row["state"] in (CLOSED, "") and not row["hard"]
        before = number % 4 == 1 and row["sector"] == _COMMUNITY and settled
        latest = date(2022, 5, 20) if row["state"] not in ("未启动", "整改中") else _HALF_END
        able = [
            trip for trip in planned
            if trip.held_on.year == (2021 if before else 2022) and trip.held_on <= latest and len(trip.findings) < 2
            and (trip.subject["sector"], trip.subject["subject"]) == (row["sector"], row["subject"])
        ]  # fmt: skip
        trip = _suiting(able, row["state"], chance)
        due = _due(trip.held_on, row["state"])
        trip.findings.append((row, due, _problem(trip, row, due, chance) if row["state"] else None))


def _suiting(able: Sequence[Trip], state: str, chance: random.Random) -> Trip:
    """What is late was found long ago, what is not begun lately."""
    if state.endswith("逾期"):
        return able[0]
    return able[-1] if state == "未启动" else chance.choice(able)


def _due(held_on: date, state: str) -> date:
    least = 30 if state in (CLOSED, "") or state.endswith("逾期") else max(30, (TODAY - held_on).days + 10)
    return next_workday(held_on + timedelta(least))


def _problem(trip: Trip, row: dict[str, str], due: date, chance: random.Random) -> Found:
    state = row["state"].partition("/")[0]
    closed = None
    if state == CLOSED:
        last = min(due, _HALF_END if trip.held_on.year == 2022 else date(2021, 12, 29))
        closed = some_workday(trip.held_on + timedelta(10), last, chance)
    return Found(
        INSPECTED, trip.places[0], row["category"], row["text"], row["measures"], row["result"], bool(row["hard"]),
        state, trip.held_on, None if state == LASTING else due, closed,
    )  # fmt: skip


def write(work: Work, cast: Cast, planned: Sequence[Trip], chance: random.Random) -> None:
    """Write inspections, visits and findings; the problems they became have their ids."""
    remarks = [row["remark"] for row in read("visits")]
    ids = work.insert_many(Inspection, [_row(cast, trip) for trip in planned])
    for trip, row_id in zip(planned, ids, strict=True):
        trip.id = row_id
    work.insert_many(Visit, [
        {"inspection_id": trip.id, "no": no, "organization_id": place.id,
         "text": "；".join(chance.sample(_fitting(remarks, trip), 2)) + "。"}
        for trip in planned for no, place in enumerate(trip.places, 1)
    ])  # fmt: skip
    work.insert_many(Finding, [
        {"inspection_id": trip.id, "no": no, "organization_id": trip.places[0].id, "text": f"{row['text']}。",
         "demand": f"{row['demand']}。", "due_on": due, "problem_id": problem.id if problem else None}
        for trip in planned for no, (row, due, problem) in enumerate(trip.findings, 1)
    ])  # fmt: skip


def _row(cast: Cast, trip: Trip) -> dict[str, Any]:
    who = "、".join(one.name for one in trip.group.members[: 2 + trip.held_on.day % 2])
    seen = "、".join(place.short_name for place in trip.places)
    told = f"发现问题{len(trip.findings)}个，已当场反馈。" if trip.findings else "没有发现需要列账的问题。"
    return {
        "organization_id": cast.root.id, "group_id": trip.group.id, "held_on": trip.held_on,
        "kind": trip.subject["kind"], "title": trip.title, "inspectors": who,
        "text": f"{trip.held_on.month}月{trip.held_on.day}日到{seen}。{trip.subject['saw']}。{told}",
        "advice": f"{trip.subject['advice']}。",
    }  # fmt: skip


def _fitting(remarks: Sequence[str], trip: Trip) -> list[str]:
    """Remarks that can be made of whom the inspection went to."""
    barred = {
        _ENTERPRISE: _OF_COMMUNITIES, _COMMUNITY: _OF_ENTERPRISES, _OFFICE: (*_OF_COMMUNITIES, *_OF_ENTERPRISES)
    }[trip.group.sector]  # fmt: skip
    return [remark for remark in remarks if not any(word in remark for word in barred)]
