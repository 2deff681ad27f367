"""What is in the file: copied text, fonts, pages."""

from __future__ import annotations

import io

import pypdf
import pypdfium2
import pytest

from db.core.errors import EnvironmentFault
from desktop.printing.document import Document, Margins, Row, paginate, text_rows
from desktop.printing.fonts import Role
from desktop.printing.pdf import utf16_targets
from desktop.printing.text import break_lines

MARGINS = Margins(72, 90, 72, 90)
RARE = "张喆、李㛃、王𬭎、𠮷田、古丽·买买提——“𬴂𫖮”（2025年）a@b.cn"


def rows(text: str, role: Role = Role.FANG) -> list[Row]:
    return text_rows(break_lines(text, role, 16, MARGINS.measure), role, 16, 31)


def printed(parts: list[tuple[list[Row], str]]) -> tuple[bytes, object]:
    document = Document("测试", MARGINS)
    for part, bookmark in parts:
        document.add(part, bookmark)
    out = io.BytesIO()
    result = document.save(out)
    return out.getvalue(), result


def read_by_both(data: bytes, page: int = 0) -> list[str]:
    first = pypdf.PdfReader(io.BytesIO(data)).pages[page].extract_text()
    document = pypdfium2.PdfDocument(data)
    try:
        sheet = document[page]
        text = sheet.get_textpage()
        second = text.get_text_range()
        text.close()
        sheet.close()
    finally:
        document.close()
    return [first, second]


@pytest.mark.parametrize("role", list(Role))
def test_text_copies_out_exactly_in_every_role(role):
    data, result = printed([(rows(RARE, role), "")])
    assert result.missing == ()
    for text in read_by_both(data):
        joined = text.replace("\r", "").replace("\n", "")
        assert RARE in joined


def test_targets_beyond_the_bmp_become_surrogate_pairs():
    assert utf16_targets("<01> <20BB7>\n<02> <4E00>") == "<01> <D842DFB7>\n<02> <4E00>"


def test_all_fonts_are_embedded():
    data, _ = printed([(rows(RARE), "")])
    page = pypdf.PdfReader(io.BytesIO(data)).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    assert all("/FontFile2" in font["/FontDescriptor"] and "/ToUnicode" in font for font in fonts)


def test_the_same_rows_give_the_same_bytes():
    assert printed([(rows(RARE), "一")])[0] == printed([(rows(RARE), "一")])[0]


def test_every_character_stands_between_the_margins():
    text = "会议认为，应按照《条例》第38条规定，先劝导、后清理；充电桩约120㎡（010-62345678）。" * 12
    data, _ = printed([(rows(text), "")])
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    textpage = page.get_textpage()
    boxes = [textpage.get_charbox(index, loose=False) for index in range(textpage.count_chars())]
    textpage.close()
    page.close()
    document.close()
    inked = [box for box in boxes if box[2] > box[0]]
    assert min(box[0] for box in inked) >= MARGINS.left - 1
    assert max(box[2] for box in inked) <= MARGINS.left + MARGINS.measure + 1


def test_missing_characters_are_boxed_reported_and_noted_on_their_own_page_only():
    data, result = printed([(rows("点赞👍𰻞"), ""), (rows("没有问题"), "")])
    assert result.missing == ("👍", "𰻞")
    for text in read_by_both(data, 0):
        assert "点赞□□" in text
        assert "U+1F44D、U+30EDE" in text
    for text in read_by_both(data, 1):
        assert "U+" not in text
        assert "□" not in text


def test_pages_are_numbered_afresh_in_each_part_and_bookmarked():
    data, result = printed([(rows("会" * 1500), "第一份"), (rows("会"), "第二份 𠮷")])
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert result.pages == len(reader.pages) == 4
    feet = [page.extract_text().splitlines()[-1] for page in reader.pages]
    assert feet == [f"第 {n} 页\u3000共 {of} 页" for n, of in ((1, 3), (2, 3), (3, 3), (1, 1))]
    marks = [(item.title, reader.get_destination_page_number(item)) for item in reader.outline]
    assert marks == [("第一份", 0), ("第二份 𠮷", 3)]


def test_a_folder_that_is_not_there_is_explained(tmp_path):
    document = Document("测试", MARGINS)
    document.add(rows("会"))
    with pytest.raises(EnvironmentFault) as fault:
        document.save(tmp_path / "没有" / "a.pdf")
    assert fault.value.way_out
    assert list(tmp_path.iterdir()) == []


def strip(height: float, keep: bool = False) -> Row:
    return Row(height, lambda *_: None, keep)


def heights(pages: list[list[Row]]) -> list[list[float]]:
    return [[row.height for row in page] for page in pages]


def test_a_heading_moves_to_the_page_of_its_text():
    assert heights(paginate([strip(60), strip(30, keep=True), strip(31)], 100)) == [[60], [30, 31]]


def test_a_blank_at_a_page_top_vanishes():
    assert heights(paginate([strip(90), Row(20), strip(31)], 100)) == [[90], [31]]


def test_a_chain_deeper_than_a_page_is_broken():
    assert heights(paginate([strip(40, keep=True)] * 4 + [strip(40)], 100)) == [[40, 40], [40, 40], [40]]
