from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from db.core.errors import CancelledError
from db.core.listing import Filter
from db.core.period import Period
from db.meetings.dated import WorthDraft
from db.meetings.kinds import get_kind, save_kind
from db.meetings.models import Attendance
from db.meetings.status import Status
from db.organizations.queries import nodes
from db.people.actions import save_post, transfer_people
from db.people.draft import PostDraft
from db.rules.actions import set_rule
from db.study import hours
from db.study.absences import absences
from db.study.actions import add_outside, make_up
from db.study.compliance import by_body, by_organization, within
from db.study.draft import OutsideDraft
from db.study.hours import people_hours, sources, year_of
from db.study.ledger import study_lines
from db.study.rates import Asked, By, count_meetings, rates

NOW = datetime(2022, 6, 27, 9, 41)
COURSE = OutsideDraft(
    title="支部书记轮训", form="集中培训", starts_on=date(2022, 5, 10), hours=40.0, certificate="区训12"
)


def sources_of(study, name, year=2022):
    with study.book.read() as connection:
        return sources(connection, study.people[name], year_of(connection, year, NOW))


def test_only_party_members_of_the_scope_are_listed(study):
    assert list(study.hours()) == ["李强", "王芳", "张伟", "赵敏"]
    assert list(study.hours(organization=study.office.branch)) == ["李强", "王芳", "张伟"]
    assert list(study.hours(organization=study.office.group)) == ["张伟"]


def test_hours_come_from_meetings_attended_and_training_outside(study):
    study.meeting(["张伟", "李强"])
    study.meeting(["张伟"], kind="branch_assembly")  # gives none
    add_outside(study.book, COURSE, [study.people["李强"]])
    found = study.hours()
    assert (found["张伟"].total, found["张伟"].short) == (2, 30)
    assert (found["李强"].meetings, found["李强"].outside, found["李强"].total) == (2, 40, 42)
    assert found["王芳"].total == 0


def test_leave_gives_nothing_until_it_is_made_up_for(study):
    meeting = study.meeting({"张伟": Status.LEAVE, "李强": Status.ABSENT, "王芳": Status.GUEST})
    assert {row.total for row in study.hours().values()} == {0}
    line = study.lines(meeting)["张伟"]
    make_up(study.book, [line], date(2022, 3, 20), "自学材料")
    found = study.hours()["张伟"]
    assert (found.total, found.made_up) == (2, 2)
    [source] = sources_of(study, "张伟")
    assert (source.made_up_on, source.made_up_how, source.note) == (
        date(2022, 3, 20), "自学材料", "2022-03-20 补学（自学材料）",
    )  # fmt: skip


def test_what_is_to_be_made_up_for_counts_from_its_day_on(study):
    """Such a day comes with a book whose clock was wrong once, or from elsewhere."""
    line = study.lines(study.meeting({"张伟": Status.LEAVE}))["张伟"]
    with study.book.action("试", "x") as work:
        work.session.get(Attendance, line).made_up_on = date(2022, 6, 28)

    def told(now):
        asked = Asked(None, Period.parse("2022"), now)
        [person] = [rate for rate in study.read(rates, asked, By.PERSON) if rate.name == "张伟"]
        with study.book.read() as connection:
            found = sources(connection, study.people["张伟"], year_of(connection, 2022, now))
        wanted = Filter(choices={"before": now, "made_up": True})
        return (
            study.hours(now=now)["张伟"].total, len(found), person.made_up,
            study.read(rates, asked, By.KIND)[0].made_up, len(study.read(absences.ids, wanted)),
        )  # fmt: skip

    assert told(NOW) == (0, 0, 0, 0, 0)
    assert told(datetime(2022, 6, 28)) == (2, 1, 1, 1, 1)


def test_reading_alone_is_no_intensive_training(study):
    meeting = study.meeting({"张伟": Status.LEAVE, "李强": Status.PRESENT}, kind="intensive_training")
    make_up(study.book, [study.lines(meeting)["张伟"]], date(2022, 3, 20), "自学材料")
    found = study.hours()
    assert [(found[name].total, found[name].intensive) for name in ("张伟", "李强")] == [(4, 0), (4, 1)]


def test_what_has_not_been_held_gives_nothing(study):
    study.meeting(["张伟"], at=datetime(2022, 6, 28, 9), ends=datetime(2022, 6, 28, 11))
    assert study.hours()["张伟"].total == 0
    assert study.hours(now=datetime(2022, 6, 29))["张伟"].total == 2


def test_what_a_kind_is_worth_from_a_day_on_leaves_the_days_before(study):
    """Sums, sources, rates, the ledger and absences all judge a meeting by its own day."""
    for day in (6, 7):
        at = datetime(2022, 3, day, 9)
        study.meeting({"张伟": Status.PRESENT, "李强": Status.ABSENT}, at=at, ends=at.replace(hour=11))
    kind = study.office.kinds["regular_study"]
    draft = study.read(get_kind, kind)

    def told():
        year = Period.parse("2022")
        total, sources = study.hours()["张伟"].total, sources_of(study, "张伟")
        assert total == sum(source.hours for source in sources)
        lines, missed = study.read(study_lines, None, year, NOW), study.read(absences.ids, Filter(period=year))
        assert len(sources) == len(lines) == len(missed) == study.read(count_meetings, Asked(None, year, NOW))
        return total, len(lines)

    assert told() == (4, 2)
    none = WorthDraft("none", None, date(2022, 3, 7), "街道规定")
    save_kind(study.book, replace(draft, worth=(none, *draft.worth)), kind)
    assert told() == (2, 1)
    fixed = WorthDraft("fixed", 0.5, date(2022, 3, 7), "街道规定")
    save_kind(study.book, replace(draft, worth=(fixed, *draft.worth)), kind)
    assert told() == (2.5, 2)
    study.book.undo()
    study.book.undo()
    assert told() == (4, 2)


def test_years_are_apart(study):
    study.meeting(["张伟"], at=datetime(2021, 12, 31, 9), ends=datetime(2021, 12, 31, 12))
    study.meeting(["张伟"], at=datetime(2022, 1, 1, 9), ends=datetime(2022, 1, 1, 10))
    assert study.hours(2021)["张伟"].total == 3
    assert study.hours(2022)["张伟"].total == 1


def test_the_sum_is_that_of_its_sources(study):
    study.meeting(["张伟"], kind="intensive_training", at=datetime(2022, 4, 1, 9), ends=datetime(2022, 4, 2, 17))
    study.meeting(["张伟"], ends=None)
    add_outside(study.book, COURSE, [study.people["张伟"]])
    found, had = sources_of(study, "张伟"), study.hours()["张伟"]
    assert [(source.table, source.hours) for source in found] == [
        ("meeting", 1), ("meeting", 16), ("outside_training", 40),
    ]  # fmt: skip
    assert [source.note for source in found] == ["无结束时间", "", "证书 区训12"]
    assert sum(source.hours for source in found) == had.total == 57
    assert had.intensive == 2


def test_a_body_owes_more_and_intensive_training(study):
    add_outside(study.book, COURSE, [study.people["李强"], study.people["张伟"]])
    secretary, member = study.hours()["李强"], study.hours()["张伟"]
    assert (secretary.target, secretary.intensive_target, secretary.short, secretary.complete) == (56, 1, 16, False)
    assert (member.target, member.intensive_target, member.complete) == (32, 0, True)


def test_hours_enough_without_intensive_training_are_not_complete(study):
    many = OutsideDraft(title="网络学习", form="网络培训", starts_on=date(2022, 5, 10), hours=60.0)
    add_outside(study.book, many, [study.people["李强"]])
    found = study.hours()["李强"]
    assert (found.short, found.complete) == (0, False)


def test_who_sat_on_a_body_on_some_day_of_the_year_owes_what_bodies_owe(study):
    one_day = PostDraft(study.office.branch, study.people["张伟"], "党组织委员会", "组织委员", date(2021, 3, 1), 3,
                        date(2022, 1, 1))  # fmt: skip
    save_post(study.book, one_day)
    assert study.hours(2022)["张伟"].target == 56
    assert study.hours(2023, now=datetime(2023, 5, 1))["张伟"].target == 32


def test_the_offices_own_target_holds(study):
    set_rule(study.book, "hours.member", "40", date(2022, 1, 1), "区委通知")
    assert study.hours()["张伟"].target == 40
    assert study.hours(2021)["张伟"].target == 32


def test_who_moved_away_is_counted_where_they_are(study):
    transfer_people(study.book, [study.people["张伟"]], study.office.other_branch, None, date(2022, 6, 1), "")
    study.meeting(["张伟"])
    assert list(study.hours(organization=study.office.branch)) == ["李强", "王芳"]
    assert study.hours(organization=study.office.other_branch)["张伟"].total == 2


def test_person_by_person_and_meeting_by_meeting_come_to_the_same(study, monkeypatch):
    study.meeting({"张伟": Status.PRESENT, "李强": Status.LEAVE, "路人": Status.PRESENT})
    study.meeting(["张伟"], at=datetime(2021, 3, 1, 9), ends=datetime(2021, 3, 1, 10))
    few = study.hours()
    monkeypatch.setattr(hours, "_FEW", 0)
    assert study.hours() == few


def test_a_sum_can_be_broken_off(study):
    with study.book.read() as connection, pytest.raises(CancelledError):
        people_hours(connection, year_of(connection, 2022, NOW), cancelled=lambda: True)


def test_compliance_by_organization_takes_in_what_is_below(study):
    add_outside(study.book, COURSE, [study.people["张伟"]])
    every = study.read(nodes)
    found = {tally.name: tally for tally in by_organization(study.hours().values(), every)}
    assert list(found) == [
        "和平街道党工委", "春和社区党委", "春和社区第一党支部", "第一党小组", "春和社区第二党支部",
    ]  # fmt: skip
    whole, branch = found["和平街道党工委"], found["春和社区第一党支部"]
    assert (whole.people, whole.complete, whole.mean, whole.short) == (4, 1, 10, 32 + 56 + 32)
    assert (branch.people, branch.complete, branch.share, branch.depth) == (3, 1, 1 / 3, 2)
    assert branch.without_intensive == 1


def test_a_body_is_counted_with_whoever_sits_on_it(study):
    """Its member of another branch belongs to the body, not to the branch."""
    seat = PostDraft(study.office.branch, study.people["赵敏"], "党组织委员会", "组织委员", date(2022, 1, 1), 3)
    save_post(study.book, seat)
    people = list(study.hours(organization=study.office.branch).values())
    below = within(study.read(nodes), study.office.branch)
    [body] = by_body(people, below)
    assert (body.name, body.people) == ("春和社区第一党支部", 2)
    assert by_organization(people, below)[0].people == 3


def test_tenths_of_hours_add_up(study):
    for _ in range(10):
        add_outside(study.book, replace(COURSE, hours=3.2), [study.people["李强"]])
    found = study.hours()["李强"]
    assert found.outside == pytest.approx(32)
    assert found.total == 32 + found.meetings
    assert found.short == 56 - 32 - found.meetings
