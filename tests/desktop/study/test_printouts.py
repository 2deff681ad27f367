"""学习档案 and 学习台账, read back from the PDF."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest

from db.core.errors import CancelledError, UserError
from db.study.file import StudyFile
from db.study.hours import PersonHours, Source
from db.study.ledger import StudyLine
from desktop.study.printouts import print_ledger, print_study_files

DAY = date(2022, 5, 9)


def source(number, **more):
    given = {"table": "meeting", "kind": "例会学习", "title": f"第{number}次学习", "hours": 2.0, **more}
    return Source(id=number, day=DAY, organization="第一党支部", **given)


def file(*sources, name="张喆", owed=True):
    total = sum(one.hours for one in sources)
    hours = PersonHours(1, name, "zz", 2, None, (2,), 56.0, 1, meetings=total) if owed else None
    return StudyFile(
        1, name, "女", date(1980, 2, 3), "第一党支部", "书记", "正式党员", None, 2022, hours, tuple(sources)
    )


def printed(make, *given, **more):
    """The pages of a PDF."""
    out = io.BytesIO()
    made = make(*given, out, **more)
    reader = pypdf.PdfReader(io.BytesIO(out.getvalue()))
    assert made.pages == len(reader.pages)
    return reader


def text(page):
    """Without the blanks between cells."""
    return page.extract_text().replace("\n", "").replace(" ", "")


def test_a_record_tells_the_sums_and_what_they_come_from():
    made_up = source(2, made_up_on=date(2022, 5, 20), made_up_how="自学材料", note="2022-05-20 补学（自学材料）")
    outside = source(3, table="outside_training", kind="外部培训", title="书记轮训", hours=8.0, form="集中培训",
                     note="证书 训7")  # fmt: skip
    [page] = printed(print_study_files, [file(source(1, spoke=True), made_up, outside)]).pages
    told = text(page)
    for part in (
        "学习档案", "2022年度", "张喆", "1980-02-03", "班子职务书记", "4学时（其中补学2）", "8学时",
        "应学学时56学时", "已学学时12学时，差44学时", "应参加1次，已参加0次，未达标", "会议学习（1次，2学时）",
        "交流发言", "补学（1次，2学时）", "外部培训（1次，8学时）", "集中培训", "训7", "党组织审核：",
    ):  # fmt: skip
        assert part in told, part


def test_who_owes_nothing_is_not_measured():
    [page] = printed(print_study_files, [file(source(1), owed=False)]).pages
    assert "不在党员学时统计范围内" in text(page)
    assert "应学学时" not in text(page)


def test_several_people_have_a_bookmark_each():
    reader = printed(print_study_files, [file(name="张喆"), file(*map(source, range(60)), name="李强")])
    assert [entry.title for entry in reader.outline] == ["张喆 2022 年学习档案", "李强 2022 年学习档案"]
    assert len(reader.pages) > 2
    assert "第1页　共1页" in text(reader.pages[0])


def test_each_page_tells_whose_it_is_and_has_the_headings():
    pages = printed(print_study_files, [file(*map(source, range(60)))]).pages
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"张喆·2022年度学习档案　第{number}页　共{len(pages)}页" in text(page)
        assert text(page).count("日期类型会议名称学时备注") == ("次学习" in text(page))


def line(number):
    return StudyLine(number, DAY, "党课", f"第{number}课", ("党章", "条例"), "王老师", "第一党支部", 9, 10, 1.5)


def ledger(count, **more):
    out = io.BytesIO()
    made = print_ledger(
        [line(number) for number in range(1, count + 1)], "和平街道　2022 年上半年", "和平街道", DAY, out, **more
    )
    return made, pypdf.PdfReader(io.BytesIO(out.getvalue()))


def test_the_ledger_lies_on_its_side_with_headings_on_each_page():
    made, reader = ledger(40)
    assert made.pages == len(reader.pages) > 2
    for page in reader.pages:
        assert page.mediabox.width > page.mediabox.height
        assert "学习台账" in text(page)
        assert "学习篇目" in text(page)
    assert "第40课" in text(reader.pages[-1]) or "第40课" in text(reader.pages[-2])
    assert "共40次，应到400人次，实到360人次" in text(reader.pages[-1])


def test_nothing_to_print_is_said():
    with pytest.raises(UserError, match="没有学习类会议"):
        ledger(0)
    with pytest.raises(UserError, match="没有要打印的学习档案"):
        print_study_files([], io.BytesIO())


def test_printing_can_be_broken_off():
    with pytest.raises(CancelledError):
        ledger(3, cancelled=lambda: True)
    with pytest.raises(CancelledError):
        print_study_files([file()], io.BytesIO(), cancelled=lambda: True)
