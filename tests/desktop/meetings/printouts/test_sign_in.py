"""The sheet to sign on."""

from __future__ import annotations

from dataclasses import replace

from db.meetings.sheet import AttendanceLine
from db.meetings.status import Status
from desktop.meetings.printouts.sign_in import SIGN_IN, sign_in_part


def test_everyone_is_numbered_with_room_to_sign(printed, sheet):
    [page] = printed(SIGN_IN, sheet).pages
    lines = page.splitlines()
    assert lines[0] == "花园社区第一党支部签到表"
    assert "会议名称 2026年第3次支部党员大会" in lines
    assert "时间 2026年8月3日14:30—16:45 地点 二楼会议室" in lines
    assert lines.count("序号 姓名 签　名 备注 序号 姓名 签　名 备注") == 1
    assert "1 张喆 2 李㛃" in lines
    assert "9 曹植 10 杜甫 列席" in lines
    assert any(line.endswith("8 何晏 请假") for line in lines) or "请假" in page
    assert "因公出差" not in page


def test_lines_are_left_for_outsiders(sheet):
    for count in (1, 2, 9, 10):
        roster = sheet.attendance[:count]
        rows = sign_in_part(replace(sheet, attendance=roster)).rows
        assert 2 * len(rows) - count in (6, 7)


def test_a_sheet_without_a_roster_is_all_lines(printed, empty):
    page = printed(SIGN_IN, empty)
    assert "签到表" in page.flow
    assert len(sign_in_part(empty).rows) == 20
    assert len(page.pages) == 1


def test_the_head_is_repeated_for_two_hundred(printed, sheet):
    names = [f"赵{n:03d}" for n in range(200)]
    many = tuple(AttendanceLine(name, Status.PRESENT) for name in names)
    found = printed(SIGN_IN, replace(sheet, attendance=many))
    assert len(found.pages) > 3
    for page in found.pages:
        assert "签到表" in page
        assert "2026年第3次支部党员大会" in page
        assert "签　名" in page
    assert [name for name in names if name not in found.flow] == []
    assert "200赵199" in found.flow


def test_a_long_name_is_divided_after_its_dot(printed, sheet):
    roster = (AttendanceLine("阿依古丽·哈山", Status.PRESENT),)
    [page] = printed(SIGN_IN, replace(sheet, attendance=roster)).pages
    assert "1 阿依古丽· 哈山" in page


def test_a_few_people_more_do_not_begin_another_page(printed, sheet):
    def pages(count):
        roster = tuple(AttendanceLine(f"赵{n:03d}", Status.PRESENT) for n in range(count))
        return printed(SIGN_IN, replace(sheet, attendance=roster)).pages

    for count in (34, 40, 44, 46):
        assert len(pages(count)) == 1, count
    assert len(pages(60)) == 2
