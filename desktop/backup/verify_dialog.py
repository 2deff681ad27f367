"""What the check of the book found."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPlainTextEdit, QWidget

from db.security.verify import Finding, Report
from desktop.app.icons import pixmap
from desktop.shell.forms import FormDialog, button, label

_ICON = 16
_DETAILS_HIGH = 130


class VerifyDialog(FormDialog):
    """Emits ``rebuild_requested`` when only the search index is wrong and the user wants it made anew.

    Emits ``sweep_requested`` when spare attachment files were found and the user wants them out of the way, and
    ``rescue_requested`` when the book itself is damaged and the user wants to see the ways out of that.
    """

    rebuild_requested = Signal()
    sweep_requested = Signal()
    rescue_requested = Signal()

    def __init__(self, report: Report, parent: QWidget | None = None) -> None:
        super().__init__("检查账本", 560, parent)
        self._report = report
        good = "账本完好。" if report.ok else "账本有问题，请看下面的说明。"
        self.column.addWidget(label(good, subtitle=True))
        self.column.addSpacing(6)
        for finding in report.findings:
            self.column.addLayout(self._line(finding))
        if details := _details(report):
            box = QPlainTextEdit(details)
            box.setReadOnly(True)
            box.setFixedHeight(_DETAILS_HIGH)
            box.setAccessibleName("详细情况")
            self.column.addSpacing(6)
            self.column.addWidget(box)
        buttons = [button("关闭", self.reject)]
        if not report.ok:
            self.copy = button("复制报告", lambda: QApplication.clipboard().setText(_whole(report)))
            buttons.insert(0, self.copy)
        if report.spare_files:
            self.sweep = button("清理多余的附件文件…", self._sweep)
            buttons.insert(0, self.sweep)
        if report.only_search:
            self.rebuild = button("重建搜索索引", self._rebuild, primary=True)
            buttons.append(self.rebuild)
        if report.book_damaged:
            self.rescue = button("恢复备份或读出到新账本…", self._rescue, primary=True)
            buttons.append(self.rescue)
        self.add_buttons(*buttons)

    def _line(self, finding: Finding) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        mark = QLabel()
        name, tone = ("check", "success") if finding.ok else ("warning", "error")
        mark.setPixmap(pixmap(name, tone, _ICON, self.devicePixelRatioF()))
        mark.setFixedWidth(_ICON + 2)
        row.addWidget(mark)
        row.addWidget(label(finding.text, error=not finding.ok), 1)
        return row

    def _rebuild(self) -> None:
        self.accept()
        self.rebuild_requested.emit()

    def _rescue(self) -> None:
        self.accept()
        self.rescue_requested.emit()

    def _sweep(self) -> None:
        self.accept()
        self.sweep_requested.emit()


def _details(report: Report) -> str:
    """Of what is wrong only: spare files are nobody's trouble."""
    return "\n".join(detail for finding in report.findings if not finding.ok for detail in finding.details)


def _whole(report: Report) -> str:
    parts = (
        "\n".join((("✓ " if one.ok else "✗ ") + one.text, *(f"    {line}" for line in one.details)))
        for one in report.findings
    )
    return "\n".join(parts)
