"""学时: who has how many hours of what is owed, by person, leading body and organization."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QMenu, QPushButton

from db.core.book import Connection
from db.core.book_copy import Progress
from db.core.fields import Field
from db.organizations.queries import Node, nodes
from db.study.actions import READ
from db.study.compliance import Tally, by_body, by_organization, within
from db.study.hours import PersonHours, Source, Year, people_hours, shown, sources, year_of
from db.study.tables import (
    BEHIND,
    DONE,
    PERSON_FIELDS,
    TALLY_FIELDS,
    intensive_of,
    person_values,
    tally_values,
    verdict_on,
)
from desktop.app.context import AppContext
from desktop.app.jobs import Job
from desktop.app.page import Scope
from desktop.exchange.computed import Cancelled, ComputedView, Table
from desktop.study.printing import Printing
from desktop.widgets.detail import Target
from desktop.widgets.table_model import Column, Row, column

_PEOPLE, _BODIES, _ORGANIZATIONS = "people", "bodies", "organizations"
_CHIPS = ((_PEOPLE, "按人员"), (_BODIES, "按班子"), (_ORGANIZATIONS, "按组织"))
_TABLES = (
    "meeting", "attendance", "meeting_kind", "meeting_worth", "outside_training", "person", "membership", "post",
    "organization", "rule",
)  # fmt: skip

_SOURCES = (
    Column("day", "日期", 88), Column("kind", "类型", 84), Column("title", "名称", 150, stretch=True),
    Column("hours", "学时", 48, "right", show=shown), Column("note", "备注", 120),
)  # fmt: skip
_BEHINDS = (
    Column("name", "姓名", 80), Column("total", "已学", 56, "right", show=shown),
    Column("target", "应学", 56, "right", show=shown), Column("short", "还差", 56, "right", show=shown),
    Column("intensive", "集中培训", 72), Column("verdict", "结论", 64, stretch=True, tone=lambda word: _tone(word)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Computed:
    """A year of a scope, with everything the lists show: 72,000 rows are not made at a key press."""

    year: Year
    people: list[PersonHours]  # those who sit on bodies of the scope included
    names: dict[int, str]  # of organizations
    nodes: list[Node]  # of the scope
    rows: list[tuple[PersonHours, Row]]  # of the scope's members
    bodies: list[Tally]
    organizations: list[Tally]
    summary: str


def read(connection: Connection, scope: Scope, year: Year, progress: Progress, cancelled: Cancelled) -> Computed:
    every = nodes(connection)
    people = people_hours(connection, year, scope.organization, progress=progress, cancelled=cancelled)
    names, below = {node.id: node.name for node in every}, within(every, scope.organization)
    members = [person for person in people if person.in_scope]
    rows = [(person, (person.person_id, *person_values(person, names))) for person in members]
    return Computed(
        year, people, names, below, rows, by_body(people, below), by_organization(people, below),
        _summary(year.year, members),
    )  # fmt: skip


def _summary(year: int, members: Sequence[PersonHours]) -> str:
    complete = sum(person.complete for person in members)
    share = f"（{complete / len(members):.1%}）" if members else ""
    mean = f" · 人均 {sum(person.total for person in members) / len(members):.1f} 学时" if members else ""
    return f"{year} 年 · {len(members)} 名党员 · 达标 {complete} 人{share}{mean}"


def _tone(word: str) -> str:
    return {DONE: "success", BEHIND: "error"}.get(word, "")


class HoursView(ComputedView):
    """The year of the period's last day; a half-year's figures would say nothing against a year's target."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(
            context, _CHIPS, "姓名、首字母、组织", title="学时", tables=_TABLES, permission=READ,
            hint="选择一行，这里列出学时的来历；双击可以打开那条记录", shares=(13, 12),
        )  # fmt: skip
        self.printing = Printing(context, self)
        self.behind = QPushButton(BEHIND)
        self.behind.setCheckable(True)
        self.behind.setProperty("chip", True)
        self.behind.setToolTip("只看没有学够的人，或还有人没学够的组织")
        self.behind.toggled.connect(lambda _on: self.show_table())
        self.filters.add(self.behind)
        self.files = self.add_action("学习档案", "print", "打印所选人员的学习档案")
        self.files.clicked.connect(lambda: self.printing.files(self.chosen_people(), self.year))
        self.ledger = self.add_action("学习台账", "report", "这个范围和时期的学习类会议，一次一行")
        menu = QMenu(self.ledger)
        menu.addAction("打印预览", self.printing.ledger)
        menu.addAction("导出到 Excel…", self.printing.ledger_to_excel)
        self.ledger.setMenu(menu)
        self.view.opened.connect(self._open)
        self.view.set_menu(self._fill_menu)

    def narrow_to(self, narrowing: Mapping[str, Any]) -> None:
        self.behind.setChecked(bool(narrowing.get("behind")))
        super().narrow_to(narrowing)

    @property
    def year(self) -> int:
        return self._context.scope.period.last.year

    def compute(self, scope: Scope, job: Job, cancelled: Cancelled) -> Computed:
        with self._book.read() as connection:
            year = year_of(connection, scope.period.last.year, self._book.now())
            return read(connection, scope, year, job.progress, cancelled)

    # -- the list ----------------------------------------------------------------------------------

    def table(self, result: Computed) -> Table:
        year = result.year.year
        if self.filters.chip == _PEOPLE:
            return Table(
                f"{year} 年党员学时", PERSON_FIELDS, _PERSON_COLUMNS, self._found(result), result.summary, _EMPTY
            )
        bodies = self.filters.chip == _BODIES
        text, behind = self.filters.text, self.behind.isChecked()
        rows = [
            (tally.organization_id, *tally_values(tally, indented=not bodies and self._sort is None))
            for tally in (result.bodies if bodies else result.organizations)
            if text in tally.name and not (behind and tally.complete == tally.people)
        ]
        what = "班子" if bodies else "组织"
        told = f"{year} 年 · {len(rows)} 个{what}"
        return Table(f"{year} 年{what}学时", TALLY_FIELDS, _TALLY_COLUMNS, rows, told, _EMPTY)

    def _found(self, result: Computed) -> list[Row]:
        text, behind = self.filters.text, self.behind.isChecked()
        letters = text.lower() if text.isascii() else ""
        return [
            row for person, row in result.rows
            if not (behind and person.complete)
            and (not text or text in person.name or text in row[2]
                 or (letters and person.letters.startswith(letters)))
        ]  # fmt: skip

    # -- what stands behind a row ------------------------------------------------------------------

    def explain(self, result: Computed, id: int, cancelled: Cancelled) -> Callable[[], object]:  # noqa: ARG002
        if self.filters.chip != _PEOPLE:
            return self._explain_people(result, id)
        person = next((person for person in result.people if person.person_id == id), None)
        if person is None:
            return self.detail.clear
        with self._book.read() as connection:
            found = sources(connection, id, result.year)
        lines: list[tuple[Target, Row]] = [
            ((source.table, source.id), (source.day, source.kind, source.title, source.hours, _remark(source)))
            for source in reversed(found)
        ]
        behind = f"，还差 {shown(person.short)}" if person.short else ""
        owed = person.intensive_target
        intensive = f"；集中培训 {person.intensive} 次，应 {owed} 次" if owed else ""
        figures = f"已学 {shown(person.total)} 学时，应学 {shown(person.target)}{behind}{intensive}。共 {len(found)} 项"
        return lambda: self.detail.show_lines(person.name, figures, _SOURCES, lines, "这一年还没有学时")

    def _explain_people(self, result: Computed, id: int) -> Callable[[], object]:
        """Those of one body or organization, those behind first."""
        people = sorted(self._people_of(result, {id}), key=lambda person: (person.complete, -person.short))
        lines: list[tuple[Target, Row]] = [
            (("person", person.person_id), (person.name, person.total, person.target, person.short or None,
                                            intensive_of(person), verdict_on(person)))
            for person in people
        ]  # fmt: skip
        figures = f"{len(people)} 人，达标 {sum(person.complete for person in people)} 人"
        return lambda: self.detail.show_lines(result.names.get(id, ""), figures, _BEHINDS, lines)

    def _people_of(self, result: Computed, places: set[int]) -> list[PersonHours]:
        """Who sits on the bodies of these organizations, or belongs to them or below them."""
        if self.filters.chip == _BODIES:
            return [person for person in result.people if places & set(person.bodies)]
        inside = {node.id for place in places for node in within(result.nodes, place)}
        return [person for person, _row in result.rows if inside & {person.organization_id, person.group_id}]

    # -- opening and printing ----------------------------------------------------------------------

    def _open(self, id: int) -> None:
        self.request("person" if self.filters.chip == _PEOPLE else "organization", id)

    def chosen_people(self) -> list[int]:
        """The selected people, or those of the selected organizations."""
        ids = self.chosen()
        if self.filters.chip == _PEOPLE or self._result is None:
            return ids
        return [person.person_id for person in self._people_of(self._result, set(ids))]

    def _fill_menu(self, menu: QMenu) -> None:
        people = self.chosen_people()
        if people:
            menu.addAction(
                f"打印学习档案（{len(people)} 人）", lambda: self.printing.files(self.chosen_people(), self.year)
            )


_EMPTY = "这个范围没有符合条件的党员"


def _shaped(field: Field) -> Column:
    if field.name == "share":
        return column(field, show=lambda share: f"{share:.1f}%")
    if field.name == "verdict":
        return column(field, tone=_tone)
    return column(
        field, stretch=field in (PERSON_FIELDS[1], TALLY_FIELDS[0]), yields=field.name in ("standing", "made_up")
    )


_PERSON_COLUMNS = [_shaped(field) for field in PERSON_FIELDS]
_TALLY_COLUMNS = [_shaped(field) for field in TALLY_FIELDS]


def _remark(source: Source) -> str:
    return "，".join(filter(None, ("交流发言" if source.spoke else "", source.form, source.note)))
