from __future__ import annotations

import re
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from db.core.errors import UserError
from db.exchange.headings import best_table
from db.exchange.ledgers import LEDGERS, people
from db.exchange.mapping import guess
from db.exchange.plan import plan
from db.exchange.reading import read_table
from db.exchange.template import GUIDE, WORDS, offered, write_template


@pytest.mark.parametrize("ledger", LEDGERS, ids=lambda ledger: ledger.name)
def test_every_column_of_a_template_is_recognized_and_there_is_nothing_to_import(ledger, office, tmp_path):
    target = tmp_path / "模板.xlsx"
    with office.book.read() as connection:
        write_template(ledger, target, offered(connection, ledger))
        table = best_table(read_table(target), ledger)
        mapping = guess(ledger, table.headings)
        assert list(mapping.values()) == [column.name for column in ledger.columns]
        with pytest.raises(UserError, match="没有数据"):
            plan(connection, ledger, table, mapping, today=office.book.now().date())


def test_the_guide_explains_every_column_with_two_examples(tmp_path):
    target = tmp_path / "模板.xlsx"
    write_template(people, target)
    book = CalamineWorkbook.from_path(str(target))
    assert book.sheet_names == ["人员", GUIDE, WORDS]
    rows = [row for row in book.get_sheet_by_name(GUIDE).to_python() if row[0]]
    assert rows[2][-2:] == ["示例一", "示例二"]
    assert [row[0] for row in rows[3:]] == [column.heading for column in people.columns]
    assert rows[3][1:3] == ["是", "必填；文字；最多 40 个字。"]
    assert all(row[2] for row in rows[3:])


def test_choices_are_drop_downs_and_long_lists_too(office, tmp_path):
    target = tmp_path / "模板.xlsx"
    with office.book.read() as connection:
        write_template(people, target, offered(connection, people))
    sheet = zipfile.ZipFile(target).read("xl/worksheets/sheet1.xml").decode()
    lists = re.findall('<dataValidation type="list"[^>]*sqref="([A-Z]+)2:', sheet)
    names = [column.name for column in people.columns]
    assert [names[ord(letter) - ord("A")] for letter in lists] == [
        "sex", "ethnic", "education", "organization_id", "group_id", "stage"
    ]  # fmt: skip
    assert "选项!$E$1:$E$56" in sheet  # the peoples do not fit a list written out
    assert 'promptTitle="身份证号"' in sheet
    words = CalamineWorkbook.from_path(str(target)).get_sheet_by_name(WORDS).to_python(skip_empty_area=False)
    assert "春和社区第二党支部" in [row[names.index("organization_id")] for row in words]
    assert 'state="hidden"' in zipfile.ZipFile(target).read("xl/workbook.xml").decode()


def test_required_headings_are_marked(tmp_path):
    write_template(people, tmp_path / "a.xlsx")
    headings = CalamineWorkbook.from_path(str(tmp_path / "a.xlsx")).get_sheet_by_index(0).to_python()[0]
    assert [text for text in headings if text.endswith("*")] == ["姓名*"]
