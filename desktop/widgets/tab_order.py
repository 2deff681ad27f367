"""Where the Tab key goes.

Only plain buttons are moved in Qt's chain. A composite (an editor and the input that is its focus proxy) has to stay
in one piece: what is left behind of it would catch the Tab key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops(inside: QWidget) -> Iterator[QWidget]:
    """What Tab may stop at inside *inside*, itself not counted, shown or not, in the order Tab has now."""
    widget = inside.nextInFocusChain()
    while widget is not None and widget is not inside:
        if _is_stop(widget) and inside.isAncestorOf(widget):
            yield widget
        widget = widget.nextInFocusChain()


def put_before(part: QWidget, buttons: Iterable[QWidget]) -> None:
    """Tab comes to *buttons* in turn right before it comes to what is inside *part*."""
    before = part.previousInFocusChain()
    while before is not None and before is not part and not _is_stop(before):
        before = before.previousInFocusChain()
    if before is not None:
        _chain(before, buttons)


def put_behind(part: QWidget, buttons: Iterable[QWidget]) -> None:
    """Tab comes to *buttons* in turn after the last stop inside *part*."""
    _chain([part, *stops(part)][-1], buttons)


def enter(page: QWidget) -> None:
    """Put the focus where *page* itself puts it, or at its first stop that can be used now."""
    page.setFocus(Qt.FocusReason.TabFocusReason)
    if page.hasFocus() and page.focusProxy() is None:
        first = next((stop for stop in stops(page) if stop.isVisible() and stop.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)


def _chain(stop: QWidget, buttons: Iterable[QWidget]) -> None:
    for button in buttons:
        QWidget.setTabOrder(stop, button)
        stop = button


def _is_stop(widget: QWidget) -> bool:
    tabbed = Qt.FocusPolicy.TabFocus.value & widget.focusPolicy().value
    return bool(tabbed) and widget.focusProxy() is None
