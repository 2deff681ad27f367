"""``hours``, ``attendance stats``, ``print study-file`` and ``print study-ledger``."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from desktop.commands.passphrase import VARIABLE


@pytest.fixture(scope="session")
def studied_book(small_book, made_book, tmp_path_factory):
    """The small book with a study meeting and a training."""
    from db.meetings.actions import save_meeting
    from db.meetings.draft import MeetingDraft, RosterLine
    from db.meetings.queries import kinds
    from db.meetings.status import Status
    from db.organizations.queries import by_name
    from db.people.queries import find_people
    from db.security.opening import open_with_key
    from db.study.actions import add_outside
    from db.study.draft import OutsideDraft

    path = tmp_path_factory.mktemp("studied") / "学习账.ybz"
    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", f"{path}{suffix}")
    book = open_with_key(path, made_book.key, made_book.actor, lambda: datetime(2022, 6, 27, 9))
    with book.read() as connection:
        kind = next(kind.id for kind in kinds(connection) if kind.name == "例会学习")
        place = by_name(connection, "和平第一党支部").id
        zhang, sun = (find_people(connection, name)[0].id for name in ("张喆", "孙立"))
    roster = (RosterLine(zhang, "张喆"), RosterLine(sun, "孙立", Status.LEAVE))
    save_meeting(book, MeetingDraft(kind, place, "周一学习", starts_at=datetime(2022, 5, 9, 9),
                                    ends_at=datetime(2022, 5, 9, 11), readings=("党章",), roster=roster))  # fmt: skip
    add_outside(book, OutsideDraft(title="轮训", form="集中培训", starts_on=date(2022, 5, 1), hours=40.0), [zhang])
    book.close()
    return path


@pytest.fixture
def study(run, studied_book, passphrase):
    """``study("hours", …)``: the JSON of a command that has to succeed; the year is given, the clock runs on."""

    def call(*words):
        code, out, err = run(*words, "--book", studied_book, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


def test_hours_of_people(study):
    told = study("hours", "--year", "2022")
    assert (told["year"], told["members"], told["complete"]) == (2022, 3, 1)
    [zhang] = [row for row in told["rows"] if row["name"] == "张喆"]
    assert (zhang["total"], zhang["target"], zhang["short"], zhang["verdict"]) == (42, 32, None, "达标")
    behind = study("hours", "--year", "2022", "--behind", "--org", "和平第一党支部")
    assert [row["name"] for row in behind["rows"]] == ["王𬭎"]


def test_hours_of_organizations_and_bodies(study):
    rows = study("hours", "--year", "2022", "--by", "organization")["rows"]
    assert [(row["name"], row["people"], row["share"]) for row in rows] == [
        ("和平社区党委", 3, 33.3), ("和平第一党支部", 2, 50.0), ("和平第二党支部", 1, 0.0),
    ]  # fmt: skip
    assert study("hours", "--year", "2022", "--by", "body")["rows"] == []


def test_attendance_stats(study):
    told = study("attendance", "stats", "--period", "2022H1", "--by", "person")
    assert (told["period"], told["meetings"], told["expected"], told["present"]) == ("2022H1", 2, 3, 2)
    assert {row["name"]: row["share"] for row in told["rows"]}["孙立"] == 0
    assert study("attendance", "stats", "--period", "2022", "--all", "--by", "month")["meetings"] == 3


def test_what_was_not_held_is_called_by_its_name(run, studied_book, passphrase):
    def told(*words):
        code, out, _ = run("attendance", "stats", *words, "--book", studied_book)
        assert code == 0
        return out.splitlines()[-1]

    assert told("--period", "2021") == "2021 年没有已召开的学习类会议"
    assert told("--period", "2021", "--all").startswith("2021 年，1 次会议")
    assert told("--period", "2019", "--all") == "2019 年没有已召开的会议"


def test_tables_are_written_to_excel(study, tmp_path):
    file = tmp_path / "学时.xlsx"
    assert study("hours", "--year", "2022", "--out", file)["count"] == 3
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert rows[0][:5] == ["姓名", "所在组织", "身份", "应学", "已学"]
    ledger = tmp_path / "台账.xlsx"
    study("print", "study-ledger", "--period", "2022", "--out", ledger)
    rows = CalamineWorkbook.from_path(str(ledger)).get_sheet_by_index(0).to_python()
    assert [row[2] for row in rows] == ["名称", "二月党课", "周一学习"]


def test_study_records_and_the_ledger_are_printed(study, tmp_path):
    told = study("print", "study-file", "--year", "2022", "--out", tmp_path / "档案.pdf")
    assert (told["records"], told["pages"]) == (3, 3)
    one = study("print", "study-file", "--year", "2022", "--person", "张喆", "--out", tmp_path / "一人.pdf")
    assert one["records"] == 1
    assert "轮训" in pypdf.PdfReader(tmp_path / "一人.pdf").pages[0].extract_text()
    study("print", "study-ledger", "--period", "2022", "--out", tmp_path / "台账.pdf")
    assert "党章" in pypdf.PdfReader(tmp_path / "台账.pdf").pages[0].extract_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("hours", "--year", "12"), "看不懂期间"),
        (("hours", "--year", "2022", "--out", "a.csv"), "以 .xlsx 结尾"),
        (("print", "study-file", "--person", "李白", "--out", "a.pdf"), "没有名为“李白”的人员"),
        (("print", "study-ledger", "--period", "1999", "--out", "a.pdf"), "没有学习类会议"),
        (("print", "study-ledger", "--period", "2022", "--out", "a.doc"), "以 .pdf 结尾"),
    ],
)
def test_refusals(run, studied_book, monkeypatch, book_passphrase, words, told):
    monkeypatch.setenv(VARIABLE, book_passphrase)
    code, _out, err = run(*words, "--book", studied_book)
    assert code == 1
    assert told in err


def test_people_read_a_table(run, studied_book, passphrase):
    code, out, _err = run("hours", "--year", "2022", "--book", studied_book)
    assert code == 0
    assert out.splitlines()[0].startswith("姓名\t所在组织")
    assert out.splitlines()[-1] == "2022 年，3 名党员，达标 1 人"
