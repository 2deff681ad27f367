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
    """Emits ``rebuild_requested`` when only the search index is wrong and the user wants it made anew."""

    rebuild_requested = Signal()

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
        if report.only_search:
            self.rebuild = button("重建搜索索引", self._rebuild, primary=True)
            buttons.append(self.rebuild)
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


def _details(report: Report) -> str:
    """Of what is wrong only: spare files are nobody's trouble."""
    return "\n".join(detail for finding in report.findings if not finding.ok for detail in finding.details)


def _whole(report: Report) -> str:
    parts = (
        "\n".join((("✓ " if one.ok else "✗ ") + one.text, *(f"    {line}" for line in one.details)))
        for one in report.findings
    )
    return "\n".join(parts)
