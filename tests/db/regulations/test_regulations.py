"""Rules and procedures: entered, revised, abolished, counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from db.core.errors import UserError
from db.core.listing import Filter
from db.core.period import Period
from db.regulations import actions
from db.regulations.draft import RegulationDraft, RevisionDraft
from db.regulations.fields import PROCEDURE, RULE
from db.regulations.queries import (
    get_regulation,
    made,
    procedures_optimised,
    regulations,
    revisions_of,
    rules_made,
)

H1 = Period.parse("2022H1")


def draft(office, title="学习制度", kind=RULE, adopted=date(2021, 3, 1), **more):
    return RegulationDraft(office.street, kind, title=title, adopted_on=adopted, **more)


def read(office, query, *given):
    with office.book.read() as connection:
        return query(connection, *given)


def listed(office, wanted, *names):
    with office.book.read() as connection:
        return [row[1:] for row in regulations.showing(*names).all(connection, wanted)]


@pytest.fixture
def rule(office):
    return actions.save_regulation(office.book, draft(office))


def test_a_rule_is_entered_changed_and_deleted(office, rule, rows):
    changed = replace(draft(office), number="和街〔2021〕3号", text="逢周一必学")
    assert actions.save_regulation(office.book, changed, rule) == rule
    assert read(office, get_regulation, rule) == changed
    actions.add_revision(office.book, rule, RevisionDraft(date(2022, 2, 1), "增加领学人"))
    before = rows(office.book)
    actions.delete_regulations(office.book, [rule])
    assert not rows(office.book)["revision"]
    with pytest.raises(UserError, match="已被删除"):
        read(office, get_regulation, rule)
    office.book.undo()
    assert rows(office.book) == before


def test_revisions_are_told_changed_and_deleted(office, rule):
    first = actions.add_revision(office.book, rule, RevisionDraft(date(2021, 9, 1), "增加考勤"))
    second = actions.add_revision(office.book, rule, RevisionDraft(date(2022, 2, 1), "增加领学人"))
    actions.save_revision(office.book, first, RevisionDraft(date(2021, 10, 1), "增加补学"))
    found = read(office, revisions_of, rule)
    assert [(row.id, row.draft) for row in found] == [
        (second, RevisionDraft(date(2022, 2, 1), "增加领学人")), (first, RevisionDraft(date(2021, 10, 1), "增加补学")),
    ]  # fmt: skip
    assert listed(office, Filter(), "revised_on") == [(date(2022, 2, 1),)]
    actions.delete_revisions(office.book, [second])
    assert listed(office, Filter(), "revised_on") == [(date(2021, 10, 1),)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"), ({"kind": "办法"}, "kind"), ({"adopted_on": None}, "adopted_on"),
        ({"abolished_on": date(2021, 2, 28)}, "abolished_on"), ({"organization_id": None}, "organization_id"),
        ({"adopted_on": date(2021, 9, 2)}, "adopted_on"), ({"abolished_on": date(2021, 8, 31)}, "abolished_on"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_kept(office, rule, changed, field):
    actions.add_revision(office.book, rule, RevisionDraft(date(2021, 9, 1), "增加考勤"))
    with pytest.raises(UserError) as refused:
        actions.save_regulation(office.book, replace(draft(office), **changed), rule)
    assert field in refused.value.fields


@pytest.mark.parametrize(
    ("revision", "field"),
    [
        (RevisionDraft(date(2021, 2, 28), "早了"), "revised_on"),
        (RevisionDraft(date(2022, 6, 2), "晚了"), "revised_on"),
        (RevisionDraft(None, "没有日期"), "revised_on"), (RevisionDraft(date(2022, 1, 1), ""), "text"),
    ],
)  # fmt: skip
def test_a_revision_that_cannot_be_kept(office, revision, field):
    rule = actions.save_regulation(office.book, draft(office, abolished_on=date(2022, 6, 1)))
    with pytest.raises(UserError) as refused:
        actions.add_revision(office.book, rule, revision)
    assert field in refused.value.fields


@pytest.fixture
def many(office):
    """Of both kinds, in every state; ids by title."""
    book = office.book
    found = {
        title: actions.save_regulation(book, draft(office, title, kind, adopted, abolished_on=abolished))
        for title, kind, adopted, abolished in (
            ("旧制度", RULE, date(2018, 1, 1), date(2021, 12, 31)), ("学习制度", RULE, date(2021, 3, 1), None),
            ("考勤制度", RULE, date(2022, 1, 1), date(2022, 6, 27)), ("接待流程", PROCEDURE, date(2020, 5, 1), None),
            ("审批流程", PROCEDURE, date(2022, 6, 30), None), ("明年制度", RULE, date(2023, 1, 1), None),
        )
    }  # fmt: skip
    for title, day in (("学习制度", date(2022, 1, 1)), ("学习制度", date(2022, 6, 30)), ("接待流程", date(2022, 3, 1)),
                       ("审批流程", date(2022, 7, 1))):  # fmt: skip
        actions.add_revision(book, found[title], RevisionDraft(day, "补充内容"))
    return found


def test_the_list_of_a_period_holds_what_was_in_force_in_it(office, many):
    def titles(**wanted):
        return [title for (title,) in listed(office, Filter(**wanted), "title")]

    assert titles(period=H1) == ["审批流程", "考勤制度", "学习制度", "接待流程"]
    assert titles(period=Period.parse("2021H2")) == ["学习制度", "接待流程", "旧制度"]
    assert titles(choices={"state": "已废止"}) == ["考勤制度", "旧制度"]
    assert titles(choices={"state": "现行", "kind": RULE}) == ["学习制度"]
    assert titles(choices={"kind": PROCEDURE}) == ["审批流程", "接待流程"]
    assert titles(text="考勤") == ["考勤制度"]
    assert titles(text="补充内容") == ["审批流程", "学习制度", "接待流程"]
    assert titles(organization=office.branch) == []
    assert listed(office, Filter(text="明年"), "state") == [("尚未施行",)]


def test_what_was_made_and_revised_in_a_period_is_counted_once_each(office, many):
    assert read(office, rules_made, H1) == [many["学习制度"], many["考勤制度"]]
    assert read(office, procedures_optimised, H1) == [many["接待流程"]]
    assert read(office, rules_made, H1, office.branch) == []
    assert [(each.title, each.day, each.revised) for each in read(office, made, H1)] == [
        ("学习制度", date(2022, 1, 1), True), ("考勤制度", date(2022, 1, 1), False),
        ("接待流程", date(2022, 3, 1), True), ("学习制度", date(2022, 6, 30), True),
        ("审批流程", date(2022, 6, 30), False),
    ]  # fmt: skip
