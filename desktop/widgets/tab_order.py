"""Where the Tab key goes.

Only plain buttons are moved in Qt's chain. A composite (an editor and the input that is its focus proxy) has to stay
in one piece: what is left behind of it would catch the Tab key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


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


def walk(inside: QWidget, order: Sequence[QWidget], fixed: Sequence[QWidget], *, forward: bool) -> bool:
    """Move the focus one on within *order*: what Qt's chain has in the order it was made, not as it is seen.

    Past an end it leaves *inside* from the last, or the first, of *fixed*, which were there from the beginning. False:
    the focus is elsewhere.
    """
    now = QApplication.focusWidget()
    usable = [stop for stop in order if stop.isVisible() and stop.isEnabled()]
    at = next((no for no, stop in enumerate(usable) if now and (stop is now or stop.isAncestorOf(now))), None)
    if at is None:
        return False
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    following = at + (1 if forward else -1)
    if 0 <= following < len(usable):
        usable[following].setFocus(reason)
        return True
    edge = fixed[-1] if forward else fixed[0]
    widget = edge.nextInFocusChain() if forward else edge.previousInFocusChain()
    while widget is not None and widget is not edge:
        if _is_stop(widget) and widget.isVisible() and widget.isEnabled() and not inside.isAncestorOf(widget):
            widget.setFocus(reason)
            return True
        widget = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
    return False


def _chain(stop: QWidget, buttons: Iterable[QWidget]) -> None:
    for button in buttons:
        QWidget.setTabOrder(stop, button)
        stop = button


def _is_stop(widget: QWidget) -> bool:
    tabbed = Qt.FocusPolicy.TabFocus.value & widget.focusPolicy().value
    return bool(tabbed) and widget.focusProxy() is None
