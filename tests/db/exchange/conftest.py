"""Sheets as offices send them, made on the spot."""

from __future__ import annotations

from datetime import date

import pytest
import xlsxwriter

from db.exchange import ledgers
from db.exchange.headings import best_table
from db.exchange.mapping import guess
from db.exchange.plan import plan
from db.exchange.reading import read_table

TODAY = date(2022, 6, 27)


@pytest.fixture
def workbook(tmp_path):
    """``workbook(rows, name, sheet=…)``: an xlsx with those rows; returns its path."""

    def make(rows, name="表.xlsx", sheet="Sheet1", prepare=None):
        path = tmp_path / name
        book = xlsxwriter.Workbook(str(path), {"nan_inf_to_errors": True})
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, column, cell, day)
                elif cell is not None and cell != "":
                    page.write(number, column, cell)
        if prepare:
            prepare(book, page)
        book.close()
        return path

    return make


@pytest.fixture
def planned(workbook):
    """``planned(book, ledger_name, rows)``: the plan for a sheet with those rows; ``prepare`` merges its cells."""

    def make(book, name, rows, duplicates="update", prepare=None, **more):
        ledger = next(ledger for ledger in ledgers.LEDGERS if ledger.name == name)
        table = best_table(read_table(workbook(rows, prepare=prepare)), ledger)
        with book.read() as connection:
            mapping = guess(ledger, table.headings, table.rows)
            return plan(connection, ledger, table, mapping, duplicates=duplicates, today=TODAY, **more)

    return make
