"""``--self-check``: does this program, as it was packed, have all it needs? It makes a book, prints, opens a window."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop.commands.say import say

OK, BROKEN = 0, 3


def self_check(qt_arguments: list[str]) -> int:
    """Run every check, say how each went; 0 when all did."""
    broken = 0
    with TemporaryDirectory() as folder:
        checks: tuple[tuple[str, Callable[[], None]], ...] = (
            ("账本：新建、打开、迁移、保存", lambda: _book(Path(folder))),
            ("打印：中文 PDF，字能读回", lambda: _print(Path(folder))),
            ("窗口：样式、图标、中文字体", lambda: _window(qt_arguments)),
        )
        for name, check in checks:
            try:
                check()
            except Exception as error:  # every kind of damage to the installation is reported the same way
                broken += 1
                _tell(f"[有问题] {name}：{type(error).__name__}: {error}")
            else:
                _tell(f"[正常] {name}")
    return BROKEN if broken else OK


def _tell(text: str) -> None:
    if sys.stderr is not None:  # a windowed program has none
        say(text)


def _book(folder: Path) -> None:
    from db.meetings.actions import add_meeting_kinds
    from db.organizations.actions import save_organization
    from db.organizations.draft import OrganizationDraft
    from db.organizations.queries import nodes
    from db.security.opening import create_book, open_book

    path = folder / "自检.ybz"
    create_book(path, office="自检", user="自检", passphrase="自检口令", prepare=add_meeting_kinds)
    book = open_book(path, "自检口令")
    try:
        save_organization(book, OrganizationDraft(name="自检党支部", kind="党支部"))
        with book.read() as connection:
            if [node.name for node in nodes(connection)] != ["自检党支部"]:
                raise RuntimeError("what was saved is not what is read")
    finally:
        book.close()


def _print(folder: Path) -> None:
    import pypdfium2

    from db.meetings.sheet import MinutesSheet
    from desktop.meetings.printouts.minutes import print_minutes

    path = folder / "自检.pdf"
    sheet = MinutesSheet(1, "自检党支部", "支委会", "研究𠮷田、王𬭎同志转正", datetime(2022, 6, 27, 9), None)
    printed = print_minutes([sheet], path)
    pdf = pypdfium2.PdfDocument(path)
    text = pdf[0].get_textpage().get_text_range()
    pdf.close()
    if printed.missing or "𠮷田" not in text:
        raise RuntimeError(f"fonts are missing: {printed.missing}")


def _window(qt_arguments: list[str]) -> None:
    from PySide6.QtWidgets import QApplication

    from desktop.app import theme
    from desktop.app.single import Doorbell
    from desktop.shell.unlock import UnlockWindow

    app = QApplication(["yibenzhang", *qt_arguments])
    theme.apply(app)
    window = UnlockWindow(Path("自检.ybz"), ["自检"], lambda *_: None, lambda *_: None)
    window.show()
    app.processEvents()
    if window.grab().toImage().isNull():
        raise RuntimeError("nothing was painted")
    Doorbell(Path("自检.ybz"), window).close()
    window.close()
