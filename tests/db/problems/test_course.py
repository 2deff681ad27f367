"""Whatever is done in whatever order: the states, the dates and the two rules of closing out hold."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.core.errors import UserError
from db.problems.fields import STATES
from db.problems.rules import STEPS
from db.progress.steps import possible

CODES = [step.code for step in STEPS]
FOUND = date(2022, 3, 1)
TODAY = date(2022, 6, 27)
ENDS = {"启动整改": "整改中", "申请销号": "待销号", "审核销号": "已销号", "退回": "整改中", "转长期坚持": "长期坚持",
        "重新整改": "整改中"}  # fmt: skip

tried = st.lists(
    st.tuples(
        st.sampled_from(CODES), st.sampled_from(["张伟", " 张 伟", "李强"]), st.integers(-2, 125),
        st.booleans(),
    ),
    max_size=12,
)  # fmt: skip


def test_every_state_leads_on_and_every_step_where_it_says():
    assert {step.label: step.after for step in STEPS} == ENDS
    for state in STATES:
        assert possible(STEPS, state)
    begun = {"未启动"}
    for _ in STATES:
        begun |= {step.after for step in STEPS if begun & set(step.before)}
    assert begun == set(STATES)
    assert [step.before for step in STEPS if step.after == "已销号"] == [("待销号",)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tried)
def test_any_course(ledger, tried):
    made = ledger.add()
    state, closed, asked, last_on, has_evidence, taken = "未启动", None, "", FOUND, False, []
    for code, by, days, brings in tried:
        step = next(step for step in STEPS if step.code == code)
        on = FOUND + timedelta(days)
        allowed = (
            state in step.before
            and last_on <= on <= TODAY
            and (code != "request" or brings or has_evidence)
            and (code != "review" or "".join(by.split()) != "".join(asked.split()))
        )
        try:
            ledger.step(made, code, by=by, on=on, files=ledger.evidence() if brings else ())
        except UserError:
            assert not allowed, (state, code, by, on)
            continue
        assert allowed, (state, code, by, on)
        state, last_on, has_evidence = ENDS[step.label], on, has_evidence or brings
        closed, asked = (on if state == "已销号" else None), (by if code == "request" else asked)
        taken.append((code, state, by.strip(), on))
    row = next(
        row for row in ledger.read(lambda connection: connection.exec_driver_sql(
            "SELECT state, closed_on, found_on FROM problem WHERE id = ?", (made,)
        ).all())
    )  # fmt: skip
    assert row[:2] == (state, closed and closed.isoformat())
    assert (row.closed_on is not None) == (row.state == "已销号")
    assert [(entry.step, entry.state, entry.by, entry.noted_on) for entry in ledger.course(made)] == taken
