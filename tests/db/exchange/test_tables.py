from __future__ import annotations

from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from db.audit.actions import actions
from db.core.errors import CancelledError, NotAllowedError
from db.core.fields import Field, Kind
from db.core.listing import Filter
from db.exchange.tables import export_table

FIELDS = (Field("name", "姓名"), Field("day", "日期", Kind.DATE), Field("hours", "学时", Kind.NUMBER))
ROWS = [("张伟", date(2022, 5, 1), 4.5), ("李强", None, None)]


def test_a_computed_table_is_written_and_noted(book, tmp_path):
    file = tmp_path / "学时.xlsx"
    assert export_table(book, "2022 年学时", FIELDS, ROWS, file, "study.read").rows == 2
    assert CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python() == [
        ["姓名", "日期", "学时"], ["张伟", date(2022, 5, 1), 4.5], ["李强", "", ""],
    ]  # fmt: skip
    with book.read() as connection:
        told = next(actions.all(connection, Filter()))
    assert "导出2022 年学时到“学时.xlsx”（2 行）" in told


def test_nothing_is_left_of_one_broken_off(book, tmp_path):
    with pytest.raises(CancelledError):
        export_table(book, "学时", FIELDS, ROWS, tmp_path / "a.xlsx", "study.read", cancelled=lambda: True)
    assert list(tmp_path.glob("*.xlsx")) == []


def test_who_may_not_read_gets_no_file(book, tmp_path):
    def permit(_actor, permission):
        raise NotAllowedError(permission)

    book.permit = permit
    with pytest.raises(NotAllowedError, match="study.read"):
        export_table(book, "学时", FIELDS, ROWS, tmp_path / "a.xlsx", "study.read")
    assert list(tmp_path.glob("*.xlsx")) == []
