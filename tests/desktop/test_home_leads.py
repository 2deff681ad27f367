"""Every number of the home page against the list that opens with it, on the demonstration book."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QListWidget

import db.features  # noqa: F401 - every table
from db.core.period import Period
from db.demo.book import NOW, USER, make_demo
from db.organizations.queries import nodes
from db.security.keyslots import Cost
from db.security.opening import open_book
from desktop.widgets.popup import Popup
from desktop.wiring import close_window, make_window

LEFT = Qt.MouseButton.LeftButton
PASSPHRASE = "演示2022"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "演示.ybz"
    make_demo(path, PASSPHRASE, Cost(1, 8, 1))
    book = open_book(path, PASSPHRASE, USER, now=lambda: NOW)
    yield book
    book.close()


@pytest.fixture(params=["2022H1", "2022H2", "2021", "2023", "2022H1 社区"])
def window(qtbot, demo, messages, settings, request):
    made = make_window(demo, messages, settings, lock=lambda: None, change_passphrase=lambda: None)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    code, *place = request.param.split()
    scope = replace(made.context.scope, period=Period.parse(code))
    if place:
        with demo.read() as connection:
            node = next(node for node in nodes(connection) if node.sector == "社区")
        scope = replace(scope, organization=node.id, organization_name=node.label, count=3)
    made.context.set_scope(scope)
    settle(qtbot, made)
    yield made
    made.hide()
    close_window(made)


def settle(qtbot, window):
    home = window.host._pages["home"]
    for _ in range(3):
        qtbot.wait(1)
        qtbot.waitUntil(lambda: window.context.jobs.pending == 0, timeout=20_000)
        qtbot.waitUntil(lambda: all(row.reminder.told != "…" for row in home.reminders.rows.values()), timeout=20_000)


@pytest.fixture
def follow(qtbot, window):
    """``follow(button)``: press it on the home page; the page that opens."""

    def press(button):
        window.open_page("home")
        settle(qtbot, window)
        qtbot.mouseClick(button, LEFT)
        settle(qtbot, window)
        page = window.host.page()
        return getattr(page, "view", page) if hasattr(page, "tabs") else page

    return press


def number(text):
    return int(re.search(r"\d+", text)[0])


def home_of(window):
    return window.host._pages["home"]


def test_cards(window, follow):
    for key, card in home_of(window).figures.cards.items():
        said, page = card.card, follow(card)
        if key == "attendance":
            told = f"参学率 {said.value}%" in page.subtitle.text() or "应到 0 人次" in page.subtitle.text()
            assert told, (said, page.subtitle.text())
        elif key == "problems":
            assert page.model.total == number(said.unit), said
            late = re.search(r"(\d+) 个逾期", said.note)
            chip = page.filters.chips._chips["overdue"].text()
            assert not re.search(r"\d", chip) or number(chip) == (int(late[1]) if late else 0), said
        else:
            count = said.value if key != "volunteering" else said.note if "次" in said.note else "0"
            assert page.model.total == number(count), said


@pytest.mark.parametrize("table", ["task", "problem"])
def test_links_of_what_is_due(window, follow, table):
    due = home_of(window).due
    if due._links[table].isHidden():
        assert due.figures[table].count == 0
        return
    page = follow(due._links[table])
    listed = page.model.total
    assert listed == number(due._links[table].text())
    assert page.filters.only_chip.isVisible()
    assert page.filters.only_chip.text().startswith("只看：")


def test_rows_of_what_is_due(window, follow, qtbot):
    due = home_of(window).due
    model = due.model
    count = sum(figure.count for figure in due.figures.values())
    assert model.total == count
    told = [model.index(at, 3).data() for at in range(model.rowCount())]
    late = sum(text.startswith("逾期") for text in told)
    heading = due.heading.text()
    assert (number(heading) if "逾期" in heading else 0) == late


def test_link_of_the_month(window, follow):
    link = home_of(window).month._links["all"]
    if not link.isHidden():
        page = follow(link)
        assert len(page.matrix.shown.rows) == number(link.text())


def test_cells_of_the_month(window, qtbot, monkeypatch):
    """Each opens what it says: the meetings behind it, or the one that is missing."""
    import desktop.home.month_panel as panel

    month, led = home_of(window).month, []
    monkeypatch.setattr(panel, "lead_to_meeting", lambda _context, parts, *_where: led.append(parts))
    model, first = month.model, {}
    for row in range(model.rowCount()):
        for column in range(1, model.columnCount()):
            index = model.index(row, column)
            if (cell := model.cell(index)) is None:
                continue
            month._choose(index)
            behind = [one for part in led.pop() for one in (*part.cell.held, *part.cell.planned)]
            assert bool(behind) or cell.text not in ("已开", "定"), cell
            first.setdefault((cell.text[:1], len(cell.parts) > 1, len(behind)), (index, behind))
    monkeypatch.undo()
    for index, behind in first.values():
        window.open_page("home")
        settle(qtbot, window)
        month._choose(index)
        settle(qtbot, window)
        menu = QApplication.activePopupWidget()
        if menu is not None:
            assert len([action for action in menu.actions() if action.text().startswith("打开")]) == len(behind)
            menu.close()
        else:
            page = window.host.page()
            assert page.open_id == (behind[0].id if behind else None)
            page.card.set_dirty(False)


def test_reminders(window, follow, qtbot):
    rows = home_of(window).reminders.rows
    for key, row in rows.items():
        if key == "backup" or row.reminder.told == "无":
            continue
        said = number(row.reminder.told)
        if key == "hours":
            assert follow(row).model.total == said
        elif key == "faults":
            page = follow(row)
            qtbot.waitUntil(lambda page=page: page.check.checked is not None, timeout=20_000)
            assert len(page.check.checked.faulty) == said
        else:
            window.open_page("home")
            qtbot.mouseClick(row, LEFT)
            popup = home_of(window).findChild(Popup)
            assert popup.findChild(QListWidget).count() == said
            popup.close()
            popup.setParent(None)


def test_bars(window, follow, qtbot):
    home, context = home_of(window), window.context
    comparison, scope = home.found.comparison, context.scope
    for at, compared in enumerate(comparison.rows):
        window.open_page("home")
        settle(qtbot, window)
        page = follow(home.bars.bars.bars[at])
        assert context.scope.organization == compared.organization_id
        if comparison.list_ids:
            assert page.model.total >= 1
        else:
            tally = page.matrix.shown.tally
            assert compared.told == f"{tally.held}/{tally.held + tally.missing} 次"
        context.set_scope(scope)
        settle(qtbot, window)


def test_the_whole_list_comes_back(window, follow, qtbot):
    home = home_of(window)
    for link in home.due._links.values():
        if link.isHidden():
            continue
        page = follow(link)
        narrowed = page.model.total
        qtbot.mouseClick(page.filters.only_chip, LEFT)
        settle(qtbot, window)
        assert page.filters.only_chip.isHidden()
        assert page.wanted.period == window.context.scope.period
        page = follow(link)
        assert page.model.total == narrowed
        window.context.set_scope(replace(window.context.scope, period=Period.parse("2020")))
        settle(qtbot, window)
        assert page.filters.only_chip.isHidden()
        return
