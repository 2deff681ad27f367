"""People from a sheet: who is new, who is known, what is refused, and that nothing half done stays."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest

from db.core.errors import CancelledError, UserError
from db.exchange import ledgers
from db.exchange.headings import best_table
from db.exchange.mapping import guess
from db.exchange.plan import plan
from db.exchange.reading import Sheet
from db.exchange.rows import Action
from db.exchange.run import run_import
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person, transfer_people
from db.people.draft import PersonDraft
from db.people.identity import checksum
from db.people.queries import duplicates, find_people, get_person, stays_of

NUMBER = "11010519491231002X"
HEADINGS = ["序号", "姓名", "性别", "身份证号", "所在支部", "人员类型", "入党时间", "转正时间", "手机", "学历"]


@pytest.fixture
def zhang(office):
    """张喆 of the first branch, as the book knows her."""
    return save_person(
        office.book,
        PersonDraft("张喆", id_number=NUMBER, stage="正式党员", joined_on=date(1975, 7, 1), phone="13812345678",
                    organization_id=office.branch, group_id=office.group, since=date(2019, 5, 1)),
    )  # fmt: skip


def actions(made):
    return [row.action.value for row in made.rows]


def test_a_roster_goes_in_as_one_action_that_can_be_undone(office, planned, rows):
    before = rows(office.book)
    made = planned(office.book, "people", [
        ["春和社区党员花名册"], HEADINGS,
        [1, "张　喆", "", NUMBER.lower(), "春和社区党委/春和一支部", "中共党员", "1975.7", "1976年7月1日",
        13900000000, "大学本科"],
        [2, "古丽•买买提", "女性", "", "第二党支部", "预备党员", "2022.5.1", "", "0571-85345678", "大专"],
        ["合计", 2],
    ])  # fmt: skip
    assert actions(made) == ["new", "new"]
    assert list(made.warnings()) == [
        "第 3 行：入党日期没有写日，按 1975-07-01 记", "第 3 行：没有转入日期，按入党日期 1975-07-01 记",
        "第 4 行：没有转入日期，按入党日期 2022-05-01 记",
    ]  # fmt: skip
    outcome = run_import(office.book, made)
    assert (outcome.name, outcome.new) == ("导入人员（2 行）", 2)
    with office.book.read() as connection:
        ids = {row[1]: row[0] for row in connection.exec_driver_sql("SELECT id, name FROM person")}
        zhang = get_person(connection, ids["张喆"])
        assert [stay.organization for stay in stays_of(connection, ids["古丽·买买提"])] == ["春和社区第二党支部"]
    assert asdict(zhang) == asdict(PersonDraft(
        "张喆", "女", date(1949, 12, 31), id_number=NUMBER, phone="13900000000", education="本科", stage="正式党员",
        joined_on=date(1975, 7, 1), full_member_on=date(1976, 7, 1), organization_id=office.branch,
        since=date(1975, 7, 1),
    ))  # fmt: skip
    assert office.book.undo() == "导入人员（2 行）"
    assert rows(office.book) == before


def test_people_imported_are_found_by_name_and_pinyin(office, planned):
    run_import(office.book, planned(office.book, "people", [["姓名", "性别"], ["单晓明", "男"]]))
    with office.book.read() as connection:
        for typed in ("晓明", "sxm", "shanxiaoming"):
            assert [one.name for one in find_people(connection, typed)] == ["单晓明"], typed


def test_an_update_changes_filled_cells_only(office, planned, zhang):
    made = planned(office.book, "people", [HEADINGS, [1, "张喆", "", NUMBER, "", "", "", "1976-07-01", "", "大专"]])
    assert (actions(made), made.rows[0].changes) == (["update"], ("education", "full_member_on"))
    assert run_import(office.book, made).updated == 1
    with office.book.read() as connection:
        after = get_person(connection, zhang)
    assert (after.phone, after.stage, after.group_id) == ("13812345678", "正式党员", office.group)
    assert (after.full_member_on, after.education) == (date(1976, 7, 1), "大专")


def test_the_same_sheet_twice_changes_nothing(office, planned):
    sheet = [HEADINGS, [1, "张喆", "女", NUMBER, "春和一支部", "正式党员", "1975-07-01", "", "13812345678", ""],
             [2, "李华", "男", "", "春和一支部", "群众", "", "", "", ""]]  # fmt: skip
    run_import(office.book, planned(office.book, "people", sheet))
    again = planned(office.book, "people", sheet)
    assert actions(again) == ["same", "same"]
    assert run_import(office.book, again).name == ""
    assert office.book.steps().undo[-1].name == "导入人员（2 行）"


def test_known_people_can_be_left_alone(office, planned, zhang):
    made = planned(office.book, "people", [HEADINGS, [1, "张喆", "", NUMBER, "", "", "", "", "13900000000"]], "skip")
    assert actions(made) == ["skip"]
    assert run_import(office.book, made).skipped == 1


def test_a_hidden_number_tells_who_is_meant_and_overwrites_nothing(office, planned, zhang):
    made = planned(office.book, "people", [
        ["姓名", "身份证号", "手机号", "学历"], ["张喆", "110105********002X", "138****5678", "大专"],
    ])  # fmt: skip
    assert (made.rows[0].record_id, made.rows[0].changes) == (zhang, ("education",))
    assert "遮盖" in made.rows[0].warnings[0]
    other = planned(office.book, "people", [["姓名", "身份证号"], ["张喆", "330105********0011"]])
    assert actions(other) == ["new"]


def test_without_number_and_birth_people_are_told_by_name_and_organization(office, planned, zhang):
    made = planned(
        office.book,
        "people",
        [["姓名", "支部", "学历"], ["张喆", "春和一支部", "大专"], ["张喆", "春和社区第二党支部", "大专"]],
    )
    assert actions(made) == ["update", "new"]
    assert "只按姓名和所在组织认作：张喆（春和社区第一党支部）" in made.rows[0].warnings[0]
    assert "账本里另有同名的人" in made.rows[1].warnings[0]
    save_person(office.book, PersonDraft("张喆", organization_id=office.other_branch))
    namesakes = planned(office.book, "people", [["姓名", "学历"], ["张喆", "大专"]])
    assert "2 个同名的人（张喆（春和社区第一党支部）、张喆（春和社区第二党支部）" in namesakes.rows[0].problems["name"]


def test_a_number_is_added_to_who_was_known_by_name_and_birth(office, planned):
    known = save_person(office.book, PersonDraft("张喆", born_on=date(1949, 12, 31)))
    made = planned(office.book, "people", [["姓名", "身份证号"], ["张喆", NUMBER]])
    assert (made.rows[0].record_id, made.rows[0].changes) == (known, ("sex", "id_number"))


def test_another_organization_corrects_the_membership_and_leaves_the_group(office, planned, zhang):
    made = planned(office.book, "people", [["姓名", "身份证号", "支部"], ["张喆", NUMBER, "春和社区第二党支部"]])
    assert "按更正处理" in made.rows[0].warnings[0]
    run_import(office.book, made)
    with office.book.read() as connection:
        after = get_person(connection, zhang)
        assert len(stays_of(connection, zhang)) == 1
    assert (after.organization_id, after.group_id, after.since) == (office.other_branch, None, date(2019, 5, 1))


def test_a_beginning_before_the_last_membership_ended_is_refused(office, planned, zhang):
    transfer_people(office.book, [zhang], office.other_branch, None, date(2021, 1, 1), "")
    made = planned(office.book, "people", [["姓名", "身份证号", "转入日期"], ["张喆", NUMBER, "2020-06-01"]])
    assert made.rows[0].problems == {"since": "应晚于 2020-12-31"}


def test_rows_about_the_same_person_name_each_other(office, planned, zhang):
    made = planned(office.book, "people", [
        ["姓名", "身份证号", "出生日期", "支部"], ["张喆", NUMBER, "", ""], ["张　喆", NUMBER, "", ""],
        ["李华", "", "1980-01-02", ""],
        ["李华", "", "1980.1.2", ""], ["王敏", "", "", "春和一支部"], ["王敏", "", "", "春和一支部"],
    ])  # fmt: skip
    assert list(made.complaints()) == [
        "第 3 行 身份证号：与第 2 行是同一个人", "第 5 行：与第 4 行姓名和出生日期相同",
        "第 7 行：与第 6 行同名同组织，请写上身份证号或出生日期",
    ]  # fmt: skip


def test_groups_stand_in_their_branch(office, planned):
    made = planned(office.book, "people", [
        ["姓名", "所在支部", "党小组"], ["甲一", "春和一支部", "第一党小组"], ["甲二", "春和一支部", "第三党小组"],
        ["甲三", "", "第二党小组"], ["甲四", "第一党小组", ""], ["甲五", "春合一支部", ""],
    ])  # fmt: skip
    assert [row.draft.group_id for row in made.rows[::2]][:2] == [office.group, office.second_group]
    assert (made.rows[3].draft.organization_id, made.rows[3].draft.group_id) == (office.branch, office.group)
    assert "没有党小组“第三党小组”（有：第一党小组、第二党小组）" in made.rows[1].problems["group_id"]
    assert made.rows[4].problems == {"organization_id": "没有“春合一支部”，是不是“春和社区第一党支部”？"}


def roster(count):
    """*count* rows with nothing wrong."""
    for number in range(count):
        seventeen = f"110105{1950 + number % 40}0{1 + number % 9}11{number:03}"
        yield [number + 1, f"某{number:04}".translate(str.maketrans("0123456789", "甲乙丙丁戊己庚辛壬癸")), "",
               seventeen + checksum(seventeen), "春和一支部", "正式党员", "1999-07-01", "2000-07-01", "13812345678",
               "本科"]  # fmt: skip


FAULTS = {  # a bad cell by the column it stands in
    1: [("", "请填写姓名"), ("#REF!", "公式出错"), ("某" * 41, "最多 40 个字")],
    2: [("其他", "可选：男、女"), ("男女", "没有“男女”"), ("1.5", "没有“1.5”")],
    3: [("110105195001010011", "校验码不对"), (110105194912310000.0, "文本"), ("1.10105E+17", "科学计数"),
        ("110105491231002", "15 位"), ("11010519491331002X", "出生日期不存在"), ("110105194912310", "15 位"),
        ("1101051949123100", "16 位")],
    4: [("春合社区第一党支部", "是不是"), ("党支部", "对应 2 个组织"), ("外星支部甲", "没有")],
    5: [("团员", "没有“团员”"), ("正式党员、群众", "没有")],
    6: [("2022.13.1", "月份 13"), (2022.1, "1 月或 10 月"), ("75.7.1", "两位"), ("7月1日", "没有年份"),
    ("很久以前", "看不懂"),
        ("1940-01-01", "早于出生日期")],
    7: [("1998-01-01", "早于入党日期"), (True, "不是日期")],
    8: [("1381234567", "11 位"), ("电话不详", "不该有的字符")],
    9: [("本科生", "是不是"), ("幼儿园", "可选")],
}  # fmt: skip


def test_a_thousand_rows_with_thirty_faults_name_every_place_and_write_nothing(office, rows):
    sheet = [HEADINGS, *roster(1000)]
    wanted = {}
    places = iter(range(7, 1000, 33))
    for column, faults in FAULTS.items():
        for cell, says in faults:
            at = next(places)
            sheet[at][column] = cell
            wanted[at + 1] = (column, says)
    assert len(wanted) == 30
    before = rows(office.book)
    made = _plan(office.book, sheet)
    names = {index: made.mapping[index] for index in FAULTS}
    assert {row.number: set(row.problems) for row in made.refused} == {
        number: {names[column]} for number, (column, _) in wanted.items()
    }
    for row in made.refused:
        column, says = wanted[row.number]
        assert says in row.problems[names[column]], row.problems
    with pytest.raises(UserError) as refused:
        run_import(office.book, made)
    assert "有 30 行不能导入" in refused.value.text
    assert "第 8 行 姓名：请填写姓名" in refused.value.text
    assert rows(office.book) == before
    outcome = run_import(office.book, made, partly=True)
    assert (outcome.new, outcome.refused) == (970, 30)
    assert office.book.undo() == "导入人员（970 行）"
    assert rows(office.book) == before


def test_progress_is_told_and_cancelling_leaves_nothing(office, rows):
    before = rows(office.book)
    told = []
    sheet = [HEADINGS, *roster(900)]
    with pytest.raises(CancelledError):
        _plan(office.book, sheet, cancelled=lambda: len(told) > 1, progress=lambda *how: told.append(how))
    made = _plan(office.book, sheet, progress=lambda *how: told.append(how))
    assert (told[-1][0], told[-1][1]) == (1000, 1000)
    with pytest.raises(CancelledError):
        run_import(office.book, made, cancelled=lambda: True)
    assert rows(office.book) == before
    del told[:]
    run_import(office.book, made, progress=lambda *how: told.append(how))
    assert told[0] == (0, 900, "写入账本")
    assert told[-1][:2] == (900, 900)


def test_a_book_that_changed_since_the_plan_wants_a_new_one(office, planned):
    made = planned(office.book, "people", [["姓名", "性别"], ["张喆", "女"]])
    save_person(office.book, PersonDraft("李华"))
    with pytest.raises(UserError, match="重新核对"):
        run_import(office.book, made)


def test_a_sheet_without_names_or_rows_is_refused(office, planned):
    with pytest.raises(UserError, match="没有“姓名”这一列"):
        planned(office.book, "people", [["性别", "手机号"], ["女", "13812345678"]])
    with pytest.raises(UserError, match="标题下面没有数据"):
        planned(office.book, "people", [["姓名", "手机号"]])


def test_imported_people_count_as_duplicates_like_others(office, planned):
    run_import(office.book, planned(office.book, "people", [["姓名", "身份证号"], ["张喆", NUMBER]]))
    with office.book.read() as connection:
        assert duplicates(connection, "张喆", date(1949, 12, 31), NUMBER, None)


def _plan(book, sheet, **more):
    table = best_table((Sheet("表", sheet),), ledgers.people)
    with book.read() as connection:
        return plan(connection, ledgers.people, table, guess(ledgers.people, table.headings, table.rows),
                    today=date(2022, 6, 27), **more)  # fmt: skip


def test_counts_name_every_action(office, planned):
    made = planned(office.book, "people", [["姓名", "性别"], ["张喆", "女"]])
    assert made.counts() == {Action.NEW: 1, Action.UPDATE: 0, Action.SAME: 0, Action.SKIP: 0, Action.REFUSED: 0}


def test_a_column_of_another_vocabulary_says_which(office):
    sheet = [["姓名", "党员类别"], *([f"某{char}", "正式党员"] for char in "甲乙丙丁"), ["某戊", "团员"]]
    table = best_table((Sheet("表", sheet),), ledgers.people)
    with office.book.read() as connection:
        made = plan(connection, ledgers.people, table, {0: "name", 1: "categories"}, today=date(2022, 6, 27))
    reasons = [row.problems["categories"] for row in made.refused]
    assert len(reasons) == 5
    assert set(reasons[:4]) == {"这一列看起来是“政治面貌”，请在第二步“对应栏目”（命令行用 --map）里改为“政治面貌”"}
    assert reasons[4].startswith("没有“团员”这一项")


def test_a_month_of_birth_agrees_with_the_number(office, planned):
    made = planned(office.book, "people", [
        ["姓名", "身份证号", "出生年月"], ["张喆", NUMBER, "1949.12"], ["李华", "", "1950.06"],
        ["王敏", "110105195001010011", "1950年1月"],
        ["赵新", "11010519491231004" + checksum("11010519491231004"), "1949.11"],
    ])  # fmt: skip
    zhang, li, wang, zhao = made.rows
    assert (zhang.draft.born_on, zhang.warnings) == (date(1949, 12, 31), ())
    assert (li.draft.born_on, type(li.draft.born_on)) == (date(1950, 6, 1), date)
    assert li.warnings == ("出生日期没有写日，按 1950-06-01 记",)
    assert set(wang.problems) == {"id_number"}  # the check digit, not the month
    assert zhao.problems == {"born_on": "身份证号上是 1949-12-31"}


def test_a_month_of_birth_finds_who_is_known_and_keeps_the_day(office, planned, zhang):
    made = planned(office.book, "people", [["姓名", "出生年月", "学历"], ["张喆", "1949.12", "大专"]])
    assert (made.rows[0].record_id, made.rows[0].changes) == (zhang, ("education",))
    assert made.rows[0].warnings[0].startswith("可能只知道出生年月")
    other = planned(office.book, "people", [["姓名", "出生年月"], ["张喆", "1949.11"]])
    assert actions(other) == ["new"]


def test_dates_that_have_not_come_are_refused(office, planned):
    made = planned(office.book, "people", [
        ["姓名", "入党时间", "转正时间", "转入日期"], ["张喆", "2022-06-28", "", ""],
        ["李华", "2020-01-01", "2023-01-01", ""],
        ["王敏", "", "", "2022-07-01"], ["赵新", "2022-06-27", "", "2022-06-27"],
    ])  # fmt: skip
    assert [row.problems for row in made.rows] == [
        {"joined_on": "晚于今天（2022-06-27）"}, {"full_member_on": "晚于今天（2022-06-27）"},
        {"since": "晚于今天（2022-06-27）"}, {},
    ]  # fmt: skip


def test_a_guessed_beginning_is_told_and_not_before_the_organization(office, planned):
    save_organization(office.book, OrganizationDraft(
        "新支部", "党支部", parent_id=office.community, founded_on=date(2018, 3, 12)
    ))  # fmt: skip
    made = planned(office.book, "people", [
        ["姓名", "所在支部", "入党时间", "转入日期"], ["张喆", "新支部", "1975-07-01", ""],
        ["李华", "新支部", "2020-07-01", ""],
        ["王敏", "新支部", "", ""], ["赵新", "新支部", "1975-07-01", "2019-01-01"], ["孙立", "", "1975-07-01", ""],
    ])  # fmt: skip
    assert [row.warnings for row in made.rows] == [
        ("没有转入日期，入党日期 1975-07-01 早于组织成立，按成立日期 2018-03-12 记",),
        ("没有转入日期，按入党日期 2020-07-01 记",), ("没有转入日期，按今天 2022-06-27 记",), (), (),
    ]  # fmt: skip
    run_import(office.book, made)
    with office.book.read() as connection:
        ids = {row[1]: row[0] for row in connection.exec_driver_sql("SELECT id, name FROM person")}
        since = [get_person(connection, ids[name]).since for name in ("张喆", "李华", "王敏", "赵新", "孙立")]
    assert since == [date(2018, 3, 12), date(2020, 7, 1), date(2022, 6, 27), date(2019, 1, 1), None]


def test_someone_known_without_an_organization_begins_with_the_row(office, planned):
    save_person(office.book, PersonDraft("张喆", id_number=NUMBER, joined_on=date(1975, 7, 1)))
    made = planned(office.book, "people", [["姓名", "身份证号", "支部"], ["张喆", NUMBER, "春和一支部"]])
    assert made.rows[0].changes == ("organization_id", "since")
    assert made.rows[0].warnings == ("没有转入日期，按入党日期 1975-07-01 记",)


def test_namesakes_nothing_tells_apart_are_remarked(office, planned):
    save_person(office.book, PersonDraft("张喆", organization_id=office.branch))
    made = planned(office.book, "people", [
        ["姓名", "身份证号", "出生日期", "支部"], ["张喆", NUMBER, "", ""], ["张喆", "", "1980-01-01", ""],
        ["李华", "", "1980-01-01", ""], ["李华", "", "", "第二党支部"], ["李华", "", "1981-01-01", ""],
        ["王敏", "", "", ""],
    ])  # fmt: skip
    told = "账本里另有同名的人：张喆（春和社区第一党支部）；这一行当作另一个人新增，请核对"
    assert [row.warnings[:1] for row in made.rows[:2]] == [(told,), (told,)]
    li = [[text for text in row.warnings if "同名" in text] for row in made.rows[2:]]
    beside = "与第 {} 行同名，又没有身份证号或出生日期可以区分；当作另一个人新增，请核对"
    assert li == [[], [beside.format(4)], [beside.format(5)], []]
    assert not made.refused
