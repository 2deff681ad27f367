"""The year book: contents that lead where they say, bookmarks, numbers through all records."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, datetime

import pypdf
import pytest

from db.core.errors import CancelledError
from db.meetings.year_book import YearBook
from desktop.meetings.printouts.year_book import print_year_book

NAME = "花园社区第一党支部"
TODAY = date(2027, 1, 5)


@pytest.fixture
def book(sheet):
    """Twelve records, one a month, some over several pages, one of a group."""
    plain = replace(sheet, kind="支委会", votes=(), elections=(), resolutions=(), agenda=())
    made = []
    for month in range(1, 13):
        one = sheet if month in (3, 7) else plain
        made.append(replace(one, title=f"{month}月的会", starts_at=datetime(2026, month, 9, 9), ends_at=None))
    made[4] = replace(made[4], organization=f"{NAME}第二党小组", title="贯彻落实" * 14)
    return YearBook(NAME, 2026, tuple(made))


@pytest.fixture
def pages(book):
    out = io.BytesIO()
    print_year_book(book, out, today=TODAY)
    return pypdf.PdfReader(out)


def front(pages):
    """The text before the first record."""
    texts = [page.extract_text() for page in pages.pages]
    return "\n".join(texts[: next(at for at, text in enumerate(texts) if "— 1 —" in text)])


def test_the_cover(pages):
    flow = pages.pages[0].extract_text().replace("\n", "")
    assert flow == f"{NAME}2026年度台账汇编收录会议活动记录12份2027年1月5日编"


def test_the_contents_lead_where_they_say(pages, book):
    contents = front(pages)
    told = {}
    for title, number in re.findall(r"^\d+月9日 (.+?) (\d+)$", contents, re.MULTILINE):
        told[title] = int(number)
    assert len(told) == 11, "one runs over several lines"
    first = next(index for index, page in enumerate(pages.pages) if "— 1 —" in page.extract_text())
    for title, number in told.items():
        page = pages.pages[first + number - 1].extract_text()
        assert f"会议名称 {title}" in page
        assert page.rstrip().endswith(f"— {number} —")
    assert "第二党小组）" in contents.replace("\n", "")
    assert f"（{NAME}" not in contents, "only a group is named, by what sets it apart"


def test_numbers_run_through(pages):
    feet = [match[1] for page in pages.pages if (match := re.search(r"— (\d+) —\s*$", page.extract_text()))]
    assert feet == [str(number) for number in range(1, len(feet) + 1)]
    assert len(feet) + 4 == len(pages.pages), "cover, contents and counts bear none"


def test_bookmarks_by_month(pages, book):
    outline = pages.outline
    assert [item.title for item in outline[:3]] == ["封面", "目录", "会议活动统计"]
    months = [item.title for item in outline[3:] if not isinstance(item, list)]
    assert months == [f"{month}月" for month in range(1, 13)]
    records = [item for below in outline if isinstance(below, list) for item in below]
    assert [item.title for item in records] == [f"{s.starts_at:%Y-%m-%d} {s.title}" for s in book.sheets]
    for item, record in zip(records, book.sheets, strict=True):
        page = pages.pages[pages.get_destination_page_number(item)].extract_text()
        assert record.title[:10] in page


def test_the_counts_are_those_of_the_records(pages):
    lines = front(pages).splitlines()
    assert "会议类型 1 2 3 4 5 6 7 8 9 10 11 12 合计" in lines
    assert "支部党员大会 1 1 2" in lines
    assert "合计 1 1 1 1 1 1 1 1 1 1 1 1 12" in lines


def test_progress_and_cancelling(book, tmp_path):
    heard = []
    out = tmp_path / "汇编.pdf"
    print_year_book(book, out, today=TODAY, progress=lambda *now: heard.append(now))
    assert heard == [(done, 24) for done in range(1, 25)]
    kept = out.read_bytes()
    polls = iter([False] * 15 + [True] * 99)
    with pytest.raises(CancelledError):
        print_year_book(book, out, today=TODAY, cancelled=lambda: next(polls))
    assert out.read_bytes() == kept
    assert list(tmp_path.iterdir()) == [out]


def test_a_record_is_the_same_as_printed_alone(pages, printed, book):
    from desktop.meetings.printouts.minutes import MINUTES

    alone = printed(MINUTES, book.sheets[2]).pages
    first = next(index for index, page in enumerate(pages.pages) if "会议名称 3月的会" in page.extract_text())
    for at, page in enumerate(alone):
        bound = pages.pages[first + at].extract_text().splitlines()[:-1]
        assert bound == page.splitlines()[:-1]
