"""What the form of a person remarks without ever standing in the way."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QLabel, QWidget

from db.core.book import Book
from db.people.queries import duplicates
from desktop.app.jobs import Jobs


class Notices(QLabel):
    """A strip with warnings; gone while there are none. Who may be the same person is read off the GUI thread."""

    def __init__(self, book: Book, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book, self._jobs = book, jobs
        self._alike: list[str] = []
        self._remark = ""
        self.setProperty("tag", "warning")
        self.setWordWrap(True)
        self.hide()

    def clear(self) -> None:
        """Another record: nothing is known of it yet."""
        self._jobs.drop(self)
        self._alike, self._remark = [], ""
        self._follow()

    def look_for(self, name: str, born_on: date | None, id_number: str, person_id: int | None) -> None:
        """Find people like the one on the form; earlier questions are forgotten."""

        def find(_cancelled: object) -> list[str]:
            with self._book.read() as connection:
                return duplicates(connection, name, born_on, id_number, person_id)

        self._jobs.latest(self, find, self._take)

    def remark(self, text: str) -> None:
        """A further sentence, or "" for none."""
        self._remark = text
        self._follow()

    def _take(self, alike: list[str]) -> None:
        self._alike = alike
        self._follow()

    def _follow(self) -> None:
        same = [f"可能重复：{'；'.join(self._alike)}。"] if self._alike else []
        self.setText("\n".join([*same, *filter(None, [self._remark])]))
        self.setVisible(bool(self.text()))
