from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest

from db.core.errors import CancelledError
from db.core.period import Period
from db.meetings.status import Status
from db.study.actions import make_up
from db.study.rates import NOBODY, Asked, By, count_meetings, lines, rates, total

NOW = datetime(2022, 6, 27, 9, 41)


@pytest.fixture
def asked(study):
    """Two study meetings of two branches, one assembly, one to come."""
    meeting = study.meeting({"张伟": Status.PRESENT, "李强": Status.LEAVE, "王芳": Status.ABSENT, "客人": Status.GUEST})
    study.meeting({"赵敏": Status.PRESENT, "外人": Status.PRESENT}, place=study.office.other_branch,
                  at=datetime(2022, 5, 9, 9), ends=datetime(2022, 5, 9, 10))  # fmt: skip
    study.meeting(["张伟", "李强"], kind="branch_assembly", at=datetime(2022, 5, 10, 9), ends=None)
    study.meeting(["张伟"], at=datetime(2022, 6, 30, 9), ends=None)
    make_up(study.book, [study.lines(meeting)["李强"]], date(2022, 3, 9), "观看录像")
    return Asked(None, Period.parse("2022H1"), NOW)


def read(study, asked, by):
    return {rate.name: rate for rate in study.read(rates, asked, by)}


def test_people(study, asked):
    found = read(study, asked, By.PERSON)
    assert list(found) == ["李强", "王芳", "张伟", "赵敏", "账本外人员"]
    assert (found["张伟"].share, found["李强"].share, found["李强"].share_made_up) == (1, 0, 1)
    assert (found["李强"].on_leave, found["王芳"].absent, found["赵敏"].detail) == (1, 1, "春和社区第二党支部")


@pytest.mark.parametrize(
    ("by", "names"),
    [
        (By.ORGANIZATION, ["春和社区第一党支部", "春和社区第二党支部"]),
        (By.KIND, ["例会学习"]),
        (By.MONTH, ["2022 年 3 月", "2022 年 5 月"]),
    ],
)
def test_other_groupings(study, asked, by, names):
    assert list(read(study, asked, by)) == names


@pytest.mark.parametrize("by", By)
def test_every_grouping_comes_to_the_same(study, asked, by):
    found = study.read(rates, asked, by)
    every = total(found, study.read(count_meetings, asked))
    assert (every.meetings, every.expected, every.present, every.on_leave, every.absent, every.made_up) == (
        2, 5, 3, 1, 1, 1,
    )  # fmt: skip
    assert (every.share, every.share_made_up) == (Fraction(3, 5), Fraction(4, 5))


@pytest.mark.parametrize("by", By)
def test_every_number_is_made_of_meetings(study, asked, by):
    for rate in study.read(rates, asked, by):
        behind = study.read(lines, asked, by, rate.key)
        assert len(behind) == rate.meetings


def test_how_a_person_took_part(study, asked):
    [line] = study.read(lines, asked, By.PERSON, study.people["李强"])
    assert (line.day, line.kind, line.how) == (date(2022, 3, 7), "例会学习", "请假，2022-03-09 补学")
    [outsider] = study.read(lines, asked, By.PERSON, NOBODY)
    assert outsider.how == "外人：到会"


def test_all_kinds_one_kind_one_scope(study, asked):
    assert study.read(count_meetings, replace(asked, study=False)) == 3
    assembly = replace(asked, kind=study.office.kinds["branch_assembly"])
    assert list(read(study, assembly, By.KIND)) == ["支部党员大会"]
    below = replace(asked, organization=study.office.other_branch)
    assert list(read(study, below, By.PERSON)) == ["赵敏", "账本外人员"]


def test_nobody_expected_has_no_rate(study):
    study.meeting({"客人": Status.GUEST})
    [rate] = study.read(rates, Asked(None, Period.parse("2022"), NOW), By.KIND)
    assert (rate.meetings, rate.expected, rate.share, rate.share_made_up) == (1, 0, None, None)


@pytest.mark.parametrize("by", By)
def test_it_can_be_broken_off(study, asked, by):
    with pytest.raises(CancelledError):
        study.read(lambda connection: rates(connection, asked, by, cancelled=lambda: True))
