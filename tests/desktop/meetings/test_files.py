"""A folder of printed records: names, order, cancelling."""

from __future__ import annotations

from datetime import datetime

import pypdf
import pytest

from db.core.errors import CancelledError, EnvironmentFault
from db.meetings.sheet import MinutesSheet
from desktop.meetings.files import print_each


def sheet(title, day=27, text=""):
    return MinutesSheet(day, "第一党支部", "支委会", title, datetime(2022, 6, day, 9), None, text=text)


def test_files_are_named_by_day_and_title_in_order(tmp_path):
    told = []
    sheets = [sheet("六月支委会"), sheet("学习", 1)]
    made = print_each(sheets, tmp_path / "新建" / "六月", progress=lambda *now: told.append(now))
    assert [path.name for path in made] == ["2022-06-27 第一党支部 六月支委会.pdf", "2022-06-01 第一党支部 学习.pdf"]
    assert told == [(1, 2), (2, 2)]
    for path, title in zip(made, ("六月支委会", "学习"), strict=True):
        assert title in pypdf.PdfReader(path).pages[0].extract_text()


def test_namesakes_are_numbered(tmp_path):
    made = print_each([sheet("学习"), sheet("学习"), sheet("学习")], tmp_path)
    assert [path.name for path in made] == [
        "2022-06-27 第一党支部 学习.pdf", "2022-06-27 第一党支部 学习（2）.pdf", "2022-06-27 第一党支部 学习（3）.pdf",
    ]  # fmt: skip
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in made}


def test_a_numbered_name_does_not_fall_on_a_title_that_reads_the_same(tmp_path):
    made = print_each([sheet("学习"), sheet("学习（2）"), sheet("学习")], tmp_path)
    assert len(made) == 3
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ('a/b\\c:d*e?f"g<h>i|j', "2022-06-27 第一党支部 a b c d e f g h i j.pdf"),
        ("第一项\n第二项\t完", "2022-06-27 第一党支部 第一项 第二项 完.pdf"),
        ("结束. . ", "2022-06-27 第一党支部 结束.pdf"),
        ("", "2022-06-27 第一党支部 支委会.pdf"),
    ],
)
def test_names_fit_every_file_system(tmp_path, title, name):
    assert [path.name for path in print_each([sheet(title)], tmp_path)] == [name]


def test_long_titles_are_cut(tmp_path):
    made = print_each([sheet("学" * 120), sheet("学" * 119 + "习")], tmp_path)
    assert len(made) == 2
    assert all(len(path.name.encode()) < 256 for path in made)


def test_names_that_differ_in_letter_case_only_are_two_files(tmp_path):
    made = print_each([sheet("App培训"), sheet("APP培训")], tmp_path)
    assert len({path.name.lower() for path in made}) == 2, "Windows knows no difference"


def test_cancelled_leaves_nothing(tmp_path):
    (tmp_path / "别的.pdf").write_bytes(b"mine")
    polls = iter([False, False, True])
    with pytest.raises(CancelledError):
        print_each([sheet("一"), sheet("二"), sheet("三")], tmp_path, cancelled=lambda: next(polls))
    assert [path.name for path in tmp_path.iterdir()] == ["别的.pdf"]


def test_cancelled_keeps_what_was_there_before(tmp_path):
    """Printing the same folder again and breaking off must not lose the files of the first time."""
    [first] = print_each([sheet("一")], tmp_path)
    polls = iter([False, True])
    with pytest.raises(CancelledError):
        print_each([sheet("一"), sheet("二")], tmp_path, cancelled=lambda: next(polls))
    assert first.exists()


def test_missing_characters_are_told(tmp_path):
    [printed] = print_each([sheet("一", text="\U000323af")], tmp_path).values()
    assert printed.missing


def test_place_that_is_no_folder(tmp_path):
    (tmp_path / "文件").write_bytes(b"")
    with pytest.raises(EnvironmentFault) as caught:
        print_each([sheet("一")], tmp_path / "文件" / "里面")
    assert caught.value.way_out
    with pytest.raises(EnvironmentFault):
        print_each([sheet("一")], tmp_path / "文件")
