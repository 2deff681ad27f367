"""What lists and plans do with their items alike: their order, whether they may go, the task made of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Protocol, TypeVar

from sqlalchemy import select

from db.core.action import Work
from db.core.errors import UserError
from db.tasks.draft import TaskDraft
from db.tasks.fields import CANCELLED, NOT_STARTED
from db.tasks.models import Task

_BATCH = 500
_TITLE = 60  # characters of a task's; the whole is its text
_NAME = 30  # of an item, where a message names it


class Grouped(Protocol):
    """What stands in a group: an item in its category, or its section."""

    @property
    def group(self) -> str: ...


class Placed(Grouped, Protocol):
    """An item, or what becomes one."""

    no: int


Member = TypeVar("Member", bound=Grouped)
Item = TypeVar("Item", bound=Placed)

# -- order -------------------------------------------------------------------------------------------------------


def grouped(items: Iterable[Member]) -> dict[str, list[Member]]:
    """Items by their groups, in the order the groups begin."""
    groups: dict[str, list[Member]] = {}
    for item in items:
        groups.setdefault(item.group, []).append(item)
    return groups


def order(items: Iterable[Item]) -> None:
    """Number items from 1, those of one group together where its first stands."""
    every = (item for group in grouped(items).values() for item in group)
    for no, item in enumerate(every, 1):
        item.no = no


def move(items: Iterable[Item], item: Item, step: int) -> bool:
    """*item* changes places with the one before (-1) or after (1) in its group; at the edge the group itself moves.
    Returns whether anything moved: the first of the first group has nowhere to go."""
    groups = grouped(items)
    names, within, before = list(groups), groups[item.group], item.no
    at = within.index(item)
    if 0 <= at + step < len(within):
        within[at], within[at + step] = within[at + step], within[at]
    else:
        place = names.index(item.group)
        other = min(max(place + step, 0), len(names) - 1)
        names[place], names[other] = names[other], names[place]
    order(one for name in names for one in groups[name])
    return item.no != before


# -- tasks -------------------------------------------------------------------------------------------------------


def refuse_begun(work: Work, table: str, names: Mapping[int, str]) -> None:
    """What somebody has begun, a part of a cancelled task too, is not taken away with the item it comes from. *names*:
    the items that are to go, as messages call them."""
    ids = list(names)
    for start in range(0, len(ids), _BATCH):
        mine = (Task.source_table == table, Task.source_id.in_(ids[start : start + _BATCH]))
        tree = select(Task.source_id.label("item"), Task.id).where(*mine).cte("tree", recursive=True)
        tree = tree.union(select(tree.c.item, Task.id).join(tree, Task.parent_id == tree.c.id))
        begun = (
            select(tree.c.item, Task.title, Task.state)
            .join(Task, Task.id == tree.c.id)
            .where(Task.state.not_in((NOT_STARTED, CANCELLED)))
            .order_by(Task.id)
        )
        if (found := work.session.execute(begun).first()) is not None:
            raise UserError(
                f"由“{short(names[found.item])}”布置的任务“{found.title}”（{found.state}）已有进展，不能随它删除。"
                "请先在“任务”中取消或删除这项任务。"
            )


def as_task(
    words: str, asked: Sequence[str], due_on: date | None, today: date, assigned_by: str,
    organization_id: int | None = None,
) -> TaskDraft:  # fmt: skip
    """The task an item becomes: called by its *words*, with what else is *asked* in its text; begun *today*, where its
    day is not past."""
    title = short(words, _TITLE)
    told = (words if title != words else "", *asked)
    return TaskDraft(
        title=title, text="\n".join(filter(None, map(str.strip, told))), organization_id=organization_id,
        starts_on=today if due_on is None or due_on >= today else None, due_on=due_on, assigned_by=assigned_by,
    )  # fmt: skip


@contextmanager
def naming(words: str) -> Iterator[None]:
    """What is refused of the task of an item says which item it is."""
    try:
        yield
    except UserError as error:
        raise UserError(f"“{short(words)}”不能布置成任务：{error.text}", error.fields) from error


def short(words: str, most: int = _NAME) -> str:
    """*words* as one line of at most so many characters."""
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
