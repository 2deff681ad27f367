"""Searching everything, held against a plain scan of the same book."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.core.base import table_of
from db.core.errors import CancelledError
from db.core.segment import tokens
from db.finding.queries import PER_KIND, find, find_lines
from db.meetings.actions import save_meeting
from db.meetings.draft import MeetingDraft, items
from db.meetings.models import Meeting
from db.organizations.actions import save_organization
from db.organizations.queries import get_organization
from db.people.actions import save_person
from db.people.draft import PersonDraft

MEETING = table_of(Meeting)
COLUMNS = ("title", "place", "host", "recorder", "lecturer", "text")
EVERY = {"meeting": 10_000}
SLOW_FIXTURE = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="session")
def stored(district):
    """Every meeting's searched columns by id."""
    with district.read() as connection:
        rows = connection.execute(select(MEETING.c.id, *(MEETING.c[name] for name in COLUMNS)))
        return {row[0]: tuple(row[1:]) for row in rows}


@pytest.fixture(scope="session")
def cut(stored):
    return {row_id: [f" {tokens(text)} " for text in texts] for row_id, texts in stored.items()}


def scanned(cut, typed):
    """Ids of the meetings that hold each word of *typed* as a run of whole tokens, the last one open to go on."""
    words = [cut_word for word in re.split(r"\s+", typed) if (cut_word := tokens(word))]
    if not words:
        return set()
    wanted = [f" {word} " for word in words]
    if re.match(r"[^\W_]", words[-1][-1]) and words[-1][-1].isascii():
        wanted[-1] = f" {words[-1]}"
    return {row_id for row_id, texts in cut.items() if all(any(w in text for text in texts) for w in wanted)}


def found(district, typed):
    with district.read() as connection:
        return find(connection, typed, EVERY)


@SLOW_FIXTURE
@given(data=st.data())
def test_any_stretch_of_a_stored_text_is_found_and_marked(district, stored, cut, data):
    row_id = data.draw(st.sampled_from(sorted(stored)))
    column = data.draw(st.sampled_from([at for at, text in enumerate(stored[row_id]) if text]))
    text = stored[row_id][column]
    starts = [at.start() for at in re.finditer(r"[^\W_]", text) if not text[at.start() - 1 : at.start() + 1].isalnum()
              or not text[at.start() - 1 : at.start() + 1].isascii()]  # fmt: skip
    first = data.draw(st.sampled_from(starts))
    typed = text[first : first + data.draw(st.integers(1, 24))]
    hits = {hit.id: hit for hit in found(district, typed)}
    assert hits.keys() == scanned(cut, typed)
    hit = hits[row_id]
    marked = [hit.snippet[at : at + length] for at, length in hit.snippet_marks]
    marked += [hit.title[at : at + length] for at, length in hit.title_marks]
    assert any(tokens(piece) in tokens(typed) for piece in marked)
    if not re.search(r"\s", typed):
        assert tokens(typed) in map(tokens, marked)


@SLOW_FIXTURE
@given(
    typed=st.text(
        st.sampled_from('会议同志的党员一二三第3次2022AaYX,，。《》“”（）"*()^:-+ \n　😀𠮷ＡＢ１２①㎏é'), max_size=12
    )
)
def test_what_is_found_is_what_a_scan_finds(district, cut, typed):
    assert {hit.id for hit in found(district, typed) if hit.table == "meeting"} == scanned(cut, typed.strip())


@pytest.mark.parametrize(
    "typed",
    ["AND", "OR", "NOT", "NEAR(会 议)", "会 AND", "会 OR 议", '"', '""', '"会', "*", "会*", "^会", "title:会",
     "{a b}:会", "-会", "会'; DROP TABLE meeting", "%", "_", "\\", "\x00", "\ud800", "😀",
     "　", "《", "a" * 3000, "会" * 3000],
)  # fmt: skip
def test_whatever_is_typed_is_only_text(district, typed):
    with district.read() as connection:
        find(connection, typed)
        find_lines(connection, typed)


def test_signs_alone_find_nothing(district):
    for typed in ("", "   ", "《》", "*", '"', "——"):
        assert found(district, typed) == []


def test_full_width_and_case_do_not_matter(district, cut):
    narrow = {hit.id for hit in found(district, "yx")}
    assert narrow == {hit.id for hit in found(district, "ＹＸ")} == scanned(cut, "yx")
    assert narrow
    for hit in found(district, "ｙｘ"):
        assert "YX" in [hit.snippet[at : at + length] for at, length in hit.snippet_marks]


def test_newest_come_first_and_more_are_announced(district, stored):
    with district.read() as connection:
        hits = [hit for hit in find(connection, "同志") if hit.table == "meeting"]
    assert len(hits) == PER_KIND["meeting"] < len(stored)
    assert [hit.more for hit in hits] == [False] * (len(hits) - 1) + [True]
    assert [hit.detail[:10] for hit in hits] == sorted((hit.detail[:10] for hit in hits), reverse=True)
    assert {hit.id for hit in hits} == set(sorted(stored)[-len(hits) :])


def test_cancelled_search_stops(district):
    with district.read() as connection, pytest.raises(CancelledError):
        find(connection, "会", cancelled=lambda: True)


# -- an office of a few records --------------------------------------------------------------------


@pytest.fixture
def meeting(office):
    def save(title, day=1, **more):
        draft = MeetingDraft(
            office.kinds["branch_assembly"], office.branch, title, starts_at=datetime(2022, 6, day, 9), **more
        )
        return save_meeting(office.book, draft)

    return save


def hits_of(office, typed, search=find):
    with office.book.read() as connection:
        return search(connection, typed)


def test_people_by_name_letters_and_numbers(office):
    person = save_person(office.book, PersonDraft(
        "单雄岭", stage="正式党员", organization_id=office.branch, since=date(2020, 1, 1),
        id_number="11010519491231002X", phone="13900001234",
    ))  # fmt: skip
    for typed, marked in (("单", "单"), ("雄岭", "雄岭"), ("sx", "单雄"), ("shanx", "单雄"), ("shanxiongl", "单雄岭"),
                          ("11010519491231002x", ""), ("13900001234", "")):  # fmt: skip
        (hit,) = [hit for hit in hits_of(office, typed) if hit.table == "person"]
        assert (hit.id, hit.title) == (person, "单雄岭")
        assert "".join(hit.title[at : at + length] for at, length in hit.title_marks) == marked
        assert "第一党支部" in hit.detail
    assert hits_of(office, "1101051949") == []
    assert hits_of(office, "1390000123") == []


def test_organizations_by_both_names_and_letters_the_exact_first(office):
    def titles(typed):
        return [hit.title for hit in hits_of(office, typed) if hit.table == "organization"]

    assert titles("春和社区")[0] == "春和社区党委"
    assert titles("春和一支部") == ["春和社区第一党支部"]
    assert titles("chsqdy") == ["春和社区第一党支部"]
    assert titles("xzb") == []
    (street,) = [hit for hit in hits_of(office, "hpjd") if hit.table == "organization"]
    assert (street.title, street.detail, street.title_marks) == ("和平街道党工委", "党工委", ((0, 4),))
    assert [hit.detail for hit in hits_of(office, "第二党小组")] == ["党小组 · 春和一支部"]


def test_a_new_name_is_found_by_its_letters_at_once(office):
    assert hits_of(office, "xmsq") == []
    with office.book.read() as connection:
        draft = get_organization(connection, office.community)
    save_organization(office.book, replace(draft, name="新苗社区党委", short_name="新苗社区"), office.community)
    assert [hit.title for hit in hits_of(office, "xmsq")] == ["新苗社区党委"]


def test_snippet_shows_where_the_long_text_says_it(office, meeting):
    text = "一、开场。\n" + "甲乙丙丁" * 60 + "，决定购买（灭火器）12 具，" + "戊己庚辛" * 60
    held = meeting("六月会", text=text, place="二楼", host="张喆")
    for typed in ("灭火器", "购买灭火器", "买，灭", "12具"):
        (hit,) = hits_of(office, typed)
        assert (hit.id, hit.part, hit.detail) == (held, "text", "2022-06-01 春和一支部")
        assert len(hit.snippet) < 60
        assert hit.snippet[0] == hit.snippet[-1] == "…"
    (hit,) = hits_of(office, "购买灭火器")
    assert [hit.snippet[at : at + length] for at, length in hit.snippet_marks] == ["购买（灭火器"]
    (hit,) = hits_of(office, "张喆")
    assert (hit.part, hit.snippet, hit.snippet_marks) == ("", "主持人：张喆", ((4, 2),))
    (hit,) = hits_of(office, "六月")
    assert (hit.part, hit.snippet, hit.title_marks) == ("", "支部党员大会 · 二楼", ((0, 2),))


def test_words_may_stand_apart_and_numbers_are_whole(office, meeting):
    one = meeting("第3次学习", text="讨论垃圾桶撤并")
    meeting("第33次学习", 2, text="讨论路灯")
    assert [hit.id for hit in hits_of(office, "第3次")] == [one]
    assert [hit.id for hit in hits_of(office, "垃圾 第3次")] == [one]
    assert hits_of(office, "垃圾 路灯") == []
    assert len(hits_of(office, "第3")) == 2, "still being typed"


def test_signs_typed_as_they_stand_come_first(office, meeting):
    literal = meeting("甲", 1, text="完成率 3.5 个百分点")
    other = meeting("乙", 2, text="3、5 两栋")
    assert [hit.id for hit in hits_of(office, "3.5")] == [literal, other]
    assert [hit.id for hit in hits_of(office, "3、5")] == [other, literal]


def test_agenda_and_readings_are_found_line_by_line(office, meeting):
    held = meeting("学习会", agenda=items("研究换届选举", "通报党费"), readings=("《党章》第一章",))
    assert hits_of(office, "换届") == []
    (hit,) = hits_of(office, "换届", find_lines)
    assert (hit.id, hit.snippet) == (held, "议题：研究换届选举")
    assert [hit.snippet[at : at + length] for at, length in hit.snippet_marks] == ["换届"]
    (hit,) = hits_of(office, "《党章》", find_lines)
    assert hit.snippet.startswith("学习篇目：《党章》")
    assert hits_of(office, "没有", find_lines) == hits_of(office, " ", find_lines) == []


def test_scan_of_the_lines_is_not_begun_when_it_is_late(district):
    with district.read() as connection, pytest.raises(CancelledError):
        find_lines(connection, "没有这一项", cancelled=lambda: True)
