from __future__ import annotations

from datetime import date, datetime

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event, select

from db.core.book import Book
from db.core.errors import CancelledError, UserError
from db.core.journal import ActionRow, broken_links
from db.core.listing import Filter
from db.core.period import Period
from db.exchange import ledgers
from db.exchange.exports import export_ledger, export_list
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, RosterLine, items
from db.meetings.queries import meetings
from db.meetings.status import Status
from db.people.actions import save_person, save_post
from db.people.draft import PersonDraft, PostDraft
from db.people.queries import people

NUMBER = "11010519491231002X"


@pytest.fixture
def filled(office):
    """Two people in the first branch (one in a group), one in the second, a post, a meeting."""
    book = office.book

    def person(name, place, **more):
        draft = PersonDraft(name, stage="正式党员", organization_id=place, since=date(2020, 1, 1), **more)
        return save_person(book, draft)

    zhang = person("张喆", office.branch, id_number=NUMBER, phone="13812345678", group_id=office.group,
                   categories=("流动", "困难"))  # fmt: skip
    person("李华", office.branch)
    li = person("李华", office.other_branch)
    save_post(book, PostDraft(office.community, zhang, "党组织委员会", "书记", date(2021, 3, 20), 1))
    save_meeting(book, MeetingDraft(
        kind_id=office.kinds["branch_assembly"],
        organization_id=office.branch, title="第二季度大会", starts_at=datetime(2022, 6, 24, 9),
        agenda=items("学习", "讨论"), roster=(
            RosterLine(zhang, "张喆"), RosterLine(li, "李华", Status.LEAVE, "因病"),
            RosterLine(None, "王敏（区委）", Status.GUEST),
        ),
    ))  # fmt: skip
    return office


def rows(path):
    """The sheet as dictionaries by heading."""
    first, *others = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return [dict(zip(first, row, strict=True)) for row in others]


def actions(book):
    with book.read() as connection:
        return list(connection.execute(select(ActionRow.name, ActionRow.kind).order_by(ActionRow.id)).all())


def test_a_list_goes_out_as_it_is_shown(filled, tmp_path):
    shown = people.showing("name", "phone", "organization", "joined_on")
    wanted = Filter(text="李华", sort="organization", descending=True)
    told = export_list(filled.book, shown, wanted, tmp_path / "a.xlsx", title="人员")
    assert told.rows == 2
    found = rows(tmp_path / "a.xlsx")
    assert [list(row) for row in found] == [["姓名", "手机号", "所在组织", "入党日期"]] * 2
    assert [row["所在组织"] for row in found] == ["春和社区第二党支部", "春和社区第一党支部"]


def test_days_in_a_list_are_days(filled, tmp_path):
    shown = meetings.showing("day", "starts_at", "attended")
    export_list(filled.book, shown, Filter(), tmp_path / "a.xlsx", title="会议记录")
    assert rows(tmp_path / "a.xlsx") == [
        {"日期": date(2022, 6, 24), "开始时间": datetime(2022, 6, 24, 9), "到会/应到": "1/2"}
    ]


def test_a_ledger_masks_numbers_unless_they_are_asked_for(filled, tmp_path):
    wanted = Filter(text="张喆")
    export_ledger(filled.book, ledgers.people, wanted, tmp_path / "a.xlsx")
    export_ledger(filled.book, ledgers.people, wanted, tmp_path / "b.xlsx", full=True)
    masked, full = rows(tmp_path / "a.xlsx")[0], rows(tmp_path / "b.xlsx")[0]
    assert (masked["身份证号"], masked["手机号"]) == ("110105********002X", "138****5678")
    assert (full["身份证号"], full["手机号"]) == (NUMBER, "13812345678")
    assert full["党小组"] == "第一党小组"
    assert full["人员类别"] == "流动、困难"


def test_meetings_carry_agenda_and_attendance(filled, tmp_path):
    export_ledger(filled.book, ledgers.meetings, Filter(), tmp_path / "a.xlsx")
    row = rows(tmp_path / "a.xlsx")[0]
    assert row["议题"] == "学习\n讨论"
    assert row["到会人员"] == "张喆"
    assert row["请假人员"] == "李华（春和社区第二党支部；因病）"  # which of the two
    assert row["列席人员"] == "王敏（区委）"


def test_posts_are_narrowed_by_place_day_and_text(filled, tmp_path):
    def count(**given):
        return export_ledger(filled.book, ledgers.posts, Filter(**given), tmp_path / "a.xlsx").rows

    assert count(organization=filled.street) == 1
    assert count(organization=filled.branch) == 0
    assert count(period=Period.parse("2020")) == 0
    assert count(period=Period.parse("2022"), text="张") == 1
    assert count(text="100%") == 0


def test_an_organization_whose_name_is_not_its_own_is_written_with_those_above(office, tmp_path):
    from db.organizations.actions import save_organization
    from db.organizations.draft import OrganizationDraft

    for above in (office.community, office.street):
        place = save_organization(office.book, OrganizationDraft("离退休支部", "党支部", parent_id=above))
    save_person(office.book, PersonDraft("张喆", organization_id=place))
    export_ledger(office.book, ledgers.people, Filter(), tmp_path / "a.xlsx")
    assert rows(tmp_path / "a.xlsx")[0]["所在组织"] == "和平街道党工委/离退休支部"


def test_each_export_is_journalled_and_leaves_undo_alone(filled, tmp_path):
    book = filled.book
    book.undo()
    before = len(actions(book))
    export_ledger(book, ledgers.people, Filter(), tmp_path / "人员.xlsx", full=True)
    export_list(book, people, Filter(), tmp_path / "表.xlsx", title="人员")
    assert actions(book)[before:] == [
        ("导出人员（全部字段，含完整身份证号和手机号）到“人员.xlsx”（3 行）", "note"),
        ("导出人员到“表.xlsx”（3 行）", "note"),
    ]
    assert book.steps().redo  # still there
    assert book.redo()
    with book.read() as connection:
        assert list(broken_links(connection)) == []


def test_a_cancelled_export_is_neither_written_nor_journalled(filled, tmp_path):
    before = actions(filled.book)
    with pytest.raises(CancelledError):
        export_ledger(filled.book, ledgers.people, Filter(), tmp_path / "a.xlsx", cancelled=lambda: True)
    assert actions(filled.book) == before
    assert not (tmp_path / "a.xlsx").exists()


def test_who_may_not_read_may_not_export(filled, tmp_path, made_book):
    def refuse(_actor, permission):
        raise UserError(f"没有权限 {permission}")

    book = Book(filled.book.path, made_book.key, made_book.actor, permit=refuse)
    with pytest.raises(UserError, match=r"people\.read"):
        export_ledger(book, ledgers.people, Filter(), tmp_path / "a.xlsx")
    book.close()
    assert not list(tmp_path.glob("*.xlsx"))


def test_queries_do_not_grow_with_the_rows(filled, tmp_path):
    book, counted = filled.book, []
    event.listen(book._reader, "before_cursor_execute", lambda *_given: counted.append(1))

    def queries():
        counted.clear()
        export_ledger(book, ledgers.meetings, Filter(), tmp_path / "a.xlsx")
        return len(counted)

    few = queries()
    for day in range(1, 6):
        save_meeting(book, MeetingDraft(
            kind_id=filled.kinds["branch_assembly"], organization_id=filled.branch, title=f"{day}",
            starts_at=datetime(2022, 5, day, 9), roster=(RosterLine(None, "王敏"),),
        ))  # fmt: skip
    assert queries() == few
