"""The main window on a real book: scope, search, undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from db.core.errors import UserError
from db.core.period import Period
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft
from db.meetings.queries import kinds
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import save_person
from db.people.draft import PersonDraft
from desktop.app.page import Scope
from desktop.home.notice import Notices
from desktop.scopes import first_scope, last_scope
from desktop.wiring import close_window, make_window, search

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def branch(book):
    top = save_organization(book, OrganizationDraft("和平社区党委", "党委", "社区", "和平"))
    return save_organization(book, OrganizationDraft("和平第一党支部", "党支部", "社区", "一支部", top))


@pytest.fixture
def person(book, branch):
    def save(name):
        draft = PersonDraft(name, stage="正式党员", organization_id=branch, since=date(2020, 1, 1))
        return save_person(book, draft)

    return save


@pytest.fixture
def meeting(book, branch):
    def save(title, at):
        with book.read() as connection:
            kind = kinds(connection)[0].id
        return save_meeting(book, MeetingDraft(kind_id=kind, organization_id=branch, title=title, starts_at=at))

    return save


@pytest.fixture
def window(qtbot, book, branch, person, meeting, messages, settings):
    person("张喆")
    meeting("六月支委会", datetime(2022, 6, 27, 9))
    made = make_window(book, messages, settings, lock=lambda: None, change_passphrase=lambda: None)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    settle(qtbot, made)
    yield made
    made.hide()
    close_window(made)


def settle(qtbot, window):
    for _ in range(3):
        qtbot.wait(1)
        qtbot.waitUntil(lambda: window.context.jobs.pending == 0)


def test_first_scope_is_the_whole_book_this_half_year(book, branch):
    scope = first_scope(book)
    assert (scope.organization, scope.organization_name, scope.count) == (None, "和平", 2)
    assert scope.period.code == "2022H1"


def test_the_whole_book_counts_what_its_uppermost_organization_does(book, branch):
    save_organization(book, OrganizationDraft("旧支部", "党支部", dissolved_on=date(2022, 1, 1)))
    assert first_scope(book).count == 2


def test_first_scope_of_an_empty_book_bears_the_name_of_the_office(book):
    scope = first_scope(book)
    assert (scope.organization_name, scope.count) == ("和平街道", 0)
    assert scope.period.code == "2022H1"


@pytest.mark.parametrize(
    ("last", "period"),
    [
        (datetime(2022, 6, 27, 23), "2022H1"),  # today
        (datetime(2021, 12, 31, 9), "2021H2"),
        (datetime(2019, 11, 1, 9), "2019H2"),
        (datetime(2023, 3, 1, 9), "2022H1"),  # planned
    ],
)
def test_first_scope_is_the_half_year_of_the_last_meeting(book, meeting, last, period):
    meeting("学习", last)
    assert first_scope(book).period.code == period


def test_search_finds_each_kind_with_what_tells_namesakes_apart(book, branch, person, meeting):
    id = person("和小平")
    held = meeting("和平座谈会", datetime(2022, 6, 27, 9))
    hits = {hit.table: hit for hit in search(book, "和平")} | {hit.table: hit for hit in search(book, "和小")}
    assert (hits["person"].id, hits["person"].title) == (id, "和小平")
    assert "一支部" in hits["person"].detail or "第一党支部" in hits["person"].detail
    assert (hits["meeting"].id, hits["meeting"].title) == (held, "和平座谈会")
    assert (hits["meeting"].detail, hits["meeting"].snippet) == ("2022-06-27 一支部", "支部党员大会")
    assert hits["meeting"].title_marks == ((0, 2),)
    assert hits["organization"].title in ("和平社区党委", "和平第一党支部")
    assert hits["organization"].detail in ("党委", "党支部 · 和平")
    assert search(book, "没有这样的") == []


def test_search_gives_a_few_of_each_kind(book, branch, person, meeting):
    for number in range(1, 10):
        person(f"和大{number}".replace("1", "一"))
        meeting(f"和{number}", datetime(2022, 6, number, 9))
    found = [hit.table for hit in search(book, "和")]
    assert found.count("meeting") == 9
    assert found.count("person") == 8


def test_window_says_where_the_book_is_and_opens_on_the_home_page(window, book):
    assert window.host.current == "home"
    assert str(book.path) in window.status.text.text()
    assert "周文" in window.status.text.text()


def test_every_page_opens_and_hits_are_opened(qtbot, window, book):
    for key in ("organizations", "people", "meetings"):
        assert window.open_page(key)
        settle(qtbot, window)
    for hit in search(book, "张喆") + search(book, "六月") + search(book, "第一党支部"):
        assert window.open_record(hit.table, hit.id)
        settle(qtbot, window)
        assert window.host.page().open_id == hit.id


def test_hit_in_a_long_text_opens_where_it_stands(qtbot, window, book, branch, type_text):
    with book.read() as connection:
        kind = kinds(connection)[0].id
    draft = MeetingDraft(kind, branch, "支委会", starts_at=datetime(2022, 6, 1, 9), text="讨论了灭火器的采购")
    held = save_meeting(book, draft)
    window.open_page("people")
    settle(qtbot, window)
    box = window.search_box
    box.start()
    type_text(box, "灭火器")
    settle(qtbot, window)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    settle(qtbot, window)
    page = window.host.page()
    assert (window.host.current, page.open_id) == ("meetings", held)
    assert page.card.tabs.tabText(page.card.tabs.currentIndex()) == "议程与记录"


def test_undo_and_redo_by_the_keys_of_the_window(qtbot, window, book, presenter):
    window.open_page("people")
    page = window.host.page()
    page.begin_new()
    page.form.editors["organization_id"].set_value(page.places.home(None)[0])
    qtbot.keyClicks(page.form.editors["name"].line, "Li")
    assert page.save()
    settle(qtbot, window)
    assert page.model.total == 2
    page.view.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, CTRL)
    settle(qtbot, window)
    assert page.model.total == 1
    assert presenter.notes[-1].startswith("已撤销“")
    assert window.commands.redo.isEnabled()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Y, CTRL)
    settle(qtbot, window)
    assert page.model.total == 2
    assert presenter.notes[-1].startswith("已重做“")


def test_undo_that_is_refused_is_told(qtbot, window, book, presenter, monkeypatch):
    def refuse():
        raise UserError("这条记录后来又改过，不能撤销。")

    monkeypatch.setattr(book, "undo", refuse)
    window.commands.undo.trigger()
    settle(qtbot, window)
    assert presenter.told == [("请检查", "这条记录后来又改过，不能撤销。", "")]
    assert presenter.notes == []


def test_locking_leaves_no_copy_of_an_attachment_and_the_next_start_wipes_what_a_crash_left(
    qtbot, book, branch, messages, settings, tmp_path, monkeypatch
):
    monkeypatch.setattr("desktop.app.looked_at.data_folder", lambda: tmp_path)
    left = tmp_path / "looked-at" / "left" / "1"
    left.mkdir(parents=True)
    (left / "名单.xlsx").write_bytes(b"x")
    window = make_window(book, messages, settings, lock=lambda: None, change_passphrase=lambda: None)
    qtbot.addWidget(window)
    settle(qtbot, window)
    copy = window.context.looked_at.copy("ab" * 32, "照片.jpg", lambda place: place.write_bytes(b"x"))
    assert copy.exists()
    assert not left.exists()
    close_window(window)
    assert list((tmp_path / "looked-at").iterdir()) == []


def test_a_record_wanted_elsewhere_begins_on_its_page(qtbot, window, book, branch):
    with book.read() as connection:
        kind = next(kind for kind in kinds(connection) if kind.code == "theme_day")
    window.open_page("calendar")
    window.context.bus.record_wanted.emit(
        "meeting", {"kind_id": kind.id, "organization_id": branch, "starts_at": datetime(2022, 6, 3, 9)}
    )
    settle(qtbot, window)
    page = window.host.page()
    assert (window.host.current, page.open_id) == ("meetings", None)
    assert [page.form.peek(name) for name in ("kind_id", "organization_id")] == [kind.id, branch]
    assert page.form.peek("title") == "2022年第1次主题党日"


def test_a_part_asked_for_is_brought_into_view(qtbot, window, book, meeting):
    id = meeting("支委会", datetime(2022, 6, 1, 9))
    window.open_page("calendar")
    window.context.bus.part_requested.emit("meeting", id, "roster")
    settle(qtbot, window)
    page = window.host.page()
    assert page.open_id == id
    assert page.card.tabs.currentWidget() is page.form.roster
    window.context.bus.part_requested.emit("meeting", id, "attachments")
    assert page.card.tabs.currentWidget() is page.attachments


def test_the_next_window_opens_where_this_one_was_left(window, book, branch, settings):
    scope = Scope(branch, "一支部", 1, Period.parse("2021H2"))
    window.context.set_scope(scope)
    assert last_scope(book, settings) == scope
    window.context.set_scope(replace(scope, organization=None, period=first_scope(book).period))
    assert last_scope(book, settings) == first_scope(book)


def test_a_period_that_was_not_chosen_follows_the_records(window, book, branch, settings, meeting):
    window.context.set_scope(Scope(branch, "一支部", 1, first_scope(book).period))
    book.now = lambda: datetime(2023, 2, 1, 9)
    meeting("二月支委会", datetime(2023, 2, 1, 9))
    assert last_scope(book, settings).period.code == "2023H1"


@pytest.mark.parametrize("known", [["不是编号", "2022"], [12345, "胡话"], "胡话", [None]])
def test_a_remembered_scope_that_means_nothing_is_forgotten(book, branch, settings, known):
    settings.set("scope", {str(book.path): known})
    assert last_scope(book, settings).organization is None


def test_what_is_selected_is_deleted_from_the_menu(qtbot, window, book, presenter):
    window.open_page("meetings")
    settle(qtbot, window)
    page = window.host.page()
    page.view.selectRow(0)
    settle(qtbot, window)
    window.commands.delete.trigger()
    settle(qtbot, window)
    assert len(presenter.asked) == 1
    assert page.model.total == 0


def test_a_figure_of_the_home_page_leads_to_the_list_narrowed(qtbot, window):
    home = window.host.page()
    qtbot.waitUntil(lambda: bool(home.figures.cards))
    card = home.figures.cards["regular"]
    qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert window.host.current == "meetings"
    assert window.host.page().filters.chip == card.card.narrowing["filter"].choices["kind_id"]
    window.context.bus.page_requested.emit("meetings", {})
    assert window.host.page().filters.chip is None


def test_pages_narrow_themselves(qtbot, window):
    bus, host = window.context.bus, window.host
    bus.page_requested.emit("study", {"view": "hours", "behind": True})
    settle(qtbot, window)
    assert (host.current, host.page().current) == ("study", "hours")
    assert host.page().view.behind.isChecked()
    bus.page_requested.emit("calendar", {"view": "check"})
    settle(qtbot, window)
    assert host.page().views.key == "check"
    bus.page_requested.emit("calendar", {"chip": "missing"})
    settle(qtbot, window)
    assert (host.page().views.key, host.page().matrix.filters.chip) == ("matrix", "missing")
    bus.page_requested.emit("settings", {"view": "desk"})
    assert host.page().currentWidget() is host.page().desk
    bus.page_requested.emit("secrets", {})
    assert host.current == "settings"


def test_the_notice_brings_the_home_page(qtbot, window):
    window.open_page("people")
    notices = window.findChild(Notices)
    notices.clicked.emit()
    assert window.host.current == "home"


@pytest.mark.parametrize("key", ["tasks", "problems", "responsibilities", "calendar", "study", "meetings"])
def test_every_page_the_home_page_leads_to_is_there(qtbot, window, key):
    window.context.bus.page_requested.emit(key, {})
    settle(qtbot, window)
    assert window.host.current == key
