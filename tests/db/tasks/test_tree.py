"""What holds between a task and its parts holds whatever wrote them: forms, steps, sheets, undo, the recycle bin."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from sqlalchemy.engine import Engine

from db.audit.recycle import restore
from db.core.errors import UserError
from db.core.journal import ActionRow
from db.people.models import Person
from db.tasks import states as steps
from db.tasks.actions import delete_tasks
from db.tasks.fields import CANCELLED, NOT_STARTED, OPEN
from db.tasks.models import Task


@pytest.fixture
def whole(desk):
    return desk.task("迎接检查")


@contextmanager
def refused(*told):
    """Both tasks are named, and what to do."""
    with pytest.raises(UserError) as caught:
        yield
    assert all(word in caught.value.text for word in (*told, "请先重新打开"))


def last_action(desk):
    return desk.read(lambda connection: connection.execute(select(func.max(ActionRow.id))).scalar_one())


def finish(desk, task):
    for code in ("submit", "confirm"):
        desk.step(task, code)


def states(desk, *tasks):
    return [desk.row(task).state for task in tasks]


@pytest.mark.parametrize("close", [("submit", "confirm"), ("cancel",)])
@pytest.mark.parametrize("back", ["bin", "undo"])
def test_an_open_part_does_not_return_below_a_closed_whole(desk, whole, close, back):
    part = desk.task("准备材料", parent_id=whole)
    delete_tasks(desk.book, [part])
    deleted = last_action(desk)
    for code in close:
        desk.step(whole, code)
    with refused("迎接检查", "准备材料"):
        restore(desk.book, "task", part) if back == "bin" else desk.book.undo_action(deleted)
    desk.step(whole, "reopen")
    restore(desk.book, "task", part)
    assert states(desk, whole, part) == ["进行中", "未开始"]


def test_a_part_is_not_opened_again_by_an_undo_below_a_done_whole(desk, whole):
    part = desk.task("准备材料", parent_id=whole)
    finish(desk, part)
    confirmed = last_action(desk)
    finish(desk, whole)
    with refused("迎接检查", "准备材料", "待确认"):
        desk.book.undo_action(confirmed)
    assert states(desk, whole, part) == ["已完成", "已完成"]


def test_a_whole_is_begun_with_a_part_however_that_came_to_be(desk, whole):
    part = desk.task("准备材料", parent_id=whole, state="已完成")
    assert states(desk, whole, part) == ["进行中", "已完成"]
    desk.book.undo()
    assert states(desk, whole) == ["未开始"]
    desk.book.redo()
    assert states(desk, whole, part) == ["进行中", "已完成"]


def test_a_whole_stays_begun_while_another_part_is(desk, whole):
    first, second = (desk.task(name, parent_id=whole) for name in "甲乙")
    desk.step(first, "start")
    began = last_action(desk)
    desk.step(second, "start")
    desk.book.undo_action(began)
    assert states(desk, whole, first, second) == ["进行中", "未开始", "进行中"]


def test_parts_in_bulk_are_held_to_it_too(desk, whole):
    with desk.book.action("分解", "tasks.edit") as work:
        work.insert_many(Task, [{"title": f"第{no}项", "parent_id": whole, "state": "进行中"} for no in range(600)])
    assert states(desk, whole) == ["进行中"]
    desk.book.undo()
    assert states(desk, whole) == ["未开始"]
    desk.step(whole, "cancel")
    with refused("迎接检查", "第0项"), desk.book.action("分解", "tasks.edit") as work:
        work.insert_many(Task, [{"title": "第0项", "parent_id": whole}])


def test_actions_that_touch_no_task_do_not_ask(desk, whole):
    asked = []

    def listen(_connection, _cursor, statement, *_more):
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        with desk.book.action("改名", "people.edit") as work:
            work.session.get(Person, desk.people[0]).phone = "1"
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    assert asked
    assert not any("AS whole" in statement for statement in asked)


DEEDS = st.tuples(
    st.sampled_from([*(step.code for step in steps.STEPS), "progress", "delete", "restore", "undo", "redo", "reverse"]),
    st.integers(0, 2), st.integers(0, 9),
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, max_size=16))
def test_whatever_is_done_undone_and_restored_the_tree_is_sound(desk, deeds):
    """A whole with two parts; what is refused changes nothing."""
    whole = desk.task("整体")
    tasks = [whole, *(desk.task(name, parent_id=whole) for name in "甲乙")]
    done = []

    def there():
        return {row.id: row.state for row in desk.rows() if row.id in tasks}

    for code, at, ago in deeds:
        before = there()
        try:
            if code == "delete":
                delete_tasks(desk.book, [tasks[at]])
            elif code == "restore":
                restore(desk.book, "task", tasks[at])
            elif code in ("undo", "redo"):
                getattr(desk.book, code)()
            elif code == "reverse":
                desk.book.undo_action(done[ago % len(done)] if done else 0)
            elif code == "progress":
                desk.progress(tasks[at])
            else:
                desk.step(tasks[at], code)
        except UserError:
            assert there() == before
            continue
        done.append(last_action(desk))
        now = there()
        parts = {state for id, state in now.items() if id != whole}
        if whole in now and now[whole] not in OPEN:
            assert not parts & set(OPEN)
        if now.get(whole) == NOT_STARTED:
            assert parts <= {NOT_STARTED, CANCELLED}
