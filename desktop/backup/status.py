"""When the book was last backed up, on the status bar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from PySide6.QtWidgets import QPushButton, QWidget

from desktop.app.theme import mark, restyle

_LONG = timedelta(days=7)
_TIP = "点击立即备份"


class BackupButton(QPushButton):
    """A click backs up."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        mark(self, link=True)
        self.setToolTip(_TIP)

    def show_last(self, last: datetime | None, today: date, future: datetime | None = None) -> None:
        """*future*: what the newest backup is dated, where that is later than now."""
        self.setText(said(last, today))
        late = last is None or today - last.date() > _LONG
        wrong = f"备份文件夹里有一份备份的日期在将来（{future:%Y-%m-%d %H:%M}），请核对电脑的日期。" if future else ""
        self.setToolTip("\n".join(filter(None, (_TIP, wrong))))
        restyle(self, tone="warning" if late else "muted")


def said(last: datetime | None, today: date) -> str:
    """``上次备份 今天 09:30``."""
    if last is None:
        return "还没有备份"
    days = (today - last.date()).days
    if days in (0, 1):
        day = ("今天", "昨天")[days]
    else:
        day = f"{last:%m-%d}" if last.year == today.year else f"{last:%Y-%m-%d}"
    return f"上次备份 {day} {last:%H:%M}"
