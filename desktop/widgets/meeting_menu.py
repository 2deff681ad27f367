"""Where a cell of 三会一课 leads: to its record, to the one still to be entered, or to a choice where there is more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from db.core.period import Period
from db.meetings.matrix import Part
from desktop.app.context import AppContext
from desktop.widgets.date_editor import DateTimeEdit


def lead_to_meeting(context: AppContext, parts: Sequence[Part], owner: QWidget, at: QPoint) -> None:
    """Open or begin what stands behind *parts*; a choice opens at the point *at* of the screen."""
    found = [(part, one.id, one.day) for part in parts for one in (*part.cell.held, *part.cell.planned)]
    lacking = [part for part in parts if part.cell.lacks]
    if not found and len(parts) == 1:
        _begin(context, parts[0])
    elif len(found) == 1 and not lacking:
        _open(context, found[0][1])
    elif found or lacking:
        menu = QMenu(owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for part, id, day in found:
            menu.addAction(f"打开 {day:%Y-%m-%d} {_named(part, parts)}", partial(_open, context, id))
        menu.addSeparator()
        for part in lacking if len(parts) > 1 else parts:
            menu.addAction(f"新建{_named(part, parts)}记录", partial(_begin, context, part))
        menu.popup(at)


def _named(part: Part, parts: Sequence[Part]) -> str:
    """Of several organizations each is named."""
    return f"{part.organization}{part.kind}" if len(parts) > 1 else part.kind


def _open(context: AppContext, id: int) -> None:
    context.bus.record_requested.emit("meeting", id)


def _begin(context: AppContext, part: Part) -> None:
    day = _day_within(part.unit, context.book.now().date())
    context.bus.record_wanted.emit("meeting", {
        "kind_id": part.kind_id, "organization_id": part.organization_id,
        "starts_at": datetime.combine(day, DateTimeEdit.morning),
    })  # fmt: skip


def _day_within(unit: Period, today: date) -> date:
    """The day a record of *unit* begins with: today, or the first of Monday to Friday where the unit is another."""
    if unit.first <= today <= unit.last:
        return today
    return unit.first + timedelta(7 - unit.first.weekday() if unit.first.weekday() > 4 else 0)
