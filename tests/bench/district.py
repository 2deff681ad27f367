"""The district book: as much as one office will ever hold, invented and the same every time.

At full size 3,700 organizations, 72,000 people with memberships, 200,000 meetings of five years with agenda, readings
and 2.4 million lines of rosters; some 1.4 GB. ``python tests/bench/district.py FILE [--scale 0.01]``.
"""

from __future__ import annotations

import argparse
import random
import sys
import time as clock
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from district_texts import Author  # noqa: E402

from db.core.action import Work  # noqa: E402
from db.core.book import Book  # noqa: E402
from db.core.pinyin import pinyin  # noqa: E402
from db.demo.names import Names  # noqa: E402
from db.meetings.actions import add_meeting_kinds  # noqa: E402
from db.meetings.models import AgendaItem, Attendance, Meeting, Reading  # noqa: E402
from db.meetings.queries import KindRow, kinds  # noqa: E402
from db.organizations.models import Organization  # noqa: E402
from db.people.models import Membership, Person  # noqa: E402
from db.security.keyslots import Cost  # noqa: E402
from db.security.opening import NewBook, create_book  # noqa: E402

ORGANIZATIONS, STREETS, COMMUNITIES, BRANCHES = 3_700, 14, 210, 1_900  # the rest are groups
PEOPLE, MEETINGS, ROSTER = 72_000, 200_000, 12
FIRST_DAY, DAYS = date(2017, 7, 1), 1_826
NOW = datetime(2022, 7, 4, 9)
PASSPHRASE = "bench"
_NUMBER = 20220705  # the book's own number, so that its ids are the same each time
_CHUNKS = 20  # actions the meetings are entered in, in the order of their days
_BATCH = 20_000
_HEADS = "桐荷松兰杏梅菱银玉石晚雨清云望竹橡棠芦秋春锦翠金永和长安东南西北红白青蓝"
_TAILS = "荫塘月汀林坞湾里园溪亭苑湖桥泉岭坡洲渡井巷街浦港"
_NUMERALS = "一二三四五六七八九十"


Member = tuple[int, str, date]  # id, name, since when a full member


@dataclass(slots=True, eq=False)
class Branch:
    """A branch being filled: its community's name, its groups and members."""

    id: int
    name: str
    place: str
    groups: list[int] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sizes:
    streets: int
    communities: int
    branches: int
    groups: int
    people: int
    meetings: int
    roster: int = ROSTER  # lines of a meeting, on average

    @classmethod
    def at(cls, scale: float) -> Sizes:
        def part(whole: int) -> int:
            return max(1, round(whole * scale))

        streets, communities, branches = part(STREETS), part(COMMUNITIES), part(BRANCHES)
        groups = max(0, round(ORGANIZATIONS * scale) - 1 - streets - communities - branches)
        return cls(streets, communities, branches, groups, part(PEOPLE), part(MEETINGS))


def make_district(
    path: Path, scale: float = 1.0, *, seed: int = 7, tell: Callable[[str], None] = lambda _text: None
) -> NewBook:
    """Make the book at *path*, which must not exist; its user's passphrase is ``PASSPHRASE``."""
    return create_book(
        path, office="云溪区", user="基准", passphrase=PASSPHRASE, number=_NUMBER, cost=Cost(1, 8, 1), now=lambda: NOW,
        prepare=lambda book: fill(book, Sizes.at(scale), seed, tell),
    )  # fmt: skip


def fill(book: Book, sizes: Sizes, seed: int, tell: Callable[[str], None]) -> None:
    """Write the invented district into an empty *book*."""
    add_meeting_kinds(book)
    with book.action("录入组织", "organizations.edit", undoable=False) as work:
        branches = _organizations(work, sizes, random.Random(f"{seed}/组织"))
    tell(f"{sizes.branches:,} 个支部")
    with book.action("录入人员", "people.edit", undoable=False) as work:
        _people(work, branches, sizes.people, random.Random(f"{seed}/人员"))
    tell(f"{sizes.people:,} 人")
    with book.read() as connection:
        secretary = Secretary(branches, kinds(connection), random.Random(f"{seed}/会议"), sizes.roster)
    for chunk in range(_CHUNKS):
        first, last = (sizes.meetings * at // _CHUNKS for at in (chunk, chunk + 1))
        if first < last:
            with book.action("录入会议", "meetings.edit", undoable=False) as work:
                secretary.record(work, first, last, sizes.meetings)
            tell(f"{last:,} 次会议")


def _organizations(work: Work, sizes: Sizes, chance: random.Random) -> list[Branch]:
    names = [head + tail for head in _HEADS for tail in _TAILS]
    chance.shuffle(names)
    streets, places = names[: sizes.streets], names[sizes.streets : sizes.streets + sizes.communities]
    top = work.insert_many(Organization, [_organization(None, "党工委", "云溪区委", "云溪区", 1)])[0]
    street_ids = work.insert_many(
        Organization,
        [_organization(top, "党工委", f"{name}街道党工委", f"{name}街道", at) for at, name in enumerate(streets, 1)],
    )
    community_ids = work.insert_many(
        Organization,
        [_organization(street_ids[at % len(streets)], "党委", f"{streets[at % len(streets)]}街道{name}社区党委",
                       f"{name}社区", at) for at, name in enumerate(places)],
    )  # fmt: skip
    labels = [(at % len(places), _number(at // len(places) + 1)) for at in range(sizes.branches)]
    rows = [
        _organization(
            community_ids[place], "党支部", f"{places[place]}社区第{no}党支部", f"{places[place]}{no}支部", at
        )
        for at, (place, no) in enumerate(labels)
    ]  # fmt: skip
    ids = work.insert_many(Organization, rows)
    branches = [Branch(row_id, row["name"], f"{places[place]}社区")
                for row_id, row, (place, _no) in zip(ids, rows, labels, strict=True)]  # fmt: skip
    _groups(work, branches, sizes.groups)
    return branches


def _groups(work: Work, branches: list[Branch], count: int) -> None:
    """Two groups each, as far as they go."""
    owners = [branches[at // 2 % len(branches)] for at in range(count)]
    rows = [_organization(owner.id, "党小组", f"{owner.name}第{_NUMERALS[at % 2]}党小组", f"{_NUMERALS[at % 2]}组", at)
            for at, owner in enumerate(owners)]  # fmt: skip
    for owner, row_id in zip(owners, work.insert_many(Organization, rows), strict=True):
        owner.groups.append(row_id)


def _number(number: int) -> str:
    tens, ones = divmod(number - 1, 10)
    return ("" if not tens else _NUMERALS[tens - 1] if tens > 1 else "") + ("十" if tens else "") + _NUMERALS[ones]


def _organization(parent: int | None, kind: str, name: str, short: str, position: int) -> dict[str, Any]:
    return {
        "parent_id": parent, "kind": kind, "sector": "社区", "name": name, "short_name": short,
        "founded_on": date(2005, 3, 1), "dissolved_on": None, "address": "", "phone": "", "contact": "", "note": "",
        "position": position,
    }  # fmt: skip


def _people(work: Work, branches: list[Branch], count: int, chance: random.Random) -> None:
    for start in range(0, count, _BATCH):
        homes = [branches[at % len(branches)] for at in range(start, min(start + _BATCH, count))]
        groups = [chance.choice(home.groups) if home.groups else None for home in homes]
        rows = [_person(home, group, chance) for home, group in zip(homes, groups, strict=True)]
        ids = work.insert_many(Person, rows)
        for home, row_id, row in zip(homes, ids, rows, strict=True):
            home.members.append((row_id, row["name"], row["full_member_on"]))
        stays = [
            {"person_id": row_id, "organization_id": home.id, "group_id": group,
             "starts_on": row["full_member_on"], "ends_on": None, "reason": ""}
            for row_id, home, group, row in zip(ids, homes, groups, rows, strict=True)
        ]  # fmt: skip
        work.insert_many(Membership, stays)


def _person(home: Branch, group: int | None, chance: random.Random) -> dict[str, Any]:
    born = date(1938, 1, 1) + timedelta(chance.randrange(60 * 365))
    name = Names(chance).take(born.year)  # a fresh bag of names each time: namesakes occur as they do in a district
    full, initials = pinyin(name.text)
    joined = date(born.year + 22, born.month, min(born.day, 28))
    return {
        "name": name.text, "pinyin": full, "initials": initials, "sex": name.sex, "born_on": born,
        "ethnic": name.ethnic, "id_number": "", "phone": f"199{chance.randrange(10**8):08}", "education": "本科",
        "stage": "正式党员", "joined_on": joined, "full_member_on": joined.replace(year=joined.year + 1),
        "categories": (), "note": "", "organization_id": home.id, "group_id": group,
    }  # fmt: skip


class Secretary:
    """Enters the meetings in the order of their days."""

    def __init__(self, branches: list[Branch], known: list[KindRow], chance: random.Random, roster: int) -> None:
        self._roster = roster
        self._branches = [branch for branch in branches if len(branch.members) > 1]
        self._kinds = [kind for kind in known if kind.family in ("branch", "study")]
        self._chance, self._author = chance, Author(chance)

    def record(self, work: Work, first: int, last: int, of: int) -> None:
        """Meetings number *first* to *last* of *of*, with all that hangs on them."""
        made = [self._meeting(FIRST_DAY + timedelta(number * DAYS // of)) for number in range(first, last)]
        ids = work.insert_many(Meeting, [row for row, _agenda, _readings, _roster in made])
        for model, at in ((AgendaItem, 1), (Reading, 2), (Attendance, 3)):
            parts = zip(ids, (parts[at] for parts in made), strict=True)
            rows = [{"meeting_id": meeting, "no": no, **part}
                    for meeting, lines in parts for no, part in enumerate(lines, 1)]  # fmt: skip
            work.insert_many(model, rows)

    def _meeting(self, day: date) -> tuple[dict[str, Any], list[Any], list[Any], list[Any]]:
        chance = self._chance
        branch, kind, topic = chance.choice(self._branches), chance.choice(self._kinds), self._author.topic()
        size = min(len(branch.members), chance.randint(self._roster - 4, self._roster + 4))
        people = chance.sample(branch.members, size)
        names = [name for _id, name, _since in people]
        roster = list(_roster(people, day, chance))
        away = sum(line["status"] == 2 for line in roster)
        starts = datetime.combine(day, time(chance.choice((9, 14, 15, 19)), chance.choice((0, 30))))
        number = chance.randint(1, 30)
        row = {
            "kind_id": kind.id, "organization_id": branch.id, "ordinal": number, "starts_at": starts,
            "title": f"{day.year}年第{number}次{kind.name}（{topic.name}）", "ends_at": starts + timedelta(hours=2),
            "place": f"{branch.place}{chance.choice(('会议室', '活动室', '党群服务中心', '议事厅'))}",
            "host": names[0], "recorder": names[-1],
            "lecturer": chance.choice(names) if kind.code == "party_class" else "",
            "text": self._author.write(topic, branch.place, names, day),
            "expected": size, "present": size - away, "on_leave": away, "absent": 0, "guests": 0,
        }  # fmt: skip
        return (
            row,
            [{"title": f"讨论{topic.name}工作"}, {"title": chance.choice(topic.tasks)}],
            [{"title": title} for title in chance.sample(topic.readings, 1)],
            roster,
        )


def _roster(people: list[Member], day: date, chance: random.Random) -> Iterator[dict[str, Any]]:
    for person, _name, since in people:
        away = chance.random() < 0.1
        reason = chance.choice(("值班", "住院", "外出", "探亲")) if away else None
        yield {"person_id": person, "name": None, "status": 2 if away else 1, "reason": reason, "voting": since < day}


def main() -> None:
    parser = argparse.ArgumentParser(description="生成全区账本（虚构数据）")
    parser.add_argument("file", type=Path)
    parser.add_argument("--scale", type=float, default=1.0)
    wanted = parser.parse_args()
    begun = clock.perf_counter()
    made = make_district(
        wanted.file, wanted.scale, tell=lambda text: print(f"{clock.perf_counter() - begun:6.0f} s  {text}", flush=True)
    )
    size = made.path.stat().st_size / 1e6
    print(f"{made.path}：{size:,.0f} MB，用时 {clock.perf_counter() - begun:.0f} s，口令 {PASSPHRASE}")


if __name__ == "__main__":
    main()
