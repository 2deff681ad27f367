from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import pytest

from db.core.errors import UserError
from db.core.fields import Field, Kind, check, choices

NAME = Field("name", "姓名", required=True, length=4)
TAGS = Field("tags", "类别", Kind.TAGS, choices=choices("在职", "流动"))
LINES = Field("lines", "议题", Kind.LINES, length=5)
STAGE = Field("stage", "面貌", Kind.CHOICE, choices=choices("群众", "党员"))
NOTE = Field("note", "备注", Kind.LONG_TEXT)
COUNT = Field("count", "第几次", Kind.INTEGER)


@pytest.mark.parametrize("empty", [None, "", " ", "　\t\n", ()])
def test_what_is_required_cannot_be_blank(empty):
    assert NAME.problem(empty) == "请填写姓名"


@pytest.mark.parametrize("kind", [Kind.CHOICE, Kind.TAGS, Kind.PERSON, Kind.ORGANIZATION, Kind.DATE, Kind.DATETIME])
def test_what_is_picked_is_asked_for_as_such(kind):
    assert Field("a", "任职日期", kind, required=True).problem(None) == "请选择任职日期"


@pytest.mark.parametrize("field", [TAGS, LINES, STAGE, NOTE, COUNT])
@pytest.mark.parametrize("empty", [None, "", ()])
def test_what_is_not_required_may_be_empty(field, empty):
    assert field.problem(empty) is None


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        (NAME, "张伟", None),
        (NAME, "阿依古丽买", "姓名最多 4 个字，现有 5 个字"),
        (LINES, ("一", "二三四五六七"), "议题第 2 行最多 5 个字，现有 6 个字"),
        (LINES, ("一", " "), "议题第 2 行是空的"),
        (LINES, ("一", "二"), None),
        (TAGS, ("在职", "流动"), None),
        (TAGS, ("在职", "a|b"), "类别中的“a|b”不在可选项中"),
        (STAGE, "团员", "面貌“团员”不在可选项中"),
        (NOTE, "一\n二\r\n\t三" + "长" * 100_000, None),
        (COUNT, 3, None),
        (COUNT, 2**63, f"第几次“{2**63}”应在 0—999999999 之间"),
        (COUNT, -1, "第几次“-1”应在 0—999999999 之间"),
    ],
)
def test_a_value_is_held_to_its_field(field, value, problem):
    assert field.problem(value) == problem


@pytest.mark.parametrize("bad", ["\0", "\x07", "\x1b", "\ud83d", "\x7f"])
def test_characters_no_printer_knows_are_refused(bad):
    assert NAME.problem(f"张{bad}") == "姓名中有无法显示的字符，请删除后重新输入"
    assert NOTE.problem(f"张{bad}") == "备注中有无法显示的字符，请删除后重新输入"
    assert LINES.problem(("好", f"张{bad}")) == "议题第 2 行中有无法显示的字符，请删除后重新输入"


def test_a_short_text_is_one_line():
    assert NAME.problem("张\n伟") == "姓名中有无法显示的字符，请删除后重新输入"


def test_all_that_is_wrong_is_said_at_once():
    @dataclass
    class Draft:
        name: str = ""
        stage: str = "团员"

    with pytest.raises(UserError) as refused:
        check((NAME, STAGE), Draft())
    assert refused.value.fields == {"name": "请填写姓名", "stage": "面貌“团员”不在可选项中"}
    assert refused.value.text == "请填写姓名；面貌“团员”不在可选项中。"


def test_values_are_shown_as_people_read_them():
    assert NAME.show(None) == ""
    assert TAGS.show(("在职", "流动")) == "在职、流动"
    assert LINES.show(("一", "二")) == "一；二"
    assert Field("on", "日期", Kind.DATE).show(date(2022, 6, 27)) == "2022-06-27"
    assert Field("at", "时间", Kind.DATETIME).show(datetime(2022, 6, 27, 9, 5)) == "2022-06-27 09:05"
    assert Field("body", "班子", Kind.CHOICE, choices=(("core", "党组织委员会"),)).show("core") == "党组织委员会"
    assert Field("secret", "号码", mask=lambda value: "*" * len(value)).show("123") == "***"
