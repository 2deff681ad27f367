"""A book of a million invented people, written at bulk speed without the window."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from db.core.book import Actor, Book
from db.core.pinyin import pinyin
from db.meetings.actions import add_meeting_kinds
from db.organizations.models import Organization
from db.people.models import Person
from db.security.keyslots import Cost
from db.security.opening import create_book, open_with_key

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志海春生庆荣云飞鹏程晓宇欣怡梓涵浩然子轩"
BATCH = 20_000


def people_book(folder: Path, count: int) -> Book:
    """A new book in *folder* with *count* people in 200 branches, open."""
    path = folder / "people.ybz"
    made = create_book(
        path, office="基准", user="基准", passphrase="bench", prepare=add_meeting_kinds, cost=Cost(1, 8, 1)
    )
    book = open_with_key(path, made.key, Actor(made.actor.id, made.actor.name))
    with book.action("组织", "organizations.edit", undoable=False) as work:
        branches = work.insert_many(Organization, [_branch(number) for number in range(200)])
    chance = random.Random(7)
    with book.action("人员", "people.edit", undoable=False) as work:
        for start in range(0, count, BATCH):
            work.insert_many(Person, list(_people(chance, branches, min(BATCH, count - start))))
    return book


def _branch(number: int) -> dict[str, Any]:
    return {
        "parent_id": None, "kind": "党支部", "sector": "社区", "name": f"第{number + 1}支部", "short_name": "",
        "founded_on": None, "dissolved_on": None, "address": "", "phone": "", "contact": "", "note": "",
        "position": number,
    }  # fmt: skip


def _people(chance: random.Random, branches: list[int], count: int) -> Iterator[dict[str, Any]]:
    for _ in range(count):
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
        full, initials = pinyin(name)
        yield {
            "name": name, "pinyin": full, "initials": initials, "sex": chance.choice("男女"), "born_on": None,
            "ethnic": "汉族", "id_number": "", "phone": "", "education": "本科", "stage": "正式党员",
            "joined_on": None, "full_member_on": None, "categories": ("在职",), "note": "",
            "organization_id": chance.choice(branches), "group_id": None,
        }  # fmt: skip
