"""The window's menus and shortcuts: everything the program can do, reachable by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QMainWindow, QMenu, QVBoxLayout, QWidget

from desktop.app.icons import icon
from desktop.app.page import PageSpec
from desktop.app.theme import restyle
from desktop.shell.actions import ShellActions

_NUMBERED = 9  # Ctrl+1 … Ctrl+9
_IN_PAGES = (  # keys that are no menu's
    ("Ctrl+N", "新建"), ("Ctrl+S", "保存"), ("Ctrl+P", "打印预览"), ("Ctrl+D", "复制为新记录；新建时复制上一次"),
    ("Delete", "删除所选"), ("Ctrl+Shift+Delete", "删除光标所在的表决、选举或决议"),
    ("Ctrl+Tab", "下一个标签"), ("Ctrl+Shift+Tab", "上一个标签"),
    ("1 / 2 / 3 / 4", "出席：到会 / 请假 / 缺席 / 列席"), ("V / F / 5", "出席：表决权 / 交流发言 / 补学"),
    ("F2", "显示完整号码；填写事由"), ("Alt+Down", "打开日历"),
    ("Ctrl+回车", "下一个议题"), ("Alt+↑ / Alt+↓", "上移 / 下移议题、篇目"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WindowCommands:
    """What the window itself does for its menu."""

    lock: Callable[[], None]
    leave: Callable[[], object]
    open_page: Callable[[str], object]
    find: Callable[[], None]
    pick_scope: Callable[[], None]
    pick_period: Callable[[], None]
    refresh: Callable[[], None]
    delete: Callable[[], object]  # what is selected on the page
    can_delete: Callable[[], bool]
    shortcuts: Callable[[], None]
    about: Callable[[], None]


class Commands:
    """Builds the actions and the menu; ``update_undo`` keeps the two names true."""

    def __init__(self, window: QMainWindow, shell: ShellActions, does: WindowCommands, pages: list[PageSpec]) -> None:
        self._window, self._shell = window, shell
        self.menu = QMenu(window)
        file = self._submenu("文件(&F)", "Alt+F")
        self.lock = self._add(file, "锁定(&L)", does.lock, "Ctrl+L", "lock")
        self._add(file, "更换口令(&P)…", shell.change_passphrase)
        self._add(file, "更换恢复码(&K)…", shell.change_recovery_code)
        file.addSeparator()
        for entry in shell.file_menu:
            self._add(file, entry.text, entry.does, symbol=entry.symbol)
        file.addSeparator()
        self._add(file, "退出(&X)", does.leave, "Ctrl+Q")
        edit = self._submenu("编辑(&E)", "Alt+E")
        self.undo = self._add(edit, "撤销(&U)", shell.undo, "Ctrl+Z", "undo")
        self.redo = self._add(edit, "重做(&R)", shell.redo, "Ctrl+Y", "redo")
        self.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        edit.addSeparator()
        self.delete = self._add(edit, "删除所选(&D)…", does.delete, symbol="trash")
        edit.aboutToShow.connect(self.update_undo)
        edit.aboutToShow.connect(lambda: self.delete.setEnabled(does.can_delete()))
        view = self._submenu("查看(&V)", "Alt+V")
        self._fill_view(view, does, pages)
        guide = self._submenu("帮助(&H)", "Alt+H")
        self._add(guide, "快捷键(&K)", does.shortcuts, "F1")
        self._add(guide, "关于(&A)", does.about, symbol="info")

    def update_undo(self) -> None:
        """Name what the two would do, and grey out what would do nothing."""
        for action, word, letter, name in (
            (self.undo, "撤销", "U", self._shell.undo_name()),
            (self.redo, "重做", "R", self._shell.redo_name()),
        ):
            action.setEnabled(name is not None)
            action.setText(f"{word}“{name.replace('&', '&&')}”(&{letter})" if name else f"{word}(&{letter})")
            keys = action.shortcut().toString()
            action.setToolTip(f"{word}“{name}”（{keys}）" if name else f"没有可以{word}的操作")

    def _fill_view(self, view: QMenu, does: WindowCommands, pages: list[PageSpec]) -> None:
        for number, spec in enumerate(pages, 1):
            keys = f"Ctrl+{number}" if number <= _NUMBERED else ""
            self._add(view, spec.title, partial(does.open_page, spec.key), keys, spec.icon)
        view.addSeparator()
        self._add(view, "搜索(&S)", does.find, "Ctrl+K", "search")
        self._add(view, "组织范围(&O)…", does.pick_scope, "Ctrl+Shift+O")
        self._add(view, "统计期间(&T)…", does.pick_period, "Ctrl+Shift+T")
        self._add(view, "刷新(&R)", does.refresh, "F5", "refresh")

    def _submenu(self, title: str, keys: str) -> QMenu:
        menu = self.menu.addMenu(title)
        opener = QAction(self._window)
        opener.setShortcut(keys)
        opener.triggered.connect(lambda: menu.popup(self._corner()))
        self._window.addAction(opener)
        return menu

    def _corner(self) -> QPoint:
        """Where the menu button hangs its menu, near enough."""
        return self._window.mapToGlobal(QPoint(self._window.width() - self.menu.sizeHint().width() - 20, 46))

    def _add(self, menu: QMenu, text: str, does: Callable[[], object], keys: str = "", symbol: str = "") -> QAction:
        action = QAction(text, self._window)
        if symbol:
            action.setIcon(icon(symbol))
        if keys:
            action.setShortcut(keys)
        action.triggered.connect(lambda _checked=False: does())
        menu.addAction(action)
        self._window.addAction(action)
        return action


def show_shortcuts(window: QWidget) -> None:
    """The window's shortcuts that work now, and the keys of lists, forms and rosters."""
    dialog = QDialog(window)
    dialog.setWindowTitle("快捷键")
    grid = QGridLayout()
    grid.setHorizontalSpacing(28)
    grid.setVerticalSpacing(8)
    for place, (keys, text) in enumerate((*shortcuts_of(window), *_IN_PAGES)):
        row, column = divmod(place, 2)
        label = QLabel(keys)
        restyle(label, muted=True)
        grid.addWidget(label, row, column * 2)
        grid.addWidget(QLabel(text), row, column * 2 + 1)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    whole = QVBoxLayout(dialog)
    whole.setContentsMargins(24, 20, 24, 16)
    whole.setSpacing(18)
    whole.addLayout(grid)
    whole.addWidget(buttons)
    dialog.exec()
    dialog.deleteLater()


def shortcuts_of(window: QWidget) -> list[tuple[str, str]]:
    """``(keys, text)`` of every action in *window* that has a text and a shortcut and can be seen."""
    found: dict[str, str] = {}
    for action in window.findChildren(QAction):
        owner = action.parent()
        shown = not isinstance(owner, QWidget) or owner.isVisible()
        if action.shortcut().isEmpty() or not action.text() or not shown:
            continue
        keys = " / ".join(shortcut.toString() for shortcut in action.shortcuts())
        text = action.text().replace("&&", "\0").split("(&")[0].replace("&", "").replace("\0", "&")
        found.setdefault(keys, text)
    return list(found.items())
