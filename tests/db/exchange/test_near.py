"""Which organization may have been meant."""

from __future__ import annotations

import pytest

from db.exchange.near import near

NAMES = (
    "和平街道党工委", "春和社区党委", "春和社区", "春和社区第一党支部", "春和一支部", "春和社区第二党支部",
    "阳光花园社区党委", "阳光花园社区第一党支部", "幸福社区第一党支部", "安宁社区第一党支部",
    "康宁社区第一党支部", "宁静社区第一党支部", "第一党小组",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("春合社区第一党支部", ["春和一支部", "春和社区第一党支部"]),  # sounds the same
        ("阳光花圆社区第一党支部", ["阳光花园社区第一党支部"]),
        ("阳光花元社区第三党支部", ["阳光花园社区第一党支部"]),
        ("春和社区第四党支部", ["春和一支部", "春和社区第一党支部", "春和社区第二党支部"]),
        ("阳光花园社区第1支部", ["阳光花园社区第一党支部"]),
        ("幸社区第一党支部", []),
        ("明珠社区第一党支部", []),
        ("和平社区第一党支部", ["和平街道党工委"]),
        ("四支部", []),
        ("第一小组", ["第一党小组"]),
        ("外星支部甲", []),
        ("", []),
    ],
)
def test_the_nearest_or_none(text, meant):
    assert near(text, NAMES) == meant


def test_no_more_than_three():
    names = [f"春和社区第{ordinal}党支部" for ordinal in "一二三四五六"]
    assert len(near("春合社区第九党支部", names)) == 3
