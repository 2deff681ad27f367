"""查重: pairs of problems that are likely one, to look through and to merge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from db.core.errors import UserError
from db.problems.alike import Alike, Pair
from db.problems.merging import merge
from desktop.app.context import AppContext
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel
from desktop.widgets.table_view import ListView

_COLUMNS = (
    Column("share", "相似", 56, align="right"), Column("first", "编号", 88), Column("second", "编号", 88),
    Column("place", "责任单位", 170), Column("text", "问题描述", 240, stretch=True),
)  # fmt: skip


class PairsDialog(QDialog):
    """*pairs* as a list; the two of the chosen one beside each other below it. *open_problem* shows one."""

    def __init__(
        self, context: AppContext, pairs: Sequence[Pair], open_problem: Callable[[int], object], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context, self._open = context, open_problem
        self._pairs = dict(enumerate(pairs))
        self.setWindowTitle("疑似重复的问题")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(920, 560)
        self.count = QLabel()
        self.count.setProperty("muted", True)
        self.model = ListModel(context.jobs)
        self.view = ListView(self.model, "没有疑似重复的问题")
        self.view.current_changed.connect(lambda _at: self._show_pair())
        self.texts = (QTextBrowser(), QTextBrowser())
        self.keep = (QPushButton(), QPushButton())
        for at, button in enumerate(self.keep):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, at=at: self._merge(at))
        for text in self.texts:
            text.setOpenLinks(False)
            text.anchorClicked.connect(lambda link: self._show_problem(int(link.toString())))
        self._lay_out()
        self._show_list()

    def _lay_out(self) -> None:
        both = QHBoxLayout()
        both.setSpacing(12)
        for text, button in zip(self.texts, self.keep, strict=True):
            side = QVBoxLayout()
            side.addWidget(text, 1)
            side.addWidget(button)
            both.addLayout(side)
        close = QPushButton("关闭", autoDefault=False)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.count)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.view, 3)
        column.addLayout(both, 2)
        column.addLayout(foot)

    @property
    def pair(self) -> Pair | None:
        """The one chosen."""
        at = self.view.current_id
        return None if at is None else self._pairs.get(at)

    def _show_list(self, at: int = 0) -> None:
        rows = [
            (key, f"{pair.share:.0%}", pair.first.number, pair.second.number, _places(pair), _line(pair.first.text))
            for key, pair in self._pairs.items()
        ]
        self.model.reload(Rows([*_COLUMNS], rows))
        self.count.setText(f"共 {len(rows)} 对。合并可以用 Ctrl+Z 撤销。")
        following = next((key for key in self._pairs if key >= at), next(iter(self._pairs), None))
        if following is not None:
            self.view.select_id(following)
        self._show_pair()

    def _show_pair(self) -> None:
        pair = self.pair
        for at, (text, button) in enumerate(zip(self.texts, self.keep, strict=True)):
            button.setEnabled(pair is not None)
            one = None if pair is None else (pair.first, pair.second)[at]
            button.setText("合并" if one is None else f"保留 {one.number}，合并另一个")
            text.setHtml("" if one is None else _html(one))

    def _merge(self, keep: int) -> None:
        pair, at = self.pair, self.view.current_id
        if pair is None or at is None:
            return
        both = (pair.first, pair.second)
        kept, other = both[keep], both[1 - keep]
        try:
            self._context.jobs.now(lambda: merge(self._context.book, kept.id, [other.id]))
        except UserError as error:
            self._context.messages.show_error(error)
            return
        self._pairs = {key: one for key, one in self._pairs.items() if other.id not in (one.first.id, one.second.id)}
        self._show_list(at)

    def _show_problem(self, problem_id: int) -> None:
        self.accept()
        self._open(problem_id)


def _places(pair: Pair) -> str:
    names = dict.fromkeys(one.organization or "未定单位" for one in (pair.first, pair.second))
    return "、".join(names)


def _line(text: str) -> str:
    return " ".join(text.split())


def _html(one: Alike) -> str:
    text = escape(one.text).replace("\n", "<br>")
    told = escape(f"{one.organization or '未定单位'}　{one.state}")
    return f'<p><a href="{one.id}">{escape(one.number)}</a>　{told}</p><p style="line-height:135%">{text}</p>'
