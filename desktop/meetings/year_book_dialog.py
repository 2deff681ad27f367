"""Which organization's year is to be bound in one PDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from db.core.fields import Field, Kind
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.organization_picker import Node, OrganizationPicker

_FIELDS = (
    Field("organization", "组织", Kind.ORGANIZATION, required=True),
    Field("year", "年份", Kind.INTEGER, required=True),
)
_NOTE = "把一个组织（含它的党小组）一年的全部会议记录合成一个 PDF：封面、目录、统计、按日期排列的记录，连续编页码。"


def ask_year_book(
    nodes: Callable[[], list[Node]], organization: int | None, year: int, chosen: Callable[[int, int], object],
    parent: QWidget,
) -> FormDialog:  # fmt: skip
    """*chosen(organization, year)* is called with what was entered, proposed as given."""

    def apply(values: dict[str, Any]) -> None:
        chosen(values["organization"], values["year"])

    return FormDialog(
        "年度台账汇编", _FIELDS, apply, button="生成", note=_NOTE, values={"organization": organization, "year": year},
        editors={"organization": OrganizationPicker(nodes)}, parent=parent,
    )  # fmt: skip
