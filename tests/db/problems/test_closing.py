"""What closing out depends on besides the step itself."""

from __future__ import annotations

from datetime import date

import pytest

from db.core.errors import UserError
from db.problems.closing import closing_of, tasks_come
from db.problems.queries import get_problem
from db.problems.sheets import sheets
from db.progress.draft import ProgressDraft
from db.tasks.actions import assign_many, save_task, take_step
from db.tasks.draft import TaskDraft
from db.tasks.queries import Origin


def step(ledger, task, code, files=()):
    take_step(ledger.book, task, code, ProgressDraft(date(2022, 4, 1), "张伟", None, "好"), files)


def finish(ledger, task, files):
    step(ledger, task, "start")
    step(ledger, task, "submit", files)
    step(ledger, task, "confirm")


def test_the_result_that_is_told_stands_with_the_problem(ledger):
    made = ledger.add(state="整改中")
    ledger.step(made, "request", text="已补齐", files=ledger.evidence())
    assert ledger.read(get_problem, made).result == "已补齐"
    ledger.step(made, "return", by="李强")
    ledger.step(made, "request", text="又补了签到表")
    assert ledger.read(get_problem, made).result == "又补了签到表"
    ledger.book.undo()
    assert ledger.read(get_problem, made).result == "已补齐"


def test_a_result_in_other_words_stays(ledger):
    made = ledger.add(state="整改中", result="记录已规范")
    ledger.step(made, "request", text="请销号", files=ledger.evidence())
    assert ledger.read(get_problem, made).result == "记录已规范"


def test_what_the_certificate_would_leave_empty_is_known(ledger):
    made = ledger.add(state="整改中", measures="逐条补齐")
    assert ledger.read(closing_of, made).blank == ("整改目标", "整改成效")


def test_evidence_of_finished_tasks_counts(ledger):
    made = ledger.add(state="整改中")
    task = save_task(ledger.book, TaskDraft("补齐记录"), source=Origin("problem", made))
    other = save_task(ledger.book, TaskDraft("别的"))
    finish(ledger, other, ledger.evidence("无关.jpg", b"other"))
    step(ledger, task, "start")
    step(ledger, task, "submit", ledger.evidence())
    with pytest.raises(UserError) as error:
        ledger.step(made, "request")
    assert "已经完成的任务" in error.value.text
    assert (ledger.read(tasks_come, made), ledger.read(closing_of, made).from_tasks) == ((1, 0), 0)
    step(ledger, task, "confirm")
    assert (ledger.read(tasks_come, made), ledger.read(closing_of, made).from_tasks) == ((1, 1), 1)
    ledger.step(made, "request", text="已补齐")
    [sheet] = ledger.read(sheets, [made])
    assert [file.name for file in sheet.files] == ["照片.jpg"]


def test_evidence_of_a_finished_part_counts(ledger):
    made = ledger.add(state="整改中")
    assign_many(ledger.book, TaskDraft("补齐记录"), [ledger.office.branch], [], source=Origin("problem", made))
    with ledger.book.read() as connection:
        [part] = connection.exec_driver_sql("SELECT id FROM task WHERE parent_id IS NOT NULL").scalars()
    finish(ledger, part, ledger.evidence())
    assert ledger.read(closing_of, made).from_tasks == 1
    ledger.step(made, "request")
