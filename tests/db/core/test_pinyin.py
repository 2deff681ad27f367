from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.core.pinyin import pinyin
from db.core.resources import resource


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("张喆", "zhangzhe", "zz"),
        ("吕绿", "lvlv", "ll"),
        ("欧阳娜", "ouyangna", "oyn"),
        ("古丽·买买提", "gulimaimaiti", "glmmt"),
        (" 张 三 ", "zhangsan", "zs"),
        ("张三ＡB2", "zhangsanab2", "zsab2"),
        ("𬭚㛃", "chunjie", "cj"),  # characters of Extensions E and A
        ("", "", ""),
    ],
)
def test_full_and_initials(name: str, full: str, initials: str) -> None:
    assert pinyin(name) == (full, initials)


FAMILY_NAMES = """
单shan 曾zeng 解xie 仇qiu 区ou 查zha 任ren 华hua 朴piao 盖ge 冼xian 乐yue 覃qin 翟zhai 缪miao 宓mi 逄pang 芮rui 员yun
洗xian 燕yan 尹yin 沈shen 卜bu 阚kan 尉迟yuchi 长孙zhangsun 万俟moqi 澹台tantai 欧阳ouyang 司马sima 令狐linghu
皇甫huangfu 单于chanyu 宇文yuwen 拓跋tuoba
"""


@pytest.mark.parametrize(("surname", "reading"), re.findall(r"([^a-z\s]+)([a-z]+)", FAMILY_NAMES))
def test_family_names_are_read_as_such(surname: str, reading: str) -> None:
    assert pinyin(surname + "明")[0] == reading + "ming"


def test_family_reading_is_for_the_head_of_a_persons_name_only() -> None:
    assert pinyin("解放社区", surname=False)[0] == "jiefangshequ"
    assert pinyin("王解")[0] == "wangjie"


def test_every_special_family_name_differs_from_the_plain_reading() -> None:
    table = json.loads(resource("pinyin", "surnames.json").read_text("utf-8"))
    for surname, reading in table.items():
        assert len(reading.split()) == len(surname)
        assert pinyin(surname, surname=False)[0] != reading.replace(" ", ""), f"{surname} needs no special reading"


def test_table_covers_the_characters_of_names_and_stays_small() -> None:
    file = resource("pinyin", "pinyin.json")
    table = json.loads(file.read_text("utf-8"))
    chars = "".join(table.values())
    assert len(chars) == len(set(chars)), "a character has two readings"
    assert len(chars) > 41_000
    assert file.stat().st_size < 400_000
    assert all(re.fullmatch("[a-z]+", syllable) for syllable in table)
    kanji_without_a_reading = set("兙兡嗧桛烪瓧瓰瓱瓼甅")
    assert {chr(code) for code in range(0x4E00, 0x9FA6)} - set(chars) == kanji_without_a_reading


@given(st.text())
def test_gives_ascii_letters_and_digits_whatever_is_typed(name: str) -> None:
    full, initials = pinyin(name)
    assert re.fullmatch("[a-z0-9]*", full)
    assert len(initials) <= len(full)
    assert not full or full[0] == initials[0]


def test_a_variant_used_in_family_names_is_read_like_the_common_form():
    assert pinyin("𠮷田") == ("jitian", "jt")
