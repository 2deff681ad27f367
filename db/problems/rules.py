"""What a problem must hold, how it begins, how it goes from state to state, and who may take a step."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date

from db.core.errors import UserError
from db.core.fields import check
from db.problems.draft import ProblemDraft
from db.problems.fields import CLOSED, FIELDS, LASTING, NOT_STARTED, RECTIFYING, TO_CLOSE
from db.progress.steps import Step

START, REQUEST, REVIEW, RETURN, LAST, REOPEN = "start", "request", "review", "return", "last", "reopen"

STEPS: tuple[Step, ...] = (
    Step(START, "启动整改", (NOT_STARTED,), RECTIFYING),
    Step(REQUEST, "申请销号", (RECTIFYING, LASTING), TO_CLOSE),
    Step(REVIEW, "审核销号", (TO_CLOSE,), CLOSED),
    Step(RETURN, "退回", (TO_CLOSE,), RECTIFYING),
    Step(LAST, "转长期坚持", (RECTIFYING, TO_CLOSE), LASTING),
    Step(REOPEN, "重新整改", (CLOSED, LASTING), RECTIFYING),
)

BY_STEPS = (TO_CLOSE, CLOSED)  # states that only steps lead to

_SEVERAL = re.compile(r"[、;,，；/\n]")  # between names
_ADDED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")  # （街道）
_BLANKS = re.compile(r"\s+")
_LABELS = {"due_on": "整改时限", "closed_on": "销号日期", "found_on": "发现日期"}


@dataclass(frozen=True, slots=True)
class Age:
    """How many days problems of one group have been open; ``most`` None: without end."""

    label: str
    least: int
    most: int | None


AGES = (Age("30天以内", 0, 30), Age("31—90天", 31, 90), Age("91—180天", 91, 180), Age("180天以上", 181, None))


def check_problem(draft: ProblemDraft, today: date | None = None) -> None:
    """``UserError`` naming every field that is wrong. With *today* what is found later is refused too."""
    check(FIELDS, draft)
    wrong = {}
    if today and draft.found_on and draft.found_on > today:
        wrong["found_on"] = "还没有到"
    if draft.found_on and draft.due_on and draft.due_on < draft.found_on:
        wrong["due_on"] = "早于发现日期"
    if draft.state == CLOSED:
        if draft.closed_on is None:
            wrong["closed_on"] = "没有填写，已销号的问题要有销号日期"
        elif draft.found_on and draft.closed_on < draft.found_on:
            wrong["closed_on"] = "早于发现日期"
        elif today and draft.closed_on > today:
            wrong["closed_on"] = "还没有到"
    elif draft.closed_on is not None:
        wrong["closed_on"] = f"只有已销号的问题才有，现在是“{draft.state}”"
    if wrong:
        raise UserError("；".join(f"{_LABELS[name]}{text}" for name, text in wrong.items()) + "。", wrong)


def check_found(found_on: date, first_step: date | None, closed_on: date | None) -> None:
    """``UserError`` where a problem would be found after what has been done about it."""
    done = [(day, what) for day, what in ((first_step, "启动整改等步骤"), (closed_on, "销号")) if day is not None]
    day, what = min(done, default=(found_on, ""))
    if found_on > day:
        raise UserError(
            f"发现日期 {found_on} 晚于 {day} 的{what}。请填 {day} 或更早的日期。", {"found_on": f"晚于 {day} 的{what}"}
        )


def check_beginning(draft: ProblemDraft) -> None:
    """``UserError`` where a new problem begins in a state that only steps lead to."""
    if draft.state in BY_STEPS:
        raise UserError(
            f"新登记的问题不能一开始就是“{draft.state}”。请先按“{RECTIFYING}”登记，再申请销号、由另一人审核。",
            {"state": f"不能一开始就是“{draft.state}”"},
        )


def begun_anew(draft: ProblemDraft) -> ProblemDraft:
    """What was entered of a problem, as a new one: asked for or reviewed once more."""
    return replace(draft, state=RECTIFYING, closed_on=None) if draft.state in BY_STEPS else draft


def people_in(names: str) -> list[str]:
    """The people *names* tells of, each as names are compared: without width, blanks and bracketed additions."""
    told = "".join(sign for sign in unicodedata.normalize("NFKC", names) if unicodedata.category(sign) != "Cf")
    parts = (_BLANKS.sub("", _ADDED.sub("", part)).casefold() for part in _SEVERAL.split(told))
    return [part for part in parts if part]
