from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.meetings.identify import named
from db.meetings.names import Written, read_names
from db.meetings.status import Status
from db.people.actions import save_person, transfer_people
from db.people.draft import PersonDraft

LEAVE, PRESENT, ABSENT, GUEST = Status.LEAVE, Status.PRESENT, Status.ABSENT, Status.GUEST


def plain(*names):
    return [Written(name) for name in names]


@pytest.mark.parametrize(
    "text",
    [
        "张三、李四、王小红", "张三，李四, 王小红", "张三；李四;王小红。", "张三 李四　王小红",
        "张三\n李四\r\n王小红\n",
        "1. 张三\n2.李四\n3、王小红", "1、张三 2、李四 3、王小红", "（1）张三（2）李四（3）王小红",
        "一、张三\n二、李四\n三、王小红", "1张三 2李四 3王小红", "@张三 @李四 @王小红 ", "@张三@李四@王小红",
        "序号\t姓名\t性别\n1\t张三\t男\n2\t李四\t女\n3\t王小红\t女", "姓名：张三、李四、王小红",
        "张　三\n李 四\n王小红", "张三、李四、张三、王小红", "张三、李四和王小红", "参会人员：张三 李四 王小红",
    ],
)  # fmt: skip
def test_names_are_read_however_they_are_written(text):
    assert read_names(text) == plain("张三", "李四", "王小红")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("张三 病假、李四 出差", [Written("张三", LEAVE, "病假"), Written("李四", LEAVE, "出差")]),
        ("张三（请假）", [Written("张三", LEAVE)]),
        ("张三(因病),李四【列席】", [Written("张三", LEAVE, "因病"), Written("李四", GUEST)]),
        ("张三\t到会\n李四\t缺席\t无故", [Written("张三", PRESENT), Written("李四", ABSENT, "无故")]),
        ("张三请假，李四因公出差", [Written("张三", LEAVE), Written("李四", LEAVE, "因公出差")]),
        ("张三 无故未请假", [Written("张三", ABSENT, "无故未请假")]),
        ("张三（组织委员）", [Written("张三", None, "组织委员")]),
        (
            "到会 2 人：张三、李四；请假：王敏（因病）",
            [Written("张三", PRESENT), Written("李四", PRESENT), Written("王敏", LEAVE, "因病")],
        ),
    ],
)
def test_what_stands_beside_a_name_is_said_of_it(text, told):
    assert read_names(text) == told


def test_a_known_name_is_no_reason():
    assert read_names("张三 病休") == [Written("张三", LEAVE, "病休")]
    assert read_names("张三 产安 李四", {"产安"}) == plain("张三", "产安", "李四")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("曹 睿川\n方 素梅", plain("曹睿川", "方素梅")), ("曹 睿川 方　素梅", plain("曹睿川", "方素梅")),
        ("曹 睿川 病假", [Written("曹睿川", LEAVE, "病假")]), ("张三 李四", plain("张三", "李四")),
        ("#接龙 参会人员\n1. 张三\n2. 李四", plain("张三", "李四")), ("张书记 9:01\n张三、李四", plain("张三", "李四")),
        ("张书记 2022/6/27 09:01:22\n张三", plain("张三")), ("王主任 昨天 下午3:05\n张三", plain("张三")),
    ],
)  # fmt: skip
def test_a_blank_inside_a_name_and_what_a_chat_puts_around_the_list(text, told):
    assert read_names(text) == told


def test_what_is_known_is_not_joined_or_dropped():
    assert read_names("曹 睿川", {"睿川"}) == plain("曹", "睿川")
    assert read_names("张三 9:01\n李四", {"张三"}) == plain("张三", "李四")


@pytest.mark.parametrize("text", ["", " \n\t", "、，；", "（", "1. 2. 3.", "@"])
def test_nothing_is_nobody(text):
    assert read_names(text) == []


@given(st.lists(st.text("赵钱孙李周吴郑王冯陈", min_size=2, max_size=3), unique=True), st.sampled_from("、，\n\t ;"))
def test_no_name_is_lost(names, between):
    assert [one.name for one in read_names(between.join(names))] == names


@given(st.text())
def test_any_text_is_read(text):
    found = read_names(text)
    assert all(one.name.strip() for one in found)
    assert len({one.name for one in found}) == len(found)


def test_those_of_the_organization_are_meant_first(office):
    def person(name, place):
        return save_person(
            office.book, PersonDraft(name, stage="正式党员", organization_id=place, since=date(2020, 1, 1))
        )

    here, there, elsewhere = (
        person("李强", office.branch), person("李强", office.other_branch), person("王敏", office.other_branch),
    )  # fmt: skip
    twins = [person("单强", office.branch), person("单强", office.branch)]

    def found(names, place, day=date(2022, 6, 27)):
        with office.book.read() as connection:
            return {name: [one.id for one in people] for name, people in named(connection, names, place, day).items()}

    assert found(["李强", "王敏", "单强", "无名"], office.branch) == {
        "李强": [here], "王敏": [elsewhere], "单强": twins, "无名": [],
    }  # fmt: skip
    assert found(["李强"], None) == {"李强": [here, there]}
    assert found(["李强"], office.community) == {"李强": [here, there]}
    transfer_people(office.book, [here], office.other_branch, None, date(2022, 6, 1), "调动")
    assert found(["李强"], office.branch, date(2022, 5, 31)) == {"李强": [here]}, "as it was on the meeting's day"
    assert found(["李强"], office.branch) == {"李强": [here, there]}
