"""外部培训: training outside the office, one person's or many people's at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QMenu, QPushButton, QScrollArea, QVBoxLayout, QWidget

from db.core.errors import UserError
from db.study.actions import READ, add_outside, delete_outside, save_outside
from db.study.draft import OutsideDraft
from db.study.fields import FORMS, OUTSIDE_FIELDS
from db.study.outside import get_outside, trainings
from desktop.app.context import AppContext
from desktop.app.icons import icon
from desktop.exchange.computed import export_listed
from desktop.widgets.attachments import AttachmentsTab
from desktop.widgets.draft_keeper import DraftKeeper
from desktop.widgets.filter_bar import FilterBar
from desktop.widgets.form import RecordForm
from desktop.widgets.history_tab import HistoryTab
from desktop.widgets.ledger_page import LedgerView
from desktop.widgets.people_of_book import finder, people_edit
from desktop.widgets.pickers import Choice, PersonPicker
from desktop.widgets.record_card import RecordCard

_CHIPS = ((None, "全部"), *((form, form) for form in FORMS))
_SHOWN = trainings.showing("person", "starts_on", "title", "form", "hours")
_EXPORTED = trainings.showing(
    "person", "organization", "title", "organizer", "form", "starts_on", "ends_on", "hours", "certificate", "note"
)
_SECTIONS = (("", ("person_id", "form", "title", "organizer", "starts_on", "ends_on", "hours", "certificate", "note")),)
_CHIPS_HEIGHT = 132
_MANY_SECTIONS = (("", ("title", "form", "hours", "organizer", "starts_on", "ends_on", "certificate", "note")),)


class OutsideView(LedgerView):
    """The trainings of the scope's people, newest first. New ones are entered in a dialog, for one or many."""

    drafts: DraftKeeper

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context, "", _SHOWN, RecordCard("从左侧选择一条培训记录，或按 Ctrl+N 登记"),
            FilterBar(_CHIPS, "姓名、培训名称、主办单位"), record="outside_training",
            tables=("outside_training", "person", "organization", "membership"), stretch="title", yields=("form",),
            outside="已保存。这条培训不在当前的组织、时期或筛选之内，所以列表里没有它。",
        )  # fmt: skip
        today = lambda: self._book.now().date()  # noqa: E731 - one line is enough
        self.form = RecordForm(
            OUTSIDE_FIELDS, _SECTIONS, editors={"person_id": PersonPicker(finder(context.book))}, wide=("title",),
            today=today,
        )  # fmt: skip
        self.card.add_tab(self.form, "基本信息")
        self.card.preview.hide()
        self.attachments = AttachmentsTab(context, "outside_training", self.card)
        self.history = HistoryTab(context, "outside_training", self.card)
        self.keep_drafts(DraftKeeper(context, self.card, "outside_training", self.form, self.show_again))
        self.form.dirty_changed.connect(self.card.set_dirty)
        self.form.changed.connect(lambda _name: self.drafts.touch())
        self.excel = self.add_action("Excel", "table")
        self.excel.setToolTip("把列表导出到 Excel")
        self.excel.clicked.connect(self._export)
        self.new_button = self.add_action("登记培训", "plus", primary=True)
        self.new_button.setToolTip("Ctrl+N，可以一次登记多人")
        self.new_button.clicked.connect(self.begin_new)
        self.view.opened.connect(lambda _id: self.form.editors["title"].setFocus())
        self.view.set_menu(self._fill_menu)

    def narrowed_to(self, chip: str) -> dict[str, Any]:
        return {"form": chip}

    def counted(self, total: int) -> str:
        return f"{self._context.scope.period.label} · {total} 条"

    def empty_text(self) -> str:
        narrowed = self.wanted.text or self.wanted.choices
        return "没有符合条件的培训，可以放宽搜索、形式或时期" if narrowed else "这个时期还没有外部培训，按 Ctrl+N 登记"

    # -- one record --------------------------------------------------------------------------------

    def load_record(self, id: int) -> None:
        with self._book.read() as connection:
            draft, person = get_outside(connection, id)
        shown = {field.name: getattr(draft, field.name) for field in fields(draft)}
        self.card.open_record(f"{person} · {draft.title}")
        self.form.load(shown | {"person_id": Choice(draft.person_id or 0, person)})
        self._settled(id)

    def _settled(self, id: int | None) -> None:
        self.attachments.show_record(id)
        self.history.show_record(id)
        self.drafts.begin(id)

    def save(self) -> bool:
        at = self.open_id

        def read() -> Callable[[], int]:
            draft = OutsideDraft(**self.form.values())
            return lambda: save_outside(self._book, draft, at)

        saved = self.attempt_save(read, self.form.show_problems)
        if saved is None:
            return False
        self.load_record(saved)
        self.card.saved(self._book.now())
        return True

    def begin_new(self) -> None:
        """Ask for a training and who took part."""
        if self.can_leave():
            OutsideDialog(self._context, self._begun, self).open()

    def _begun(self, ids: Sequence[int]) -> None:
        self._saved = ids[0]
        self.set_open(ids[0])
        self.show_record(ids[0])
        self.model.refresh_all()
        self._context.messages.info(f"已登记 {len(ids)} 人的培训，可按 Ctrl+Z 撤销。证书等文件可在“附件”里添加。")

    def delete(self, ids: Sequence[int]) -> None:
        if not ids or (self.open_id not in ids and not self.can_leave()):
            return
        what = f"所选 {len(ids)} 条培训记录" if len(ids) > 1 else "这条培训记录"
        if self._context.messages.ask(f"删除{what}？可以用 Ctrl+Z 撤销。", "删除", danger=True):
            self.ledger.act_on(
                ids, "删除外部培训", lambda stop: delete_outside(self._book, ids, stop), lambda: self.gone(ids)
            )

    def _fill_menu(self, menu: QMenu) -> None:
        ids = self.chosen()
        if ids:
            menu.addAction(f"删除（{len(ids)} 条）", lambda: self.delete(ids))

    def _export(self) -> None:
        export_listed(self._context, self, "外部培训", _EXPORTED, self.wanted, READ)


class OutsideDialog(QDialog):
    """One training, entered once for everyone who took part."""

    def __init__(self, context: AppContext, done: Callable[[Sequence[int]], None], parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._done = context, done
        self.setWindowTitle("登记外部培训")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(660)
        self.people = people_edit(context)
        self.people.changed.connect(self._count)
        self.heading = QLabel()
        self.heading.setProperty("subtitle", True)
        self.form = RecordForm(
            [field for field in OUTSIDE_FIELDS if field.name != "person_id"], _MANY_SECTIONS, wide=("title",),
            today=lambda: context.book.now().date(),
        )  # fmt: skip
        self.form.load({"form": FORMS[0]})
        self.form.setMinimumHeight(330)
        self.problem = QLabel(wordWrap=True)
        self.problem.setProperty("error", True)
        self.problem.hide()
        self.ok = QPushButton(icon("plus", "on-primary"), "登记")
        self.ok.setProperty("primary", True)
        self.ok.setDefault(True)
        self.ok.setToolTip("Ctrl+S")
        self.ok.setShortcut("Ctrl+S")
        self.ok.clicked.connect(self.accept)
        self._lay_out()
        self._count()

    def _lay_out(self) -> None:
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.ok)
        chips = QScrollArea()
        chips.setWidgetResizable(True)
        chips.setFixedHeight(_CHIPS_HEIGHT)
        chips.setProperty("plain", True)
        chips.setWidget(self.people)
        # The line to type in comes last, and is what must be seen.
        chips.verticalScrollBar().rangeChanged.connect(lambda _low, high: chips.verticalScrollBar().setValue(high))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(chips)
        column.addWidget(self.form, 1)
        column.addWidget(self.problem)
        column.addLayout(buttons)
        self.people.setFocus()

    def _count(self) -> None:
        count = len(self.people.draft()[0])
        self.heading.setText(f"参加人员（已选 {count} 人）" if count else "参加人员")

    def accept(self) -> None:
        self.problem.hide()
        try:
            ids = self.people.value()
            draft = OutsideDraft(**self.form.values())
            made = self._context.jobs.now(lambda: add_outside(self._context.book, draft, ids))
        except UserError as error:
            if not self.form.show_problems(error):
                self.problem.setText(error.text)
                self.problem.show()
            return
        super().accept()
        self._done(made)

    def reject(self) -> None:
        """What was typed for many is not given up by a slip of the Escape key."""
        typed = self.form.dirty or any(self.people.draft())
        if not typed or self._context.messages.ask("放弃已经填写的培训？", "放弃", danger=True):
            super().reject()
