from __future__ import annotations

from datetime import date

import pytest

from db.meetings.titles import proposed_title, told_on

JUNE = (date(2022, 6, 27), 25)


def test_a_title_is_proposed_with_its_number_or_its_month():
    assert proposed_title("例会学习", date(2022, 6, 27), 25) == "2022年第25次例会学习"
    assert proposed_title("党课", date(2022, 6, 27), None) == "2022年6月党课"


@pytest.mark.parametrize(
    ("title", "new", "told"),
    [
        ("2022年第25次例会学习", (date(2023, 1, 2), 1), "2023年第1次例会学习"),
        ("6月27日第25次例会", (date(2022, 7, 4), 26), "7月4日第26次例会"),
        ("六月党课", (date(2022, 12, 5), 26), "十二月党课"),
        ("2022年6月主题党日", (date(2022, 7, 4), 26), "2022年7月主题党日"),
        ("第二季度党员大会", (date(2022, 7, 4), 26), "第三季度党员大会"),
        ("2季度点评会", (date(2022, 12, 5), 26), "4季度点评会"),
        ("学习第125次会议精神", (date(2022, 7, 4), 26), "学习第125次会议精神"),
        ("十六月", (date(2022, 7, 4), 26), "十六月"),
    ],
)
def test_only_a_records_own_numbers_go_along(title, new, told):
    assert told_on(title, JUNE, new) == told
