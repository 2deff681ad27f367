"""Changing problems: entering and rewriting them, their steps and progress, what is done with many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import date

from sqlalchemy import ColumnElement, func, select

from db.attachments.actions import Brought, store_files
from db.core.action import Stop, Work, unstopped
from db.core.book import Book
from db.core.errors import UserError
from db.core.fields import check
from db.organizations.models import Organization
from db.problems.closing import TABLE, has_evidence, last_request
from db.problems.draft import ProblemDraft
from db.problems.fields import CLOSED
from db.problems.models import Problem
from db.problems.numbers import Numbers, canonical
from db.problems.queries import GONE
from db.problems.references import lead_to
from db.problems.rules import REQUEST, REVIEW, STEPS, check_beginning, check_found, check_problem, people_in
from db.progress.actions import EVIDENCE, note
from db.progress.draft import Evidence, ProgressDraft
from db.progress.fields import FIELDS as PROGRESS
from db.progress.models import ProgressEntry
from db.progress.steps import Step, step_to_take
from db.rules.queries import read_rules

READ, EDIT = "problems.read", "problems.edit"


def enter(work: Work, draft: ProblemDraft, numbers: Numbers | None = None) -> Problem:
    """Add a problem within another action. Who adds many hands *numbers* over, so that they are read once."""
    check_problem(draft)
    check_beginning(draft)
    assert draft.found_on is not None
    _check_organization(work, draft.organization_id)
    number = (numbers or Numbers(work)).give(draft.number, draft.found_on)
    problem = Problem(id=work.new_id(), **{**asdict(draft), "number": number})
    work.session.add(problem)
    return problem


def save_problem(book: Book, draft: ProblemDraft, problem_id: int | None = None) -> int:
    """Add a problem or change it; returns the id. The state of one in the book is changed by ``take_step`` alone."""
    today = book.now().date()
    with book.action("登记问题" if problem_id is None else "修改问题", EDIT) as work:
        if problem_id is None:
            check_problem(draft, today)
            return enter(work, draft).id
        problem = _standing(work, problem_id)
        _rewrite(work, problem, draft, today)
        return problem.id


def _rewrite(work: Work, problem: Problem, draft: ProblemDraft, today: date) -> None:
    """The form may have been loaded before a step was taken: what steps change is not taken from it."""
    if draft.found_on and draft.found_on != problem.found_on:
        check_found(draft.found_on, _first_step(work, problem.id), problem.closed_on)
    draft = replace(draft, state=problem.state, closed_on=problem.closed_on)
    check_problem(draft, today)
    assert draft.found_on is not None
    _check_organization(work, draft.organization_id)
    number = canonical(draft.number)
    if number != problem.number or not number:
        number = Numbers(work).give(number, draft.found_on)
    for name, value in (asdict(draft) | {"number": number}).items():
        setattr(problem, name, value)


def delete_problems(book: Book, problem_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Delete problems with what hangs on them; refused where others were merged into one of them."""
    with book.action("删除问题", EDIT) as work:
        problems = work.get_many(Problem, problem_ids, GONE)
        _refuse_kept(work, problems)
        lead_to(work, problem_ids, None)
        for problem in problems:
            stop()
            work.session.delete(problem)


def _refuse_kept(work: Work, problems: Sequence[Problem]) -> None:
    """What others had hangs on the one they were merged into."""
    going = {problem.id: problem.number for problem in problems}
    columns = select(Problem.id, Problem.number, Problem.merged_into_id).where(Problem.merged_into_id.is_not(None))
    for row in work.session.execute(columns.order_by(Problem.number)):
        if row.merged_into_id in going and row.id not in going:
            kept = going[row.merged_into_id]
            raise UserError(
                f"{row.number} 已并入问题 {kept}，它的进展、附件和任务都在那里，所以 {kept} 不能删除。"
                f"请先在“操作记录”里撤销合并，或保留 {kept}。"
            )


# -- steps and progress ------------------------------------------------------------------------------------------


def take_step(
    book: Book, problem_id: int, code: str, draft: ProgressDraft, files: Sequence[Evidence] = ()
) -> None:  # fmt: skip
    """Lead a problem into its next state; *files* are the evidence brought with it."""
    _check_entry(book, draft)
    brought = store_files(book, files)
    label = next(step.label for step in STEPS if step.code == code)
    with book.action(label, EDIT) as work:
        problem = _standing(work, problem_id)
        step = step_to_take(STEPS, code, problem.state, "这个问题")
        _check_step(work, problem, step, draft, brought)
        if step.code == REQUEST:
            _tell_result(work, problem, draft.text.strip())
        problem.state = step.after
        problem.closed_on = draft.noted_on if step.after == CLOSED else None
        note(work, TABLE, problem_id, draft, step.after, step, brought)


def _tell_result(work: Work, problem: Problem, text: str) -> None:
    """What is said of the result stands with the problem too, unless the form tells it in other words."""
    if text and problem.result.strip() in ("", last_request(work.connection, problem.id)[1]):
        problem.result = text


def add_progress(book: Book, problem_id: int, draft: ProgressDraft, files: Sequence[Evidence] = ()) -> None:
    """Tell how far the rectification has come; the state stays."""
    _check_entry(book, draft)
    if not draft.text.strip():
        raise UserError("请填写进展情况。", {"text": "请填写进展情况"})
    brought = store_files(book, files)
    with book.action("登记进展", EDIT) as work:
        problem = _standing(work, problem_id)
        _refuse_before(draft, problem.found_on, "发现日期")
        note(work, TABLE, problem_id, draft, problem.state, files=brought)


def _check_entry(book: Book, draft: ProgressDraft) -> None:
    """What can be told before files are stored."""
    check(PROGRESS, draft)
    if draft.noted_on and draft.noted_on > book.now().date():
        raise UserError(f"日期 {draft.noted_on} 还没有到。请填今天或更早的日期。", {"noted_on": "还没有到"})


def _check_step(work: Work, problem: Problem, step: Step, draft: ProgressDraft, brought: Sequence[Brought]) -> None:
    assert draft.noted_on is not None
    rules = read_rules(work.connection)
    _refuse_before(draft, problem.found_on, "发现日期")
    last = _last_step(work, problem.id)
    if last is not None:
        _refuse_before(draft, last.noted_on, "上一步的日期")
    if step.code == REQUEST and not brought and rules.switched_on("problems.evidence", draft.noted_on):
        _ask_evidence(work, problem.id)
    if step.code == REVIEW:
        _check_review(last, draft, twice=rules.switched_on("problems.second_review", draft.noted_on))


def _check_review(last: ProgressEntry | None, draft: ProgressDraft, *, twice: bool) -> None:
    """It answers a request, and *twice* asks for another person than who made that."""
    if last is None or last.step != REQUEST:
        raise UserError("没有这次销号的申请记录，不能审核。请先“退回”，再重新申请销号。", {"state": "没有销号申请"})
    reviewers = people_in(draft.by)
    if twice and len(reviewers) != 1:
        raise UserError("审核人只填一个人的姓名。", {"by": "只填一个人"})
    if twice and set(reviewers) & set(people_in(last.by)):
        raise UserError(f"销号由{last.by}申请，须由另一人审核。请换一个审核人。", {"by": "须由另一人审核"})


def _steps_of(problem_id: int) -> tuple[ColumnElement[bool], ...]:
    return ProgressEntry.table_name == TABLE, ProgressEntry.row_id == problem_id, ProgressEntry.step != ""


def _first_step(work: Work, problem_id: int) -> date | None:
    return work.session.execute(select(func.min(ProgressEntry.noted_on)).where(*_steps_of(problem_id))).scalar()


def _last_step(work: Work, problem_id: int) -> ProgressEntry | None:
    entries = select(ProgressEntry).where(*_steps_of(problem_id)).order_by(ProgressEntry.id.desc())
    return work.session.execute(entries.limit(1)).scalar()


def _ask_evidence(work: Work, problem_id: int) -> None:
    if not has_evidence(work.connection, problem_id):
        raise UserError(
            f"申请销号须附佐证材料：请添加照片、文件等，或先在“附件”中把已有材料的用途设为“{EVIDENCE}”。"
            f"由这个问题转成、已经完成的任务，其中用途为“{EVIDENCE}”的附件也算。",
            {"files": "请添加佐证材料"},
        )


def _refuse_before(draft: ProgressDraft, day: date, what: str) -> None:
    if draft.noted_on is not None and draft.noted_on < day:
        raise UserError(
            f"日期 {draft.noted_on} 早于{what} {day}。请填 {day} 或更晚的日期。", {"noted_on": f"早于{what}"}
        )


# -- many at once ------------------------------------------------------------------------------------------------


def mark_hard(book: Book, problem_ids: Sequence[int], hard: bool, stop: Stop = unstopped) -> None:
    """Mark problems as hard cases (难点), or take the mark off."""

    def mark(problem: Problem) -> None:
        problem.hard = hard

    _change(book, "标记难点" if hard else "取消难点标记", problem_ids, mark, stop)


def change_deadline(book: Book, problem_ids: Sequence[int], due_on: date, stop: Stop = unstopped) -> int:
    """Give problems another deadline; returns how many were left as they are, closed out already.

    ``UserError`` when one of them was found later, or none is left to change.
    """
    closed: list[str] = []

    def give(problem: Problem) -> None:
        if problem.state == CLOSED:
            closed.append(problem.number)
            return
        if due_on < problem.found_on:
            raise UserError(
                f"{problem.number} 发现于 {problem.found_on}，时限不能更早。请填更晚的日期，或不选这个问题。",
                {"due_on": "早于发现日期"},
            )
        problem.due_on = due_on

    _change(book, "调整整改时限", problem_ids, give, stop)
    if len(closed) == len(set(problem_ids)):
        raise UserError("所选问题都已销号，时限不再调整。没有整改到位的，请先“重新整改”。")
    return len(closed)


def assign(
    book: Book, problem_ids: Sequence[int], organization_id: int | None, leader: str = "", responsible: str = "",
    stop: Stop = unstopped,
) -> None:  # fmt: skip
    """Give problems to an organization and people; what is left empty stays as it is."""
    given = {"organization_id": organization_id, "leader": leader.strip(), "responsible": responsible.strip()}
    given = {name: value for name, value in given.items() if value}
    if not given:
        raise UserError("请至少选择责任单位，或填写责任领导、责任人。", {"organization_id": "请选择责任单位"})

    def give(problem: Problem) -> None:
        check_problem(ProblemDraft(**{name: getattr(problem, name) for name in asdict(ProblemDraft())} | given))
        for name, value in given.items():
            setattr(problem, name, value)

    _change(book, "指定责任单位和责任人", problem_ids, give, stop)


def _change(
    book: Book, name: str, problem_ids: Sequence[int], change: Callable[[Problem], object], stop: Stop
) -> None:  # fmt: skip
    with book.action(name, EDIT) as work:
        for problem in work.get_many(Problem, problem_ids, GONE):
            stop()
            refuse_merged(work, problem)
            change(problem)
        organizations = {problem.organization_id for problem in work.session.dirty if isinstance(problem, Problem)}
        for organization_id in organizations:
            _check_organization(work, organization_id)


# -- what each of them asks --------------------------------------------------------------------------------------


def _standing(work: Work, problem_id: int) -> Problem:
    """The problem to change: there, and merged into no other."""
    problem = work.get(Problem, problem_id, GONE)
    refuse_merged(work, problem)
    return problem


def refuse_merged(work: Work, problem: Problem) -> None:
    if problem.merged_into_id is not None:
        kept = work.get(Problem, problem.merged_into_id, GONE)
        raise UserError(f"问题 {problem.number} 已并入 {kept.number}，请在 {kept.number} 中修改。")


def _check_organization(work: Work, organization_id: int | None) -> None:
    if organization_id is not None:
        work.get(Organization, organization_id, "责任单位已被删除，请重新选择。", "organization_id")
