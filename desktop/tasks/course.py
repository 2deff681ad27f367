"""How tasks go on, for the tab 进展 and the board."""

from __future__ import annotations

from db.core.book import Connection
from db.tasks import states
from db.tasks.actions import TABLE, add_progress, take_step
from db.tasks.parts import changed_by
from db.tasks.queries import stand_of
from desktop.duties.progress_dialog import Asked
from desktop.duties.progress_tab import Course, Stand


def stand(connection: Connection, task_id: int) -> Stand:
    found = stand_of(connection, task_id)
    return Stand("", None, ()) if found is None else Stand(*found)


COURSE = Course(
    TABLE,
    labels={step.code: step.label for step in states.STEPS},
    asked={
        states.START: Asked("开始任务", "开始"),
        states.SUBMIT: Asked("提交任务", "提交", text="完成情况", text_required=True),
        states.CONFIRM: Asked("确认任务完成", "确认完成", text="确认意见", by="确认人"),
        states.RETURN: Asked("退回任务", "退回", text="退回原因", text_required=True, by="退回人", files=False),
        states.CANCEL: Asked("取消任务", "取消任务", "还没有办结的子任务会一起取消。", text="取消原因",
                             text_required=True, by="经办人", files=False),
        states.REOPEN: Asked("重新打开任务", "重新打开", text="原因", text_required=True, by="经办人", files=False),
    },
    stand=stand, take=take_step, note=add_progress, count=changed_by,
)  # fmt: skip
