"""Meeting records from a sheet, with their rosters."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from db.exchange.run import run_import
from db.meetings.actions import save_meeting
from db.meetings.draft import AgendaLine, FollowUp, MeetingDraft, ResolutionLine, RosterLine, VoteLine, items
from db.meetings.queries import meetings
from db.meetings.records import get_meeting
from db.meetings.status import Status
from db.people.actions import save_person
from db.people.draft import PersonDraft

HEADINGS = [
    "会议类型",
    "召开组织",
    "会议名称",
    "次数",
    "会议时间",
    "结束时间",
    "地点",
    "议题",
    "学习内容",
    "内容",
    "到会人员",
    "请假",
    "缺席",
    "列席",
]
ROW = ["党员大会", "春和一支部", "第二季度党员大会", "第2次", "2022年6月24日9:00-10:30", "", "社区会议室",
"1.工作计划\n2.志愿服务",
       "《条例》", "讨论了下半年的安排。\n一致通过。", "张喆、古丽•买买提", "李华（因病）", "", "王敏"]  # fmt: skip


@pytest.fixture
def people(office):
    return {
        name: save_person(office.book, PersonDraft(name, organization_id=office.branch))
        for name in ("张喆", "古丽·买买提", "李华")
    }


def only(book):
    from db.core.listing import Filter

    with book.read() as connection:
        (meeting_id,) = meetings.ids(connection, Filter())
        return get_meeting(connection, meeting_id)


def test_a_record_goes_in_with_its_roster_and_counts(office, planned, people, rows):
    before = rows(office.book)
    made = planned(office.book, "meetings", [HEADINGS, ROW])
    assert list(made.complaints()) == []
    assert run_import(office.book, made).name == "导入会议台账（1 行）"
    found = only(office.book)
    assert (found.kind_id, found.ordinal) == (office.kinds["branch_assembly"], 2)
    assert (found.starts_at, found.ends_at) == (datetime(2022, 6, 24, 9), datetime(2022, 6, 24, 10, 30))
    assert (found.agenda, found.readings) == (items("工作计划", "志愿服务"), ("《条例》",))
    assert found.text == "讨论了下半年的安排。\n一致通过。"
    assert [(line.person_id, line.name, line.status, line.reason) for line in found.roster] == [
        (people["张喆"], "张喆", Status.PRESENT, ""), (people["古丽·买买提"], "古丽·买买提", Status.PRESENT, ""),
        (people["李华"], "李华", Status.LEAVE, "因病"), (None, "王敏", Status.GUEST, ""),
    ]  # fmt: skip
    with office.book.read() as connection:
        counted = "SELECT expected, present, on_leave, absent, guests FROM meeting"
        assert connection.exec_driver_sql(counted).one() == (3, 2, 1, 0, 1)
    office.book.undo()
    assert rows(office.book) == before


def test_the_same_record_is_updated_where_cells_are_filled(office, planned, people):
    run_import(office.book, planned(office.book, "meetings", [HEADINGS, ROW]))
    assert [row.action.value for row in planned(office.book, "meetings", [HEADINGS, ROW]).rows] == ["same"]
    less = ["支部党员大会", "春和一支部", "", "", "2022-06-24 9:00", "", "二楼", "", "", "", "张喆", "", "", ""]
    made = planned(office.book, "meetings", [HEADINGS, [*less[:2], ROW[2], *less[3:]]])
    assert made.rows[0].changes == ("place", "roster")
    run_import(office.book, made)
    found = only(office.book)
    assert (found.place, found.agenda) == ("二楼", items("工作计划", "志愿服务"))
    assert [(line.name, line.status) for line in found.roster] == [
        ("李华", Status.LEAVE), ("王敏", Status.GUEST), ("张喆", Status.PRESENT),
    ]  # fmt: skip


def test_times_titles_and_faults(office, planned, people):
    save_person(office.book, PersonDraft("张喆", organization_id=office.branch))
    short = ["会议类型", "召开组织", "会议时间", "结束时间", "到会人员", "请假人员"]
    made = planned(office.book, "meetings", [
        short, ["支委会", "春和一支部", "2022.6.1 14:00", "15:30", "李华", ""],
        ["茶话会", "春和一支部", "2022.6.2 9:00", "", "", ""],
        ["党课", "春和一支部", "2022.6.3", "", "", ""], ["党课", "春和一支部", "2022.6.4 9:00", "8:00", "", ""],
        ["党课", "春和一支部", "2022.6.5 9:00", "", "张喆", ""],
        ["党课", "春和一支部", "2022.6.6 9:00", "", "李华", "李华"],
        ["党课", "春和一支部", "2022.6.7 9:00", "", "", ""], ["党课", "春和一支部", "2022.6.7 9:00", "", "", ""],
        ["党课", "春和一支部", "2022.6.8 9:00", "", "李华等5人", ""],
    ])  # fmt: skip
    assert (made.rows[0].draft.title, made.rows[0].draft.ends_at) == ("2022年6月支委会", datetime(2022, 6, 1, 15, 30))
    wrong = {row.number: row.problems for row in made.refused}
    assert wrong.keys() == {3, 4, 5, 6, 7, 9, 10}
    assert "没有“茶话会”" in wrong[3]["kind_id"]
    assert "只有日期" in wrong[4]["starts_at"]
    assert wrong[5] == {"ends_at": "应晚于开始时间"}
    assert "有 2 个“张喆”" in wrong[6]["present"]
    assert "出现了两次" in wrong[7]["present"]
    assert wrong[9] == {"": "与第 8 行是同一次会议"}
    assert "没有写全" in wrong[10]["present"]


DECIDED = [
    "会议类型",
    "召开组织",
    "会议名称",
    "会议时间",
    "到会人员",
    "督导",
    "完成时间",
    "发言人",
    "表决情况",
    "会议决议",
]


def decided(day, votes="", spoke="", resolutions=""):
    head = ["党员大会", "春和一支部", "党员大会", f"2022-06-{day} 9:00", "张喆、李华", "顾科长", "2022-06-30 16:00"]
    return [*head, spoke, votes, resolutions]


def test_votes_speakers_and_resolutions_go_in(office, planned, people):
    votes = (
        "同意接收张三为预备党员：赞成 8 反对 0 弃权 1\n通过计划（无记名投票；应到9，实到8）：赞成7票，反对1票；备注：无"
    )
    made = planned(office.book, "meetings", [DECIDED, decided(24, votes, "李华", "每月走访一次；年底检查\n办好食堂")])
    assert list(made.complaints()) == []
    run_import(office.book, made)
    found = only(office.book)
    assert found.votes == (
        VoteLine("同意接收张三为预备党员", "举手", None, None, 8, 0, 1),
        VoteLine("通过计划", "无记名投票", 9, 8, 7, 1, None, note="无"),
    )
    assert [line.text for line in found.resolutions] == ["每月走访一次；年底检查", "办好食堂"]
    assert [line.name for line in found.roster if line.spoke] == ["李华"]
    assert (found.supervisor, found.finished_at) == ("顾科长", datetime(2022, 6, 30, 16))


def test_what_a_sheet_does_not_tell_stays_with_the_record(office, planned, people):
    vote, task = VoteLine("通过计划", "举手", 9, 8, 8, 0, 0), FollowUp(office.branch, (people["李华"],))
    id = save_meeting(office.book, MeetingDraft(
        office.kinds["branch_assembly"], office.branch, "党员大会", None, datetime(2022, 6, 24, 9), votes=(vote,),
        resolutions=(ResolutionLine("办好食堂", task),), supervisor="顾科长", finished_at=datetime(2022, 6, 30, 16),
        roster=(RosterLine(people["张喆"], "张喆", spoke=True), RosterLine(people["李华"], "李华")),
    ))  # fmt: skip
    row = decided(24, resolutions="先议后办\n办好食堂")
    made = planned(office.book, "meetings", [DECIDED, row])
    assert made.rows[0].changes == ("resolutions",)
    run_import(office.book, made)
    with office.book.read() as connection:
        found = get_meeting(connection, id)
    assert (found.votes, [line.spoke for line in found.roster]) == ((vote,), [True, False])
    assert found.resolutions == (ResolutionLine("先议后办"), ResolutionLine("办好食堂", task))


def test_votes_that_cannot_be_read_are_refused_with_how_to_write_them(office, planned, people):
    made = planned(office.book, "meetings", [
        DECIDED, decided(20, "全票通过"), decided(21, "接收张三：8 票同意"), decided(22, spoke="古丽·买买提"),
        decided(23, f"{'长' * 130}：赞成 8"), decided(24, "未计票的事项：未计票"),
    ])  # fmt: skip
    wrong = {row.number: row.problems for row in made.refused}
    assert wrong.keys() == {2, 3, 4, 5}
    assert "看不懂“全票通过”，请写成“同意接收张三为预备党员（举手；应到 9，实到 8）：赞成 8" in wrong[2]["votes"]
    assert "看不懂" in wrong[3]["votes"]
    assert wrong[4] == {"spoke": "“古丽·买买提”不在到会人员里，请补上或去掉"}
    assert "最多 120 个字" in wrong[5]["votes"]


STUDY = ["例会学习", "春和社区第一党支部", "例会", "2022-06-24 09:00"]


@pytest.fixture
def stored(office):
    """``stored(title, **more)``: a study meeting of that day in the book."""

    def save(title="例会", **more):
        return save_meeting(office.book, MeetingDraft(
            office.kinds["regular_study"], office.branch, title, starts_at=datetime(2022, 6, 24, 9), **more
        ))  # fmt: skip

    return save


@pytest.fixture
def sheet(office, planned):
    """``sheet(column, *rows)``: import rows of study meetings with one more column; returns the plan's rows."""

    def take(headings, *rows):
        made = planned(office.book, "meetings", [[*DECIDED[:4], *headings], *rows])
        assert list(made.complaints()) == []
        run_import(office.book, made)
        return made.rows

    return take


def of(book, meeting_id):
    with book.read() as connection:
        return get_meeting(connection, meeting_id)


def test_an_item_whose_title_is_corrected_keeps_its_minutes(office, stored, sheet):
    id = stored(agenda=(AgendaLine("学习二十大报告经神", "张喆：发言"), AgendaLine("部署工作", "内容")))
    [row] = sheet(["议题"], [*STUDY, "学习二十大报告精神\n部署工作"])
    assert of(office.book, id).agenda == (
        AgendaLine("学习二十大报告精神", "张喆：发言"),
        AgendaLine("部署工作", "内容"),
    )
    assert row.warnings == ()


def test_items_of_one_title_keep_each_its_own_minutes(office, stored, sheet):
    id = stored(agenda=(AgendaLine("讨论", "甲文"), AgendaLine("讨论", "乙文")))
    sheet(["议题"], [*STUDY, "讨论\n讨论\n新议题"])
    assert of(office.book, id).agenda == (AgendaLine("讨论", "甲文"), AgendaLine("讨论", "乙文"), AgendaLine("新议题"))


def test_a_resolution_reworded_keeps_its_task(office, stored, sheet, people):
    task = FollowUp(office.branch, (people["张喆"],), date(2022, 7, 31))
    id = stored(resolutions=(ResolutionLine("七月底前完成走仿工作", task),))
    with office.book.read() as connection:
        before = connection.exec_driver_sql("SELECT id FROM task").all()
    sheet(["决议"], [*STUDY, "七月底前完成走访工作"])
    assert of(office.book, id).resolutions == (ResolutionLine("七月底前完成走访工作", task),)
    with office.book.read() as connection:
        assert connection.exec_driver_sql("SELECT id FROM task").all() == before


def test_a_resolution_of_two_lines_stays_one_with_its_task(office, stored, sheet):
    task = FollowUp(office.branch, (), date(2022, 8, 1))
    id = stored(resolutions=(ResolutionLine("一、甲事\n二、乙事", task), ResolutionLine("丙事项")))
    sheet(["决议"], [*STUDY, "一、甲事\n二、乙事\n丙事项。"])
    assert of(office.book, id).resolutions == (ResolutionLine("一、甲事\n二、乙事", task), ResolutionLine("丙事项。"))
    sheet(["决议"], [*STUDY, "先议\n一、甲事\n补一句完全不同的话\n二、乙事\n丙事项。\n末了"])
    assert of(office.book, id).resolutions == (
        ResolutionLine("先议"), ResolutionLine("一、甲事\n补一句完全不同的话\n二、乙事", task),
        ResolutionLine("丙事项。"), ResolutionLine("末了"),
    )  # fmt: skip


def test_what_goes_with_lines_the_sheet_lacks_is_warned_of(office, stored, sheet):
    stored(
        agenda=(AgendaLine("学习报告", "发言"), AgendaLine("部署工作", "内容"), AgendaLine("其他")),
        resolutions=(ResolutionLine("办好食堂", FollowUp(office.branch)), ResolutionLine("每月走访")),
    )
    [row] = sheet(["议题", "决议"], [*STUDY, "部署工作", "每月走访"])
    assert row.warnings == (
        "表中没有议题“学习报告”，记录里它的讨论情况将一并删除", "表中没有决议“办好食堂”，它的任务将一并删除",
    )  # fmt: skip


TALK = [*STUDY[:2], "例会2", STUDY[3]]


def test_of_two_records_at_one_time_the_row_means_the_one_it_names(office, stored, sheet):
    first, second = stored(), stored("例会2", ordinal=2)
    sheet(["地点"], [*TALK, "二楼"])
    assert (of(office.book, first).place, of(office.book, second).place) == ("", "二楼")
    sheet(["地点", "次数"], [*TALK[:2], "", TALK[3], "三楼", "2"], [*STUDY, "一楼", ""])
    assert (of(office.book, first).place, of(office.book, second).place) == ("一楼", "三楼")
    assert of(office.book, second).title == "例会2", "a title that is not told stays"


def test_a_lone_record_is_meant_whatever_the_row_calls_it(office, stored, sheet):
    id = stored()
    sheet(["地点"], [*TALK, "二楼"])
    assert (of(office.book, id).title, of(office.book, id).place) == ("例会2", "二楼")


def test_another_title_beside_the_record_is_another_record(office, stored, sheet):
    id = stored()
    rows = sheet(["地点"], [*TALK, "二楼"], [*STUDY, "一楼"])
    assert [row.action.value for row in rows] == ["new", "update"]
    assert of(office.book, id).place == "一楼"
    assert [row.action.value for row in sheet(["地点"], [*TALK, "二楼"], [*STUDY, "一楼"])] == ["same", "same"]


def test_a_row_that_could_mean_either_is_refused(office, stored, planned):
    stored(), stored("例会2")
    head = [*DECIDED[:4], "地点"]
    made = planned(office.book, "meetings", [head, [*STUDY[:2], "学习", STUDY[3], "二楼"], [*TALK, "三楼"]])
    [row] = made.refused
    assert row.number == 2
    assert row.problems[""].startswith("账本里这个时间有同类会议“例会”、“例会2”，看不出这一行是哪一条")
    made = planned(office.book, "meetings", [head, [*TALK, "二楼"], [*TALK, "三楼"]])
    assert [row.problems for row in made.refused] == [{"": "与第 2 行是同一次会议"}]
    stored()
    made = planned(office.book, "meetings", [head, [*STUDY, "二楼"]])
    assert "看不出" in made.refused[0].problems[""], "two of the very same name"


def test_what_the_form_refuses_the_import_refuses(office, planned):
    head = [*DECIDED[:4], "地点"]
    made = planned(office.book, "meetings", [head, [*STUDY, "长" * 61]])
    assert made.refused[0].problems.keys() == {"place"}


def test_a_status_the_sheet_changes_takes_along_only_what_it_can_have(office, stored, sheet):
    ids = {
        name: save_person(office.book, PersonDraft(name, stage="正式党员", organization_id=office.branch))
        for name in ("张喆", "王敏", "李华")
    }
    away = RosterLine(ids["王敏"], "王敏", Status.LEAVE, "病假", made_up_on=date(2022, 6, 25), made_up_how="自学")
    id = stored(roster=(
        RosterLine(ids["张喆"], "张喆", spoke=True), away, RosterLine(ids["李华"], "李华", Status.GUEST),
    ))  # fmt: skip
    sheet(["到会", "请假", "列席"], [*STUDY, "李华", "张喆", "王敏"])
    assert {line.name: line for line in of(office.book, id).roster} == {
        "李华": RosterLine(ids["李华"], "李华", voting=True),
        "张喆": RosterLine(ids["张喆"], "张喆", Status.LEAVE, voting=True),
        "王敏": RosterLine(ids["王敏"], "王敏", Status.GUEST, voting=False),
    }
