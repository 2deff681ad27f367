"""The notice of a meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from db.meetings.sheet import AttendanceLine
from db.meetings.status import Status
from desktop.meetings.printouts.notice import NOTICE


def test_it_says_what_when_where_and_for_whom(printed, sheet):
    flow = printed(NOTICE, sheet).flow
    for told in (
        "关于召开2026年第3次支部党员大会的通知",
        "全体党员：定于2026年8月3日（星期一）召开2026年第3次支部党员大会，现将有关事项通知如下：",
        "一、时间：2026年8月3日（星期一）14:30—16:45。",
        "二、地点：二楼会议室。",
        "三、议题1.接收𠮷田同志为预备党员2.选举支部委员会",
        "四、学习内容：《支部工作条例》",
        "全体党员，共9人：张喆、李㛃、王𬭎、𠮷田、古丽·买买提、欧阳龑、阿卜杜热合曼·买买提艾力、何晏、曹植。",
        "列席：杜甫（街道党建办）。",
        "联系人：李㛃",
        "联系电话：010-62345678",
        "花园社区第一党支部2026年7月30日",
    ):
        assert told in flow, told
    assert "因公出差" not in flow, "why someone is on leave is not for a notice"


def test_nothing_of_what_happened_is_told(printed, sheet):
    flow = printed(NOTICE, sheet).flow
    for word in ("手续完备", "赞成", "当选", "报上级党委审批", "补学"):
        assert word not in flow


@pytest.mark.parametrize(
    ("today", "dated"),
    [
        (date(2026, 8, 3), "2026年8月3日第"),
        (date(2026, 8, 4), "\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日"),
    ],
)
def test_after_the_meeting_the_date_is_left_to_be_written(printed, sheet, today, dated):
    assert dated in printed(NOTICE, sheet, today=today).flow


@pytest.mark.parametrize(
    ("kind", "audience", "title", "addressed"),
    [
        ("主题党日", "全体党员", "关于开展某活动的通知", "全体党员："),
        ("支委会", "支委会成员", "关于召开某活动的通知", "各位支委会成员："),
        ("党建联席会", "", "关于召开某活动的通知", "各参加人员："),
    ],
)
def test_words_follow_the_kind(printed, sheet, kind, audience, title, addressed):
    flow = printed(NOTICE, replace(sheet, kind=kind, audience=audience, title="某活动")).flow
    assert flow.startswith(title + addressed)


def test_an_empty_record_still_makes_a_notice(printed, empty):
    flow = printed(NOTICE, empty).flow
    assert "关于召开会议的通知" in flow
    assert "地点：另行通知。" in flow
    for absent in ("议题", "参加人员：共", "联系人", "None"):
        assert absent not in flow


def test_two_days_and_many_people(printed, sheet):
    many = tuple(AttendanceLine(f"某{n}", Status.PRESENT) for n in range(200))
    flow = printed(NOTICE, replace(sheet, attendance=many, ends_at=datetime(2026, 8, 4, 9))).flow
    assert "全体党员，共200人。" in flow
    assert "14:30—8月4日9:00。" in flow


def test_the_signature_is_never_alone_on_a_page(printed, sheet):
    for number in range(12, 40):
        agenda = tuple(replace(sheet.agenda[1], title=f"事项{n}") for n in range(number))
        last = printed(NOTICE, replace(sheet, agenda=agenda)).pages[-1]
        assert len(last.splitlines()) >= 4, number


def test_a_very_long_organization_stays_on_the_page(printed, sheet):
    name = "清河街道花园社区居民委员会物业联合功能型党支部" * 2
    reader = printed(NOTICE, replace(sheet, organization=name)).reader
    left, right = reader.pages[0].mediabox.left, reader.pages[0].mediabox.right

    def visit(piece, _matrix, text_matrix, _font, _size):
        if piece.strip():
            assert left < text_matrix[4] < right

    for page in reader.pages:
        page.extract_text(visitor_text=visit)
    assert name in printed(NOTICE, replace(sheet, organization=name)).flow
