"""Printed minutes, read back from the file."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime

import pypdf
import pypdfium2
import pytest

from db.core.errors import CancelledError, EnvironmentFault, UserError
from db.meetings.draft import items
from db.meetings.sheet import AttendanceLine, MinutesSheet
from db.meetings.status import Status
from desktop.meetings.printouts.minutes import MINUTES, counts, minutes_rows, print_minutes, title_parts
from desktop.meetings.printouts.parts import MARGINS, period
from desktop.meetings.printouts.printout import bookmark
from desktop.printing.document import paginate

NAMES = ("张喆", "李㛃", "王𬭎", "𠮷田", "古丽·买买提", "欧阳龑", "阿卜杜热合曼·买买提艾力")
ROSTER = (
    *(AttendanceLine(name, Status.PRESENT) for name in NAMES),
    AttendanceLine("何晏", Status.LEAVE, "因公出差"),
    AttendanceLine("曹植", Status.ABSENT),
    AttendanceLine("杜甫", Status.GUEST, "街道党建办"),
)
SHEET = MinutesSheet(
    id=1,
    organization="花园社区第一党支部",
    kind="支委会",
    title="花园社区第一党支部8月支委会",
    starts_at=datetime(2026, 8, 3, 14, 30),
    ends_at=datetime(2026, 8, 3, 16, 45),
    ordinal=8,
    place="党群服务中心二楼会议室",
    host="张喆",
    recorder="李㛃",
    lecturer="王𬭎",
    agenda=items("研究发展对象", "讨论下月主题党日"),
    readings=("《中国共产党支部工作条例（试行）》",),
    text="一、关于发展对象\n张喆：同意𠮷田为发展对象。\n（一）表决情况\n应到7人，赞成7票——通过。",
    attendance=ROSTER,
)


def pdf(*sheets: MinutesSheet) -> bytes:
    out = io.BytesIO()
    print_minutes(sheets, out)
    return out.getvalue()


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def pages_by_pdfium(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    texts = []
    for page in document:
        text = page.get_textpage()
        texts.append(text.get_text_range().replace("\r\n", "\n"))
        text.close()
        page.close()
    document.close()
    return texts


def body(text: str) -> str:
    return text.replace("\n", "")


@pytest.mark.parametrize("reader", [pages, pages_by_pdfium])
def test_everything_of_the_record_is_on_the_one_page(reader):
    (page,) = reader(pdf(SHEET))
    lines = page.splitlines()
    assert lines[0].strip() == "花园社区第一党支部支委会会议记录"
    for expected in (
        "会议名称 花园社区第一党支部8月支委会（第8次）",
        "2026年8月3日14:30—16:45",
        "主持人 张喆 记录人 李㛃",
        "主讲人 王𬭎",
        "出席人数 应到9人，实到7人，请假1人，缺席1人，列席1人",
        "1.研究发展对象",
        "2.讨论下月主题党日",
        "《中国共产党支部工作条例（试行）》",
        "一、关于发展对象",
        "张喆：同意𠮷田为发展对象。",
        "应到7人，赞成7票——通过。",
        "古丽·买买提",
        "阿卜杜热合曼·买买提艾力",
        "请假1人 何晏（因公出差）",
        "缺席1人 曹植",
        "列席1人 杜甫（街道党建办）",
        "主持人签字：",
        "第 1 页\u3000共 1 页",
    ):
        assert any(expected in line for line in lines), expected
    assert "党群服务中心二楼会议室" in body(page).replace(" ", "")  # wraps in its cell


@pytest.mark.parametrize(
    ("organization", "kind", "title"),
    [
        ("花园社区党委", "支委会", "花园社区党委支委会会议记录"),
        ("第一党支部", "党课", "第一党支部党课记录"),
        ("第一党支部", "主题党日", "第一党支部主题党日活动记录"),
        ("第一党支部", "志愿服务", "第一党支部志愿服务活动记录"),
        ("第一党支部", "支部党员大会", "第一党支部党员大会会议记录"),
        ("第一党支部", "支委会（扩大）", "第一党支部支委会（扩大）会议记录"),
        ("花园社区", "谈心谈话记录", "花园社区谈心谈话记录"),
        ("花园社区", "党建工作会议", "花园社区党建工作会议记录"),
        ("花园社区", "", "花园社区会议记录"),
        ("", "", "会议记录"),
    ],
)
def test_the_title_says_nothing_twice(organization, kind, title):
    assert "".join(title_parts(organization, kind)) == title


@pytest.mark.parametrize(
    ("end", "text"),
    [
        (None, "2026年8月3日14:30"),
        (datetime(2026, 8, 3, 16, 45), "2026年8月3日14:30—16:45"),
        (datetime(2026, 8, 4, 9, 0), "2026年8月3日14:30—8月4日09:00"),
        (datetime(2027, 1, 1, 9, 0), "2026年8月3日14:30—2027年1月1日09:00"),
    ],
)
def test_the_period(end, text):
    assert period(datetime(2026, 8, 3, 14, 30), end) == text


def test_counts_come_from_the_roster():
    assert counts(replace(SHEET, attendance=())) == "应到0人，实到0人，请假0人，缺席0人，列席0人"
    assert counts(SHEET) == "应到9人，实到7人，请假1人，缺席1人，列席1人"


def test_a_record_with_nothing_in_it_prints():
    (page,) = pages(pdf(MinutesSheet(2, "", "", "", datetime(2026, 1, 2, 9, 0), None)))
    assert "会议记录" in page
    assert "2026年1月2日09:00" in page
    for absent in ("会议议题", "学习篇目", "会议内容", "出席", "None"):
        assert absent not in page


def lines_of_text(count: int) -> MinutesSheet:
    return replace(SHEET, agenda=(), readings=(), text="\n".join("会" * 20 for _ in range(count)))


def test_lines_close_up_to_keep_a_record_on_one_page_and_only_then():
    heights = {}
    for count in range(1, 20):
        rows = minutes_rows(lines_of_text(count))
        number = len(paginate(rows, MARGINS.depth))
        heights[count] = (number, all(row.height != 31.0 for row in rows))
    one_page = [count for count, (number, _) in heights.items() if number == 1]
    assert heights[1] == (1, False)
    assert heights[max(one_page)] == (1, True)
    assert heights[max(one_page) + 1][0] == 2
    assert one_page == list(range(1, max(one_page) + 1))


def test_the_signatures_never_stand_on_a_page_of_their_own():
    for count in range(1, 45):
        for sheet in (lines_of_text(count), replace(lines_of_text(count), attendance=())):
            last = paginate(minutes_rows(sheet), MARGINS.depth)[-1]
            assert len(last) > 3, count


def test_two_hundred_attendees_are_all_named():
    names = [f"{'赵钱孙李周吴郑王'[n % 8]}{'甲乙丙丁戊'[n % 5]}{n:03d}" for n in range(200)]
    sheet = replace(SHEET, attendance=tuple(AttendanceLine(name, Status.PRESENT) for name in names))
    text = "".join(pages(pdf(sheet)))
    assert [name for name in names if name not in text] == []
    assert "到会200人" in text


def test_a_text_of_thirty_pages_is_complete():
    paragraph = "会议认为，应当坚持“三会一课”制度，落实第38条规定；张喆表示同意。" * 12
    sheet = replace(SHEET, text="\n".join(f"{paragraph}【{n}】" for n in range(48)))
    found = pages(pdf(sheet))
    assert len(found) >= 30
    feet = [page.splitlines()[-1] for page in found]
    assert feet == [f"第 {n} 页\u3000共 {len(found)} 页" for n in range(1, len(found) + 1)]
    whole = "".join("".join(page.splitlines()[:-1]) for page in found)
    for number in range(48):
        assert f"{paragraph}【{number}】" in whole


def test_long_names_and_places_wrap_and_stay_whole():
    place, title = "清河街道花园社区党群服务中心二楼" * 12, "很长的会议名称" * 30
    host, name = "欧阳龑（社区党委书记）" * 6, "名" * 70
    sheet = replace(SHEET, place=place, title=title, host=host, attendance=(AttendanceLine(name, Status.PRESENT),))
    text = body("".join(pages(pdf(sheet))))
    for value in (place, title, host, name):
        assert value in text


def test_pasted_rubbish_and_a_very_long_word():
    sheet = replace(SHEET, text="\u200b\t姓名\t张三\x07\r\n\r\n" + "a" * 300 + "\n" + "\ufeff第二段👨‍👩‍👧")
    out = io.BytesIO()
    result = print_minutes([sheet], out)
    text = "\n".join(pages(out.getvalue()))
    assert "姓名\u3000张三" in text
    assert "a" * 300 in body(text)
    assert "第二段□□□" in text
    assert result.missing == ("👨", "👩", "👧")


def test_many_records_make_one_file_with_bookmarks():
    sheets = [replace(SHEET, id=n, title=f"第{n}次会议", ordinal=n) for n in range(1, 6)]
    data = pdf(*sheets)
    reader = pypdf.PdfReader(io.BytesIO(data))
    marks = [(item.title, reader.get_destination_page_number(item)) for item in reader.outline]
    assert marks == [(f"2026-08-03 第{n}次会议", n - 1) for n in range(1, 6)]
    assert bookmark(replace(SHEET, title="")) == "2026-08-03 支委会"


def test_the_same_record_gives_the_same_bytes():
    assert pdf(SHEET) == pdf(replace(SHEET))
    assert pdf(SHEET) != pdf(replace(SHEET, host="李四"))


def test_progress_is_told_for_each_record(tmp_path):
    heard = []
    out = tmp_path / "记录.pdf"
    result = print_minutes([SHEET] * 3, out, progress=lambda done, of: heard.append((done, of)))
    assert heard == [(1, 3), (2, 3), (3, 3)]
    assert result.pages == len(pypdf.PdfReader(out).pages) == 3
    assert list(tmp_path.iterdir()) == [out]


def test_cancelling_leaves_what_was_there(tmp_path):
    out = tmp_path / "记录.pdf"
    out.write_bytes(b"old")
    asked = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 2

    with pytest.raises(CancelledError):
        print_minutes([SHEET] * 5, out, cancelled=stop)
    assert out.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [out]


def test_cancelling_after_the_last_record_still_writes_nothing(tmp_path):
    answers = iter([False, True])
    with pytest.raises(CancelledError):
        print_minutes([SHEET], tmp_path / "a.pdf", cancelled=lambda: next(answers))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_and_an_empty_choice_are_explained(tmp_path):
    with pytest.raises(EnvironmentFault):
        print_minutes([SHEET], tmp_path / "没有" / "a.pdf")
    with pytest.raises(UserError):
        print_minutes([], tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


def test_names_in_a_list_stay_whole(printed, sheet):
    names = ["张喆", "李㛃"] + [
        f"{family}继田" for family in "蔡赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金"
    ]
    away = tuple(AttendanceLine(name, Status.ABSENT) for name in names)
    told = "\n".join(printed(MINUTES, replace(sheet, attendance=away)).pages)
    assert [name for name in names if name not in told] == []


def test_before_the_meeting_nobody_has_attended():
    (page,) = pages(pdf(replace(SHEET, ahead=True)))
    assert "出席人数 尚未召开，应到9人" in page
    assert "实到" not in page
    assert "到会7人" not in page
    assert "应到7人 张喆" in page
    assert "请假1人 何晏（因公出差）" in page
