"""Items of responsibility lists in a sheet, and the lists they are of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from db.core.action import Work
from db.exchange import cells
from db.exchange.cells import BadCellError
from db.exchange.deadlines import deadline_reader, sheet_year
from db.exchange.flat_rows import FlatRows, Read, Values, wording
from db.exchange.lookup import among
from db.exchange.parsing import Given
from db.exchange.percents import percent_of
from db.exchange.rows import Row
from db.exchange.vocabularies import synonyms
from db.goals.fields import COUNTED
from db.goals.items import order
from db.meetings.queries import kinds
from db.responsibilities.checks import check_item, check_list
from db.responsibilities.draft import ItemDraft, ListDraft
from db.responsibilities.models import ResponsibilityItem, ResponsibilityList

_AMOUNT = re.compile(r"\D{0,4}(\d{1,6})\s*[^\d\s]{0,3}")  # 4, 4次, 不少于4次
_MEETING = "meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine(ItemDraft):
    """An item with its list. One that the sheet makes has an id below zero; ``owner``: what it will be."""

    list_id: int = 0
    owner: ListDraft | None = None


class ItemRows(FlatRows):
    """Within a list and a category, the same words are the same item."""

    model, drafts, what = ResponsibilityItem, ItemLine, "责任内容"
    beside = ("owner",)

    def readers(self) -> Given:
        due_on = deadline_reader("完成时限", sheet_year(self.plan), since_1904=self.plan.table.since_1904)
        return {"due_on": due_on, "counted": _line, "target": _amount, "share": percent_of}

    def look_up(self, _read: Read) -> None:
        self._kinds = {kind.name: kind.id for kind in kinds(self.connection)}
        found = self.connection.execute(
            select(
                ResponsibilityList.organization_id, ResponsibilityList.year, ResponsibilityList.title,
                ResponsibilityList.id,
            )
        )  # fmt: skip
        self._lists: dict[Hashable, int] = {(row[0], row[1], wording(row[2])): row[3] for row in found}

    def resolve(self, row: Row, values: Values) -> None:
        super().resolve(row, values)
        if (deadline := values.get("due_on")) is not None:
            values["due_on"] = deadline.day
        if "counted" in values:
            self._counted(row, values, values.pop("counted"))

    def _counted(self, row: Row, values: Values, text: str) -> None:
        """A kind of record, or of meeting: both are one column."""
        codes = {label: code for code, label in COUNTED}
        kind = cells.known_choice(text, tuple(self._kinds), synonyms("kind_id"))
        counted = _MEETING if kind else codes.get(text)
        if counted is None:
            row.warn(f"没有“{text}”这类记录，完成情况由手工填写")
        elif counted and "target" not in values:
            row.warn(f"没有目标数，不从“{text}”自动计算完成情况")
        else:
            values["counted"], values["kind_id"] = counted, self._kinds.get(kind or "")

    def taken(self, values: Values) -> Values:
        """The columns of the list become the list."""
        values = dict(values)
        owner = ListDraft(**{name: values.pop(name) for name in self.plan.ledger.beside if name in values})
        key = owner.organization_id, owner.year, wording(owner.title)
        list_id = self._lists.setdefault(key, -len(self._lists) - 1)
        return values | {"list_id": list_id, "owner": owner if list_id < 0 else None}

    def candidates(self, read: Read) -> ColumnElement[bool]:
        return among(ResponsibilityItem.list_id, {self.taken(values)["list_id"] for _, values in read})

    def key(self, draft: ItemLine) -> Hashable:
        return draft.list_id, wording(draft.category or ""), wording(draft.text or "")

    def check(self, draft: ItemLine) -> None:
        if draft.owner is not None:
            check_list(draft.owner)
        check_item(draft)

    @classmethod
    def prepared(cls, work: Work, new: Sequence[Row]) -> Iterator[Values]:
        """New lists are made; items stand last in their categories."""
        owners = {row.draft.list_id: row.draft.owner for row in new if row.draft.list_id < 0}
        made = work.insert_many(ResponsibilityList, [asdict(owner) for owner in owners.values()])
        real = dict(zip(owners, made, strict=True))
        lines = [_Line(real.get(row.draft.list_id, row.draft.list_id), row.draft.category) for row in new]
        _order(work, lines)
        for line, values in zip(lines, super().prepared(work, new), strict=True):
            yield values | {"list_id": line.list_id, "no": line.no}


@dataclass(slots=True)
class _Line:
    """A new item on its way to its place."""

    list_id: int
    group: str
    no: int = 0


def _order(work: Work, lines: Sequence[_Line]) -> None:
    """Number new items; items of the book that stand behind them move down."""
    item = ResponsibilityItem
    standing = select(item).where(among(item.list_id, {line.list_id for line in lines})).order_by(item.no, item.id)
    lists: dict[int, list[ResponsibilityItem | _Line]] = defaultdict(list)
    for one in (*work.session.execute(standing).scalars(), *lines):
        lists[one.list_id].append(one)
    for of_list in lists.values():
        order(of_list)


def _line(cell: Any) -> tuple[Any, str]:
    text = cells.line_of(cell)
    return (None if cells.says_nothing(text) else text), ""


def _amount(cell: Any) -> tuple[Any, str]:
    text = cells.line_of(cell)
    if cells.says_nothing(text):
        return None, ""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise BadCellError(f"“{text}”不是目标数，请写整数")
    return int(found[1]), ""
