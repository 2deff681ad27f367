from __future__ import annotations

from PySide6.QtCore import Qt

from db.drafts.queries import drafts_of
from db.organizations.queries import get_organization


def test_what_is_typed_about_an_organization_is_kept_and_offered(qtbot, page, settle, street, book):
    page.open_record("organization", street["一支部"])
    page.card.form.editors["contact"].line.setFocus()
    qtbot.keyClicks(page.card.form.editors["contact"].line, "Li")
    assert page.keep_unsaved()
    page.card.set_dirty(False)
    page.open_record("organization", street["二支部"])
    assert not page.drafts.bar.isVisible()
    page.open_record("organization", street["一支部"])
    assert page.drafts.bar.isVisible()
    qtbot.mouseClick(page.drafts.bar.restore, Qt.MouseButton.LeftButton)
    assert page.card.form.editors["contact"].value() == "Li"
    assert page.save()
    settle()
    with book.read() as connection:
        assert get_organization(connection, street["一支部"]).contact == "Li"
        assert drafts_of(connection, book.actor.id) == []


def test_a_new_organization_is_asked_for_by_id_0(page, settle):
    page.open_record("organization", 0)
    assert page.card.title.text() == "新建组织"


def test_history_of_an_organization_tells_its_posts(page, settle, street, seats):
    page.open_record("organization", street["和平"])
    page.card.tabs.setCurrentWidget(page.card.history)
    settle()
    assert "班子任职加入：周文（党组织委员会书记）（2021-01-01 起）" in page.card.history.text.toPlainText()
