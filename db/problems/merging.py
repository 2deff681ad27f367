"""Several records of one problem become one. The others keep their number and history and count no more."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from db.attachments.models import AttachmentLink
from db.core.action import Work
from db.core.book import Book
from db.core.errors import UserError
from db.problems.actions import EDIT, refuse_merged
from db.problems.closing import TABLE
from db.problems.fields import OPEN
from db.problems.models import Problem
from db.problems.queries import GONE
from db.problems.references import lead_to
from db.progress.actions import EVIDENCE
from db.progress.models import ProgressEntry
from db.tasks.models import Task

_OTHER = "其他"  # what a file is for that was evidence elsewhere


def merge(book: Book, kept_id: int, other_ids: Sequence[int]) -> None:
    """Merge others into the problem to keep, which takes their tasks, attachments, progress and findings."""
    others = [one for one in dict.fromkeys(other_ids) if one != kept_id]
    if not others:
        raise UserError("请至少选择两个问题再合并。")
    with book.action("合并问题", EDIT) as work:
        kept, *merged = work.get_many(Problem, [kept_id, *others], GONE)
        for problem in (kept, *merged):
            refuse_merged(work, problem)
        _refuse_losing(kept, merged)
        _take_values(kept, merged)
        lead_to(work, others, kept_id)
        for problem in merged:
            problem.merged_into_id = kept_id
        _take_tasks(work, kept_id, others)
        _take_progress(work, kept, merged)
        _take_attachments(work, kept_id, others)


def _refuse_losing(kept: Problem, merged: Sequence[Problem]) -> None:
    """What is still to be done must not vanish behind what is done."""
    if kept.state not in OPEN and (still := next((one for one in merged if one.state in OPEN), None)):
        raise UserError(
            f"{kept.number} {kept.state}，而 {still.number} 还在“{still.state}”。请保留 {still.number}，"
            f"或先把 {kept.number} 重新整改。"
        )


def _take_values(kept: Problem, merged: Sequence[Problem]) -> None:
    """What is a hard case stays one, and a deadline that is still to be kept is not lost."""
    kept.hard = kept.hard or any(one.hard for one in merged)
    if kept.due_on is None and kept.state in OPEN:
        days = (one.due_on for one in merged if one.state in OPEN and one.due_on and one.due_on >= kept.found_on)
        kept.due_on = min(days, default=None)


def _take_tasks(work: Work, kept_id: int, others: Sequence[int]) -> None:
    for task in work.session.execute(
        select(Task).where(Task.source_table == TABLE, Task.source_id.in_(others))
    ).scalars():  # fmt: skip
        task.source_id = kept_id


def _take_progress(work: Work, kept: Problem, merged: Sequence[Problem]) -> None:
    """Their entries say whose they were, and are no steps of the kept one's own course."""
    numbers = {problem.id: problem.number for problem in merged}
    entries = select(ProgressEntry).where(ProgressEntry.table_name == TABLE, ProgressEntry.row_id.in_(numbers))
    for entry in work.session.execute(entries).scalars():
        entry.text = f"【{numbers[entry.row_id]}】{entry.text}"
        entry.row_id, entry.step = kept.id, ""


def _take_attachments(work: Work, kept_id: int, others: Sequence[int]) -> None:
    """A content the kept one has already stays where it was. What proved another's rectification does not prove the
    kept one's by itself."""
    on_problems = AttachmentLink.table_name == TABLE
    own = list(
        work.session.execute(select(AttachmentLink).where(on_problems, AttachmentLink.row_id == kept_id)).scalars()
    )
    there = {link.attachment_id for link in own}
    last = max((link.no for link in own), default=0)
    theirs = select(AttachmentLink).where(on_problems, AttachmentLink.row_id.in_(others))
    for link in work.session.execute(theirs.order_by(AttachmentLink.row_id, AttachmentLink.no)).scalars():
        if link.attachment_id not in there:
            there.add(link.attachment_id)
            last += 1
            link.row_id, link.no = kept_id, last
            link.role = _OTHER if link.role == EVIDENCE else link.role
