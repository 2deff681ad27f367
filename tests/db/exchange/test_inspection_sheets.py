"""Coverage as an Excel sheet."""

from __future__ import annotations

import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from db.core.errors import CancelledError
from db.exchange.inspection_sheets import export_coverage
from db.inspections.coverage import Covered

ROWS = [
    Covered(1, "春和社区党委", "党委", "社区", "第一指导小组", 2, date(2022, 5, 9), 3, 1),
    Covered(2, "第一党支部", "党支部", "社区", "", 0, date(2021, 5, 9), 0, 0),
    Covered(3, "第二党支部", "党支部", "社区", "", 0, None, 0, 0),
]


def test_those_nobody_visited_are_coloured_and_sums_stand_last(book, tmp_path):
    target = tmp_path / "覆盖.xlsx"
    written = export_coverage(book, ROWS, "检查覆盖情况", target)
    rows = CalamineWorkbook.from_path(target).get_sheet_by_index(0).to_python()
    assert written.rows == 4
    assert rows[1] == ["春和社区党委", "党委", "社区", "第一指导小组", 2, date(2022, 5, 9), 3, 1]
    assert rows[-1] == ["合计（已检查 1 个，未检查 2 个）", "", "", "", 2, "", 3, 1]
    with zipfile.ZipFile(target) as file:
        sheet, looks = file.read("xl/worksheets/sheet1.xml").decode(), file.read("xl/styles.xml").decode()
    assert "A8201A" in looks
    looks_of = {cell.split('"')[0]: cell.split('s="')[1].split('"')[0] for cell in sheet.split('<c r="')[1:]}
    assert looks_of["E3"] == looks_of["E4"] != looks_of["E2"], "not visited in the period"
    assert looks_of["F4"] != looks_of["F3"], "never visited"


def test_a_stop_leaves_nothing(book, tmp_path):
    target = tmp_path / "覆盖.xlsx"
    with pytest.raises(CancelledError):
        export_coverage(book, ROWS, "检查覆盖情况", target, cancelled=lambda: True)
    assert not target.exists()
