"""当选人任职: who comes and who goes is listed first, then written in one step."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.meetings.draft import ElectionLine
from db.meetings.elected import Mandate, Taking, seat_elected, taking
from db.meetings.voting import ElectionOutcome
from db.organizations.queries import name_of
from db.people.bodies import Seat
from desktop.app.context import AppContext
from desktop.meetings.setting import Setting


class SeatingDialog(QDialog):
    """Lists what *mandate* changes on its body; the seats of others end as far as they are ticked."""

    def __init__(
        self, context: AppContext, mandate: Mandate, place: str, unknown: tuple[str, ...], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context, self._mandate = context, mandate
        with context.book.read() as connection:
            self.taking = taking(connection, mandate)
        self.setWindowTitle("当选人任职")
        self.setMinimumWidth(420)
        self._column = QVBoxLayout(self)
        heading = QLabel(f"{place}　{mandate.body}　{mandate.title}　自 {mandate.from_day} 起")
        heading.setProperty("subtitle", True)
        heading.setWordWrap(True)
        self._column.addWidget(heading)
        self._tell(self.taking)
        if unknown:
            self._say(f"不在人员名册中，没有写入任职：{'、'.join(unknown)}", "warning")
        self.ends = self._offer(self.taking)
        self._buttons()

    def _tell(self, told: Taking) -> None:
        title = self._mandate.title
        if told.comes:
            self._say(f"任{title}（{len(told.comes)} 人）：{'、'.join(told.comes)}")
        for seat in told.changes:
            self._say(f"改任{title}：{seat.person}（原任{seat.title}，{seat.starts_on} 起）")
        if told.stays:
            self._say(f"继续任{title}：{'、'.join(seat.person for seat in told.stays)}")
        if told.later:
            self._say(f"这一天以后已有任职，不受这次选举影响：{'、'.join(map(_named, told.later))}", "warning")
            if any(seat.person_id in self._mandate.person_ids for seat in told.later):
                self._say("其中的当选人，这次的任职到后来任职的前一天为止。", "warning")

    def _offer(self, told: Taking) -> dict[int, QCheckBox]:
        """A box for each other seat: whether it ends the day before."""
        if told.others:
            self._say("不在当选名单中的现任成员，勾选的自前一天起免职：", "muted")
        boxes = {}
        for seat in told.others:
            boxes[seat.id] = box = QCheckBox(_named(seat))
            box.setChecked(seat.id in told.ends)
            self._column.addWidget(box)
        return boxes

    def _buttons(self) -> None:
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        self.accept_button = QPushButton("写入任职")
        self.accept_button.setProperty("primary", True)
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self._seat)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.accept_button)
        self._column.addSpacing(6)
        self._column.addLayout(row)

    def _say(self, text: str, tone: str = "") -> None:
        label = QLabel(text)
        label.setWordWrap(True)
        if tone:
            label.setProperty(tone, True)
        self._column.addWidget(label)

    def _seat(self) -> None:
        ended = [seat_id for seat_id, box in self.ends.items() if box.isChecked()]
        try:
            self._context.jobs.now(lambda: seat_elected(self._context.book, self._mandate, ended))
        except Exception as error:
            self._context.messages.show_error(error)
            return
        self.accept()
        self._context.messages.info("当选人已写入班子任职。可以用 Ctrl+Z 撤销。")


def seat(
    context: AppContext, election: ElectionLine, found: ElectionOutcome, setting: Setting, parent: QWidget
) -> SeatingDialog | None:  # fmt: skip
    """Ask about the elected of *election* taking up their posts; None where nobody of the book was elected."""
    elected = [election.candidates[place] for place in found.elected]
    known = tuple(one.person_id for one in elected if one.person_id is not None)
    unknown = tuple(one.name for one in elected if one.person_id is None)
    if not known or setting.organization_id is None or setting.day is None:
        context.messages.info("当选人都不在人员名册中，请先在“人员”里登记。")
        return None
    mandate = Mandate(setting.organization_id, election.body, election.post, setting.day, known)
    with context.book.read() as connection:
        place = name_of(connection, mandate.organization_id)
    dialog = SeatingDialog(context, mandate, place, unknown, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def _named(seat: Seat) -> str:
    return f"{seat.person}　{seat.title}（{seat.starts_on} 起）"
