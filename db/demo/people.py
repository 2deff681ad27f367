"""Invented people with birth, joining and schooling that agree with each other, and how they are written."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from db.core.action import Work
from db.core.pinyin import pinyin
from db.demo.names import Name, Names, remarkable
from db.demo.organizations import Place
from db.demo.workdays import next_workday
from db.people import identity
from db.people.draft import DERIVED, PersonDraft
from db.people.models import Membership, Person, Suspension

_AREA = "9901"  # no province has the code 99, so no number here can be anybody's
_PHONES = 13000000000  # followed by four digits: a range plainly made up
_EDUCATION = ("小学", "初中", "高中", "中专", "大专", "本科", "硕士研究生", "博士研究生")
_SUSPENDED_ON = date(2021, 11, 15)
_SCHOOLING = (  # born from, weights of _EDUCATION
    (1985, (0, 0, 3, 3, 22, 60, 11, 1)),
    (1970, (0, 4, 14, 12, 34, 33, 3, 0)),
    (1955, (3, 18, 32, 16, 22, 9, 0, 0)),
    (0, (22, 34, 22, 10, 9, 3, 0, 0)),
)


@dataclass(frozen=True, slots=True)
class Stay:
    """A membership being made."""

    place: Place
    group: Place | None
    starts_on: date
    ends_on: date | None = None
    reason: str = ""

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(slots=True, eq=False)
class Resident:
    """A person being made: the form's values, and where they belonged."""

    draft: PersonDraft
    stays: list[Stay] = field(default_factory=list)
    id: int = 0

    @property
    def born_on(self) -> date:
        assert self.draft.born_on is not None  # everybody here has a birthday
        return self.draft.born_on

    @property
    def full_member(self) -> bool:
        return self.draft.stage == "正式党员"

    def age(self, day: date) -> int:
        return day.year - self.born_on.year - ((day.month, day.day) < (self.born_on.month, self.born_on.day))

    def belongs_to(self, place: Place) -> bool:
        """A present member who has been there since before the book's records begin."""
        last = self.stays[-1]
        return last.place is place and last.ends_on is None and len(self.stays) == 1 and last.starts_on.year < 2021


class People:
    """Makes one person after another; *today* is the day the book is looked at."""

    def __init__(self, chance: random.Random, today: date) -> None:
        self._chance, self._today = chance, today
        self._names = Names(chance)
        self._remarkable: list[Name] = list(remarkable())
        chance.shuffle(self._remarkable)
        self._phones = chance.sample(range(1001, 9999), 4000)
        self._made = 0

    def take(self, age: tuple[int, int], stage: str, education: str = "", *, recent: bool = False) -> Resident:
        """Someone whose age on the first day of *today*'s year lies within *age*, both ends included.

        A *recent* full member was confirmed within the last year and a half.
        """
        chance = self._chance
        years = chance.randint(*age)
        born = date(self._today.year - years - 1, 1, 2) + timedelta(chance.randrange(360))
        remarkable_now = self._remarkable and self._made % 19 == 7
        name = self._remarkable.pop() if remarkable_now else self._names.take(born.year)
        joined, full = self._joining(born, stage, recent)
        self._made += 1
        return Resident(PersonDraft(
            name=name.text, sex=name.sex, born_on=born, ethnic=name.ethnic, stage=stage, joined_on=joined,
            full_member_on=full, id_number=self._id_number(born, name.sex),
            phone=str(_PHONES + self._phones.pop()), education=education or self._schooling(born),
        ))  # fmt: skip

    def _schooling(self, born: date) -> str:
        weights = next(weights for first, weights in _SCHOOLING if born.year >= first)
        return self._chance.choices(_EDUCATION, weights)[0]

    def _joining(self, born: date, stage: str, recent: bool) -> tuple[date | None, date | None]:
        """Days of joining and of full membership: assemblies decide both, so both are working days."""
        if stage not in ("预备党员", "正式党员"):
            return None, None
        if stage == "预备党员":
            return next_workday(self._today - timedelta(self._chance.randint(20, 350))), None
        latest = self._today - timedelta(420)
        grown = date(born.year + 19, born.month, 1)
        reach = max((latest - grown).days, 1)
        joined = min(grown + timedelta(int(reach * self._chance.betavariate(1.3, 2.6))), latest)
        if recent:
            joined = latest - timedelta(self._chance.randint(0, 460))
        full = date(joined.year + 1, joined.month, min(joined.day, 28))
        return next_workday(joined), next_workday(full + timedelta(7))

    def _id_number(self, born: date, sex: str) -> str:
        serial = self._chance.randrange(1, 499) * 2 + (1 if sex == "男" else 0)
        first = f"{_AREA}{self._chance.randint(1, 12):02}{born:%Y%m%d}{serial:03}"
        return first + identity.checksum(first)


def settle(resident: Resident, place: Place, group: Place | None, since: date, reason: str = "") -> Resident:
    """Let *resident* belong to *place* from *since*, but not before it was founded or they joined."""
    joined = resident.draft.joined_on or since
    resident.stays.append(Stay(place, group, max(since, joined, place.founded_on), None, reason))
    return resident


def move(resident: Resident, to: Place | None, on: date, reason: str) -> None:
    """Transfer *resident* on a day; to nowhere means they left the street."""
    resident.stays[-1] = replace(resident.stays[-1], ends_on=on - timedelta(1), reason=reason)
    if to is not None:
        resident.stays.append(Stay(to, None, on, None, reason))


def insert(work: Work, residents: Sequence[Resident]) -> None:
    """Write people and memberships, giving each resident its id."""
    ids = work.insert_many(Person, [_row(resident) for resident in residents])
    for resident, row_id in zip(residents, ids, strict=True):
        resident.id = row_id
    work.insert_many(
        Membership,
        [
            {
                "person_id": resident.id, "organization_id": stay.place.id,
                "group_id": stay.group.id if stay.group else None, "starts_on": stay.starts_on,
                "ends_on": stay.ends_on, "reason": stay.reason,
            }
            for resident in residents
            for stay in resident.stays
        ],
    )  # fmt: skip


def suspend(work: Work, residents: Sequence[Resident], leaders: Collection[int], chance: random.Random) -> None:
    """Take the vote of one member without a post for a year."""
    able = [one for one in residents if one.full_member and one.id not in leaders and len(one.stays) == 1]
    able = [one for one in able if one.stays[0].starts_on < _SUSPENDED_ON and one.age(_SUSPENDED_ON) < 60]
    work.insert_many(Suspension, [{
        "person_id": chance.choice(able).id, "starts_on": _SUSPENDED_ON, "ends_on": None, "reason": "留党察看一年",
    }])  # fmt: skip


def _row(resident: Resident) -> dict[str, Any]:
    values = {name: value for name, value in asdict(resident.draft).items() if name not in DERIVED}
    values["pinyin"], values["initials"] = pinyin(resident.draft.name)
    now = next((stay for stay in resident.stays if stay.ends_on is None), None)
    values["organization_id"] = now.place.id if now else None
    values["group_id"] = now.group.id if now and now.group else None
    return values
