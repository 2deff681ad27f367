"""Moving an organization, dissolving and restoring it, deleting it: asked, done, refusals told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QWidget

from db.core.errors import UserError
from db.core.fields import Kind
from db.organizations import actions
from db.organizations.fields import FIELDS
from db.organizations.queries import Node, get_organization
from desktop.app.context import AppContext
from desktop.organizations.forest import Forest, gone
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.organization_picker import Node as Place
from desktop.widgets.organization_picker import OrganizationPicker

_PLACE = next(field for field in FIELDS if field.kind is Kind.ORGANIZATION)
_DISSOLVED = next(field for field in FIELDS if field.name == "dissolved_on")


class Tending:
    """What is done to an organization as a whole. ``forest`` and ``today`` are asked anew each time."""

    def __init__(self, context: AppContext, forest: Callable[[], Forest], today: Callable[[], date]) -> None:
        self._context = context
        self._forest = forest
        self._today = today

    def places(self, without: int | None = None, also: int | None = None) -> list[Place]:
        """Where an organization can stand: not dissolved (but *also*, where it stands now), not under *without*."""
        forest = self._forest()
        hidden = forest.subtree(without) if without is not None else set()
        return [
            Place(node.id, node.parent_id, node.name, node.short_name)
            for node in forest.nodes
            if node.id not in hidden and (node.id == also or not gone(node, self._today()))
        ]

    # -- moving ------------------------------------------------------------------------------------

    def choose_place(self, node: Node, parent: QWidget) -> FormDialog:
        """移动到…: a dialog that asks for the new parent, then moves."""
        picker = OrganizationPicker(lambda: self.places(without=node.id, also=node.parent_id))
        picker.line.setPlaceholderText("不选：作为最上级组织")
        return FormDialog(
            "移动到…", (replace(_PLACE, label="新的上级"),), lambda values: self._move(node, values["parent_id"]),
            button="移动", editors={"parent_id": picker}, values={"parent_id": node.parent_id}, parent=parent,
            note=f"“{node.name}”现在的上级：{self._forest().name(node.parent_id)}{self._company(node)}",
        )  # fmt: skip

    def move(self, id: int, parent_id: int | None) -> None:
        """Move after asking; a refusal is told."""
        node = self._forest().get(id)
        if node is not None:
            self._tell(lambda: self._move(node, parent_id))

    def _move(self, node: Node, parent_id: int | None) -> bool:
        if parent_id == node.parent_id:
            raise UserError("它已经在这个组织之下，请选另一个上级。", {"parent_id": "就是现在的上级"})
        forest = self._forest()
        question = (
            f"把“{node.name}”从“{forest.name(node.parent_id)}”移到“{forest.name(parent_id)}”之下？{self._company(node)}"
        )
        if not self._context.messages.ask(question, "移动"):
            return False
        self._context.jobs.now(lambda: actions.move_organization(self._context.book, node.id, parent_id))
        return True

    def _company(self, node: Node) -> str:
        count = self._forest().below(node.id)
        return f"\n它的 {count} 个下级组织一起移动。" if count else ""

    # -- dissolving --------------------------------------------------------------------------------

    def dissolve(self, node: Node, members: int, parent: QWidget) -> FormDialog:
        """撤销: a dialog that asks for the day. *members*: whom it still has, for the warning."""
        alive = sum(not gone(child, self._today()) for child in self._forest().children(node.id))
        left = [text for count, text in ((alive, f"{alive} 个下级组织"), (members, f"{members} 名党员")) if count]
        note = f"“{node.name}”还有 {'、'.join(left)}，不会随之撤销，请另行转移。" if left else f"撤销“{node.name}”。"
        return FormDialog(
            "撤销组织", (replace(_DISSOLVED, required=True),), lambda values: self._set_dissolved(node.id, **values),
            button="撤销组织", values={"dissolved_on": self._today()}, note=note, today=self._today, parent=parent,
        )  # fmt: skip

    def restore(self, node: Node) -> None:
        question = f"恢复“{node.name}”？撤销日期 {node.dissolved_on} 将被清除。"
        if self._context.messages.ask(question, "恢复"):
            self._tell(lambda: self._set_dissolved(node.id, None))

    def _set_dissolved(self, id: int, dissolved_on: date | None) -> None:
        book = self._context.book
        with book.read() as connection:
            draft = replace(get_organization(connection, id), dissolved_on=dissolved_on)
        self._context.jobs.now(lambda: actions.save_organization(book, draft, id))

    def delete(self, node: Node) -> bool:
        """Whether it is gone."""
        question = (
            f"删除“{node.name}”？删除只用于改正录错的组织；不再存在的组织请用“撤销”并写明日期。可以用 Ctrl+Z 撤销。"
        )
        if not self._context.messages.ask(question, "删除", danger=True):
            return False
        return self._tell(lambda: self._delete(node.id))

    def _delete(self, id: int) -> None:
        self._context.jobs.now(lambda: actions.delete_organization(self._context.book, id))

    def _tell(self, does: Callable[[], Any]) -> bool:
        try:
            does()
        except Exception as error:
            self._context.messages.show_error(error)
            return False
        return True
