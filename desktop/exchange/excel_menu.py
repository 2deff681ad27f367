"""The button “Excel” of a list: its rows out, all columns out, a template, a table in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from db.core.listing import Filter, Listing
from db.exchange.ledgers import Ledger
from desktop.app import ask_file
from desktop.app.context import AppContext
from desktop.app.jobs import Job

if TYPE_CHECKING:  # the writer of Excel files is imported when it is first used
    from db.exchange.writing import Written

_FOLDER = "exchange.folder"
_FILES = "Excel 工作簿 (*.xlsx)"
_QUESTION = (
    "导出全部字段时，身份证号和手机号要完整的吗？\n\n"
    "完整的号码可以再导入；文件没有加密，请妥善保管。导出会记入操作日志。"
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What a page gives to Excel: the list as it is shown, and its ledger."""

    title: str
    listing: Listing
    wanted: Callable[[], Filter]
    ledger: Ledger


class ExcelMenu:
    """The menu of *button*. *page* owns the dialogs; *further* ledgers have their own entries below."""

    def __init__(
        self, context: AppContext, page: QWidget, button: QPushButton, shown: Exported, further: Sequence[Ledger] = ()
    ) -> None:
        self._context, self._page, self._shown = context, page, shown
        self.button, self.menu = button, QMenu(button)
        self.menu.addAction("导出列表…", self.export_list)
        self._add_ledger(self.menu, shown.ledger)
        self.further = [QMenu(ledger.label, self.menu) for ledger in further]
        for ledger, below in zip(further, self.further, strict=True):
            self.menu.addSeparator()
            self.menu.addMenu(below)
            self._add_ledger(below, ledger)
        button.setMenu(self.menu)
        button.setToolTip("导出到 Excel，或从 Excel 导入")

    def _add_ledger(self, menu: QMenu, ledger: Ledger) -> None:
        menu.addAction("导出全部字段…", lambda: self.export_ledger(ledger))
        menu.addSeparator()
        menu.addAction("下载导入模板…", lambda: self.save_template(ledger))
        menu.addAction("从 Excel 导入…", lambda: self.open_import(ledger))

    def export_list(self) -> None:
        """Write what the list shows."""
        target = self.ask_target("导出列表", self._shown.title)
        if target is None:
            return
        shown, wanted, book = self._shown, self._shown.wanted(), self._context.book

        def work(job: Job) -> Written:
            from db.exchange.exports import export_list

            return export_list(
                book, shown.listing, wanted, target, title=shown.title, progress=job.progress, cancelled=job.cancelled
            )

        write_file(self._context, self._page, shown.title, work, target)

    def export_ledger(self, ledger: Ledger) -> None:
        """Write every column; a question first, where numbers are masked otherwise."""
        full = False
        if any(column.field.mask is not None for column in ledger.columns):
            answer = self._context.messages.ask_which(_QUESTION, ("遮住中间几位", "要完整号码", "取消"))
            if answer == 2:
                return
            full = answer == 1
        target = self.ask_target("导出全部字段", ledger.label)
        if target is None:
            return
        wanted, book = self._shown.wanted(), self._context.book

        def work(job: Job) -> Written:
            from db.exchange.exports import export_ledger

            return export_ledger(
                book, ledger, wanted, target, full=full, progress=job.progress, cancelled=job.cancelled
            )

        write_file(self._context, self._page, ledger.label, work, target)

    def save_template(self, ledger: Ledger) -> None:
        """Write an empty sheet that offers this book's organizations."""
        save_template(self._context, self._page, ledger)

    def open_import(self, ledger: Ledger) -> None:
        """Open the window that reads a table in."""
        from desktop.exchange.import_dialog import ImportDialog

        dialog = ImportDialog(self._context, ledger, self._page)
        dialog.open()

    def ask_target(self, title: str, name: str) -> Path | None:
        """Where to write; None: given up."""
        return ask_target(self._context, self._page, title, f"{name} {self._context.book.now():%Y-%m-%d}")


def write_file(context: AppContext, owner: QWidget, title: str, work: Callable[[Job], Written], target: Path) -> None:
    """Have *work* write *target* in the background; then tell how much, what was cut short, and offer to open it."""

    def tell(written: Written) -> None:
        pages = f"，分在 {written.sheets} 张工作表" if written.sheets > 1 else ""
        offer_file(context, f"已导出 {written.rows} 行{pages}：{target.name}", target)
        if written.shortened:
            cells = "、".join(written.shortened[:5]) + ("等" if len(written.shortened) > 5 else "")
            context.messages.warn(f"有 {len(written.shortened)} 格超出 Excel 一格能放的字数，没有写全：{cells}。")

    context.jobs.run(f"导出{title}", work, tell, owner=owner)


def save_template(context: AppContext, parent: QWidget, ledger: Ledger) -> None:
    """Ask for a file and write the empty sheet of *ledger* there."""
    target = ask_target(context, parent, "下载导入模板", f"{ledger.label}导入模板")
    if target is None:
        return

    def work(_job: Job) -> None:
        from db.exchange.template import offered, write_template

        with context.book.read() as connection:
            words = offered(connection, ledger)
        write_template(ledger, target, words)

    done = lambda _none: offer_file(context, f"已保存模板：{target.name}", target)  # noqa: E731 - one line is enough
    context.jobs.run("写模板", work, done, owner=parent)


def ask_target(context: AppContext, parent: QWidget, title: str, name: str, beside: Path | None = None) -> Path | None:
    """An .xlsx file to write, *beside* that file or in the folder last used; None: given up."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = beside.parent if beside else Path(context.settings.get(_FOLDER, documents))
    place = folder if folder.is_dir() else Path(documents)
    safe = re.sub(r'[\\/:*?"<>|]+', " ", name)
    chosen = ask_file.new(parent, title, place / f"{safe}.xlsx", _FILES)
    if not chosen:
        return None
    target = Path(chosen)
    if beside is None:
        context.settings.set(_FOLDER, str(target.parent))
    return target if target.suffix.lower() == ".xlsx" else target.with_name(f"{target.name}.xlsx")


def offer_file(context: AppContext, text: str, file: Path) -> None:
    """Tell that *file* was written, and offer to open it."""
    context.messages.offer(text, "打开", lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))))
