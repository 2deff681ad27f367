"""The look: colours, screen fonts, style sheet, and Qt's own dialogs in Chinese. Imports Qt only.

PySide builds a class with all its enumerations when its name is first looked up: ``Qt`` takes 20 ms, ``QStyle`` 8 ms,
a sixth of a bare window's start. What runs before the first paint therefore looks up neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from PySide6 import QtWidgets
from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from db.core.resources import resource

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

COLORS: Final = {
    "primary": "#a8201a",
    "primary-hover": "#8f1a15",
    "primary-pressed": "#761410",
    "primary-soft": "#fbedec",
    "primary-line": "#e9b9b6",
    "background": "#f6f4f0",
    "card": "#ffffff",
    "line": "#e4e1db",
    "line-strong": "#d8d4cc",
    "line-hover": "#b9b4aa",
    "zebra": "#fbfaf8",
    "track": "#f0ede8",
    "text": "#23272e",
    "muted": "#626977",
    "placeholder": "#85868a",
    "disabled": "#aaa69e",
    "on-primary": "#ffffff",
    "success": "#2f7d4f",
    "success-soft": "#ddefe3",
    "warning": "#a9590c",
    "warning-soft": "#fbebd0",
    "error": "#a8201a",
    "error-soft": "#f7dad8",
    "gold": "#b8862b",
}

FONT_PIXELS: Final = 13
ROW_HEIGHT: Final = 36

_STYLE: Final = "Fusion"
_SYSTEM_FONTS: Final = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "WenQuanYi Micro Hei",
)
_BUNDLED_FONT: Final = "Noto Sans SC"
_BUNDLED_FILE: Final = "NotoSansSC-Regular.ttf"
# For characters of names that a screen font lacks.
_RARE_FONTS: Final = {"Noto Serif SC": "NotoSerifSC-Regular.ttf", "Shequ Rare": "ShequRare-Regular.ttf"}


def application(qt_arguments: Sequence[str] = ()) -> QApplication:
    """The program's application with its look; ``load_rare_fonts`` is still to be called."""
    app = QApplication(["yibenzhang", "-style", _STYLE, *qt_arguments])
    _dress(app)
    return app


def apply(app: QApplication) -> None:
    """Give the whole look to an *app* made elsewhere. Call once, before the first window."""
    app.setStyle(_STYLE)
    _dress(app)
    load_rare_fonts()


def _dress(app: QApplication) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    app.setPalette(_palette())
    app.setFont(screen_font())
    app.setStyleSheet(stylesheet())
    _speak_chinese(app)


def color(token: str) -> QColor:
    """The colour of a token in ``COLORS``."""
    return QColor(COLORS[token])


def mark(widget: QWidget, **properties: object) -> None:
    """Set style properties (``invalid=True``, ``primary=True`` …) of a *widget* not shown yet."""
    for name, value in properties.items():
        widget.setProperty(name, value)


def restyle(widget: QWidget, **properties: object) -> None:
    """Change style properties and let the style sheet see them."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    mark(widget, **properties)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def style_table(view: QTableView) -> None:
    """What a style sheet cannot say of a table: 36-pixel zebra rows, whole-row selection, no grid."""
    view.setShowGrid(False)
    view.setAlternatingRowColors(True)
    view.setSelectionBehavior(QtWidgets.QAbstractItemView.SelectionBehavior.SelectRows)
    view.setVerticalScrollMode(QtWidgets.QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QtWidgets.QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setWordWrap(False)
    rows = view.verticalHeader()
    rows.hide()
    rows.setSectionResizeMode(QtWidgets.QHeaderView.ResizeMode.Fixed)
    rows.setDefaultSectionSize(ROW_HEIGHT)
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setFixedHeight(ROW_HEIGHT)


@lru_cache(maxsize=1)
def stylesheet() -> str:
    """``resources/styles/app.qss`` with ``@token`` replaced by its colour and ``@styles`` by the folder."""
    sheet = resource("styles", "app.qss").read_text(encoding="utf-8")
    values = COLORS | {"styles": resource("styles").as_posix()}
    return re.sub(r"@([a-z-]*[a-z])", lambda found: values[found[1]], sheet)


def screen_font() -> QFont:
    """A Chinese font of the system, or the bundled one where there is none."""
    family = next((name for name in _SYSTEM_FONTS if QFontDatabase.hasFamily(name)), None)
    if family is None:
        _load_font(_BUNDLED_FILE)
        family = _BUNDLED_FONT
    font = QFont([family, *_RARE_FONTS])
    font.setPixelSize(FONT_PIXELS)
    return font


@lru_cache(maxsize=1)
def load_rare_fonts() -> None:
    """Load what shows rare characters of names: 17 MB, which the first window does not wait for."""
    for file in _RARE_FONTS.values():
        _load_font(file)


def _load_font(file: str) -> None:
    QFontDatabase.addApplicationFont(str(resource("fonts", file)))


def _palette() -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for where, token in (
        (role.Window, "background"), (role.WindowText, "text"), (role.Base, "card"), (role.AlternateBase, "zebra"),
        (role.Text, "text"), (role.Button, "card"), (role.ButtonText, "text"), (role.Highlight, "primary"),
        (role.HighlightedText, "on-primary"), (role.PlaceholderText, "placeholder"), (role.Link, "primary"),
        (role.ToolTipBase, "text"), (role.ToolTipText, "on-primary"), (role.Accent, "primary"), (role.Mid, "line"),
    ):  # fmt: skip
        palette.setColor(where, color(token))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, color("disabled"))
    return palette


def _speak_chinese(app: QApplication) -> None:
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    dialogs = QTranslator(app)
    if dialogs.load("qtbase_zh_CN", folder):
        app.installTranslator(dialogs)
    app.installTranslator(_Gaps(app))


class _Gaps(QTranslator):
    """What Qt's own Chinese lacks or calls by a word that offices do not use."""

    _TEXTS: Final = {
        "&Undo": "撤销(&U)", "Undo": "撤销", "Discard": "不保存", "Don't Save": "不保存", "Size": "大小",
        "Date Modified": "修改日期", "Type": "类型", "File &name:": "文件名(&N)：", "Apply": "应用", "Help": "帮助",
    }  # fmt: skip

    def isEmpty(self) -> bool:
        return False

    def translate(self, _context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:  # type: ignore[override]  # noqa: ARG002
        return self._TEXTS.get(text)
