"""工作规则 as a user changes them."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from db.rules.actions import set_rule
from db.rules.models import Rule
from db.rules.queries import read_rules
from desktop.settings.rules import shown


@pytest.fixture
def rules(page, click):
    click(next(chip for chip in page.kinds.findChildren(QPushButton) if chip.text() == "工作规则"))
    return page.rules


def number(book, code, day):
    with book.read() as connection:
        return read_rules(connection).number(code, day)


def test_every_rule_stands_under_its_heading_with_its_source(rules, texts):
    rows = texts(rules.list)
    assert [row[0] for row in rows if not row[1]][:4] == ["会议与表决", "选举", "班子", "学时"]
    assert ("选举有效到会", "4/5", "有选举权的党员，至少", "2020-07-13",
            "《中国共产党基层组织选举工作条例》（2020）") in rows  # fmt: skip
    assert ("请假要有事由", "是") in {row[:2] for row in rows}


def test_a_rule_gets_the_offices_own_value_from_a_day_on_and_loses_it_again(
    rules, book, click, type_text, texts, presenter
):
    click(rules.list, "党员年度学时")
    assert not rules.drop.isEnabled()
    click(rules.change)
    dialog = QApplication.activeModalWidget()
    dialog.form.editors["value"].line.selectAll()
    type_text(dialog.form.editors["value"].line, "四十")
    type_text(dialog.form.editors["source"].line, "街道党工委会议")
    click(dialog.ok)
    assert dialog.form.editors["value"].problem == "请填写数字"
    dialog.form.editors["value"].line.setText("40")
    click(dialog.ok)
    today = book.now().date()
    assert (number(book, "hours.member", today), number(book, "hours.member", date(2021, 1, 1))) == (40, 32)
    assert texts(rules.history)[0] == (str(today), "40", "本单位", "街道党工委会议")
    click(rules.drop)
    assert number(book, "hours.member", today) == 32
    assert not rules.drop.isEnabled()


def test_a_switch_offers_yes_and_no(rules, book, click):
    click(rules.list, "要有照片")
    click(rules.change)
    dialog = QApplication.activeModalWidget()
    dialog.form.editors["value"].set_value("1")
    dialog.form.editors["source"].line.setText("惯例")
    click(dialog.ok)
    with book.read() as connection:
        assert read_rules(connection).switched_on("check.photo", book.now().date())
    assert shown(rules.rule, "1") == "是"


def test_the_journal_leads_to_the_rule(page, book, settle):
    set_rule(book, "hours.body", "60", date(2022, 1, 1), "街道规定")
    settle()
    with book.read() as connection:
        row = connection.exec_driver_sql(f"SELECT id FROM {Rule.__tablename__}").scalar_one()
    assert page.open_record("rule", row)
    assert page.currentWidget() is page.rules
    assert page.rules.rule.code == "hours.body"
