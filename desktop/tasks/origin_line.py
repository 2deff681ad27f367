"""The line above a task's form: how it stands, and links to what it comes from and is a part of."""

from __future__ import annotations

from datetime import date
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from db.audit.names import Names
from db.core.book import Connection
from db.tasks import states
from db.tasks.draft import TaskDraft
from db.tasks.parts import parent_of
from db.tasks.queries import Origin, get_task, origin_of, stand_of
from desktop.app.context import AppContext
from desktop.app.theme import COLORS

_APART = "&nbsp;&nbsp;&nbsp;"
_LONGEST = 28  # characters of a name


class OriginLine(QLabel):
    """Emits on the bus what record is asked for by a click on its name."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self._context = context
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setAccessibleName("状态和来源")
        self.linkActivated.connect(self._follow)

    def show_task(self, task_id: int) -> None:
        """Nothing changes for one that is gone: the page will hear of it."""
        with self._context.book.read() as connection:
            if stand_of(connection, task_id) is None:
                return
            draft = get_task(connection, task_id)
            origin, parent = origin_of(connection, task_id), parent_of(connection, task_id)
            self._tell(connection, origin, parent, _standing(draft, self._context.book.now().date()))

    def show_new(self, origin: Origin | None, parent: int | None) -> None:
        """Of a task that is not saved yet."""
        with self._context.book.read() as connection:
            above = None if parent is None else (parent, Names(connection).called("task", parent))
            self._tell(connection, origin, above, "")

    def _tell(
        self, connection: Connection, origin: Origin | None, parent: tuple[int, str] | None, standing: str
    ) -> None:  # fmt: skip
        parts = [standing] if standing else []
        if origin is not None:
            name = Names(connection).called(origin.table, origin.record_id)
            parts.append(f"来自{origin.label or '其他记录'}：{_link(origin.table, origin.record_id, name)}")
        if parent is not None:
            parts.append(f"属于任务：{_link('task', *parent)}")
        self.setText(_APART.join(parts))
        self.setVisible(bool(parts))

    def _follow(self, link: str) -> None:
        table, _, record = link.partition(":")
        self._context.bus.record_requested.emit(table, int(record))


def _standing(draft: TaskDraft, today: date) -> str:
    text = f"<b>{escape(draft.state)}</b>{_APART}完成 {draft.percent}%"
    if states.overdue(draft.state, draft.due_on, today) and draft.due_on:
        return f'{text}{_APART}<span style="color:{COLORS["error"]}">逾期 {(today - draft.due_on).days} 天</span>'
    return f"{text}{_APART}{draft.closed_on} 办结" if draft.closed_on else text


def _link(table: str, record_id: int, name: str) -> str:
    short = name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
    return f'<a style="color:{COLORS["primary"]}" href="{table}:{record_id}" title="{escape(name)}">{escape(short)}</a>'
