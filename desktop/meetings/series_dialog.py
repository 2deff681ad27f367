"""成批新建: from when to when, on which days, which of them to leave out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from db.core.book import Book
from db.core.dates import parse_time
from db.core.errors import UserError
from db.core.fields import Field, Kind
from db.meetings.draft import MeetingDraft
from db.meetings.queries import KindRow, days_held
from db.meetings.series import MOST, Times, monthly, numbers_of, weekly
from desktop.app.theme import restyle
from desktop.widgets.form import RecordForm

_WEEKDAYS = "一二三四五六日"
WEEKLY, MONTHLY = "week", "month"


def _clock(text: str) -> str | None:
    try:
        parse_time(text)
    except UserError as error:
        return error.text
    return None


_FIELDS = (
    Field("first", "从", Kind.DATE, required=True),
    Field("last", "到", Kind.DATE, required=True),
    Field("by", "重复", Kind.CHOICE, required=True, choices=((WEEKLY, "每周"), (MONTHLY, "每月"))),
    Field(
        "day", "每月几号", Kind.INTEGER, help="31 号即每月最后一天",
        check=lambda day: None if 1 <= day <= 31 else "应为 1—31",
    ),
    Field("weekdays", "星期", Kind.TAGS, choices=tuple(enumerate(_WEEKDAYS))),
    Field("begins", "开始时间", required=True, help="如 0900、下午2点", check=_clock),
    Field("ends", "结束时间", help="可不填", check=_clock),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """What the dialog was answered with."""

    pattern: MeetingDraft
    kind: KindRow
    days: tuple[date, ...]
    times: Times


class SeriesDialog(QDialog):
    """Calls *make* with the answer and closes. Days that have such a meeting already are left out at first."""

    def __init__(
        self, book: Book, pattern: MeetingDraft, kind: KindRow, make: Callable[[Series], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._book, self._pattern, self._kind, self._make = book, pattern, kind, make
        self._shown: list[date] = []
        self._left_out: set[date] = set()
        self._given: set[date] = set()  # wanted although there is one already
        self.setWindowTitle("成批新建会议记录")
        self.setMinimumWidth(560)
        self.form = RecordForm(
            _FIELDS, (("", tuple(field.name for field in _FIELDS)),), today=lambda: book.now().date()
        )
        self.form.load(self._proposal())
        self.form.changed.connect(lambda _name: self._list())
        self.days = QListWidget()
        self.days.setProperty("boxed", True)
        self.days.setAccessibleName("日期")
        self.days.itemChanged.connect(self._on_ticked)
        self.days.itemActivated.connect(_toggle)
        self.summary = QLabel()
        self.confirm = QPushButton("新建")
        self.confirm.setProperty("primary", True)
        self.confirm.clicked.connect(self._confirm)
        self._lay_out()
        self._list()
        self.form.editors["first"].setFocus()

    def _lay_out(self) -> None:
        told = QLabel(
            f"照打开的这条“{self._kind.name}”新建：地点、主持人、议题照旧，名单按各天的应到人员重新填，"
            "内容、学习篇目和表决留空。不开的日子（如节假日）去掉勾选。"
        )
        told.setWordWrap(True)
        self.form.setFixedHeight(190)
        self.days.setMinimumHeight(190)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.summary, 1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(told)
        column.addWidget(self.form)
        column.addWidget(self.days, 1)
        column.addLayout(buttons)

    def _proposal(self) -> dict[str, Any]:
        """Every week on the pattern's own weekday, to the end of the year."""
        starts, ends = self._pattern.starts_at, self._pattern.ends_at
        day = starts.date() if starts else self._book.now().date()
        return {
            "first": day, "last": date(day.year, 12, 31), "by": WEEKLY, "weekdays": (day.weekday(),), "day": day.day,
            "begins": f"{starts:%H:%M}" if starts else "", "ends": f"{ends:%H:%M}" if ends else "",
        }  # fmt: skip

    # -- the days ----------------------------------------------------------------------------------

    def _list(self) -> None:
        """Show the days the fields mean now; ticks set by hand stay."""
        by_month = self._by_month()
        self.form.editors["day"].set_read_only(not by_month)
        self.form.editors["weekdays"].set_read_only(by_month)
        try:
            days, problem = self._meant(), ""
        except UserError as error:
            days, problem = [], error.text
        self._shown = days
        held = self._held(days)
        self.days.blockSignals(True)
        self.days.clear()
        for day in days:
            there = "　已有这类记录" if day in held else ""
            item = QListWidgetItem(f"{day:%Y-%m-%d}　星期{_WEEKDAYS[day.weekday()]}{there}", self.days)
            item.setData(Qt.ItemDataRole.UserRole, day)
            wanted = day not in self._left_out and (day not in held or day in self._given)
            item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
        if days:
            self.days.setCurrentRow(0)
        self.days.blockSignals(False)
        self._sum_up(problem)

    def _meant(self) -> list[date]:
        first, last = self._value("first", "开始日期"), self._value("last", "结束日期")
        if last < first:
            raise UserError("结束日期早于开始日期。")
        if (last - first).days > 366 * 5:
            raise UserError("最多排五年。")
        if self._by_month():
            return monthly(first, last, self._value("day", "每月几号"))
        weekdays = self.form.editors["weekdays"].value()
        if not weekdays:
            raise UserError("请选择星期几。")
        return weekly(first, last, weekdays)

    def _by_month(self) -> bool:
        try:
            return bool(self.form.editors["by"].value() == MONTHLY)
        except UserError:
            return False

    def _value(self, name: str, called: str) -> Any:
        value = self.form.editors[name].value()
        if value is None:
            raise UserError(f"请填写{called}。")
        return value

    def _held(self, days: list[date]) -> set[date]:
        organization = self._pattern.organization_id
        if not days or organization is None:
            return set()
        with self._book.read() as connection:
            return days_held(connection, organization, self._kind.id, days[0], days[-1])

    @property
    def chosen(self) -> tuple[date, ...]:
        """The days that are ticked."""
        items = [self.days.item(row) for row in range(self.days.count())]
        return tuple(
            item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def _on_ticked(self, item: QListWidgetItem) -> None:
        day = item.data(Qt.ItemDataRole.UserRole)
        if item.checkState() is Qt.CheckState.Checked:
            self._left_out.discard(day)
            self._given.add(day)
        else:
            self._left_out.add(day)
            self._given.discard(day)
        self._sum_up("")

    def _sum_up(self, problem: str) -> None:
        days = self.chosen
        if len(days) > MOST:
            problem = f"一次最多新建 {MOST} 条，现在选了 {len(days)} 条。"
        self.summary.setText(problem or self._counted(days))
        restyle(self.summary, error=bool(problem))
        self.confirm.setText(f"新建 {len(days)} 条" if days else "新建")
        self.confirm.setEnabled(bool(days) and not problem)

    def _counted(self, days: tuple[date, ...]) -> str:
        """共 24 条：2022年第26—49次"""
        if not days:
            return "没有选中的日期。"
        organization = self._pattern.organization_id
        assert organization is not None
        moments = [datetime.combine(day, self._begins()) for day in days]
        with self._book.read() as connection:
            numbers = list(numbers_of(connection, self._kind.id, organization, moments))
        spans = []
        for year, of_year in groupby(zip(days, numbers, strict=True), key=lambda one: one[0].year):
            ordinals = [number.ordinal for _day, number in of_year]
            first, last = ordinals[0], ordinals[-1]
            spans.append(f"{year}年第{first}—{last}次" if last > first else f"{year}年第{first}次")
        later = next((f"，后面已有第{number.later}次" for number in reversed(numbers) if number.later), "")
        return f"共 {len(days)} 条：{'，'.join(spans)}{later}"

    def _begins(self) -> time:
        try:
            return _whole(parse_time(self.form.editors["begins"].value()))
        except UserError:
            return time()

    def _confirm(self) -> None:
        try:
            values = self.form.values()
        except UserError:
            return  # marked where it is wrong
        begins = parse_time(values["begins"])
        ends = parse_time(values["ends"]) if values["ends"] else None
        if ends is not None and ends <= begins:
            self.form.show_problems(UserError("结束时间应晚于开始时间。", {"ends": "应晚于开始时间"}))
            return
        self._make(Series(self._pattern, self._kind, self.chosen, Times(_whole(begins), ends and _whole(ends))))
        self.accept()


def _toggle(item: QListWidgetItem) -> None:
    """Enter does what Space does."""
    checked = item.checkState() is Qt.CheckState.Checked
    item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)


def _whole(moment: time) -> time:
    return moment.replace(second=0, microsecond=0)
