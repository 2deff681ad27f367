"""The sheet with the recovery code, read back."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest

from desktop.shell.printouts import print_recovery_code

CODE = "7F3K-9QWX-2M4T-H8RD-0C5V-6ZPJ-1BN0"


def page_of(code: str = CODE, book: str = "花园社区党建台账") -> str:
    out = io.BytesIO()
    printed = print_recovery_code(
        out, office="花园社区党委", user="王𬭎", code=code, created=date(2026, 8, 3), book=book
    )
    assert printed.pages == 1
    assert printed.missing == ()
    return pypdf.PdfReader(io.BytesIO(out.getvalue())).pages[0].extract_text()


def test_the_sheet_names_the_book_its_keeper_and_the_code_in_groups():
    lines = page_of().splitlines()
    assert "7F3K-9QWX-2M4T-H8RD" in lines
    assert "0C5V-6ZPJ-1BN0" in lines
    for expected in ("花园社区党委", "花园社区党建台账", "王𬭎", "2026年8月3日"):
        assert any(expected in line for line in lines)
    for heading in ("这是什么", "怎样使用", "千万不要"):
        assert heading in lines


@pytest.mark.parametrize("code", ["7F3K 9QWX 2M4T H8RD", "7F3K", CODE + "-AAAA-BBBB-CCCC-DDDD"])
def test_codes_of_other_lengths_stand_whole_on_one_page(code):
    text = "".join(page_of(code).split())
    for group in code.replace("-", " ").split():
        assert group in text


def test_a_long_book_name_still_leaves_one_page():
    name = "清河街道花园社区党群服务中心党建工作台账" * 3
    assert name in page_of(book=name).replace("\n", "")
