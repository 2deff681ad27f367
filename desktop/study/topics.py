"""The right half of the plans: the topics of one plan, what was done of them, what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout
from shiboken6 import isValid

from db.meetings.queries import kinds
from db.study import actions
from db.study.draft import PlanDraft, TopicDraft
from db.study.fields import TOPIC_FIELDS
from db.study.plans import Offered, TopicRow, offered
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.study.link_dialog import LinkDialog
from desktop.widgets.elided_label import ElidedLabel
from desktop.widgets.flow import FlowLayout
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel
from desktop.widgets.table_view import ListView

_TONES = {"已完成": "success", "逾期": "error", "进行中": "warning"}
_COLUMNS = (
    Column("no", "序", 36, "right", sortable=False), Column("title", "专题", 150, stretch=True, sortable=False),
    Column("kind", "会议类型", 84, sortable=False), Column("month", "月份", 56, "right", sortable=False),
    Column("progress", "已办/计划", 76, "right", sortable=False),
    Column("state", "状态", 64, sortable=False, tone=lambda word: _TONES.get(word, "")),
    Column("organizer", "组织者", 100, yields=True, sortable=False),
    Column("audience", "参加人员", 112, yields=True, sortable=False),
)  # fmt: skip
_HINT = "从左侧选择一份学习计划，或按 Ctrl+N 新建"


class Topics(QFrame):
    """Every change is an action of its own; nothing here waits to be saved."""

    edit_requested = Signal()  # the plan's head

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._context, self._book = context, context.book
        self._plan: int | None = None
        self._place: int | None = None  # whose plan it is
        self._rows: dict[int, TopicRow] = {}
        self.title = ElidedLabel()
        self.title.setProperty("subtitle", True)
        self.figures = QLabel(wordWrap=True)
        self.figures.setProperty("muted", True)
        self.edit = QPushButton(icon("edit"), "修改计划")
        self.edit.clicked.connect(self.edit_requested)
        self.model = ListModel(context.jobs)
        self.view = ListView(self.model, _HINT)
        self.view.opened.connect(lambda _id: self.change())
        self.view.selection_changed.connect(self._offer)
        self.view.set_menu(self._fill_menu)
        QShortcut(QKeySequence.StandardKey.Delete, self.view, self.delete,
                  context=Qt.ShortcutContext.WidgetShortcut)  # fmt: skip
        self.add_button = _button("添加专题…", self.add, "plus")
        self.change_button = _button("修改…", self.change)
        self.link_button = _button("关联会议…", self.link, "meeting")
        self.new_button = _button("建立会议", self.begin_meeting)
        self.up_button = _button("上移", lambda: self.move_by(-1), "up")
        self.down_button = _button("下移", lambda: self.move_by(1), "down")
        self.delete_button = _button("删除", self.delete)
        self._lay_out()
        self.close_plan()

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.addWidget(self.title)
        header.addStretch(1)
        header.addWidget(self.edit)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 8, 8)
        column.setSpacing(8)
        column.addLayout(header)
        column.addWidget(self.figures)
        column.addWidget(self.view, 1)
        buttons = FlowLayout()
        for button in (
            self.add_button, self.change_button, self.link_button, self.new_button, self.up_button, self.down_button,
            self.delete_button,
        ):  # fmt: skip
            buttons.addWidget(button)
        column.addLayout(buttons)

    # -- showing -----------------------------------------------------------------------------------

    def close_plan(self) -> None:
        self._plan, self._rows = None, {}
        self.title.setText("")
        self.figures.hide()
        self.view.set_empty_text(_HINT)
        self.model.reload(Rows(_COLUMNS, ()))
        self._offer()

    def show_plan(self, plan_id: int, plan: PlanDraft, place: str, topics: list[TopicRow]) -> None:
        self._plan, self._place = plan_id, plan.organization_id
        self._rows = {topic.id: topic for topic in topics}
        self.title.setText(f"{plan.year} 年 {plan.title}")
        done = sum(topic.state == "已完成" for topic in topics)
        late = sum(topic.state == "逾期" for topic in topics)
        told = [place, f"{len(topics)} 个专题，完成 {done} 个" + (f"，逾期 {late} 个" if late else ""), plan.note]
        self.figures.setText(" · ".join(filter(None, told)))
        self.figures.show()
        self.view.set_empty_text("这份计划还没有专题，请点“添加专题…”")
        self.model.reload(Rows(_COLUMNS, [
            (topic.id, no, topic.draft.title, topic.kind, f"{topic.draft.month} 月" if topic.draft.month else "",
             topic.progress, topic.state, topic.draft.organizer, topic.draft.audience)
            for no, topic in enumerate(topics, 1)
        ]))  # fmt: skip
        self._offer()

    @property
    def current(self) -> TopicRow | None:
        """The one topic that is selected."""
        ids = self.view.selected_ids()
        return self._rows.get(ids[0]) if len(ids) == 1 else None

    def _offer_held(self, menu: QMenu, found: list[Offered]) -> None:
        """The meetings that carry the topic out, in *menu* if it is still open."""
        if not isValid(menu):
            return
        held = [meeting for meeting in found if meeting.linked]
        menu.setEnabled(bool(held))
        for meeting in held[:20]:
            menu.addAction(
                f"{meeting.day} {meeting.title}",
                lambda id=meeting.id: self._context.bus.record_requested.emit("meeting", id),
            )

    def _offer(self) -> None:
        one = self.current is not None
        self.edit.setVisible(self._plan is not None)
        self.add_button.setEnabled(self._plan is not None)
        self.delete_button.setEnabled(bool(self.view.selected_ids()))
        for button in (self.change_button, self.link_button, self.new_button, self.up_button, self.down_button):
            button.setEnabled(one)

    # -- changing ----------------------------------------------------------------------------------

    def add(self) -> None:
        plan = self._plan
        if plan is None:
            return
        self._form("添加专题", TopicDraft(), lambda draft: actions.add_topic(self._book, plan, draft))

    def change(self) -> None:
        if (topic := self.current) is not None:
            self._form("修改专题", topic.draft, lambda draft: actions.save_topic(self._book, topic.id, draft))

    def _form(self, title: str, draft: TopicDraft, save: Callable[[TopicDraft], object]) -> None:
        with self._book.read() as connection:
            known = tuple((kind.id, kind.name) for kind in kinds(connection) if kind.active or kind.id == draft.kind_id)
        shown = [replace(field, choices=known) if field.name == "kind_id" else field for field in TOPIC_FIELDS]

        def apply(values: dict[str, Any]) -> None:
            self._context.jobs.now(lambda: save(TopicDraft(**values)))

        FormDialog(
            title, shown, apply, values={field.name: getattr(draft, field.name) for field in fields(draft)}, parent=self
        ).open()

    def move_by(self, step: int) -> None:
        if (topic := self.current) is not None:
            self._act(lambda: actions.move_topic(self._book, topic.id, step))

    def delete(self) -> None:
        ids = list(self.view.selected_ids())
        if not ids:
            return
        what = f"“{self._rows[ids[0]].draft.title}”" if len(ids) == 1 else f"所选 {len(ids)} 个专题"
        question = f"删除{what}？已关联的会议记录保留，只是不再属于这个专题。可以用 Ctrl+Z 撤销。"
        if self._context.messages.ask(question, "删除", danger=True):
            self._act(lambda: actions.delete_topics(self._book, ids))

    def link(self) -> None:
        """Choose the meetings that carry the topic out."""
        topic = self.current
        if topic is None:
            return

        def apply(ids: list[int]) -> None:
            self._context.jobs.now(lambda: actions.link_meetings(self._book, topic.id, ids))

        self._read_offered(topic.id, lambda found: LinkDialog(topic.draft.title, found, apply, self).open())

    def _read_offered(self, topic_id: int, take: Callable[[list[Offered]], object]) -> None:
        """The meetings that fit a topic, in the background: of a whole street there are thousands."""
        book = self._book

        def read(_stale: Callable[[], bool]) -> list[Offered]:
            with book.read() as connection:
                return offered(connection, topic_id)

        self._context.jobs.latest((self, "offered"), read, take, owner=self)

    def begin_meeting(self) -> None:
        """A new meeting record that carries the topic out."""
        if (topic := self.current) is not None:
            presets = {"topic_id": topic.id, "kind_id": topic.draft.kind_id, "organization_id": self._place}
            known = {name: value for name, value in presets.items() if value is not None}
            self._context.bus.record_wanted.emit("meeting", known)

    def _act(self, act: Callable[[], object]) -> None:
        try:
            self._context.jobs.now(act)
        except Exception as error:
            self._context.messages.show_error(error)

    def _fill_menu(self, menu: QMenu) -> None:
        topic = self.current
        menu.addAction("添加专题…", self.add).setEnabled(self._plan is not None)
        if topic is None:
            return
        menu.addAction("修改…", self.change)
        menu.addAction("关联会议…", self.link)
        menu.addAction("建立会议", self.begin_meeting)
        below = menu.addMenu("打开已关联的会议")
        below.setEnabled(False)  # until they are known
        self._read_offered(topic.id, lambda found: self._offer_held(below, found))
        menu.addSeparator()
        menu.addAction("删除", self.delete)


def _button(text: str, does: Callable[[], None], icon_name: str = "") -> QPushButton:
    button = QPushButton(text)
    if icon_name:
        button.setIcon(icon(icon_name))
    button.clicked.connect(lambda: does())
    return button
