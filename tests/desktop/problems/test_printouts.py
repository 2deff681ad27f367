from __future__ import annotations

from datetime import date
from io import BytesIO

import pypdf
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from db.core.errors import UserError
from db.core.listing import Filter
from db.problems.merging import merge
from db.problems.queries import problems
from db.problems.sheets import sheets
from desktop.problems.photos import photos_of
from desktop.problems.printouts.certificate import print_certificates
from desktop.problems.printouts.ledger import PRINTED, in_order, print_problem_ledger
from desktop.problems.printouts.sheet import print_problem_sheets

TODAY = date(2022, 6, 27)


def photo(wide, high):
    image = QImage(wide, high, QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 120, 0, 80))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())


def read(office, ids):
    with office.book.read() as connection:
        return sheets(connection, ids)


def pdf(out):
    return pypdf.PdfReader(BytesIO(out.getvalue()))


def text_of(out):
    return "\n".join(page.extract_text() for page in pdf(out).pages)


@pytest.fixture
def closed(office, qapp):
    made = office.problem(measures="逐条补齐", result="已补齐", note="市委巡察", leader="刘洋")
    office.step(made, "start", text="已安排")
    office.step(made, "request", text="申请", files=[
        (BytesIO(photo(400, 300)), "整改后.png"), (BytesIO(b"no picture"), "坏.jpg"), (BytesIO(b"text"), "报告.docx"),
    ])  # fmt: skip
    office.step(made, "review", by="李强", text="同意")
    return made


def test_a_sheet_says_where_the_course_of_one_merged_is(office, closed):
    other = office.problem()
    merge(office.book, other, [closed])
    out = BytesIO()
    print_problem_sheets(read(office, [closed]), photos_of(office.book), out)
    assert "经过已并入 2022-002" in text_of(out)
    assert "还没有填写进展" not in text_of(out)


def test_a_sheet_tells_everything_of_a_problem(office, closed):
    out = BytesIO()
    print_problem_sheets(read(office, [closed]), photos_of(office.book), out)
    text = text_of(out).replace("\n", "")
    for told in (
        "2022-001", "检视", "第一党支部", "刘洋", "逐条补齐", "已补齐", "市委巡察", "2022-05-31", "申请销号", "李强",
        "同意",
        "整改后.png", "报告.docx", "佐证材料（3 件）", "第 1 页",
    ):  # fmt: skip
        assert told in text, told


def test_photos_are_printed_and_what_is_no_picture_only_named(office, closed):
    out = BytesIO()
    print_problem_sheets(read(office, [closed]), photos_of(office.book), out)
    pictures = [picture for page in pdf(out).pages for picture in page.images]
    assert [picture.image.size for picture in pictures] == [(400, 300)]
    assert pictures[0].image.convert("RGB").getpixel((5, 5)) != (0, 0, 0)  # it lies on white


def test_the_same_sheets_are_the_same_bytes(office, closed):
    outs = [BytesIO(), BytesIO()]
    for out in outs:
        print_problem_sheets(read(office, [closed]), photos_of(office.book), out)
    assert outs[0].getvalue() == outs[1].getvalue()


def test_a_bookmark_for_each_sheet(office, closed):
    other = office.problem("阵地陈旧")
    out = BytesIO()
    printed = print_problem_sheets(read(office, [closed, other]), photos_of(office.book), out)
    assert [mark.title[:8] for mark in pdf(out).outline] == ["2022-001", "2022-002"]
    assert printed.pages == len(pdf(out).pages)


def test_certificates_of_those_closed_or_asked_to_be(office, closed):
    asked = office.problem("阵地陈旧")
    office.step(asked, "start")
    office.step(asked, "request", files=[(BytesIO(b"x"), "x.jpg")])
    begun = office.problem("作风")
    out = BytesIO()
    printed = print_certificates(read(office, [closed, asked, begun]), "和平街道", TODAY, out)
    first, second = (page.extract_text() for page in pdf(out).pages)
    assert printed.pages == 2
    assert "问题销号证明" in first
    assert "审核人签字" in first
    assert "同意" in first
    assert "问题销号申请单" in second
    with pytest.raises(UserError, match="还没有申请销号"):
        print_certificates(read(office, [begun]), "和平街道", TODAY, BytesIO())


def test_the_ledger_has_its_headings_on_every_page(office):
    for at in range(40):
        office.problem(f"第{at}个问题：" + "记录不全" * 20, hard=at == 0)
    with office.book.read() as connection:
        rows = list(PRINTED.all(connection, in_order(Filter())))
    out = BytesIO()
    printed = print_problem_ledger(rows, "和平街道　2022 年上半年", "和平街道", TODAY, out)
    pages = [page.extract_text() for page in pdf(out).pages]
    assert printed.pages == len(pages) > 1
    assert all("整改措施及成效" in page for page in pages)
    assert "共 40 个问题：未启动 40；其中逾期 40，难点 1" in pages[-1].replace("\n", "")
    assert pdf(out).pages[0].mediabox.width > pdf(out).pages[0].mediabox.height
    assert text_of(out).index("2022-001") < text_of(out).index("2022-040")


def test_nothing_is_not_printed(office):
    with pytest.raises(UserError):
        print_problem_sheets([], photos_of(office.book), BytesIO())
    with pytest.raises(UserError):
        print_problem_ledger([], "", "", TODAY, BytesIO())


def test_the_page_prints_what_the_list_shows(office, page, settle, previews, press):
    office.problem()
    office.problem("阵地陈旧", hard=True)
    settle()
    press("hard")
    page.printing.ledger(page.wanted)
    settle()
    page.printing.sheets(list(_all(office)))
    settle()
    assert "阵地陈旧" in previews[0][0]
    assert "党小组会" not in previews[0][0]
    assert len(previews[1]) == 2


def _all(office):
    with office.book.read() as connection:
        return problems.ids(connection, Filter())
