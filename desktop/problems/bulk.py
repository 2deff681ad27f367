"""What is done with the problems chosen in the list, each in a small dialog: deadline, who answers, merging."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget

from db.core.fields import Field, Kind
from db.problems import actions
from db.problems.fields import FIELDS
from db.problems.merging import merge
from db.problems.queries import problems
from desktop.app.context import AppContext
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.organization_picker import Node, OrganizationPicker

_BY_NAME = {field.name: field for field in FIELDS}
_TEXT = 16  # of a problem's wording, among the choices
_MOST_MERGED = 20
T = TypeVar("T")


class Bulk:
    """The dialogs of one page. *act_on* does an action on many ids (``LedgerList.act_on``)."""

    def __init__(
        self, context: AppContext, parent: QWidget, nodes: Callable[[int | None], list[Node]],
        act_on: Callable[..., None],
    ) -> None:  # fmt: skip
        self._context, self._book, self._parent = context, context.book, parent
        self._nodes, self._act_on = nodes, act_on

    def mark_hard(self, ids: Sequence[int], hard: bool) -> None:
        title = "标记难点" if hard else "取消难点标记"
        self._act_on(ids, title, lambda stop: actions.mark_hard(self._book, ids, hard, stop))

    def ask_deadline(self, ids: Sequence[int]) -> None:
        def apply(entered: dict[str, Any]) -> None:
            self._do(ids, lambda stop: actions.change_deadline(self._book, ids, entered["due_on"], stop), self._told)

        self._ask(f"调整整改时限（{len(ids)} 个问题）", [replace(_BY_NAME["due_on"], required=True)], apply)

    def ask_assign(self, ids: Sequence[int]) -> None:
        picker = OrganizationPicker(lambda: self._nodes(picker.value()))

        def apply(entered: dict[str, Any]) -> None:
            self._do(ids, lambda stop: actions.assign(self._book, ids, **entered, stop=stop))

        fields = [_BY_NAME[name] for name in ("organization_id", "leader", "responsible")]
        self._ask(
            f"指定责任单位和责任人（{len(ids)} 个问题）", fields, apply, note="不填的保持原样。",
            editors={"organization_id": picker},
        )  # fmt: skip

    def ask_merge(self, ids: Sequence[int]) -> None:
        """Which of them is kept; the one found first is proposed."""
        if not 2 <= len(ids) <= _MOST_MERGED:
            self._context.messages.info(f"请在列表中选中 2—{_MOST_MERGED} 个问题再合并（按住 Ctrl 点选）。")
            return
        with self._book.read() as connection:
            rows = problems.showing("number", "text", "state", "found_on").rows(connection, ids)
        rows.sort(key=lambda row: (row[4], row[1]))
        offered = tuple((row[0], f"{row[1]} {' '.join(row[2].split())[:_TEXT]}（{row[3]}）") for row in rows)

        def apply(entered: dict[str, Any]) -> None:
            kept = entered["kept"]
            self._context.jobs.now(lambda: merge(self._book, kept, [one for one in ids if one != kept]))
            self._context.messages.info(f"已合并 {len(ids)} 个问题，可按 Ctrl+Z 撤销。")

        self._ask(
            f"合并 {len(ids)} 个问题", [Field("kept", "保留", Kind.CHOICE, required=True, choices=offered)], apply,
            note="其余问题的任务、附件、进展和督导检查的关联都归到保留的问题；它们留着编号和历史，不再列入台账和统计。",
            button="合并", values={"kept": offered[0][0]},
        )  # fmt: skip

    def _told(self, left: int) -> None:
        if left:
            self._context.messages.info(f"其中 {left} 个问题已销号，时限没有调整。")

    def _do(
        self, ids: Sequence[int], act: Callable[[Callable[[], object]], T], done: Callable[[T], object] = lambda _: None
    ) -> None:
        """What is refused is raised, for the dialog to show."""
        self._context.jobs.change(len(ids), "修改问题", act, done, owner=self._parent)

    def _ask(self, title: str, fields: Sequence[Field], apply: Callable[[dict[str, Any]], None], **more: Any) -> None:
        FormDialog(
            title, fields, apply, today=lambda: self._book.now().date(), parent=self._parent, **more
        ).open()  # fmt: skip
