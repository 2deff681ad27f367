"""The other reminders: each with a count; a click shows who they are, or leads to where they are listed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLabel, QListWidget, QListWidgetItem, QWidget

from db.home.today import Today
from desktop.app.context import AppContext
from desktop.app.theme import color, mark
from desktop.home.panel import Panel
from desktop.widgets.one_stop import OneStop
from desktop.widgets.popup import Popup

HEIGHT = 28
_ID = Qt.ItemDataRole.UserRole
_TALL, _WIDE = 360, 440  # pixels of the list of who they are

Named = tuple[int, str]  # id, how it is called in the list


@dataclass(frozen=True, slots=True)
class Reminder:
    """``told``: how many, or since when; ``who`` of ``table`` opens as a list, else ``page`` leads on."""

    key: str
    label: str
    told: str
    tone: str  # muted where there is nothing to do
    hint: str
    table: str = ""
    who: Sequence[Named] = ()


def of_today(found: Today) -> list[Reminder]:
    """What is known at once."""
    day, leading = found.asked.today, found.leading
    over = sum(term.over for term in leading.terms)
    terms = [(one.organization_id, f"{one.organization}　{one.ends_on} {'已满' if one.over else '届满'}")
             for one in leading.terms]  # fmt: skip
    lacking = [(one.organization_id, f"{one.organization}　{'；'.join(one.told)}") for one in leading.incomplete]
    ending = [(one.id, f"{one.name}　{one.organization}　{one.day} 期满") for one in found.probation]
    born = [
        (one.id, f"{one.name}　{one.organization}　{one.day.month} 月 {one.day.day} 日　入党 {one.years} 年")
        for one in found.birthdays
    ]
    late = any(one.day <= day for one in found.probation)
    hasty, tardy = ("error" if over else "warning"), ("error" if late else "warning")
    return [
        _counted("terms", "任期将满", terms, hasty, "organization", "班子任期已满或快满的组织"),
        _counted("bodies", "班子不健全", lacking, "error", "organization", "缺书记、缺人的班子"),
        _counted("probation", "预备期将满", ending, tardy, "person", "预备期已满或快满的预备党员"),
        _counted("birthdays", "本月政治生日", born, "text", "person", "本月入党纪念日的党员"),
    ]


def _counted(key: str, label: str, who: Sequence[Named], tone: str, table: str, hint: str) -> Reminder:
    told = f"{len(who)} {'人' if table == 'person' else '个'}" if who else "无"
    return Reminder(key, label, told, tone if who else "muted", hint, table, who)


def waiting(key: str, label: str) -> Reminder:
    """What is still being counted."""
    return Reminder(key, label, "…", "muted", "正在统计")


def of_hours(year: int, behind: int, people: int) -> Reminder:
    hint = f"{year} 年还没有学够学时的党员，共 {people} 人中"
    return Reminder("hours", "学时未达标", f"{behind} 人" if behind else "无", "text" if behind else "muted", hint)


def of_faults(faulty: int, records: int) -> Reminder:
    told, tone = (f"{faulty} 条", "warning") if faulty else ("无", "muted")
    return Reminder("faults", "记录有提醒", told, tone, f"这个时期查了 {records} 条会议记录")


def of_backup(last: datetime | None, today: date) -> Reminder:
    if last is None:
        return Reminder("backup", "备份", "还没有", "warning", "点击立即备份")
    days = (today - last.date()).days
    told = f"{('今天', '昨天')[days]} {last:%H:%M}" if days in (0, 1) else f"{days} 天前"
    return Reminder(
        "backup", "上次备份", told, "warning" if days > 7 else "muted", f"{last:%Y-%m-%d %H:%M}，点击立即备份"
    )


class ReminderRow(QAbstractButton):
    """Label on the left, how many on the right."""

    def __init__(self, reminder: Reminder, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(128)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.show_reminder(reminder)

    def show_reminder(self, reminder: Reminder) -> None:
        self.reminder = reminder
        self.setAccessibleName(f"{reminder.label} {reminder.told}")
        self.setToolTip(reminder.hint)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.rect().adjusted(8, 0, -8, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.underMouse():
            painter.setBrush(color("background"))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        loud = self.reminder.tone in ("error", "warning")
        painter.setBrush(color(self.reminder.tone if loud else "line-strong"))
        painter.drawEllipse(QRectF(room.left(), self.height() / 2 - 3, 6, 6))
        painter.setPen(color("text"))
        painter.drawText(
            QRect(room.left() + 14, 0, room.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self.reminder.label
        )
        font = self.font()
        font.setBold(loud)
        painter.setFont(font)
        painter.setPen(color(self.reminder.tone))
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.reminder.told)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(color("primary"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)


class RemindersPanel(Panel):
    """Two columns of reminders. *leads*: what a click on those without a list of their own does, by their key."""

    def __init__(self, context: AppContext, leads: dict[str, Callable[[], object]]) -> None:
        super().__init__("其他提醒")
        self._context, self._leads = context, leads
        self.rows: dict[str, ReminderRow] = {}
        self._rows = QWidget()
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 2, 0, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self.body.addWidget(self._rows)
        self.body.addStretch(1)
        self.clock = QLabel()
        self.clock.setWordWrap(True)
        mark(self.clock, warning=True)
        self.clock.hide()
        self.body.addWidget(self.clock)

    def show_reminders(self, reminders: Sequence[Reminder]) -> None:
        """Show these, each where one of its key stands already, the others behind."""
        for reminder in reminders:
            row = self.rows.get(reminder.key)
            if row is not None:
                row.show_reminder(reminder)
                continue
            row = self.rows[reminder.key] = ReminderRow(reminder, self._rows)
            row.clicked.connect(lambda _checked=False, row=row: self._open(row))
            self._grid.addWidget(row, *divmod(len(self.rows) - 1, 2))
            self._stop = OneStop(self, self.rows.values())

    def tell_of_clock(self, text: str) -> None:
        self.clock.setText(text)
        self.clock.setVisible(bool(text))

    def _open(self, row: ReminderRow) -> None:
        reminder = row.reminder
        if lead := self._leads.get(reminder.key):
            lead()
        elif reminder.who:
            WhoPopup(self._context, reminder, row).show_below(row)


class WhoPopup:
    """Who they are; a click on one opens the record."""

    def __init__(self, context: AppContext, reminder: Reminder, parent: QWidget) -> None:
        self._context, self._table = context, reminder.table
        self.popup = Popup(parent)
        title = QLabel(f"{reminder.label} {reminder.told}")
        mark(title, subtitle=True)
        self.list = QListWidget()
        self.list.setUniformItemSizes(True)
        for id, text in reminder.who:
            item = QListWidgetItem(text)
            item.setData(_ID, str(id))  # 63 bits
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setMinimumWidth(_WIDE)
        self.list.setFixedHeight(min(_TALL, 8 + self.list.sizeHintForRow(0) * len(reminder.who)))
        self.list.itemClicked.connect(self._open)
        self.list.itemActivated.connect(self._open)
        self.popup.column.addWidget(title)
        self.popup.column.addWidget(self.list)

    def show_below(self, field: QWidget) -> None:
        self.popup.show_below(field, self.list)

    def _open(self, item: QListWidgetItem) -> None:
        id = int(item.data(_ID))
        self.popup.close()
        self._context.bus.record_requested.emit(self._table, id)
