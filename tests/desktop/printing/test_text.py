"""Line breaking: the rules a reader of Chinese notices at once."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.printing.fonts import Role, face, is_latin
from desktop.printing.text import CLOSING, OPENING, STRETCH, break_lines, clean, paragraphs

SIZE = 16.0
WORDS = st.one_of(
    st.sampled_from("党员大会学习记录议题张喆𠮷𬭎㎡①"),
    st.text("abcXYZ0189@._-/", min_size=1, max_size=8),
)
UNITS = st.tuples(
    st.sampled_from(["", "", "（", "“", "《", "“《", "("]),
    WORDS,
    st.sampled_from(["", "", "，", "。", "”", "》”", "）。", "……", "——", "、", " ", "\u3000", " ，", ")"]),
).map("".join)
TEXTS = st.lists(UNITS, min_size=1, max_size=80).map("".join)
MEASURES = st.floats(18, 30).map(lambda em: em * SIZE)


def natural(text: str, role: Role = Role.FANG) -> float:
    return sum(face(role)[char].width for char in text) * SIZE


def gaps(text: str) -> int:
    solid = text.rstrip(" \u3000")
    return sum(not (is_latin(a) and is_latin(b)) for a, b in itertools.pairwise(solid))


@given(TEXTS, MEASURES, st.sampled_from([0.0, 32.0]))
def test_every_character_is_set_once_and_in_order(text, measure, indent):
    lines = break_lines(text, Role.FANG, SIZE, measure, indent)
    assert "".join(line.text for line in lines) == text


@given(TEXTS, MEASURES, st.sampled_from([0.0, 32.0]))
def test_no_line_is_wider_than_the_measure(text, measure, indent):
    for line in break_lines(text, Role.FANG, SIZE, measure, indent):
        solid = line.text.rstrip(" \u3000")
        reach = line.indent + natural(solid) + line.extra * gaps(line.text)
        assert reach <= measure + 0.01


@given(TEXTS, MEASURES, st.sampled_from([0.0, 32.0]))
def test_no_line_begins_with_a_closing_or_ends_with_an_opening_mark(text, measure, indent):
    lines = [line.text for line in break_lines(text, Role.FANG, SIZE, measure, indent)]
    for ended, begun in itertools.pairwise(lines):
        assert ended.rstrip(" \u3000")[-1] not in OPENING
        # A word may begin with a full stop or a hyphen of its own; a mark standing alone may not begin a line.
        assert begun[0] not in CLOSING or is_latin(begun[0])
        assert begun[0] not in " \u3000"


@given(TEXTS, MEASURES)
def test_lines_are_even_or_left_alone_but_never_pulled_apart(text, measure):
    lines = break_lines(text, Role.FANG, SIZE, measure)
    for line in lines:
        assert line.extra <= STRETCH * SIZE
        if line.extra > 0:
            assert line.width + line.extra * gaps(line.text) == pytest.approx(measure)
    assert lines[-1].extra <= 0


@given(TEXTS, MEASURES)
def test_words_and_numbers_stay_whole(text, measure):
    lines = [line.text for line in break_lines(text, Role.FANG, SIZE, measure)]
    for ended, begun in itertools.pairwise(lines):
        inside_a_word = ended[-1].isalnum() and ended[-1].isascii() and begun[0].isalnum() and begun[0].isascii()
        assert not inside_a_word


def test_a_telephone_number_and_an_address_are_not_torn():
    text = "由物业公司（联系电话：010-62345678）负责落实，请发送邮件至Email：service@huayuan.example.cn。" * 3
    lines = [line.text for line in break_lines(text, Role.FANG, SIZE, 415.56)]
    assert sum("010-62345678" in line for line in lines) == 3
    assert sum("service@huayuan.example.cn。" in line for line in lines) == 3


def test_a_word_longer_than_a_line_is_broken_and_not_stretched():
    lines = break_lines("请看" + "a" * 300 + "，完。", Role.FANG, SIZE, 415.56, 32)
    assert "".join(line.text for line in lines) == "请看" + "a" * 300 + "，完。"
    assert len(lines) > 5
    inner = [line for line in lines if set(line.text) == {"a"}]
    assert inner
    assert all(line.extra == 0 for line in inner)
    assert all(line.width > 400 for line in inner)


def test_a_line_of_marks_alone_still_ends():
    text = "，" * 60 + "（" * 60
    lines = break_lines(text, Role.FANG, SIZE, 415.56, 32)
    assert "".join(line.text for line in lines) == text
    assert all(line.indent + line.width + line.extra * gaps(line.text) <= 415.57 for line in lines)


def test_twenty_eight_characters_stand_on_the_line_of_an_official_paper():
    assert [len(line.text) for line in break_lines("会" * 56, Role.FANG, SIZE, 156 * 72 / 25.4)] == [28, 28]


def test_only_the_first_line_is_indented():
    lines = break_lines("会" * 60, Role.FANG, SIZE, 415.56, 32)
    assert [line.indent for line in lines] == [32, 0, 0]
    assert len(lines[0].text) == 24


def test_nothing_gives_no_lines():
    assert break_lines("", Role.FANG, SIZE, 415.56) == []


@pytest.mark.parametrize(
    ("pasted", "expected"),
    [
        ("一\r\n二\r三\u2028四\x0b五", "一\n二\n三\n四\n五"),
        ("姓名\t张三", "姓名\u3000张三"),
        ("张\u200b三\ufeff\u200d\x07\xad", "张三"),
        ("葛\U000e0100城\ufe0f", "葛城"),
        ("a\xa0b\u2003c", "a b c"),
        ("坏\ud800字", "坏\ufffd字"),
        ("𠮷田\u3000👍", "𠮷田\u3000👍"),
    ],
)
def test_pasted_text_is_cleaned(pasted, expected):
    assert clean(pasted) == expected


def test_paragraphs_lose_hand_made_indents_and_empty_lines():
    assert paragraphs("\u3000\u3000第一段 \n\n \u200b\n\t第二段") == ["第一段", "第二段"]


def test_names_are_not_divided_where_a_line_holds_them():
    names = ["蔡继田", "张喆", "李小明", "欧阳龑"]
    lines = break_lines("、".join(names * 3), Role.FANG, 10, 100, whole=names)
    told = [line.text for line in lines]
    assert "".join(told) == "、".join(names * 3)
    assert all(set(text.strip("、").split("、")) <= set(names) for text in told)
    assert any(len(text) < 10 for text in told[:-1]), "else nothing had to be kept whole"


def test_a_name_longer_than_a_line_is_divided_after_its_dot():
    [first, second] = break_lines("阿依古丽·哈山", Role.FANG, 10, 60, whole=["阿依古丽·哈山"])
    assert (first.text, second.text) == ("阿依古丽·", "哈山")
