"""The tree of an invented street: 党工委, 17 communities with branches and groups, 机关, enterprises and others."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from db.core.action import Work
from db.demo.workdays import next_workday
from db.organizations.models import Organization

OFFICE = "云溪街道"
_COMMUNITIES = (
    "桐荫", "望湖", "竹苑", "松月", "兰汀", "杏林", "荷塘", "梅坞", "橡湾", "棠梨", "菱塘", "芦汀", "银杏里", "玉带",
    "石榴园", "晚枫", "雨亭",
)  # fmt: skip
_LARGE = ("桐荫", "荷塘", "石榴园")  # 党委 with a large roster; the others are 党委 or 党总支 of ordinary size
_ENTERPRISES = ("禾溪物流", "岚石软件", "拓岭机电", "川穗食品", "拾页文创", "青砚建材")
_JOINT = ("云溪商圈", "溪口产业园")
_NEW = (("桐舟供应链", date(2022, 2, 22)), ("半亩园农业", date(2022, 3, 25)), ("漫野餐饮", date(2022, 4, 27)))
_NEW_JOINT = ("快递外卖行业", date(2022, 5, 25))
_DISSOLVED = ("老城商贸联合党支部", date(2022, 3, 31))
_SOCIAL = ("溪畔养老服务中心", "暖巷社工服务中心")
ORDINALS = "一二三四五六"


@dataclass(slots=True, eq=False)
class Place:
    """An organization being made; ``members`` is how many Party members to give it."""

    kind: str
    sector: str
    name: str
    short_name: str
    founded_on: date
    members: int = 0
    dissolved_on: date | None = None
    parent: Place | None = None
    below: list[Place] = field(default_factory=list)
    address: str = ""
    id: int = 0

    def add(self, place: Place) -> Place:
        place.parent = self
        self.below.append(place)
        return place

    def all(self) -> Iterator[Place]:
        """This place and everything below it, parents first."""
        yield self
        for place in self.below:
            yield from place.all()

    @property
    def is_branch(self) -> bool:
        return self.kind in ("党支部", "联合党支部")

    @property
    def groups(self) -> list[Place]:
        return [place for place in self.below if place.kind == "党小组"]

    @property
    def unit(self) -> Place:
        """Whose people meet together: the community, the whole 机关, or a branch that stands alone."""
        if self.parent is None:
            return self
        return self.parent if self.sector == "机关" else self if self.parent.parent is None else self.parent.unit

    def exists_on(self, day: date) -> bool:
        return self.founded_on <= day and (self.dissolved_on is None or day <= self.dissolved_on)


def street(chance: random.Random) -> Place:
    """The whole tree, not yet written."""
    root = Place("党工委", "机关", f"{OFFICE}党工委", OFFICE, date(1998, 4, 20), address=f"{OFFICE}云溪大道1号")
    for no in ORDINALS[:4]:
        name = f"{OFFICE}机关第{no}党支部"
        root.add(_branch("机关", name, f"机关{no}支部", date(2006, 6, 9), chance.randint(13, 17)))
    for name in _COMMUNITIES:
        _add_community(root, name, chance)
    _add_enterprises(root, chance)
    for name in _SOCIAL:
        founded = _some_day(chance, 2014, 2019)
        root.add(_branch("社会组织", f"{name}党支部", f"{name}支部", founded, chance.randint(4, 7)))
    for no in ORDINALS[:2]:
        name = f"{OFFICE}离退休干部第{no}党支部"
        root.add(_branch("离退休", name, f"离退休{no}支部", date(2009, 10, 26), chance.randint(14, 18)))
    return root


def insert(work: Work, root: Place) -> int:
    """Write the tree level by level, giving each place its id; returns how many organizations there are."""
    level, count = [root], 0
    while level:
        rows = [_row(place) for place in level]
        for place, row_id in zip(level, work.insert_many(Organization, rows), strict=True):
            place.id = row_id
        count += len(level)
        level = [child for place in level for child in place.below]
    return count


def _row(place: Place) -> dict[str, Any]:
    parent = place.parent
    return {
        "parent_id": parent.id if parent else None, "kind": place.kind, "sector": place.sector, "name": place.name,
        "short_name": place.short_name, "founded_on": place.founded_on, "dissolved_on": place.dissolved_on,
        "address": place.address, "phone": "", "contact": "", "note": "",
        "position": parent.below.index(place) + 1 if parent else 1,
    }  # fmt: skip


def _add_community(root: Place, name: str, chance: random.Random) -> None:
    large = name in _LARGE
    kind = "党委" if large or chance.random() < 0.4 else "党总支"
    founded = _some_day(chance, 2001, 2013)
    community = root.add(Place(kind, "社区", f"{OFFICE}{name}社区{kind}", f"{name}社区", founded))
    community.address = f"{OFFICE}{name}路{chance.randint(2, 99)}号"
    for no in ORDINALS[: 4 if large else chance.choice((2, 3, 3, 4))]:
        members = chance.randint(15, 19) if large else chance.randint(6, 11)
        branch = community.add(_branch("社区", f"{name}社区第{no}党支部", f"{name}{no}支部", founded, members))
        if no == "一" and (large or chance.random() < 0.4):
            for group in ORDINALS[:2]:
                branch.add(Place(
                    "党小组", "社区", f"{branch.name}第{group}党小组", f"{branch.short_name}{group}组", founded
                ))  # fmt: skip


def _add_enterprises(root: Place, chance: random.Random) -> None:
    for name in _ENTERPRISES:
        founded = _some_day(chance, 2012, 2020)
        root.add(_branch("非公企业", f"{name}有限公司党支部", f"{name}支部", founded, chance.randint(3, 8)))
    for name in _JOINT:
        joint = _branch("非公企业", f"{name}联合党支部", f"{name}联合支部", _some_day(chance, 2015, 2019), 6)
        joint.kind = "联合党支部"
        root.add(joint)
    for name, founded in _NEW:
        root.add(_branch("非公企业", f"{name}有限公司党支部", f"{name}支部", founded, 3))
    name, founded = _NEW_JOINT
    root.add(Place("联合党支部", "非公企业", f"{name}联合党支部", f"{name}联合支部", founded, 4))
    name, last = _DISSOLVED
    root.add(Place("联合党支部", "非公企业", name, name, date(2011, 11, 22), 5, last))


def _branch(sector: str, name: str, short_name: str, founded: date, members: int) -> Place:
    return Place("党支部", sector, name, short_name, founded, members)


def _some_day(chance: random.Random, first: int, last: int) -> date:
    return next_workday(date(chance.randint(first, last), chance.randint(1, 12), chance.randint(1, 28)))
