"""Who came, who was on leave and why: the roster each meeting expects on its day, with what became of it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from db.demo.organizations import Place
from db.demo.people import Resident
from db.demo.schedule import Planned
from db.meetings.draft import RosterLine
from db.meetings.queries import KindRow, starting_roster
from db.meetings.status import Status
from db.people.bodies import Seat, body_on
from db.people.queries import Found, members_on

_DUTY = ("因公出差", "参加上级会议", "接待来访群众", "外出参加培训", "社区防疫值守")
_LEAVE = {
    "机关": (*_DUTY, *_DUTY, "年休假", "生病就医", "家中有事"),
    "社区": ("生病住院", "家中有事", "外出探亲", "行动不便", "单位加班", "照看孙辈", "外地就医", "社区防疫值守"),
    "非公企业": ("因公出差", "车间倒班", "家中有事", "生病就医", "客户来访"),
    "社会组织": ("上门服务", "家中有事", "生病就医", "因公出差"),
    "离退休": ("生病住院", "行动不便", "外出探亲", "照看孙辈", "外地居住"),
}
_OUTSIDERS = (
    "许工（禾溪物流）", "方经理（川穗食品）", "谭站长（溪口配送站）", "黎主任（云溪第二小学）", "贺警官（云溪派出所）",
    "秦店长（青禾超市）", "岳老师（暖巷社工）", "段经理（云溪物业）", "邵律师（同舟所）",
)  # fmt: skip
_LEAST = 0.62  # of those expected; an assembly needs more than half, and offices postpone long before that
_LEAST_AT = {"election": 0.86}  # which needs four fifths
_POOR = 0.4


@dataclass(frozen=True, slots=True)
class Gathered:
    """A roster and those on it who do something; ``body`` are the sitting leaders by rank."""

    lines: tuple[RosterLine, ...]
    host: str
    recorder: str
    body: tuple[Seat, ...]

    @property
    def present(self) -> list[RosterLine]:
        return [line for line in self.lines if line.status == Status.PRESENT]


class Rosters:
    """Fills rosters from the book's own rules, so that nobody is listed who did not belong there that day."""

    def __init__(
        self, connection: Connection, root: Place, residents: Mapping[int, Resident], chance: random.Random
    ) -> None:
        self._connection, self._root = connection, root
        self._residents, self._chance = residents, chance
        self._held: Counter[str] = Counter()
        self._leaders: dict[date, list[str]] = {}

    def gather(self, planned: Planned, kind: KindRow) -> Gathered:
        """The roster of *planned*."""
        place = planned.place
        led = place.parent if place.kind == "党小组" and place.parent else place
        body = tuple(body_on(self._connection, led.id, planned.day))
        if kind.expected == "invited":
            lines = self._invited(planned, body)
        else:
            expected = starting_roster(self._connection, kind, place.id, planned.day)
            lines = self._answered(expected, planned)
        self._held[planned.code] += 1
        lines += self._guests(planned, lines)
        present = [line for line in lines if line.status == Status.PRESENT]
        host = self._host(present, body)
        return Gathered(tuple(lines), host, self._recorder(lines, {host, *planned.about}, host), body)

    def leaders(self, day: date) -> list[str]:
        """The street's leading body on *day*."""
        if day not in self._leaders:
            self._leaders[day] = [seat.person for seat in body_on(self._connection, self._root.id, day)]
        return self._leaders[day]

    def _answered(self, expected: list[Found], planned: Planned) -> list[RosterLine]:
        """Each one's answer; the least present is kept by letting some of the others come after all."""
        lines = [self._answer(found, planned) for found in expected]
        if planned.poor:
            return self._thinned(lines, planned)
        missing = [number for number, line in enumerate(lines) if line.status != Status.PRESENT]
        spare = int(len(lines) * (1 - _LEAST_AT.get(planned.code, _LEAST)))
        for number in self._chance.sample(missing, max(len(missing) - spare, 0)):
            lines[number] = replace(lines[number], status=Status.PRESENT, reason="")
        return lines

    def _thinned(self, lines: list[RosterLine], planned: Planned) -> list[RosterLine]:
        """Only a few came; the others were on leave."""
        came = [number for number, line in enumerate(lines) if line.status == Status.PRESENT]
        for number in self._chance.sample(came, max(len(came) - int(len(lines) * _POOR), 0)):
            reason = self._chance.choice(_LEAVE[planned.place.sector][:3])
            lines[number] = replace(lines[number], status=Status.LEAVE, reason=reason)
        return lines

    def _answer(self, found: Found, planned: Planned) -> RosterLine:
        chance, age = self._chance, self._residents[found.id].age(planned.day)
        away = 0.34 if age >= 80 else 0.17 if age >= 70 else 0.09
        drawn = chance.random()
        if drawn >= away:
            return RosterLine(found.id, found.name)
        if drawn < 0.008:
            return RosterLine(found.id, found.name, Status.ABSENT, chance.choice(("", "未请假", "联系不上")))
        reasons = [r for r in _LEAVE[planned.place.sector] if age >= 60 or r not in ("行动不便", "照看孙辈")]
        reasons = [r for r in reasons if age < 66 or r not in ("单位加班", "社区防疫值守")]
        return RosterLine(found.id, found.name, Status.LEAVE, chance.choice(reasons))

    def _invited(self, planned: Planned, body: tuple[Seat, ...]) -> list[RosterLine]:
        chance, place = self._chance, planned.place
        if planned.code == "joint_meeting":
            heads = [seat for branch in self._root.below if branch.sector == "非公企业"
                     for seat in body_on(self._connection, branch.id, planned.day)[:1]]  # fmt: skip
            people = [Found(seat.person_id, seat.person, seat.title) for seat in (*body[1:4], *heads)]
            named = [RosterLine(None, name) for name in chance.sample(_OUTSIDERS, 5)]
            return [*self._answered(people, planned), *named]
        members = members_on(self._connection, place.id, planned.day, below=True)
        members = [found for found in members if self._residents[found.id].age(planned.day) < 76]
        if planned.code == "heart_talk":
            return [RosterLine(found.id, found.name) for found in self._pair(members, body)]
        turn, more = divmod(self._held[planned.code], 2)  # two events together always bring forty
        count = 20 + (turn % 5) * (1 if more else -1)
        return [RosterLine(found.id, found.name) for found in chance.sample(members, count)]

    def _pair(self, members: list[Found], body: tuple[Seat, ...]) -> list[Found]:
        head = Found(body[0].person_id, body[0].person, "") if body else members[0]
        return [head, self._chance.choice([found for found in members if found.id != head.id])]

    def _guests(self, planned: Planned, lines: list[RosterLine]) -> list[RosterLine]:
        """列席: a clerk where the leaders sit alone, the communities where the street reviews them."""
        listed = {line.person_id for line in lines}
        day, root = planned.day, self._root
        if planned.code in ("central_group_study", "reading_class", "seminar"):
            clerks = members_on(self._connection, root.below[0].id, day)
            young = sorted(clerks, key=lambda found: self._residents[found.id].born_on, reverse=True)
            guests = [found for found in young if found.id not in listed][:2]
        elif planned.code in ("mutual_review", "party_affairs_training"):
            heads = [body_on(self._connection, place.id, day)[0] for place in root.below if place.below]
            guests = [Found(seat.person_id, seat.person, seat.title) for seat in heads]
        else:
            guests = []
        named = [RosterLine(None, "顾科长（区委组织部）", Status.GUEST)] if planned.code == "mutual_review" else []
        return [*(RosterLine(found.id, found.name, Status.GUEST) for found in guests), *named]

    def _host(self, present: list[RosterLine], body: tuple[Seat, ...]) -> str:
        here = {line.person_id for line in present}
        return next((seat.person for seat in body if seat.person_id in here), present[0].name)

    def _recorder(self, lines: list[RosterLine], busy: set[str], host: str) -> str:
        """The clerk among the guests, or one of the youngest present who is not *busy*."""
        own = [line for line in lines if line.person_id and line.name not in busy
               and line.status in (Status.PRESENT, Status.GUEST)]  # fmt: skip
        guests = [line for line in own if line.status == Status.GUEST]
        order = sorted(guests or own, key=lambda line: self._residents[line.person_id or 0].born_on, reverse=True)
        return order[min(1, len(order) - 1)].name if order else host
