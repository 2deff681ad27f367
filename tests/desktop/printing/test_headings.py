"""Headings and titles."""

from __future__ import annotations

import pytest

from desktop.printing.fonts import Role
from desktop.printing.headings import role_of, title_lines


@pytest.mark.parametrize(
    ("paragraph", "role"),
    [
        ("一、会议议题", Role.HEI),
        ("十二、下一步工作打算", Role.HEI),
        ("（一）关于加装电梯事项", Role.KAI),
        ("(三)其他", Role.KAI),
        ("一、加强学习。会议指出，要坚持学习制度。", Role.FANG),
        ("二、会议听取了汇报；", Role.FANG),
        ("（二）张三同志任组长，李四同志任副组长。", Role.FANG),
        ("一、" + "很长" * 20, Role.FANG),
        ("一、", Role.FANG),
        ("一方面，要加强学习", Role.FANG),
        ("1.由社区完成", Role.FANG),
    ],
)
def test_short_numbered_lines_are_headings_and_sentences_are_not(paragraph, role):
    assert role_of(paragraph) is role


def test_a_title_is_divided_between_organization_and_kind():
    lines = title_lines("中共清河街道花园社区第一支部委员会", "党课记录", 22, 415.56)
    assert [line.text for line in lines] == ["中共清河街道花园社区第一支部委员会", "党课记录"]


def test_a_long_title_is_divided_evenly():
    lines = title_lines(
        "中共清河街道花园社区两新组织联合功能型流动党员第一临时支部委员会", "党员大会会议记录", 22, 415.56
    )
    assert len(lines) == 3
    assert max(line.width for line in lines) - min(line.width for line in lines) <= 3 * 22


def test_a_short_title_stays_on_one_line():
    assert len(title_lines("花园社区", "党课记录", 22, 415.56)) == 1
    assert len(title_lines("", "会议记录", 22, 415.56)) == 1


def test_a_word_of_a_title_is_not_divided():
    lines = title_lines("关于召开", "2026年上半年第三次支部党员大会暨换届大会的通知", 22, 442, ["支部党员大会"])
    assert any("支部党员大会" in line.text for line in lines)
    assert len(lines) == 2
