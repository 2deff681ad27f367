"""Every spelling of a cell gives its value or a reason, never a crash."""

from __future__ import annotations

import contextlib
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.exchange import cells
from db.exchange.cells import BadCellError
from db.exchange.headings import Table
from db.exchange.ledgers import LEDGERS
from db.exchange.parsing import Reader
from db.exchange.roster import named
from db.exchange.rows import Row

JUNE = date(2022, 6, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "2022.6.1", "2022-6-1", "2022/6/1", "2022年6月1日", "2022-06-01", "2022。6。1", "２０２２．６．１",
        " 2022 年 6 月 1 日 ",
        "20220601", 20220601, 20220601.0, "二〇二二年六月一日", "二零二二年六月一日", "2022年6月1号", "'2022-06-01",
        "2022-06-01 00:00:00", "2022-06-01T00:00:00", 44713, 44713.0, 44713.5, date(2022, 6, 1),
        datetime(2022, 6, 1, 9),
    ],
)  # fmt: skip
def test_spellings_of_a_day(cell):
    assert cells.date_of(cell) == (JUNE, "")


@pytest.mark.parametrize("cell", ["2022年6月", "2022.06", "2022.6", "2022-06", "202206", 202206.0, 2022.06, 2022.6,
                                  "二〇二二年六月", "2022年6月份"])  # fmt: skip
def test_a_month_alone_is_its_first_day_and_told(cell):
    assert cells.date_of(cell) == (JUNE, "没有写日，按 2022-06-01 记")


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (2022.1, "可能是 1 月或 10 月"), ("22.6.1", "两位"), ("220601", "两位"), ("22年6月1日", "两位"),
        ("6月1日", "没有年份"),
        ("2022年", "只有年份"), (2022, "只有年份"), (2022.13, "13 月"), ("2022-02-30", "1—28"),
        ("2022-13-01", "月份 13"),
        ("1700-01-01", "1700"), ("昨天", "看不懂"), (True, "不是日期"), (time(9), "不是日期"), (7.0, "不是日期"),
        (float("nan"), "不是有效"), (float("inf"), "不是有效"), (-5.0, "不是日期"), ("2022.6.1至今", "看不懂"),
        (202213.0, "13 月"),
    ],
)  # fmt: skip
def test_what_is_no_day_says_why(cell, says):
    with pytest.raises(BadCellError) as refused:
        cells.date_of(cell)
    assert says in refused.value.text


def test_day_numbers_as_text_and_from_1904():
    assert cells.date_of("44713") == (JUNE, "“44713”按表格的日期序号读作 2022-06-01")
    assert cells.date_of(44713.0 - 1462, since_1904=True)[0] == JUNE


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("2022.6.24 9:00-10:30", "09:00", "10:30"), ("2022年6月24日上午9:00—10:30", "09:00", "10:30"),
        ("2022-06-24 09:00", "09:00", None), ("2022年6月24日9时至10时30分", "09:00", "10:30"),
        ("2022年6月24日（星期五）下午2:00-4:00", "14:00", "16:00"),
        ("2022-06-24 09:00~2022-06-24 10:30", "09:00", "10:30"),
        ("二〇二二年六月二十四日上午九点半", "09:30", None), (datetime(2022, 6, 24, 9), "09:00", None),
        (44736.375, "09:00", None),
    ],
)  # fmt: skip
def test_when_a_meeting_is(cell, start, end):
    def at(text):
        return text and datetime.combine(date(2022, 6, 24), time.fromisoformat(text))

    assert cells.moment_of(cell) == (at(start), at(end))


@pytest.mark.parametrize("cell", ["2022-06-24", date(2022, 6, 24), datetime(2022, 6, 24), "22.6.24 9:00", "上午"])
def test_a_meeting_needs_its_time_and_year(cell):
    with pytest.raises(BadCellError):
        cells.moment_of(cell)


def test_text_is_what_the_cell_shows():
    shown = {13900000000.0: "13900000000", 20: "20", 0.5: "0.5", "\xa0张喆\u3000 ": "张喆", "a\x00b\u200bc": "abc",
             "一\r\n二": "一\n二", True: "是", time(9, 30): "09:30"}  # fmt: skip
    assert [cells.text_of(cell) for cell in shown] == list(shown.values())
    assert cells.line_of("一\n 二") == "一 二"


@pytest.mark.parametrize("cell", ["'11010519491231002x", "１１０１０５19491231002X", " 110105 19491231 002X\xa0"])
def test_identity_numbers_are_mended(cell):
    assert cells.identity_of(cell) == "11010519491231002X"


def test_identity_number_that_became_a_number_says_how_to_repair_the_sheet():
    with pytest.raises(BadCellError, match="文本"):
        cells.identity_of(110105194912310000.0)


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [("男性", "sex", "男"), ("中共党员", "stage", "正式党员"), ("汉", "ethnic", "汉族"),
    ("大学本科", "education", "本科"),
     ("维吾尔", "ethnic", "维吾尔族"), (" 大 专 ", "education", "大专")],
)  # fmt: skip
def test_other_words_for_a_choice(text, name, found):
    assert _read("people", name, text) == ({name: found}, {})


def test_an_unknown_choice_is_answered_with_the_nearest_or_all():
    assert "是不是“本科”" in _read("people", "education", "本科生")[1]["education"]
    assert "可选：男、女" in _read("people", "sex", "保密")[1]["sex"]


@pytest.mark.parametrize(
    ("text", "name", "meant"),
    [("汗族", "ethnic", "汉族"), ("汗", "ethnic", "汉族"), ("维吾而族", "ethnic", "维吾尔族"),
     ("哈萨各族", "ethnic", "哈萨克族"), ("大传", "education", "大专"), ("大学本课", "education", "本科"),
     ("预各党员", "stage", "预备党员"), ("男女", "sex", "男”“女"), ("高本科", "education", "本科")],
)  # fmt: skip
def test_what_sounds_the_same_is_meant_before_what_looks_alike(text, name, meant):
    assert _read("people", name, text)[1][name].endswith(f"是不是“{meant}”？")


def test_a_character_in_common_suggests_nothing():
    assert "可选：" in _read("people", "ethnic", "某族")[1]["ethnic"]


def test_several_choices_in_a_cell():
    assert _read("people", "categories", "离退休，困难党员;志愿者 困难") == (
        {"categories": ("离退休", "困难", "志愿者")},
        {},
    )


def test_a_failed_formula_is_a_bad_cell_and_a_stroke_is_an_empty_one():
    assert "公式出错" in _read("people", "name", "#REF!")[1]["name"]
    assert _read("people", "joined_on", "/") == ({}, {})
    assert _read("people", "phone", "无") == ({}, {})


def test_names_are_closed_up_and_their_dots_are_one():
    assert _read("people", "name", "张　喆") == ({"name": "张喆"}, {})
    assert _read("people", "name", "古丽•买买提") == ({"name": "古丽·买买提"}, {})
    assert _read("posts", "person_id", "张 喆") == ({"person_id": "张喆"}, {})
    assert _read("organizations", "name", "春和 第一支部") == ({"name": "春和 第一支部"}, {})


def test_lines_lose_their_numbers():
    found = cells.lines_of("1.学习文件\n（二）讨论；表决\n\n三、2.5 公里走访")
    assert found == ("学习文件", "讨论；表决", "2.5 公里走访")
    assert cells.lines_of("1.学习文件；2.讨论;") == ("学习文件", "讨论")


def test_names_of_a_roster():
    assert named("张喆、李华（因病、住院），古丽·买买提") == [("张喆", ""), ("李华", "因病、住院"), ("古丽·买买提", "")]
    assert named("张喆 李华 王敏") == [("张喆", ""), ("李华", ""), ("王敏", "")]
    assert named("张　喆、李　华；共2人") == [("张喆", ""), ("李华", "")]
    assert named("无") == []
    for bad in ("张喆等12人", "会议由张喆主持，共同学习了文件：其一", "张（喆"):
        with pytest.raises(BadCellError):
            named(bad)


anything = st.one_of(
    st.text(), st.floats(), st.integers(), st.booleans(), st.dates(), st.datetimes(), st.times(), st.timedeltas(),
    st.from_regex(r"\A[0-9一二十年月日.\-/: 至（(星期]{1,24}\Z"), st.just(timedelta(days=40)), st.none(),
)  # fmt: skip


@given(anything)
def test_any_cell_gives_a_value_or_a_reason(cell):
    for ledger in LEDGERS:
        for column in ledger.columns:
            values, problems = _read(ledger.name, column.name, cell)
            assert not (values and problems)
            assert all(isinstance(text, str) and text for text in problems.values())
    for read in (cells.moment_of, cells.clock_of, named):
        with contextlib.suppress(BadCellError):
            read(cell)


def _read(ledger_name, name, cell):
    ledger = next(ledger for ledger in LEDGERS if ledger.name == ledger_name)
    row = Row(1, [cell])
    values = Reader(ledger, Table("", ("",), 1, []), {0: name}).read(row)
    return values, row.problems
