from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton

from db.core.errors import UserError
from db.core.fields import Field, Kind, choices
from desktop.widgets.editors import make_editor

KINDS = choices(
    "支部党员大会", "支委会", "党小组会", "党课", "主题党日", "组织生活会", "中心组学习", "例会学习", "联席会"
)

LOADED = [
    (Field("a", "地点"), "三楼会议室"),
    (Field("a", "内容", Kind.LONG_TEXT), "一、集中学习\n\n二、交流发言"),
    (Field("a", "篇目", Kind.LINES), ("第七章", "若干意见")),
    (Field("a", "人数", Kind.INTEGER), 12),
    (Field("a", "类型", Kind.CHOICE, choices=KINDS), "党课"),
    (Field("a", "性别", Kind.CHOICE, choices=((1, "男"), (2, "女"))), 2),
    (Field("a", "标签", Kind.TAGS, choices=choices("在职", "流动", "困难")), ("在职", "困难")),
    (Field("a", "日期", Kind.DATE), date(2022, 6, 27)),
    (Field("a", "时间", Kind.DATETIME), datetime(2022, 6, 27, 9, 0)),
]


def edit(qtbot, field):
    editor = make_editor(field, lambda: date(2022, 6, 30))
    qtbot.addWidget(editor)
    editor.show()
    return editor


@pytest.mark.parametrize(("field", "value"), LOADED, ids=lambda given: getattr(given, "label", ""))
def test_value_survives_the_editor_and_loading_is_not_a_change(qtbot, field, value):
    editor = edit(qtbot, field)
    changes = []
    editor.changed.connect(lambda: changes.append(1))
    editor.set_value(value)
    assert editor.value() == value
    draft = editor.draft()
    editor.set_value(None)
    assert not editor.value()
    editor.set_draft(draft)
    assert editor.value() == value
    assert changes == []


@pytest.mark.parametrize(("field", "value"), LOADED, ids=lambda given: getattr(given, "label", ""))
def test_problem_is_shown_and_taken_away(qtbot, field, value):
    editor = edit(qtbot, field)
    editor.set_problem(f"请填写{field.label}")
    assert editor.problem == f"请填写{field.label}"
    assert editor.input.property("invalid") is True
    editor.set_value(value)
    assert editor.problem is None
    assert editor.input.property("invalid") is False


def test_typing_is_a_change(qtbot, type_text):
    editor = edit(qtbot, Field("a", "地点"))
    with qtbot.waitSignal(editor.changed):
        type_text(editor.line, " 三楼 ")
    assert editor.value() == "三楼"


def test_too_long_a_text_is_told_and_kept(qtbot, type_text):
    editor = edit(qtbot, Field("a", "地点", length=5))
    type_text(editor.line, "三楼会议室东")
    assert editor.problem == "最多 5 个字，多了 1 个字"
    assert editor.value() == "三楼会议室东"
    qtbot.keyClick(editor.line, Qt.Key.Key_Backspace)
    assert editor.problem is None


def test_pasted_paragraphs_stay_and_formats_go(qtbot):
    editor = edit(qtbot, Field("a", "内容", Kind.LONG_TEXT))
    mime = QMimeData()
    mime.setHtml("<p><b>一、学习</b></p><p>二、发言</p>")
    mime.setText("一、学习\r\n二、发言")
    QApplication.clipboard().setMimeData(mime)
    with qtbot.waitSignal(editor.changed):
        editor.text.paste()
    assert editor.value() == "一、学习\n二、发言"


def test_lines_are_items(qtbot, type_text):
    editor = edit(qtbot, Field("a", "篇目", Kind.LINES))
    type_text(editor.text, "第一章")
    qtbot.keyClick(editor.text, Qt.Key.Key_Return)
    qtbot.keyClick(editor.text, Qt.Key.Key_Return)
    type_text(editor.text, " 第二章 ")
    assert editor.value() == ("第一章", "第二章")


def test_number_is_read_in_any_width_and_refused_in_words(qtbot, type_text):
    editor = edit(qtbot, Field("a", "人数", Kind.INTEGER))
    type_text(editor.line, "１２")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert (editor.value(), editor.line.text()) == (12, "12")
    qtbot.keyClick(editor.line, Qt.Key.Key_End)
    type_text(editor.line, "人")
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert editor.problem == "人数“12人”不是整数，请只填数字"
    with pytest.raises(UserError):
        editor.value()


def test_choice_is_found_by_initials(qtbot, type_text):
    editor = edit(qtbot, Field("a", "类型", Kind.CHOICE, choices=KINDS))
    line = editor.combo.lineEdit()
    with qtbot.waitSignal(editor.changed):
        type_text(line, "zxz")
    popup = editor.combo.completer().popup()
    assert [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())] == ["中心组学习"]
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert editor.value() == "中心组学习"
    assert line.text() == "中心组学习"


def test_only_match_is_taken_when_the_field_is_left(qtbot, type_text):
    editor = edit(qtbot, Field("a", "类型", Kind.CHOICE, choices=KINDS))
    line = editor.combo.lineEdit()
    type_text(line, "ztdr")
    editor.combo.completer().popup().hide()
    line.editingFinished.emit()
    assert editor.value() == "主题党日"


def test_text_that_is_no_choice_is_refused(qtbot, type_text):
    editor = edit(qtbot, Field("a", "类型", Kind.CHOICE, choices=KINDS))
    line = editor.combo.lineEdit()
    type_text(line, "会")
    editor.combo.completer().popup().hide()
    line.editingFinished.emit()
    assert "不在可选项中" in editor.problem
    with pytest.raises(UserError):
        editor.value()


def test_wheel_over_an_unfocused_choice_scrolls_the_form(qtbot):
    editor = edit(qtbot, Field("a", "性别", Kind.CHOICE, choices=choices("男", "女")))
    editor.set_value("男")
    editor.combo.clearFocus()
    down = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(editor.combo, down)
    assert editor.value() == "男"


def test_tags_are_pressed(qtbot):
    editor = edit(qtbot, Field("a", "标签", Kind.TAGS, choices=choices("在职", "流动", "困难")))
    chips = {chip.text(): chip for chip in editor.findChildren(QPushButton)}
    with qtbot.waitSignal(editor.changed):
        qtbot.mouseClick(chips["困难"], Qt.MouseButton.LeftButton)
    qtbot.mouseClick(chips["在职"], Qt.MouseButton.LeftButton)
    assert editor.value() == ("在职", "困难")


def test_many_tags_go_on_in_the_next_line(qtbot):
    editor = edit(qtbot, Field("a", "标签", Kind.TAGS, choices=choices(*(f"第{n}类人员" for n in range(12)))))
    editor.resize(300, 400)
    chips = editor.findChildren(QPushButton)
    assert max(chip.geometry().right() for chip in chips) <= 300
    assert chips[-1].y() > chips[0].y()


def test_person_needs_the_forms_own_editor():
    with pytest.raises(ValueError, match="host"):
        make_editor(Field("host", "主持人", Kind.PERSON))


def test_a_number_takes_decimals_and_full_width_digits_and_refuses_words(qtbot, type_text):
    editor = edit(qtbot, Field("hours", "学时", Kind.NUMBER))
    type_text(editor.line, "１．５")
    assert editor.value() == 1.5
    editor.set_value(8.0)
    assert editor.line.text() == "8"
    editor.set_value(None)
    assert editor.value() is None
    for wrong in ("半天", "-1", "1.234", "1e3"):
        editor.line.setText(wrong)
        with pytest.raises(UserError, match="不是数字"):
            editor.value()
