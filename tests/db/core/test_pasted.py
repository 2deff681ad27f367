from __future__ import annotations

import pytest

from db.core.pasted import plain_lines, plain_text


@pytest.mark.parametrize(
    ("pasted", "plain"),
    [
        ("一\r\n二\r三\x0b四\u2028五", "一\n二\n三\n四\n五"),
        ("会议\xa0指出\xad：\u200b很好\ufeff", "会议 指出：很好"),
        ("　　会议由张喆主持。\n\t李华发言。", "会议由张喆主持。\n李华发言。"),
        ("姓名\t意见\t\n张喆\t\t同意", "姓名、意见\n张喆、同意"),
        ("1.\t通报工作\n（二）\t讨论", "1.通报工作\n（二）讨论"),
        ("一段\n\n二段", "一段\n\n二段"),
        ("", ""),
    ],
)
def test_what_word_and_wps_put_in_comes_out_plain(pasted, plain):
    assert plain_text(pasted) == plain
    assert plain_text(plain) == plain, "a second time changes nothing"


def test_a_pasted_list_loses_its_numbers_and_nothing_else():
    text = "一、通报工作\r\n2.讨论计划\n（3）表决\n\n• 其他\n3.15 消费者权益日活动\n2022年计划\n十月党课"
    assert plain_lines(text) == [
        "通报工作", "讨论计划", "表决", "其他", "3.15 消费者权益日活动", "2022年计划", "十月党课",
    ]  # fmt: skip
