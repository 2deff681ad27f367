"""督查通报, read back from the PDF."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from db.core.errors import CancelledError, UserError
from db.core.period import Period
from db.inspections.sheets import FindingSheet, InspectionSheet, VisitSheet
from desktop.inspections.printouts import notice_title, print_notice

TODAY = date(2022, 5, 16)
SHEET = InspectionSheet(
    1, date(2022, 5, 9), "一季度党建工作督导", "专项督查", "和平街道党工委", "第一指导小组", "周建国、吴晓梅",
    "各党组织重视程度提高，三会一课开展正常。\n（一）主要做法\n台账一月一查。",
    "请对照问题抓紧整改。\n整改情况报街道党建办。",
    visits=(VisitSheet("春和社区党委", "资料齐全。"), VisitSheet("花园社区党委", "")),
    findings=(
        FindingSheet("花园社区党委", "党费收缴不及时", "按月收缴。", date(2022, 6, 30)),
        FindingSheet("春和社区党委", "会议记录没有请假事由。", "", date(2022, 6, 15)),
        FindingSheet("花园社区党委", "阵地牌匾破损\n已近半年", "更换", None),
        FindingSheet("", "台账格式不一", "", None),
    ),
)  # fmt: skip


def printed(*sheets, **more):
    """The texts of the pages, and all of them flowing together."""
    out = io.BytesIO()
    print_notice(sheets, out, **{"today": TODAY, **more})
    pages = [page.extract_text() for page in pypdf.PdfReader(out).pages]
    return pages, "".join(pages).replace("\n", "").replace(" ", "")


def test_the_notice_of_one_inspection_tells_all_of_it():
    _, flow = printed(SHEET, order=["春和社区党委", "花园社区党委"])
    told = [
        "关于一季度党建工作督导情况的通报", "春和社区党委、花园社区党委：",
        "2022年5月9日，第一指导小组（检查人员：周建国、吴晓梅）对2个党组织开展了专项督查，发现问题4个。现将有关情况通报如下。",
        "一、检查情况", "三会一课开展正常。", "（一）主要做法", "春和社区党委：资料齐全。",
        "二、存在问题", "（一）春和社区党委", "会议记录没有请假事由。整改时限：2022年6月15日。",
        "（二）花园社区党委", "1.党费收缴不及时。整改要求：按月收缴；整改时限：2022年6月30日。", "2.阵地牌匾破损",
        "已近半年。整改要求：更换。", "（三）其他问题", "台账格式不一。",
        "三、工作要求", "请对照问题抓紧整改。", "整改情况报街道党建办。", "和平街道党工委2022年5月16日",
    ]  # fmt: skip
    places = [flow.find(part) for part in told]
    assert -1 not in places, told[places.index(-1)]
    assert places == sorted(places)
    assert "—1—" in flow


def test_what_nobody_wrote_is_not_printed():
    bare = replace(SHEET, text="", advice="", findings=(), visits=(VisitSheet("春和社区党委", ""),), group="",
                   inspectors="")  # fmt: skip
    _, flow = printed(bare)
    assert "和平街道党工委对春和社区党委开展了专项督查。现将有关情况通报如下。和平街道党工委" in flow
    for heading in ("检查情况", "存在问题", "工作要求", "一、", "检查人员"):
        assert heading not in flow


def test_the_notice_of_a_period_sums_up_and_orders_problems_by_organization():
    second = replace(
        SHEET, id=2, held_on=date(2022, 6, 6), title="换届工作督查", group="", text="",
        advice="请对照问题抓紧整改。", visits=(VisitSheet("花园社区党委", "材料完整。"),),
        findings=(FindingSheet("花园社区党委", "没有唱票记录", "", None),),
    )  # fmt: skip
    _, flow = printed(SHEET, second, period=Period.parse("2022H1"), office="和平街道党工委")
    for told in (
        "关于2022年上半年督导检查情况的通报",
        "2022年上半年，共开展督导检查2次，到2个党组织，发现问题5个。",
        "（一）一季度党建工作督导",
        "2022年5月9日，由第一指导小组开展专项督查，检查春和社区党委、花园社区党委，发现问题4个。",
        "（二）换届工作督查", "3.没有唱票记录。",
    ):  # fmt: skip
        assert told in flow, told
    assert flow.count("请对照问题抓紧整改。") == 1


def test_many_inspections_are_told_by_their_sums():
    many = [
        replace(SHEET, id=at, kind="日常督导" if at else "专项督查", group="第二指导小组" if at > 9 else "第一指导小组",
                visits=(VisitSheet(f"第{min(at, 2)}支部", "资料齐全。"),))
        for at in range(13)
    ]  # fmt: skip
    _, flow = printed(*many, period=Period.parse("2022H1"))
    assert "检查方式：日常督导12次，专项督查1次。" in flow
    assert "检查小组：第一指导小组10次，第二指导小组3次。" in flow
    assert "受检组织：第2支部11次，第0支部1次，第1支部1次。" in flow
    assert "资料齐全" not in flow
    assert flow.count("党费收缴不及时") == 13
    _, flow = printed(*many[:12], period=Period.parse("2022H1"))
    assert flow.count("资料齐全") == 12


@pytest.mark.parametrize(
    "title",
    ["五月督导", "五月督导情况", "五月督导通报", "五月督导情况通报", "关于五月督导情况的通报"],
)
def test_a_title_says_nothing_twice(title):
    assert notice_title([replace(SHEET, title=title)], None) == "关于五月督导情况的通报"


def test_days_of_any_period_are_written_out():
    title = notice_title([SHEET], Period(date(2022, 1, 5), date(2022, 3, 9)))
    assert title == "关于2022年1月5日至2022年3月9日督导检查情况的通报"


def test_a_signature_does_not_stand_alone():
    for count in range(1, 24):
        pages, _ = printed(replace(SHEET, findings=(), advice="\n".join(["抓紧整改。"] * count)))
        assert "抓紧整改" in pages[-1], count


def test_nothing_to_tell_is_said_and_a_stop_leaves_nothing(tmp_path):
    with pytest.raises(UserError, match="没有督导检查记录"):
        print_notice([], tmp_path / "通报.pdf", today=TODAY)
    with pytest.raises(CancelledError):
        print_notice([SHEET], tmp_path / "通报.pdf", today=TODAY, cancelled=lambda: True)
    assert not list(tmp_path.iterdir())
