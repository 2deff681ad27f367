"""Seats on leading bodies: the street's twelve, every community's 两委, the branches, and this half-year's changes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from db.core.action import Work
from db.core.vocabulary import post_rank
from db.demo.organizations import Place
from db.demo.people import Resident
from db.demo.population import TODAY, Population, Staff
from db.demo.schedule import ELECTED
from db.people.models import Post

PARTY, RESIDENTS = "党组织委员会", "居委会"
_STREET = ("书记", "副书记", "副书记", "组织委员", "宣传委员", "纪检委员", *["委员"] * 6)
_COMMUNITY = ("书记", "副书记", "组织委员", "宣传委员", "纪检委员")
_BRANCH = ("书记", "组织委员", "宣传委员", "纪检委员")
_VACANT = "晚枫二支部"  # has long been without a 书记: what the check of leading bodies is for
Seats = list[dict[str, Any]]


def insert(work: Work, root: Place, made: Population, chance: random.Random) -> set[int]:
    """Write every seat, past and present; returns who ever held one."""
    seats = _street_body(root, made)
    for community in (place for place in root.below if place.below):
        seats += _community_bodies(community, made.staff[community.name], chance)
    taken = {seat["person_id"] for seat in seats if seat["organization_id"] == root.id}
    for branch in (place for place in root.all() if place.is_branch):
        seats += _branch_body(branch, made, taken, chance)
    work.insert_many(Post, seats)
    return {seat["person_id"] for seat in seats}


def _street_body(root: Place, made: Population) -> Seats:
    """The twelve who form the 中心组: the eldest but for one young member, and one who came in March."""
    cadres = [one for branch in root.below if branch.sector == "机关" for one in made.of(branch)]
    since = date(2019, 8, 12)
    cadres = [one for one in cadres if 33 <= one.age(TODAY) <= 58 and _was_full(one, since)]
    cadres.sort(key=lambda one: one.born_on)
    chosen = cadres[4 : 4 + len(_STREET)]
    seats = [_seat(root, one, PARTY, title, since) for one, title in zip(chosen, _STREET, strict=True)]
    newcomer = date(2022, 3, 14)
    seats[-1] |= {"ends_on": newcomer - timedelta(1), "reason": "工作调动"}
    return [*seats, _seat(root, cadres[-1], PARTY, "委员", newcomer, "新任")]


def _community_bodies(community: Place, staff: Staff, chance: random.Random) -> Seats:
    """Five of the committee, four of the 居委会 (two sit on both); the retiring seats change hands in one day."""
    since = date(2018, 12, 18)
    people = staff.sitting  # the last two hold one seat each, so that one retirement is one change
    plan = [(people[seat], PARTY, title) for seat, title in enumerate(_COMMUNITY)]
    plan += [(people[0], RESIDENTS, "主任"), (people[5], RESIDENTS, "副主任")]
    plan += [(people[2], RESIDENTS, "委员"), (people[6], RESIDENTS, "委员")]
    seats = [_seat(community, one, body, title, since) for one, body, title in plan]
    day = date(2022, chance.randint(2, 5), chance.choice((8, 15, 22)))
    for old, new in zip(people[7 - len(staff.next) :], staff.next, strict=True):
        seat = next(seat for seat in seats if seat["person_id"] == old.id)
        seat |= {"ends_on": day - timedelta(1), "reason": "到龄退出"}
        seats.append(seat | {"person_id": new.id, "starts_on": day, "ends_on": None, "reason": "优化调整"})
    return seats


def _branch_body(branch: Place, made: Population, taken: set[int], chance: random.Random) -> Seats:
    """书记 alone, or a committee from seven full members; some changed hands in the period."""
    members = made.of(branch)
    if not members:  # founded this half-year: its members came with it
        members = [one for one in made.residents if one.stays[-1].place is branch and one.full_member]
    since = max(date(2020, 10, 26), branch.founded_on)
    able = [one for one in members if one.id not in taken and _was_full(one, since) and one.age(TODAY) <= 72] or members
    titles: Sequence[str] = _BRANCH[: 4 if len(members) > 20 else 3] if len(members) >= 7 else _BRANCH[:1]
    if branch.short_name == ELECTED[0]:
        return _elected_body(branch, able, titles, since)
    chosen = chance.sample(able, min(len(titles), len(able)))
    seats = [_seat(branch, one, PARTY, title, since) for one, title in zip(chosen, titles, strict=False)]
    if branch.dissolved_on:
        return [seat | {"ends_on": branch.dissolved_on, "reason": "支部撤销"} for seat in seats]
    if branch.short_name == _VACANT:
        seats[0] |= {"ends_on": date(2021, 9, 30), "reason": "转出"}
        return seats
    spare = [one for one in able if one not in chosen]
    if spare and chance.random() < 0.2:
        day = date(chance.choice((2021, 2022)), chance.randint(3, 6), chance.randint(1, 28))
        successor = seats[-1] | {"person_id": chance.choice(spare).id, "starts_on": day, "reason": "增补"}
        seats[-1] |= {"ends_on": day - timedelta(1), "reason": "工作调整"}
        seats.append(successor)
    return seats


def _elected_body(branch: Place, able: Sequence[Resident], titles: Sequence[str], since: date) -> Seats:
    """A committee whose term ended with an election: the 书记 stays, the others are new."""
    day = ELECTED[1]
    end = {"ends_on": day - timedelta(1), "reason": "换届"}
    first, then = able[: len(titles)], [able[0], *able[len(titles) : 2 * len(titles) - 1]]
    old = [_seat(branch, one, PARTY, title, since) | end for one, title in zip(first, titles, strict=True)]
    return [*old, *(_seat(branch, one, PARTY, title, day, "换届选举") for one, title in zip(then, titles, strict=True))]


def _was_full(one: Resident, day: date) -> bool:
    return one.draft.full_member_on is not None and one.draft.full_member_on <= day


def _seat(place: Place, one: Resident, body: str, title: str, since: date, reason: str = "") -> dict[str, Any]:
    full = one.draft.full_member_on or since
    return {
        "organization_id": place.id, "person_id": one.id, "body": body, "title": title,
        "rank": post_rank(body, title), "starts_on": max(since, full), "ends_on": None, "reason": reason,
    }  # fmt: skip
