"""What goes out comes back: unchanged into the same book, and equal into an empty one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.core.listing import Filter
from db.exchange import ledgers
from db.exchange.exports import export_ledger
from db.exchange.headings import best_table
from db.exchange.ledger_rows import LedgerRows
from db.exchange.mapping import guess
from db.exchange.plan import plan
from db.exchange.reading import read_table
from db.exchange.rows import Action
from db.exchange.run import run_import
from db.meetings.actions import save_meeting
from db.meetings.draft import FollowUp, MeetingDraft, ResolutionLine, RosterLine, VoteLine, items
from db.meetings.models import Attendance, Meeting
from db.meetings.records import get_meeting
from db.meetings.status import Status
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person, save_post
from db.people.draft import PersonDraft, PostDraft
from db.people.identity import checksum
from db.problems.actions import add_progress, save_problem, take_step
from db.problems.draft import ProblemDraft
from db.progress.draft import ProgressDraft
from db.responsibilities.models import ResponsibilityItem, ResponsibilityList
from db.rules.actions import set_rule
from db.tasks.actions import add_progress as add_task_progress
from db.tasks.actions import assign_many, save_task
from db.tasks.draft import TaskDraft
from db.tasks.queries import Origin

AWKWARD = (
    "=SUM(A1:A9)", "+1+1", "-一、学习\n-二、讨论", "@所有人", "“引号”与\"引号\"与'引号'", "王𬭎、㐂䶮",
    "123456789012345678", "　　第一段。\n　　第二段  完。\n\n第四行", "<b>&amp;</b>", "_x0041_", "007",
)  # fmt: skip
# What can have been typed: nothing a sheet takes for an empty cell or for numbers of a list, no white space around it.
_signs = st.sampled_from("=+-@'\"“<&>_x01 9a㐂𬭎䶮党员，。（）")
_BLANK = "-—/ 0123456789。（）"
lines = st.text(_signs, min_size=2, max_size=12).map(str.strip).filter(lambda text: len(text.strip(_BLANK)) > 1)
texts = st.one_of(st.sampled_from(AWKWARD), st.lists(lines, min_size=1, max_size=3).map("\n".join))


def number(serial: int) -> str:
    digits = f"11010519491231{serial:03}"
    return digits + checksum(digits)


def fill(office, found):
    """Records in every ledger, the texts *found* (ten) put where texts may stand."""
    book, texts = office.book, iter(found)
    single = iter([" ".join(text.split()) for text in found])
    name = f"和平街道{next(single)}支部".replace(" ", "")[:60]
    save_organization(book, OrganizationDraft(
        name, "党支部", "社区", "一支部", office.street, date(2018, 3, 12),
        address=next(single), phone="0571-12345678", contact="周文", note=next(texts),
    ))  # fmt: skip
    twins = [save_organization(book, OrganizationDraft("离退休支部", "党支部", parent_id=above))
             for above in (office.street, office.community)]  # fmt: skip
    people = [
        save_person(book, PersonDraft(name, sex, born, "汉族", identity, phone, "本科", "正式党员", joined,
                                      date(1976, 7, 1), tags, place, group, date(2019, 5, 1), note))
        for name, sex, born, identity, phone, joined, tags, place, group, note in (
            ("王𬭎", "女", date(1949, 12, 31), number(2), "13812345678", date(1975, 7, 1), ("流动", "困难"),
             office.branch, office.second_group, next(texts)),
            ("古丽·买买提", "", None, "", "+86 138-1234-0000", date(1975, 7, 1), (), twins[0], None, next(texts)),
            ("李华", "男", date(1950, 1, 2), "", "", date(1975, 7, 1), (), twins[1], None, ""),
            ("李华", "男", date(1960, 1, 2), "", "", date(1975, 7, 1), (), office.branch, None, next(texts)),
        )
    ]  # fmt: skip
    body, reason = "党组织委员会", next(single)
    save_post(book, PostDraft(office.branch, people[0], body, "书记", date(2021, 3, 20), 1, None, reason))
    save_post(book, PostDraft(twins[0], people[1], body, "委员", date(2019, 3, 20), 9, date(2021, 3, 19)))
    save_meeting(book, MeetingDraft(
        office.kinds["branch_assembly"], twins[1], next(single)[:120], 2, datetime(2022, 6, 24, 9, 30),
        datetime(2022, 6, 24, 11), next(single)[:60], "王𬭎", "李华", agenda=items(next(single)[:120], "讨论"),
        readings=("《章程》",), text=next(texts), supervisor="顾科长", finished_at=datetime(2022, 6, 24, 16),
        votes=(
            VoteLine("接收张三（一支部）：预备党员", "无记名投票", 3, 2, 1, 0, 1, 1, "一票无效；已核"),
            VoteLine("通过计划"), VoteLine("推荐：赞成 1 人", "口头", 3, None, 2),
        ),
        resolutions=(ResolutionLine("每月走访一次；年底检查", FollowUp(office.branch, (people[0],), date(2022, 7, 1))),
                     ResolutionLine("第二项决议\n分两步")),
        roster=(
            RosterLine(people[0], "王𬭎", spoke=True), RosterLine(people[3], "李华", spoke=True),
            RosterLine(None, "许工（物流公司）"),
            RosterLine(people[1], "古丽·买买提", Status.LEAVE, "因病"), RosterLine(None, "周文", Status.GUEST),
            RosterLine(people[2], "李华", Status.ABSENT, "外出"),
        ),
    ))  # fmt: skip
    fill_duties(office, people, found[:6])


def fill_duties(office, people, texts):
    """A problem with its course, a list with items, tasks with people and subtasks."""
    book, day = office.book, date(2022, 6, 20)
    problem = save_problem(book, ProblemDraft(
        "", "上年通报", date(2022, 3, 1), " ".join(texts[0].split()), *texts[1:4], office.branch, "王敏", "张喆",
        date(2022, 6, 30), True, note=texts[4],
    ))  # fmt: skip
    save_problem(book, ProblemDraft("JC—7", "检视", date(2022, 3, 2), text="单独的问题", state="长期坚持"))
    add_progress(book, problem, ProgressDraft(date(2022, 4, 2), "张喆", None, texts[5]))
    add_progress(book, problem, ProgressDraft(date(2022, 4, 20), "张喆", None, "已上墙"))
    steps = {"start": "张喆", "request": "张喆", "review": "李华"}
    set_rule(book, "problems.evidence", "0", date(2022, 1, 1), "惯例")
    for step, who in steps.items():
        take_step(book, problem, step, ProgressDraft(day, who, None, "" if step == "start" else f"{step}说明"))
    with book.action("新建责任清单", "responsibilities.edit") as work:
        made = ResponsibilityList(
            organization_id=office.street, level="街道", year=2022, title=texts[5].strip().split("\n")[0][:60]
        )
        kind = office.kinds["branch_assembly"]
        made.items = [
            ResponsibilityItem(no=1, category="组织建设", text=texts[0], standard=texts[1], counted="meeting",
                               kind_id=kind, target=4, below=True, due_on=date(2022, 12, 31), frequency="每季度 1 次"),
            ResponsibilityItem(no=2, category="组织建设", text="按期调研", lead="办公室", assist="各社区",
                               responsible="书记", counted="study_report", target=2),
            ResponsibilityItem(no=3, category="党员教育", text="按期调研", share=40, outcome=texts[2]),
        ]  # fmt: skip
        work.session.add(made)
    task = save_task(book, TaskDraft(
        " ".join(texts[0].split())[:100], texts[1], office.branch, date(2022, 6, 1), date(2022, 7, 1), "紧急", "进行中",
        40, assigned_by="王敏", people=(people[0], people[1]),
    ))  # fmt: skip
    add_task_progress(book, task, ProgressDraft(day, "张喆", 60, texts[2]))
    save_task(book, TaskDraft("整改", organization_id=office.branch),
              source=Origin("problem", problem))  # fmt: skip
    assign_many(book, TaskDraft("报送名册", starts_on=date(2022, 6, 1)), [office.branch, office.other_branch],
                [date(2022, 6, 30), date(2022, 9, 30)])  # fmt: skip


def exported(book, ledger, target):
    export_ledger(book, ledger, Filter(), target, full=True)
    table = best_table(read_table(target), ledger)
    return table, guess(ledger, table.headings, table.rows)


def planned(book, ledger, table, mapping):
    with book.read() as connection:
        return plan(connection, ledger, table, mapping, today=book.now().date())


def written(book, ledger):
    """Every row of a ledger, as its sheet has it. What a task came from is another record of its own book."""
    kept = [at for at, column in enumerate(ledger.columns) if (ledger.name, column.name) != ("tasks", "source")]
    with book.read() as connection:
        rows = LedgerRows(connection, ledger, Filter(), full=True)
        return sorted(repr([row[at] for at in kept]) for row in rows)


def rosters(book):
    with book.read() as connection:
        found = [get_meeting(connection, id).roster for id in connection.execute(select(Meeting.id)).scalars()]
    return sorted(
        sorted(
            (line.name, line.status, line.reason, line.person_id is None, line.spoke and line.status is Status.PRESENT)
            for line in roster
        )
        for roster in found
    )


def check_round_trip(office, empty, folder):
    for ledger in ledgers.LEDGERS:
        table, mapping = exported(office.book, ledger, folder / f"{ledger.name}.xlsx")
        again = planned(office.book, ledger, table, mapping)
        assert list(again.complaints()) == []
        assert {row.action for row in again.rows} == {Action.SAME}, [row for row in again.rows if row.changes]
        fresh = planned(empty, ledger, table, mapping)
        assert list(fresh.complaints()) == []
        run_import(empty, fresh)
        assert written(empty, ledger) == written(office.book, ledger)
    assert rosters(empty) == rosters(office.book)
    with empty.read() as connection:
        assert connection.execute(select(Attendance.id)).first()


def test_blanks_in_the_name_of_an_organization_make_no_other_one(office, tmp_path):
    save_organization(office.book, OrganizationDraft("退役军人 流动支部", "党支部", parent_id=office.street))
    table, mapping = exported(office.book, ledgers.organizations, tmp_path / "a.xlsx")
    assert {row.action for row in planned(office.book, ledgers.organizations, table, mapping).rows} == {Action.SAME}


def test_every_ledger_goes_out_and_comes_back(office, book, tmp_path):
    fill(office, AWKWARD[:10])
    check_round_trip(office, book, tmp_path)


def test_two_records_of_one_time_go_out_and_come_back_each_to_its_own(office, book, tmp_path):
    fill(office, AWKWARD[:10])
    with office.book.read() as connection:
        pattern = replace(
            get_meeting(connection, connection.execute(select(Meeting.id)).scalar_one()), resolutions=()
        )  # fmt: skip
    for who in pattern.roster[:2]:
        save_meeting(office.book, replace(pattern, title=f"谈话（{who.name}）", roster=(replace(who, spoke=False),)))
    save_meeting(office.book, replace(pattern, title="列席人发言", roster=(
        pattern.roster[0], replace(pattern.roster[1], status=Status.GUEST, spoke=True),
    )))  # fmt: skip
    check_round_trip(office, book, tmp_path)


@pytest.mark.slow
@settings(
    max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)
@given(found=st.lists(texts, min_size=10, max_size=10))
def test_whatever_was_typed_comes_back(made_office, made_book, tmp_path_factory, found):
    from dataclasses import replace
    from shutil import copy

    from db.core.companions import keys_path
    from db.security.opening import open_with_key

    folder, opened = tmp_path_factory.mktemp("trip"), []
    for source in (made_office.book.path, made_book.path):
        copy(source, folder), copy(keys_path(source), folder)
        path, now = folder / source.name, datetime(2022, 6, 27)
        opened.append(open_with_key(path, made_book.key, made_book.actor, lambda now=now: now))
    try:
        office = replace(made_office, book=opened[0])
        fill(office, found)
        check_round_trip(office, opened[1], folder)
    finally:
        for book in opened:
            book.close()
