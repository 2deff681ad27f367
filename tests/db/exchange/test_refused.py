from __future__ import annotations

import re
import zipfile
from datetime import date

import pytest

from db.exchange import ledgers
from db.exchange.headings import best_table
from db.exchange.mapping import guess
from db.exchange.plan import plan
from db.exchange.reading import read_table
from db.exchange.refused import REASON, refused_rows, write_refused
from db.exchange.run import run_import
from db.exchange.writing import Heading, new_workbook
from db.people.queries import find_people

HEADINGS = ("序号", "党员姓名", "证件号码", "所在支部", "入党时间", "党费", "备注")
ROWS = [
    (1, "张喆", "110105194912310021", "春和社区第一党支部", date(1975, 7, 1), 12.5, "=备注"),
    (2, "李华", "", "没有的支部", date(1976, 7, 1), 20, ""),
    (3, "", "", "春和社区第一党支部", "1977-07", 30, "没有姓名"),
    (4, "王敏", "", "春和社区第一党支部", "1977-07", 30, ""),
]


def sheet(path, headings, rows):
    """A workbook as an office might send it."""
    with new_workbook(path) as book:
        page = book.add_worksheet("花名册")
        day = book.add_format({"num_format": "yyyy/m/d"})
        for number, row in enumerate((headings, *rows)):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, column, cell, day)
                elif cell != "":
                    page.write(number, column, cell)
    return path


@pytest.fixture
def refused(office, tmp_path):
    """``refused(path)``: the plan of that sheet, its refused rows written to 问题.xlsx."""

    def make(path):
        table = best_table(read_table(path), ledgers.people)
        with office.book.read() as connection:
            made = plan(
                connection,
                ledgers.people,
                table,
                guess(ledgers.people, table.headings, table.rows),
                today=date(2022, 6, 27),
            )
        heading = Heading("有问题的行", office.book.office, date(2022, 6, 27))
        write_refused(made.table.headings, refused_rows(made), tmp_path / "问题.xlsx", heading)
        return made

    return make


def test_refused_rows_keep_every_cell_and_say_why(refused, tmp_path):
    made = refused(sheet(tmp_path / "a.xlsx", HEADINGS, ROWS))
    assert len(made.refused) == 3
    rows = read_table(tmp_path / "问题.xlsx")[0].rows
    assert rows[0] == [*HEADINGS, REASON]
    assert rows[2][:7] == [2.0, "李华", "", "没有的支部", date(1976, 7, 1), 20.0, ""]
    assert rows[1][5] == 12.5
    assert "没有名为“没有的支部”的组织" in rows[2][7]
    assert "姓名" in rows[3][7]
    archive = zipfile.ZipFile(tmp_path / "问题.xlsx")
    notes = archive.read("xl/comments1.xml").decode()
    assert set(re.findall('<comment ref="([A-Z0-9]+)"', notes)) >= {"C2", "D3"}
    assert "没有的支部" in notes


def test_mended_and_read_again_they_come_in(refused, office, tmp_path):
    refused(sheet(tmp_path / "a.xlsx", HEADINGS, ROWS))
    headings, *rows = read_table(tmp_path / "问题.xlsx")[0].rows
    rows[0][2], rows[1][3], rows[2][1] = "", "春和社区第二党支部", "赵新"
    made = refused(sheet(tmp_path / "b.xlsx", headings, rows))
    assert list(made.complaints()) == []
    assert run_import(office.book, made).new == 3
    with office.book.read() as connection:
        assert [find_people(connection, name)[0].detail for name in ("李华", "赵新")] == [
            "春和社区第二党支部", "春和社区第一党支部"
        ]  # fmt: skip


def test_a_second_round_has_one_column_of_reasons(refused, tmp_path):
    refused(sheet(tmp_path / "a.xlsx", HEADINGS, ROWS))
    again = tmp_path / "again.xlsx"
    (tmp_path / "问题.xlsx").rename(again)
    refused(again)
    assert read_table(tmp_path / "问题.xlsx")[0].rows[0] == [*HEADINGS, REASON]
