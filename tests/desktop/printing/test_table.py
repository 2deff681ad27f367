"""Cells wrap, names stand in columns, deep rows run on."""

from __future__ import annotations

from desktop.printing.table import Cell, label_cell, names_cell, table_rows, value_cell


def texts(cell: Cell) -> list[list[str]]:
    return [[piece.text for piece in line] for line in cell.lines]


def test_a_long_value_wraps_and_stays_whole():
    cell = value_cell("社区党群服务中心二楼会议室" * 5, 60, 120)
    assert len(cell.lines) > 5
    assert "".join(piece.text for line in cell.lines for piece in line) == "社区党群服务中心二楼会议室" * 5


def test_names_stand_in_columns_and_a_long_one_takes_two():
    cell = names_cell(["张三", "欧阳修文", "古丽·买买提江", "李四", "王五"], 0, 240, 4)
    assert texts(cell) == [["张三", "欧阳修文", "古丽·买买提江"], ["李四", "王五"]]
    first, second = ([piece.x for piece in line] for line in cell.lines)
    assert first[:2] == second


def test_a_name_wider_than_the_cell_wraps_in_its_place():
    cell = names_cell(["张三", "长" * 50, "李四"], 0, 240, 4)
    assert "".join(piece.text for line in cell.lines for piece in line) == "张三" + "长" * 50 + "李四"


def test_a_shallow_row_is_one_strip_and_a_deep_one_many():
    label = label_cell("会议名称", 0, 66)
    assert len(table_rows([[label, value_cell("短", 66, 300)]], 366)) == 1
    deep = table_rows([[label, value_cell("长" * 1000, 66, 300)]], 366)
    assert len(deep) > 30
    assert all(row.boxed for row in deep)
