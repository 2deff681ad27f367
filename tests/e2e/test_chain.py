"""One finding from the inspection to the file: problem, task, progress with a photo, close-out, paper, history."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime

import pypdf
import pytest
from PySide6.QtGui import QImage

from db.audit.history import history_of
from db.core.errors import UserError
from db.inspections.actions import save_inspection
from db.inspections.draft import FindingLine, InspectionDraft, VisitLine
from db.inspections.queries import get_inspection
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.problems import actions as problems
from db.problems.draft import ProblemDraft
from db.problems.queries import get_problem
from db.problems.rules import REQUEST, REVIEW, START
from db.problems.sheets import sheets
from db.progress.draft import ProgressDraft
from db.tasks import actions as tasks
from db.tasks.draft import TaskDraft
from db.tasks.queries import Origin, get_task
from db.tasks.states import CONFIRM, SUBMIT
from desktop.problems.photos import photos_of
from desktop.problems.printouts.sheet import print_problem_sheets


def said(by, text="", day=20):
    return ProgressDraft(date(2022, 6, day), by, None, text)


@pytest.fixture
def photo(tmp_path):
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(0xFF3366)
    path = tmp_path / "修好的屋顶.png"
    assert picture.save(str(path))
    return path, path.name


def test_a_finding_is_followed_from_the_inspection_to_its_paper(qapp, book, photo):
    book.now = lambda: datetime(2022, 6, 27, 9)
    street = save_organization(book, OrganizationDraft("和平街道党工委", "党工委", "机关"))
    branch = save_organization(book, OrganizationDraft("和平社区第一党支部", "党支部", "社区", parent_id=street))
    person = save_person(book, PersonDraft("张喆", stage="正式党员", organization_id=branch, since=date(2020, 1, 1)))

    inspection = save_inspection(book, InspectionDraft(
        street, None, date(2022, 6, 20), "日常督导", "阵地督导", "李敏", "看了活动室。", "",
        (VisitLine(branch),), (FindingLine("活动室漏雨", branch, "修好屋顶", date(2022, 7, 31)),),
    ), listing=ProblemDraft())  # fmt: skip
    with book.read() as connection:
        problem = get_inspection(connection, inspection).findings[0].problem_id
        draft = get_problem(connection, problem)
    assert (draft.number, draft.source, draft.organization_id, draft.due_on) == (
        "2022-001", "督查", branch, date(2022, 7, 31),
    )  # fmt: skip

    problems.save_problem(book, replace(draft, measures="重做防水层"), problem)
    problems.take_step(book, problem, START, said("张喆", "已请施工队"))
    wanted = TaskDraft("修好屋顶", organization_id=branch, due_on=date(2022, 7, 15), people=(person,))
    task = tasks.save_task(book, wanted, source=Origin("problem", problem))
    tasks.add_progress(book, task, said("张喆", "屋顶已修好", 22), [photo])
    tasks.take_step(book, task, SUBMIT, said("张喆", "", 22))
    tasks.take_step(book, task, CONFIRM, said("李敏", "", 23))
    problems.take_step(book, problem, REQUEST, said("张喆", "屋顶修好，不再漏雨", 23), [photo])
    with pytest.raises(UserError, match="另一人"):
        problems.take_step(book, problem, REVIEW, said("张 喆", "", 24))
    problems.take_step(book, problem, REVIEW, said("李敏", "到现场看过", 24))

    with book.read() as connection:
        closed, finished = get_problem(connection, problem), get_task(connection, task)
        (sheet,) = sheets(connection, [problem])
        told = [entry.name for entry in history_of(connection, "problem", problem)]
    assert (closed.state, closed.closed_on, closed.result) == ("已销号", date(2022, 6, 24), "屋顶修好，不再漏雨")
    assert (finished.state, finished.percent) == ("已完成", 100)

    paper = io.BytesIO()
    print_problem_sheets([sheet], photos_of(book), paper)
    pages = pypdf.PdfReader(paper).pages
    text = "".join(page.extract_text() for page in pages).replace("\n", "")
    for word in (
        "2022-001",
        "活动室漏雨",
        "重做防水层",
        "屋顶修好，不再漏雨",
        "到现场看过",
        "张喆",
        "李敏",
        "修好的屋顶",
    ):
        assert word in text
    assert sum(len(page.images) for page in pages) == 1
    assert "审核销号" in told[0]
    assert "列入问题台账" in told[-1] or "督导检查" in told[-1]
