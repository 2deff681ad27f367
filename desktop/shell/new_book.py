"""The wizard's form for a new book."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from db.core.errors import EnvironmentFault, UserError
from desktop.app import ask_file
from desktop.shell.forms import ErrorLine, NewPassphrase, add_labelled, button, card, centre, label

SUFFIX = ".ybz"
_CREATE = "建立账本"
_FORBIDDEN = '<>:"/\\|?*'  # on Windows; a book may travel there on a stick


class NewBookPage(QWidget):
    """Emits ``submitted(path, office, user, passphrase)`` once the form is sound."""

    submitted = Signal(object, str, str, str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._place_chosen = False
        self.office = QLineEdit(placeholderText="如：和平街道党工委")
        self.user = QLineEdit(placeholderText="您的姓名，会记在每次修改的历史里")
        self.passphrase = NewPassphrase("口令")
        self.place = QLineEdit(str(folder / f"一本账{SUFFIX}"))
        self.browse = button("浏览…", self._browse)
        self.error = ErrorLine()
        self.back = button("返回", lambda: None)
        self.create_button = button(_CREATE, self.submit, primary=True)
        self._lay_out()
        self.office.textEdited.connect(self._follow_office)
        self.place.textEdited.connect(self._on_place_typed)
        for box in (self.office, self.user, self.place, self.passphrase.first, self.passphrase.second):
            box.returnPressed.connect(self.submit)
            box.textEdited.connect(lambda _text: self.error.clear())

    def submit(self) -> None:
        """Say what is missing, or hand the form on."""
        for box, text in ((self.office, "请填写单位名称。"), (self.user, "请填写您的姓名。")):
            if not box.text().strip():
                self.error.tell(text, box)
                return
        if problem := self.passphrase.problem() or self._place_problem():
            self.error.tell(*problem)
            return
        self.error.clear()
        self.submitted.emit(self.path(), self.office.text().strip(), self.user.text().strip(), self.passphrase.value())

    def path(self) -> Path:
        """Where the book will be, with its ending."""
        path = Path(self.place.text().strip()).expanduser()
        return path if path.suffix.lower() == SUFFIX else path.with_name(path.name + SUFFIX)

    def show_error(self, error: UserError | EnvironmentFault) -> None:
        """What the core refused, at the box it concerns."""
        boxes = {"office": self.office, "user": self.user, "path": self.place, "passphrase": self.passphrase.first}
        names = error.fields if isinstance(error, UserError) else {"path": ""}
        self.error.show_error(error, next((boxes[name] for name in names if name in boxes), None))

    def set_busy(self, busy: bool) -> None:
        self.setEnabled(not busy)
        self.create_button.setText("正在建立…" if busy else _CREATE)

    def _place_problem(self) -> tuple[str, QLineEdit] | None:
        typed = self.place.text().strip()
        if not typed:
            return "请选择账本文件的存放位置。", self.place
        path = self.path()
        if not path.is_absolute():
            return "请写出完整的存放位置，或点“浏览…”选择。", self.place
        if path.exists():
            return f"“{path.name}”已经存在。请换一个文件名，或返回后选“打开已有账本”。", self.place
        return None

    def _follow_office(self, office: str) -> None:
        """The book is named after its office until the user names it otherwise."""
        if not self._place_chosen:
            name = "".join(letter for letter in office.strip() if letter not in _FORBIDDEN).strip(". ") or "一本账"
            self.place.setText(str(self._folder / f"{name}{SUFFIX}"))

    def _on_place_typed(self) -> None:
        self._place_chosen = True

    def _browse(self) -> None:
        chosen = ask_file.new(self, "账本存放位置", self.path(), f"账本 (*{SUFFIX})")
        if chosen:
            self.place.setText(chosen)
            self._place_chosen = True
            self.error.clear()

    def _lay_out(self) -> None:
        frame, column = card(480)
        column.addWidget(label("新建账本", title=True))
        add_labelled(column, "单位名称", self.office)
        add_labelled(column, "您的姓名", self.user)
        column.addWidget(self.passphrase)
        add_labelled(column, "存放位置", self.place)
        column.removeWidget(self.place)
        place = QHBoxLayout()
        place.addWidget(self.place, 1)
        place.addWidget(self.browse)
        column.addLayout(place)
        column.addWidget(self.error)
        column.addSpacing(12)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch()
        row.addWidget(self.create_button)
        column.addLayout(row)
        centre(self, frame)
