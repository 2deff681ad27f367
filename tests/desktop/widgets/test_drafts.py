"""Drafts as a user meets them, on the page of people."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from db.core.errors import EnvironmentFault
from db.drafts.models import NEW
from db.drafts.queries import drafts_of, get_drafts
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.people.actions import delete_people, save_person
from db.people.draft import PersonDraft
from db.people.queries import get_person
from db.security.opening import open_with_key
from desktop.widgets import draft_keeper
from desktop.widgets.comparison import Comparison
from desktop.widgets.drafts_button import DraftsButton


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(draft_keeper, "KEEP_MS", 10)


@pytest.fixture
def person(book):
    branch = save_organization(book, OrganizationDraft("第一党支部", "党支部"))
    return save_person(book, PersonDraft("张喆", organization_id=branch, since=date(2020, 1, 1), note="老"))


@pytest.fixture
def start(shown, person, settle):
    """``start()``: the page with the person open, as after a new start of the program."""
    from desktop.people.page import PeoplePage

    def begin():
        page = shown(PeoplePage)
        page.open_record("person", person)
        settle()
        return page

    return begin


@pytest.fixture
def write(type_text, settle):
    """``write(page, field, text)`` in place of what it holds, and wait until a draft could be kept."""

    def into(page, name, text):
        editor = page.form.editors[name]
        line = getattr(editor, "line", None) or editor.text
        line.setFocus()
        line.selectAll()
        type_text(line, text)
        settle(20)

    return into


@pytest.fixture
def kept(book, person):
    """``kept()``: what is typed, of each draft of the person."""

    def read(row_id=None):
        with book.read() as connection:
            found = get_drafts(connection, book.actor.id, "person", person if row_id is None else row_id)
        return [draft.typed for draft in found]

    return read


def click(qtbot, button):
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def comparison(page):
    [dialog] = [found for found in page.findChildren(Comparison) if found.isVisible()]
    return dialog


def texts(dialog):
    return [label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text")]


def change(book, id, **given):
    with book.read() as connection:
        draft = get_person(connection, id)
    save_person(book, replace(draft, **given), id)


def test_what_is_typed_is_kept_and_gone_when_saved(book, person, start, write, kept, settle):
    page = start()
    assert not page.drafts.bar.isVisible()
    write(page, "name", "张哲")
    write(page, "born_on", "1949-")  # cannot be read yet
    assert [(typed["name"], typed["born_on"]) for typed in kept()] == [("张哲", "1949-")]
    write(page, "born_on", "1949-12-31")
    assert page.save()
    settle(20)
    assert kept() == []
    assert not page.drafts.bar.isVisible()


def test_what_is_given_up_is_gone(start, write, kept, settle, presenter):
    page = start()
    write(page, "name", "张哲")
    presenter.answers = [1]  # 不保存
    assert page.can_leave()
    settle(20)
    assert kept() == []
    assert page.form.editors["name"].value() == "张喆"
    presenter.answers = [2]
    write(page, "name", "张者")
    assert not page.can_leave()  # 继续编辑
    assert len(kept()) == 1


def test_what_is_typed_back_leaves_no_draft(start, write, kept):
    page = start()
    write(page, "name", "张哲")
    write(page, "name", "张喆")
    assert kept() == []


def test_a_draft_is_offered_at_the_next_start_and_restored(qtbot, start, write, kept, settle, person, book):
    write(start(), "name", "张哲")
    page = start()
    assert page.drafts.bar.isVisible()
    assert page.drafts.bar.text.text() == "有未保存的草稿（06-27 09:41）"
    assert page.form.editors["name"].value() == "张喆"
    click(qtbot, page.drafts.bar.restore)
    assert page.form.editors["name"].value() == "张哲"
    assert page.card.dirty
    assert not page.drafts.bar.isVisible()
    assert page.save()
    settle(20)
    assert kept() == []
    with book.read() as connection:
        assert get_person(connection, person).name == "张哲"


def test_a_draft_is_given_up_without_touching_the_record(qtbot, start, write, kept, settle):
    write(start(), "name", "张哲")
    page = start()
    click(qtbot, page.drafts.bar.drop)
    settle()
    assert kept() == []
    assert not page.drafts.bar.isVisible()
    assert not page.card.dirty


def test_typing_on_does_not_lose_a_draft_that_waits_for_an_answer(qtbot, start, write, kept, settle):
    write(start(), "name", "张哲")
    page = start()
    write(page, "note", "新")
    assert [(typed["name"], typed["note"]) for typed in kept()] == [("张喆", "新"), ("张哲", "老")]
    assert page.save()
    settle(20)
    assert [typed["name"] for typed in kept()] == ["张哲"]
    again = start()
    assert again.drafts.bar.isVisible()


def test_a_new_record_has_its_draft_too(qtbot, start, write, kept, settle):
    page = start()
    page.begin_new()
    write(page, "name", "李华")
    assert [typed["name"] for typed in kept(NEW)] == ["李华"]
    page = start()
    page.begin_new()
    assert page.drafts.bar.isVisible()
    click(qtbot, page.drafts.bar.restore)
    assert page.form.editors["name"].value() == "李华"
    assert page.save()
    settle(20)
    assert kept(NEW) == []


def test_identity_numbers_come_back_in_full_and_stay_masked(qtbot, start, write, settle):
    write(start(), "id_number", "11010519491231002X")
    page = start()
    click(qtbot, page.drafts.bar.compare)
    told = texts(comparison(page))
    assert "110105********002X" in told
    assert "11010519491231002X" not in told
    comparison(page).reject()
    click(qtbot, page.drafts.bar.restore)
    assert page.form.editors["id_number"].value() == "11010519491231002X"
    assert page.form.editors["id_number"].masked


def test_a_record_that_changed_since_is_compared_field_by_field(qtbot, book, person, start, write, settle):
    page = start()
    write(page, "name", "张哲")
    write(page, "note", "草稿的备注")
    change(book, person, note="账本的备注", phone="13900001234")
    page = start()
    assert page.drafts.bar.text.text().endswith("，此后账本里的这条记录改过")
    click(qtbot, page.drafts.bar.restore)  # not blindly: the newer phone would be lost
    dialog = comparison(page)
    assert sorted(dialog.choices) == ["name", "note", "phone"]
    told = texts(dialog)
    for text in ("张喆", "张哲", "老", "账本的备注", "草稿的备注", "139****1234"):
        assert text in told
    assert [typed.isChecked() for _, typed in (dialog.choices[name] for name in ("name", "note", "phone"))] == [
        True, True, False,
    ]  # fmt: skip
    click(qtbot, dialog.choices["note"][0])
    click(qtbot, dialog.take)
    settle()
    assert page.save()
    with book.read() as connection:
        saved = get_person(connection, person)
    assert (saved.name, saved.note, saved.phone) == ("张哲", "账本的备注", "13900001234")


def test_closing_the_comparison_changes_nothing(qtbot, book, person, start, write):
    write(start(), "name", "张哲")
    page = start()
    click(qtbot, page.drafts.bar.compare)
    comparison(page).reject()
    assert page.form.editors["name"].value() == "张喆"
    assert page.drafts.bar.isVisible()
    assert not page.card.dirty


def test_saving_over_a_record_changed_meanwhile_asks_first(qtbot, book, person, start, write, settle):
    page = start()
    write(page, "name", "张哲")
    change(book, person, note="别处改的")
    settle()
    assert not page.save()
    dialog = comparison(page)
    assert sorted(dialog.choices) == ["name", "note"]
    with book.read() as connection:
        assert get_person(connection, person).name == "张喆"
    assert page.form.editors["note"].value() == "老"  # still as typed while the user decides
    click(qtbot, dialog.take)
    settle(20)
    with book.read() as connection:
        saved = get_person(connection, person)
    assert (saved.name, saved.note) == ("张哲", "别处改的")
    assert not page.card.dirty


def test_cancelling_that_keeps_what_is_typed_and_asks_again(qtbot, book, person, start, write, settle):
    page = start()
    write(page, "note", "草稿的备注")
    change(book, person, note="别处改的")
    settle()
    assert not page.save()
    comparison(page).reject()
    assert page.card.dirty
    assert page.form.editors["note"].value() == "草稿的备注"
    assert not page.save()
    [dialog] = [found for found in page.findChildren(Comparison) if found.isVisible()]
    dialog.reject()


def test_a_change_beside_the_form_does_not_stand_in_the_way(book, person, start, write, settle):
    from db.people.actions import save_post
    from db.people.draft import PostDraft

    page = start()
    write(page, "name", "张哲")
    with book.read() as connection:
        place = get_person(connection, person).organization_id
    save_post(book, PostDraft(place, person, "党组织委员会", "书记", date(2021, 1, 1)))
    change(book, person, name="张哲")  # the same as typed
    change(book, person, name="张喆")
    settle()
    assert page.save()


def test_locking_keeps_what_is_typed_without_a_question(start, write, kept, presenter, monkeypatch):
    monkeypatch.setattr(draft_keeper, "KEEP_MS", 60_000)
    page = start()
    write(page, "name", "张哲")
    assert kept() == []
    assert page.keep_unsaved()
    assert [typed["name"] for typed in kept()] == ["张哲"]
    assert presenter.asked == []


def test_a_failing_disk_keeps_the_window(start, write, presenter, monkeypatch):
    page = start()
    write(page, "name", "张哲")

    def full(*_):
        raise EnvironmentFault("磁盘已满，没有保存。")

    monkeypatch.setattr(draft_keeper, "keep_drafts", full)
    write(page, "name", "张者")
    assert presenter.notes[-1] == "草稿没有存下：磁盘已满，没有保存。请尽快保存。"
    assert presenter.told == []  # no dialog in the middle of a word
    assert not page.keep_unsaved()
    assert "磁盘已满" in presenter.told[-1][1]


@pytest.mark.parametrize("mended", [True, False])
def test_a_lock_does_not_trust_a_draft_that_is_still_being_written(
    qtbot, start, kept, presenter, monkeypatch, type_text, settle, mended
):
    began, go_on, calls = threading.Event(), threading.Event(), []
    keep = draft_keeper.keep_drafts

    def write(*given):
        calls.append(given)
        began.set()
        assert go_on.wait(10)
        if len(calls) == 1 or not mended:
            raise EnvironmentFault("磁盘已满，没有保存。")
        keep(*given)

    monkeypatch.setattr(draft_keeper, "keep_drafts", write)
    page = start()
    line = page.form.editors["name"].line
    line.setFocus()
    line.selectAll()
    type_text(line, "张哲")
    qtbot.waitUntil(began.is_set)
    go_on.set()
    assert page.keep_unsaved() is mended
    assert [typed["name"] for typed in kept()] == ["张哲"] * mended
    monkeypatch.setattr(draft_keeper, "keep_drafts", keep)
    assert page.save()
    settle(20)
    assert kept() == []


def test_drafts_are_listed_at_the_foot_of_the_window(qtbot, book, context, person, start, write, settle, presenter):
    write(start(), "name", "张哲")
    window = QWidget()
    qtbot.addWidget(window)
    button = DraftsButton(context, window)
    window.show()
    qtbot.waitUntil(lambda: presenter.notes != [])
    assert presenter.notes == ["上次有没保存的内容，已留作草稿。点右下角“草稿 1”查看。"]
    button.list.aboutToShow.emit()
    first = button.list.actions()[0]
    assert first.text() == "人员　张喆　06-27 09:41"
    with qtbot.waitSignal(context.bus.record_requested) as asked:
        first.trigger()
    assert asked.args == ["person", person]
    button.list.actions()[-1].trigger()  # 全部放弃
    settle()
    assert button.isHidden()
    with book.read() as connection:
        assert drafts_of(connection, book.actor.id) == []


def test_a_deleted_persons_typing_is_given_up_with_it(book, person, start, write, kept, settle, presenter):
    page = start()
    write(page, "name", "张哲")
    page.delete([person])
    settle(20)
    assert kept() == []
    page.open_record("person", person)
    assert not page.card.is_open


def test_what_is_typed_about_a_deleted_person_can_become_a_new_one(book, person, start, write, kept, settle, presenter):
    page = start()
    write(page, "name", "张哲")
    delete_people(book, [person])
    presenter.answers = [1]  # 先不保存
    assert not page.save()
    assert page.form.editors["name"].value() == "张哲"
    assert [typed["name"] for typed in kept()] == ["张哲"]
    page.save()
    settle(20)
    assert "存为一条新记录" in presenter.asked[-1]
    assert page.open_id not in (None, person)
    with book.read() as connection:
        assert get_person(connection, page.open_id).name == "张哲"
    assert kept() == kept(NEW) == []
    assert not page.card.dirty


_CRASH = """
import os, sys
from datetime import datetime
from pathlib import Path
from PySide6.QtCore import QTimer
from desktop.app import theme
app = theme.application([])
from desktop.widgets import draft_keeper
draft_keeper.KEEP_MS = 10
from db.core.book import Actor
from db.security.opening import open_with_key
from desktop.app.messages import Messages
from desktop.app.settings import Settings
from desktop.wiring import make_window

book = open_with_key(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), Actor(int(sys.argv[3]), "周文"))
settings = Settings(Path(sys.argv[1]).with_name("s.json"))
window = make_window(book, Messages(), settings, lock=lambda: None, change_passphrase=lambda: None)
window.show()
window.open_page("people")
window.host.page().begin_new()
line = window.host.page().form.editors["name"].line
line.setText("没有保存的名字")
line.textEdited.emit(line.text())
window.context.bus.drafts_changed.connect(lambda: os._exit(7))
QTimer.singleShot(10_000, lambda: os._exit(8))
app.exec()
"""


def test_what_is_typed_survives_the_death_of_the_program(book, made_book):
    path = book.path
    book.close()
    done = subprocess.run(
        [sys.executable, "-c", _CRASH, str(path), made_book.key.hex(), str(made_book.actor.id)], check=False
    )
    assert done.returncode == 7
    reopened = open_with_key(path, made_book.key, made_book.actor)
    with reopened.read() as connection:
        [draft] = get_drafts(connection, made_book.actor.id, "person", NEW)
    reopened.close()
    assert draft.typed["name"] == "没有保存的名字"
