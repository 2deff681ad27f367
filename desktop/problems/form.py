"""The form of a problem, and how its course goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from db.core.book import Connection
from db.core.dates import show_date
from db.problems import actions
from db.problems.closing import TABLE, closing_of, tasks_come
from db.problems.draft import ProblemDraft
from db.problems.fields import FIELDS, NOT_STARTED, RECTIFYING
from db.problems.queries import Shown, find
from db.problems.rules import LAST, REOPEN, REQUEST, RETURN, REVIEW, START, STEPS
from db.progress.steps import possible
from desktop.duties.progress_dialog import Asked
from desktop.duties.progress_tab import Course, Stand
from desktop.widgets.choice_editor import ChoiceEdit
from desktop.widgets.editors import LongTextEdit
from desktop.widgets.form import RecordForm
from desktop.widgets.organization_picker import OrganizationPicker
from desktop.widgets.places import Places

_BY_STEPS = ("state", "closed_on")
_FORM = tuple(field for field in FIELDS if field.name not in _BY_STEPS)
_SECTIONS = (
    ("", ("text", "source", "found_on", "organization_id", "due_on", "leader", "responsible", "category", "number",
          "hard")),
    ("整改", ("goal", "measures", "result", "note")),
)  # fmt: skip
_RESULT = next(field.label for field in FIELDS if field.name == "result")  # the request tells it
_LOW, _LOWEST = 88, 58  # pixels of a long text


class ProblemForm(RecordForm):
    """All fields but those that steps change: these stay as they were loaded."""

    def __init__(self, places: Places, today: Callable[[], date]) -> None:
        hard = next(field for field in FIELDS if field.name == "hard")
        self.place = OrganizationPicker(lambda: places.every(self.place.value()))
        super().__init__(
            _FORM, _SECTIONS, today=today,
            # One of 是 and 否 is always meant: neither is blank.
            editors={"organization_id": self.place, "hard": ChoiceEdit(replace(hard, required=True))},
        )  # fmt: skip
        for name, editor in self.editors.items():
            if isinstance(editor, LongTextEdit):
                editor.text.setFixedHeight(_LOWEST if name in ("goal", "note") else _LOW)
        self._kept: dict[str, Any] = {}
        self.show_draft(ProblemDraft())

    def show_draft(self, draft: ProblemDraft) -> None:
        self._kept = {name: getattr(draft, name) for name in _BY_STEPS}
        self.load({field.name: getattr(draft, field.name) for field in _FORM})

    def draft(self) -> ProblemDraft:
        """What is entered. ``UserError`` names what is wrong."""
        values = self.values()
        return ProblemDraft(**values | self._kept | {"source": values["source"] or "", "hard": bool(values["hard"])})


def headline(one: Shown) -> str:
    """What the card says of a problem: its number, where it stands, since when it is late."""
    told = [one.draft.number, one.draft.state if one.merged_into is None else f"已并入 {one.merged_into[0]}"]
    if one.merged_into is None and one.late:
        told.append(f"逾期 {one.late} 天")
    if one.draft.hard:
        told.append("难点")
    return " · ".join(told)


def standing(one: Shown) -> str:
    """How long it has been open, above its course."""
    if one.merged_into is not None:
        return f"经过已并入 {one.merged_into[0]}"
    if one.draft.closed_on is not None:
        return f"{one.draft.state}（{show_date(one.draft.closed_on)}，历时 {one.days} 天）"
    return f"{one.draft.state}（已 {one.days} 天）"


def _stand(connection: Connection, problem_id: int) -> Stand:
    one = find(connection, problem_id)
    if one is None:
        return Stand("", None, ())
    steps = [] if one.merged_into else possible(STEPS, one.draft.state)
    return Stand(standing(one), None, steps, _of_tasks(one.draft.state, *tasks_come(connection, problem_id)))


def _of_tasks(state: str, tasks: int, done: int) -> str:
    """How far its tasks have come; they do not take the problem's own steps."""
    if not tasks:
        return ""
    if state == NOT_STARTED:
        left = f"问题仍是“{NOT_STARTED}”，请点“启动整改”。"
    else:
        left = "问题可以申请销号了。" if done == tasks and state == RECTIFYING else ""
    return f"任务 {tasks} 项，{done} 项已完成。{left}"


def _worded(connection: Connection, problem_id: int, step: str, asked: Asked, user: str) -> Asked:
    """What the record adds to a question: whom it asks, what is missing, what its tasks bring."""
    if step not in (REQUEST, REVIEW):
        return asked
    found = closing_of(connection, problem_id)
    blank = [label for label in found.blank if step == REVIEW or label != _RESULT]
    notes = [asked.note]
    if step == REQUEST and found.from_tasks:
        notes.append(f"已完成的任务有 {found.from_tasks} 件佐证材料，不必重复添加。")
    if blank:
        notes.append(f"{'、'.join(blank)}还没有填写，打印的销号证明和一问题一单上会空着，可以先在“基本信息”里补上。")
    return replace(asked, note="\n".join(notes), by_user=step == REQUEST or found.may_review(user))


COURSE = Course(
    table=TABLE,
    labels={step.code: step.label for step in STEPS},
    asked={
        START: Asked("启动整改", "启动整改", f"问题从“{NOT_STARTED}”转为“整改中”。", text="整改安排"),
        REQUEST: Asked(
            "申请销号", "申请销号",
            "请写明整改结果，并附上佐证材料（“附件”里用途为“佐证”的也算）。整改成效没有填写的，按整改结果记。",
            text="整改结果", by="申请人", text_required=True,
        ),
        REVIEW: Asked("审核销号", "同意销号", "须由申请人以外的人审核。", text="审核意见", by="审核人"),
        RETURN: Asked(
            "退回", "退回", "问题退回“整改中”继续整改。", text="退回原因", by="审核人", text_required=True, files=False
        ),
        LAST: Asked(
            "转长期坚持", "转长期坚持", "需要长期抓的问题，不再计逾期，也不算已销号。", text="说明", text_required=True
        ),
        REOPEN: Asked("重新整改", "重新整改", "问题回到“整改中”，销号日期取消。", text="原因", text_required=True),
    },
    stand=_stand,
    take=actions.take_step,
    note=actions.add_progress,
    word=_worded,
    follows=("task",),
)  # fmt: skip
