from __future__ import annotations

import json
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from db.core.errors import UserError
from db.core.fields import Field, Kind, choices
from desktop.widgets.form import RecordForm
from desktop.widgets.pickers import Choice, PersonPicker

FIELDS = (
    Field("title", "议题", required=True, length=10),
    Field("kind", "类型", Kind.CHOICE, choices=choices("党课", "支委会")),
    Field("day", "日期", Kind.DATE, required=True),
    Field("host", "主持人", Kind.PERSON),
    Field("text", "内容", Kind.LONG_TEXT),
    Field("unused", "不在表单上"),
)
RECORD = {"title": "学习", "kind": "党课", "day": date(2022, 6, 27), "host": Choice(5, "张建国"), "text": "一\n二"}


@pytest.fixture
def form(qtbot):
    made = RecordForm(
        FIELDS,
        [("基本信息", ["title", "kind", "day", "host"]), ("", ["text"])],
        editors={"host": PersonPicker(lambda _text: [])},
        today=lambda: date(2022, 6, 30),
    )
    qtbot.addWidget(made)
    made.resize(600, 500)
    made.show()
    made.activateWindow()
    return made


@pytest.fixture
def dirt(form):
    told = []
    form.dirty_changed.connect(told.append)
    return told


def test_loading_is_clean_and_gives_the_values_back(form, dirt):
    form.load(RECORD)
    assert not form.dirty
    assert dirt == []
    assert form.values() == RECORD | {"host": 5}


def test_typing_makes_dirty_once_and_loading_cleans(form, dirt, type_text):
    form.load(RECORD)
    type_text(form.editors["title"].line, "abc")
    assert form.dirty
    form.load(RECORD)
    assert dirt == [True, False]


def test_every_wrong_field_is_marked_and_the_first_gets_the_keys(form, type_text):
    form.load(RECORD | {"title": ""})
    form.editors["day"].line.clear()
    type_text(form.editors["day"].line, "0231")
    with pytest.raises(UserError) as caught:
        form.values()
    assert set(caught.value.fields) == {"title", "day"}
    assert form.editors["title"].problem == "请填写议题"
    assert "2 月" in form.editors["day"].problem
    assert form.editors["title"].line.hasFocus()
    assert form.editors["kind"].problem is None


def test_problems_of_a_rule_are_marked_and_go_when_corrected(form, type_text):
    form.load(RECORD)
    assert form.show_problems(UserError("时间不对。", {"day": "早于建会日期"}))
    assert form.editors["day"].problem == "早于建会日期"
    type_text(form.editors["day"].line, "1")
    assert form.editors["day"].problem is None
    assert not form.show_problems(UserError("别处不对。", {"elsewhere": "?"}))


def test_draft_survives_as_json_even_where_it_cannot_be_read(form, type_text):
    form.load(RECORD)
    form.editors["day"].line.clear()
    type_text(form.editors["day"].line, "0231")
    kept = json.loads(json.dumps(form.snapshot()))
    form.load({})
    form.restore(kept)
    assert form.dirty
    assert form.editors["day"].line.text() == "0231"
    assert form.editors["host"].value() == 5
    assert form.editors["text"].value() == "一\n二"


def test_tab_goes_from_field_to_field_in_reading_order(qtbot, form):
    form.load(RECORD)
    form.editors["title"].line.setFocus()
    visited = []
    for _ in range(4):
        qtbot.keyClick(form.focusWidget(), Qt.Key.Key_Tab)
        visited.append(next(name for name, editor in form.editors.items() if editor.isAncestorOf(form.focusWidget())))
    assert visited == ["kind", "day", "host", "text"]


def test_two_columns_and_long_text_across(form):
    form.load(RECORD)
    place = {name: editor.geometry() for name, editor in form.editors.items()}
    assert place["title"].top() == place["kind"].top()
    assert place["title"].right() < place["kind"].left()
    assert place["text"].left() == place["title"].left()
    assert place["text"].right() == place["kind"].right()
    assert form.labels["title"].text() == "议题 *"


def test_read_only_form_takes_no_typing(form, dirt, type_text):
    form.load(RECORD)
    form.set_read_only(True)
    type_text(form.editors["title"].line, "x")
    type_text(form.editors["text"].text, "x")
    assert dirt == []


def columns(form):
    return len({form.editors[name].mapTo(form, QPoint()).x() for name in ("title", "kind", "day", "host")})


def test_narrow_form_is_one_column_and_cuts_nothing_off(form):
    assert columns(form) == 2
    form.load(RECORD)
    form.editors["title"].setFocus()
    form.resize(388, 300)
    assert columns(form) == 1
    assert not form.dirty
    body = form.widget()
    assert body.width() == form.viewport().width()
    assert body.minimumSizeHint().width() <= body.width()
    for editor in form.editors.values():
        assert body.rect().contains(editor.geometry())
    reached = []
    for _ in form.editors:
        reached.append(next(name for name, e in form.editors.items() if e.isAncestorOf(QApplication.focusWidget())))
        form.focusNextPrevChild(True)
    assert reached == ["title", "kind", "day", "host", "text"]
    tops = [form.editors[name].y() for name in reached]
    assert tops == sorted(tops)
    form.resize(600, 500)
    assert columns(form) == 2
