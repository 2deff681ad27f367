"""Which meetings were held when: the study of the street, the monthly life of branches, the gatherings between."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from db.demo.organizations import Place
from db.demo.population import Population
from db.demo.workdays import Diary, Part, spread, workdays

HALVES = ((date(2021, 1, 1), date(2021, 6, 30)), (date(2021, 7, 1), date(2021, 12, 31)),
          (date(2022, 1, 1), date(2022, 6, 30)))  # fmt: skip

# How often in each half-year, over the whole street.
COUNTS = {
    "regular_study": (44, 47, 48),
    "central_group_study": (18, 20, 22),
    "reading_class": (8, 9, 10),
    "party_class": (28, 30, 32),
    "seminar": (6, 6, 7),
    "joint_meeting": (3, 4, 4),
    "theme_activity": (5, 6, 6),
    "warning_education": (3, 4, 4),
    "party_affairs_training": (3, 4, 4),
    "quarterly_review": (2, 2, 2),
    "mutual_review": (1, 2, 2),
    "study_visit": (2, 3, 2),
    "intensive_training": (1, 1, 1),
    "volunteering": (14, 16, 16),
    "heart_talk": (10, 12, 12),
}

COMPLETE = "青砚建材支部"  # holds every meeting the rules require of a branch …
MISSED = ("theme_day", 2022, 5)  # … but for this one
POOR = ("晚枫二支部", 2022, 2)  # whose assembly of that quarter too few attended to decide anything
ELECTED = ("机关四支部", date(2022, 6, 10))  # who elected a new committee on that day

_MORNING = {"regular_study", "central_group_study", "warning_education", "theme_activity", "study_visit",
            "party_affairs_training", "joint_meeting"}  # fmt: skip
_MINUTES = {  # usual length
    "regular_study": 70, "central_group_study": 150, "reading_class": 180, "party_class": 90, "seminar": 120,
    "branch_assembly": 90, "branch_committee": 60, "party_group": 50, "theme_day": 100, "organization_life": 150,
    "democratic_appraisal": 60, "admission": 60, "confirmation": 50, "heart_talk": 40, "election": 110,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """One meeting to be recorded."""

    code: str
    place: Place
    starts_at: datetime
    ends_at: datetime
    about: tuple[str, ...] = field(default=())  # names of those an admission or a confirmation is about
    poor: bool = False  # hardly half of those expected came

    @property
    def day(self) -> date:
        return self.starts_at.date()


class Schedule:
    """Collects meetings so that no unit is wanted twice in one half-day."""

    def __init__(self, root: Place, chance: random.Random) -> None:
        self._root, self._chance = root, chance
        self._diary = Diary()
        self._planned: list[Planned] = []
        places = [place for place in root.all() if place is not root]
        self._branches = [place for place in places if place.is_branch and place.members >= 3]
        self._offices = [place for place in self._branches if place.sector == "机关"]
        self._communities = [place for place in root.below if place.below]
        self._complete = next(place for place in self._branches if place.short_name == COMPLETE)

    def all(self, made: Population) -> list[Planned]:
        """Every meeting in the order of its beginning."""
        for number, (first, last) in enumerate(HALVES):
            self._study(first, last, {code: counts[number] for code, counts in COUNTS.items()})
        self._decisions(made)
        elected = next(place for place in self._branches if place.short_name == ELECTED[0])
        self._add("election", elected, ELECTED[1], fixed=True)
        for number, (first, _last) in enumerate(HALVES):
            self._gatherings(first, {code: counts[number] for code, counts in COUNTS.items()})
            for month in range(first.month, first.month + 6):
                self._month(first.replace(month=month))
        return sorted(self._planned, key=lambda planned: (planned.starts_at, planned.place.id, planned.code))

    def _study(self, first: date, last: date, counts: dict[str, int]) -> None:
        """逢周一必学 and further study on Wednesdays or Thursdays; 中心组 on Fridays; the rest on Tuesdays."""
        mondays = workdays(first, last, 0)
        others = spread(workdays(first, last, 2, 3), counts["regular_study"] - len(mondays))
        for day in [*mondays, *others]:
            self._add("regular_study", self._root, day)
        fixed = (("central_group_study", 4), ("reading_class", 1), ("seminar", 2))
        for code, weekday in fixed:
            for day in spread(workdays(first, last, weekday), counts[code]):
                self._add(code, self._root, day)

    def _gatherings(self, first: date, counts: dict[str, int]) -> None:
        """What is held now and then, each kind going round the places that hold it."""
        root, communities, branches = [self._root], self._communities, self._branches
        holders = {
            "party_class": [*communities, *self._offices, *branches[:: len(branches) // 11]],
            "joint_meeting": root, "party_affairs_training": root, "quarterly_review": root, "mutual_review": root,
            "intensive_training": communities[:1], "theme_activity": self._offices,
            "warning_education": [*self._offices[:2], *communities[3:5]], "study_visit": self._offices,
            "volunteering": [place for place in communities if len(place.below) >= 3],
            "heart_talk": branches[2::5],
        }  # fmt: skip
        last = next(last for start, last in HALVES if start == first)
        for code, places in holders.items():
            places = [place for place in places if place.exists_on(first) and place.exists_on(last)]
            for number, day in enumerate(spread(workdays(first, last - timedelta(6)), counts[code])):
                own = number in self._required(code, counts[code])
                self._add(code, self._complete if own else places[number % len(places)], day)

    def _required(self, code: str, times: int) -> tuple[int, ...]:
        """Which of the half-year's meetings of a kind the complete branch holds: one in each quarter, one in all."""
        return {"party_class": (0, times - 1), "heart_talk": (0,)}.get(code, ())

    def _decisions(self, made: Population) -> None:
        """Assemblies that admitted or confirmed someone, on the day their record names."""
        for resident in made.residents:
            draft = resident.draft
            for code, day in (("admission", draft.joined_on), ("confirmation", draft.full_member_on)):
                if day is None or not HALVES[0][0] <= day <= HALVES[-1][1]:
                    continue
                place = next((stay.place for stay in resident.stays if stay.holds_on(day)), None)
                if place is not None and place.is_branch and place.exists_on(day):
                    self._add(code, place, day, about=(draft.name,), fixed=True)

    def _month(self, first: date) -> None:
        """One month of branch life; how much of it a branch records differs."""
        for number, branch in enumerate(self._branches):
            if not (branch.exists_on(first) and branch.exists_on(first + timedelta(30))):
                continue
            complete = branch is self._complete
            keen = branch.sector == "机关" or number % 5 == 0 or complete
            if complete or (keen and branch.members >= 8):
                self._add("branch_committee", branch, first + timedelta(number % 7))
            if branch.groups:
                for group in branch.groups:
                    self._add("party_group", group, first + timedelta(8 + number % 6))
            if keen and not (complete and ("theme_day", first.year, first.month) == MISSED):
                self._add("theme_day", branch, first + timedelta(9 + number % 10))
            if first.month % 3 == number % 2 + 1 or (first.month % 3 == 0 and number % 7 == 6):
                self._assembly(branch, first + timedelta(17 + number % 7), keen)

    def _assembly(self, branch: Place, day: date, keen: bool) -> None:
        poor = (branch.short_name, day.year, (day.month + 2) // 3) == POOR
        self._add("branch_assembly", branch, day, poor=poor)
        if keen and day.month <= 2:  # the year's end is looked back on in January and February
            self._add("organization_life", branch, day + timedelta(2))
            self._add("democratic_appraisal", branch, day + timedelta(3))

    def _add(
        self, code: str, place: Place, day: date, about: Iterable[str] = (), *, fixed: bool = False, poor: bool = False
    ) -> None:
        part = Part.MORNING if code in _MORNING else Part.AFTERNOON
        free = self._diary.take(place.unit.id, day, part)
        day = day if fixed else free
        chance = self._chance
        if code == "regular_study":
            starts = datetime.combine(day, time(8, 30))
        elif part is Part.MORNING:
            starts = datetime.combine(day, time(9, chance.choice((0, 0, 0, 10, 30))))
        else:
            starts = datetime.combine(day, time(chance.choice((14, 14, 15)), chance.choice((0, 30, 30))))
        minutes = _MINUTES.get(code, 120) + 5 * chance.randint(-2, 4)
        self._planned.append(Planned(code, place, starts, starts + timedelta(minutes=minutes), tuple(about), poor))
