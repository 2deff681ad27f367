"""The faults of a record where it is written and before it is printed."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QApplication, QLabel

from db.meetings.draft import items
from desktop.widgets.preview import PrintPreview


def test_the_card_tells_and_leads(start, office, click, settle):
    office.meeting(
        "五月", roster=office.roster("张喆"), text="大家一致认为很好。", finished_at=datetime(2022, 5, 9, 12)
    )
    page = start()
    click(page, "五月")
    settle(30)
    assert not page.check.isHidden()
    texts = [action.text() for action in page.check.menu().actions()]
    assert page.check.text() == f"检查：{len(texts)} 处"
    vague = next(action for action in page.check.menu().actions() if "大家一致认为" in action.text())
    vague.trigger()
    assert page.card.tabs.currentWidget() is page.form.content


def test_put_right_it_is_gone(start, office, click, settle, keys):
    office.meeting(
        "五月", roster=office.roster("张喆", "王小红"), text="张喆：同意。", ends_at=datetime(2022, 5, 9, 11),
        finished_at=datetime(2022, 5, 9, 12),
    )  # fmt: skip
    office.meeting("六月", datetime(2022, 6, 9, 9))
    page = start()
    click(page, "六月")
    settle(30)
    assert not page.check.isHidden()
    click(page, "五月")
    settle(30)
    assert page.check.isHidden()
    page.begin_new()
    assert page.check.isHidden()


def test_the_preview_tells_before_paper_does(start, office, click, settle):
    office.meeting("五月", roster=office.roster("张喆"), text="张喆：同意。", finished_at=datetime(2022, 5, 9, 12))
    page = start()
    click(page, "五月")
    page.card.preview.click()
    settle(30)
    [preview] = page.findChildren(PrintPreview)
    told = [label.text() for label in preview.findChildren(QLabel) if "处提醒" in label.text()]
    assert told == ["1 处提醒：没有写结束时间。"]
    preview.close()


def test_each_fault_puts_the_focus_into_its_very_field(start, office, click, settle):
    office.meeting("五月", text="", agenda=items("传达文件"))
    page = start()
    click(page, "五月")
    settle(30)
    parts = page.form.parts
    head, content = page.form.basics.editors, page.form.content
    wanted = {
        "text": content.editor.text, "agenda": content.agenda_list, "readings": content.readings_list,
        "ends_at": head["ends_at"].line, "finished_at": head["finished_at"].line, "ordinal": head["ordinal"].line,
        "roster": page.form.roster.view, "votes": page.form.decisions.add_vote,
        "elections": page.form.decisions.add_election, "resolutions": page.form.decisions.add_resolution,
    }  # fmt: skip
    for field, widget in wanted.items():
        for before in parts:
            page.form.show_part(before)
            page.show_part(field)
            assert QApplication.focusWidget() is widget, f"{field} from {before.title}"
    content.agenda_list.setCurrentIndex(content.agenda.index(1))
    page.show_part("text")
    assert content.heading.text() == "会议内容", "the text of the whole, not of the item chosen last"
