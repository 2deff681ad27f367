"""Where pages end, what stands at their feet, and slips to be cut apart."""

from __future__ import annotations

import io

import pypdf

from desktop.printing.cutting import on_page, slip_measure, slip_rows
from desktop.printing.document import NO_FOOT, Document, Foot, Margins, Row, centred_rows, paginate, text_rows
from desktop.printing.fonts import Role
from desktop.printing.page import A4_WIDTH
from desktop.printing.table import label_cell, table_rows, together, value_cell
from desktop.printing.text import break_lines

MARGINS = Margins(70, 70, 70, 70)


def paragraph(lines):
    return text_rows(break_lines("会" * 20 * lines, Role.FANG, 16, 320), Role.FANG, 16, 30)


def read(document):
    out = io.BytesIO()
    document.save(out)
    return pypdf.PdfReader(out)


def foot_of(page):
    """Where the number at the foot of *page* begins, from the left edge in points."""
    found = []

    def visit(text, _matrix, text_matrix, _font, _size):
        if text.strip() and text_matrix[5] < 40:
            found.append(text_matrix[4])

    page.extract_text(visitor_text=visit)
    return found[0] if found else None


def test_a_paragraph_leaves_no_line_alone():
    for before in range(12):
        rows = [*paragraph(1) * before, *paragraph(5)]
        first, *rest = [len(page) for page in paginate(rows, 10 * 30)]
        kept = first - before
        assert kept != 1, before
        assert not rest or rest[-1] != 1, before


def test_a_short_table_stays_whole_and_a_long_one_keeps_its_head():
    def table(count):
        rows = [[label_cell("甲", 0, 60), value_cell("乙", 60, 100)] for _ in range(count)]
        return together(table_rows(rows, 160))

    assert len(paginate(table(8), 1000)) == 1
    for before in range(8):
        blank = [Row(30, lambda *_: None)] * before
        assert {len(page) for page in paginate([*blank, *table(4)], 240) if before > 5} <= {before, 4}
    split = paginate([Row(560, lambda *_: None), *table(30)], 600)
    assert len(split[0]) == 1, "the head does not stand there alone"


def test_bookmarks_of_a_chapter_stand_below_it():
    document = Document("甲", MARGINS)
    document.add(paragraph(1), "前言", foot=NO_FOOT)
    for chapter, title in (("一月", "1"), ("一月", "2"), ("二月", "3")):
        document.add(paragraph(40), title, chapter=chapter)
    outline = read(document).outline
    shape = [[item.title for item in part] if isinstance(part, list) else part.title for part in outline]
    assert shape == ["前言", "一月", ["1", "2"], "二月", ["3"]]


def test_numbers_stand_in_the_middle_or_at_the_turned_edge():
    document = Document("甲", MARGINS)
    document.add(paragraph(1))
    document.add(paragraph(1), foot=Foot(lambda page, _pages: f"— {page} —", 14, outside=True))
    document.add(paragraph(1), foot=Foot(lambda page, _pages: f"— {page} —", 14, outside=True))
    document.add(paragraph(1), foot=NO_FOOT)
    middle, left, right, none = (foot_of(page) for page in read(document).pages)
    assert left == 70 + 14, "the second page is turned by its left edge"
    assert right > A4_WIDTH / 2
    assert left < middle < right
    assert none is None


def test_a_head_is_repeated_and_leaves_less_room():
    document = Document("甲", MARGINS)
    document.add(paragraph(1) * 60, head=centred_rows("抬头", Role.HEI, 16, 30, MARGINS.measure))
    pages = [page.extract_text() for page in read(document).pages]
    assert all(page.startswith("抬头") for page in pages)
    assert sum(page.count("会" * 20) for page in pages) == 60


def test_slips_fill_pages_and_none_is_lost():
    for copies in (1, 2, 5, 8, 9):
        document = Document("甲", MARGINS)
        slip = centred_rows("票", Role.HEI, 16, 160, slip_measure(MARGINS, 2))
        assert on_page(slip, MARGINS) == 3
        document.add(slip_rows(slip, copies, MARGINS, 2), foot=NO_FOOT)
        pages = [page.extract_text() for page in read(document).pages]
        assert sum(page.count("票") for page in pages) == copies
        assert len(pages) == -(-copies // 6)
