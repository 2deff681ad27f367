"""The state machine of tasks: whatever is done in whatever order, states and figures agree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.core.errors import UserError
from db.progress.draft import ProgressDraft
from db.progress.steps import possible, step_to_take
from db.rules.actions import set_rule
from db.tasks import states
from db.tasks.actions import add_progress, save_task, take_step
from db.tasks.draft import TaskDraft
from db.tasks.fields import DONE, NOT_STARTED, OPEN, STATES
from db.tasks.queries import get_task

DAY = date(2022, 6, 27)
CODES = [step.code for step in states.STEPS]
DEEDS = st.tuples(
    st.sampled_from([*CODES, "progress"]), st.sampled_from([0, 1, 2]), st.sampled_from([None, 0, 40, 100]),
    st.sampled_from([0, 0, 0, 7]),
)  # fmt: skip


@pytest.mark.parametrize("confirm", [True, False])
def test_every_state_has_a_way_out_and_every_step_leads_to_a_state(confirm):
    steps = states.steps(confirm)
    assert {step.after for step in steps} <= set(STATES)
    assert all(possible(steps, state) for state in STATES)
    assert (states.SUBMIT, DONE) in [(step.code, step.after) for step in steps] or confirm


@given(st.sampled_from(STATES), st.sampled_from(CODES), st.booleans())
def test_a_step_is_taken_exactly_where_it_is_offered(state, code, confirm):
    steps = states.steps(confirm)
    if code in [step.code for step in possible(steps, state)]:
        assert step_to_take(steps, code, state, "这项任务").after != state
    else:
        with pytest.raises(UserError):
            step_to_take(steps, code, state, "这项任务")


def check(desk, task, expected):
    row, read = desk.row(task), desk.read(get_task, task)
    assert row.state == expected
    assert (row.closed_on is not None) == (row.state == DONE)
    assert 0 <= row.percent <= (100 if row.state == DONE else 99)
    if row.state == DONE:
        assert row.percent == read.percent == 100
    if row.state == NOT_STARTED:
        assert row.percent == 0
    entries = desk.entries(task)
    assert not entries or entries[-1].state == row.state


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, max_size=14), st.booleans())
def test_any_sequence_of_steps_keeps_states_and_figures_legal(desk, deeds, confirm):
    """A whole with two parts; what is refused changes nothing."""
    set_rule(desk.book, "tasks.confirm", "1" if confirm else "0", DAY, "本单位规定")
    whole = save_task(desk.book, TaskDraft("整体"))
    tasks = [whole, *(save_task(desk.book, TaskDraft(name), parent_id=whole) for name in "甲乙")]
    steps = {step.code: step for step in states.steps(confirm)}
    for code, at, percent, ago in deeds:
        before = {task: desk.row(task) for task in tasks}
        draft = ProgressDraft(DAY - timedelta(ago), "周文", percent, "一段。")
        try:
            if code == "progress":
                add_progress(desk.book, tasks[at], draft)
            else:
                take_step(desk.book, tasks[at], code, draft)
        except UserError:
            assert {task: desk.row(task) for task in tasks} == before
            continue
        expected = before[tasks[at]].state
        if code != "progress":
            assert expected in steps[code].before
            expected = steps[code].after
        elif expected == NOT_STARTED:
            expected = "进行中"
        check(desk, tasks[at], expected)
        for task in tasks:
            check(desk, task, desk.row(task).state)
        if desk.row(whole).state not in OPEN:
            assert all(desk.row(part).state not in OPEN for part in tasks[1:]), "nothing is open below what is closed"
        if desk.row(whole).state == NOT_STARTED:
            assert {desk.row(part).state for part in tasks[1:]} <= {NOT_STARTED, "已取消"}, "begun with its part"
