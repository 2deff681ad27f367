"""The dialog of an item and the bar that shows how far it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtTest import QAbstractItemModelTester

from db.goals.fields import COUNTED
from db.meetings.queries import kinds
from db.work_plans.draft import WorkPlanItemDraft
from db.work_plans.fields import ITEM_FIELDS
from desktop.app.theme import color
from desktop.duties.goal_dialog import GoalDialog, asked
from desktop.duties.goal_share import Share, ShareDelegate, share_column
from desktop.widgets.organization_picker import OrganizationPicker
from desktop.widgets.row_source import Rows
from desktop.widgets.table_model import Column, ListModel
from desktop.widgets.table_view import ListView

MANUAL, MEETINGS, REPORTS = (label for code, label in COUNTED if code in ("", "meeting", "study_report"))


@pytest.fixture
def taken():
    return []


@pytest.fixture
def make(context, qtbot, taken):
    """``make(draft)``: the dialog of an item, on show."""

    def of(draft):
        dialog = GoalDialog(context, "修改条目", ITEM_FIELDS, draft, taken.append, wide=("title",),
                            editors={"organization_id": OrganizationPicker(list)})  # fmt: skip
        qtbot.addWidget(dialog)
        dialog.open()
        return dialog

    return of


def shown(dialog):
    return {name for name in asked("meeting") | asked("") if dialog.form.editors[name].isVisible()}


def choose(dialog, name, label, qtbot, overwrite):
    overwrite(dialog.form.editors[name].typing(), label)
    dialog.form.editors[name].typing().editingFinished.emit()


def test_only_what_applies_is_asked(make, qtbot, overwrite):
    dialog = make(WorkPlanItemDraft(title="讲党课"))
    assert shown(dialog) == {"counted", "share", "outcome"}
    choose(dialog, "counted", MEETINGS, qtbot, overwrite)
    assert shown(dialog) == {"counted", "kind_id", "target", "below", "outcome"}
    choose(dialog, "counted", REPORTS, qtbot, overwrite)
    assert shown(dialog) == {"counted", "target", "below", "outcome"}
    assert dialog.height() <= 700
    dialog.form.set_dirty(False)
    dialog.reject()


def test_what_does_not_apply_is_not_kept(make, book, taken, qtbot, overwrite):
    with book.read() as connection:
        kind = next(kind for kind in kinds(connection) if kind.name == "党课")
    dialog = make(WorkPlanItemDraft(title="讲党课", counted="meeting", kind_id=kind.id, target=4, below=True))
    assert dialog.form.editors["kind_id"].draft() == "党课"
    choose(dialog, "counted", MANUAL, qtbot, overwrite)
    overwrite(dialog.form.editors["share"].line, "50")
    dialog.ok.click()
    assert taken == [WorkPlanItemDraft(title="讲党课", share=50)]


def test_an_untouched_item_is_kept_as_it_is(make, taken):
    draft = WorkPlanItemDraft(title="调研", counted="study_report", target=2, below=True, outcome="已完成一篇")
    dialog = make(draft)
    dialog.ok.click()
    assert taken == [draft]


def test_shares_are_written_and_ordered():
    shares = [Share.of(100), Share.of(None), Share.of(50, "2/4"), Share.of(0)]
    assert [share.text for share in sorted(shares)] == ["", "0%", "2/4", "100%"]
    assert [share.percent for share in sorted(shares)] == [None, 0, 50, 100]


def test_a_share_is_painted_as_words_and_a_bar(jobs, qtbot):
    model = ListModel(jobs)
    QAbstractItemModelTester(model)
    view = ListView(model)
    qtbot.addWidget(view)
    columns = [share_column("done", "完成"), Column("title", "事项", 100)]
    rows = [(1, Share.of(50, "2/4"), "一"), (2, Share.of(100), "二"), (3, Share.of(None), "三")]
    model.reload(Rows(columns, rows))
    view.setItemDelegateForColumn(0, ShareDelegate(view))
    view.resize(300, 200)
    view.show()
    assert [model.index(row, 0).data() for row in range(3)] == ["2/4", "100%", ""]
    view.selectionModel().select(model.index(2, 0), QItemSelectionModel.SelectionFlag.Rows)
    picture = view.viewport().grab().toImage()

    def colors(row):
        area = view.visualRect(model.index(row, 0))
        y = area.center().y()
        return {picture.pixelColor(x, y).name() for x in range(area.left(), area.right())}

    assert {color("gold").name(), color("track").name()} <= colors(0)
    assert color("success").name() in colors(1)
    assert color("track").name() not in colors(1) | colors(2)
