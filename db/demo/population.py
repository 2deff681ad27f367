"""Who lives in the street: each branch's members, those on the way into the Party, and who moved when."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from db.demo.organizations import Place
from db.demo.people import People, Resident, move, settle
from db.demo.workdays import workdays

TODAY = date(2022, 7, 4)
_YEAR = date(2022, 1, 1)  # ages are meant on this day

_AGES = {  # by sector: the range of ages, drawn with the given weights
    "机关": (((24, 34), 4), ((35, 48), 5), ((49, 59), 3)),
    "社区": (((24, 39), 3), ((40, 59), 4), ((60, 74), 6), ((75, 92), 3)),
    "非公企业": (((24, 34), 5), ((35, 45), 4), ((46, 55), 1)),
    "社会组织": (((24, 34), 5), ((35, 50), 4)),
    "离退休": (((61, 72), 5), ((73, 91), 5)),
}
_ON_THE_WAY = (("预备党员", 0.24), ("发展对象", 0.14), ("入党积极分子", 0.5), ("入党申请人", 0.22))  # share of branches
_CADRES = ("大专", "大专", "本科", "本科", "本科", "本科", "硕士研究生")
_MOVERS, _NEWCOMERS, _LEAVERS = 24, 18, 14


@dataclass(frozen=True, slots=True)
class Staff:
    """A community's own people, for its seats: five of the committee, two more of the 居委会, and replacements."""

    sitting: list[Resident]
    next: list[Resident]  # who replace the last seats of ``sitting`` in this half-year


@dataclass(slots=True)
class Population:
    residents: list[Resident] = field(default_factory=list)
    staff: dict[str, Staff] = field(default_factory=dict)  # by the community's name

    def of(self, place: Place) -> list[Resident]:
        """Full members who have long belonged to *place*."""
        return [resident for resident in self.residents if resident.full_member and resident.belongs_to(place)]


def populate(root: Place, chance: random.Random) -> Population:
    """Everybody, settled in *root*'s tree."""
    made, people = Population(), People(chance, TODAY)
    new_branches = [place for place in root.all() if place.is_branch and place.founded_on >= _YEAR]
    for number, community in enumerate(place for place in root.below if place.below):
        made.staff[community.name] = _staff(made, people, community, 2 if number % 17 < 9 else 1, chance)
    for branch in root.all():
        if branch.is_branch and branch not in new_branches:
            _fill(made, people, branch, chance)
    _found_branches(made, new_branches, chance)
    _move_some(made, root, chance)
    made.residents = [_with_categories(resident, chance) for resident in made.residents]
    return made


def _staff(made: Population, people: People, community: Place, replaced: int, chance: random.Random) -> Staff:
    """Seven people, *replaced* of whom retire and make room for young ones with a degree."""
    branches, since = community.below, date(2015, 3, 16)
    sitting = []
    for seat in range(7):
        retiring = seat >= 7 - replaced
        education = chance.choice(("高中", "中专", "大专")) if retiring else ("大专", "本科")[seat % 2]
        stage = "群众" if seat == 6 else "正式党员"
        someone = people.take((59, 63) if retiring else (34, 48), stage, education)
        sitting.append(settle(someone, branches[seat % 2] if someone.full_member else community, None, since))
    successors = [
        settle(people.take((24, 27), "正式党员", "本科"), branches[0], None, date(2020, 9, 1)) for _ in range(replaced)
    ]
    made.residents += [*sitting, *successors]
    return Staff(sitting, successors)


def _fill(made: Population, people: People, branch: Place, chance: random.Random) -> None:
    """Members to the branch's size, and now and then someone on the way to membership."""
    stages = ["正式党员"] * branch.members
    stages += [stage for stage, share in _ON_THE_WAY if chance.random() < share]
    recent = len(stages) if chance.random() < 0.3 else -1
    stages += ["正式党员"] if recent > 0 else []
    ranges, weights = zip(*_AGES[branch.sector], strict=True)
    for number, stage in enumerate(stages):
        settled = stage == "正式党员" and number != recent
        age = chance.choices(ranges, weights)[0] if settled else (23, 38)
        education = chance.choice(_CADRES) if branch.sector == "机关" else ""
        someone = people.take(age, stage, education, recent=number == recent)
        since = date(chance.randint(1999, 2020), chance.randint(1, 12), chance.randint(1, 28))
        group = branch.groups[number % len(branch.groups)] if branch.groups and stage.endswith("党员") else None
        made.residents.append(settle(someone, branch, group, since))


def _found_branches(made: Population, branches: list[Place], chance: random.Random) -> None:
    """A new branch is founded with members of the communities."""
    for branch in branches:
        for resident in chance.sample(_movable(made, branch.founded_on), branch.members):
            move(resident, branch, branch.founded_on, f"{branch.short_name}成立")


def _move_some(made: Population, root: Place, chance: random.Random) -> None:
    days = workdays(date(2021, 1, 11), date(2022, 6, 24))
    communities = [place for place in root.all() if place.is_branch and place.sector == "社区"]
    ended = [place for place in root.below if place.dissolved_on]
    for branch in ended:
        for resident in (one for one in made.residents if one.stays[-1].place is branch):
            assert branch.dissolved_on is not None
            move(resident, chance.choice(communities), branch.dissolved_on + timedelta(1), f"{branch.short_name}撤销")
    candidates = chance.sample(_movable(made, days[0]), _MOVERS + _NEWCOMERS + _LEAVERS)
    for number, resident in enumerate(candidates):
        day, place = chance.choice(days), resident.stays[0].place
        if number < _MOVERS:
            move(resident, chance.choice([other for other in communities if other is not place]), day, "迁居转入")
        elif number < _MOVERS + _NEWCOMERS:
            resident.stays = []
            settle(resident, place, None, day, "从外地转入")
        else:
            move(resident, None, day, "转往外地")


def _movable(made: Population, day: date) -> list[Resident]:
    """Ordinary members of community branches without a group, below retirement age."""
    leaders = {id(one) for staff in made.staff.values() for one in (*staff.sitting, *staff.next)}
    return [
        resident
        for resident in made.residents
        if id(resident) not in leaders and resident.full_member and resident.age(day) < 60
        and resident.stays[0].place.sector == "社区" and resident.stays[0].group is None
        and resident.belongs_to(resident.stays[0].place)
    ]  # fmt: skip


def _with_categories(resident: Resident, chance: random.Random) -> Resident:
    """Categories that follow from age, place and date of joining."""
    age, joined = resident.age(TODAY), resident.draft.joined_on
    retired = age >= (60 if resident.draft.sex == "男" else 55)
    wanted = (
        ("离退休" if retired else "在职", retired or chance.random() < 0.86),
        ("年老体弱", age >= 80 and chance.random() < 0.7),
        ("光荣在党50年", joined is not None and joined.year <= 1971),
        ("退役军人", resident.draft.sex == "男" and chance.random() < 0.09),
        ("流动", not retired and chance.random() < 0.03),
        ("困难", chance.random() < 0.02),
        ("志愿者", age < 72 and chance.random() < 0.15),
        ("网格员", 25 <= age < 50 and resident.stays[0].place.sector == "社区" and chance.random() < 0.1),
    )
    categories = tuple(name for name, holds in wanted if holds)
    resident.draft = replace(resident.draft, categories=categories)
    return resident
