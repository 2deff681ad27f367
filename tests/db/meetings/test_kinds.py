"""Kinds of meeting are data: added, renamed, put in order, taken out of use; what is used stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from db.core.errors import UserError
from db.meetings.actions import save_meeting
from db.meetings.dated import WorthDraft, required, worth_on
from db.meetings.draft import MeetingDraft
from db.meetings.kinds import FrequencyDraft, KindDraft, delete_kind, get_kind, move_kind, save_kind
from db.meetings.models import Frequency, MeetingKind
from db.meetings.queries import kinds

MONTHLY = FrequencyDraft(("党支部", "联合党支部"), 1, "month", date(2022, 1, 1), "街道规定")
BY_HOUR = WorthDraft("hour", 9.0, date(2023, 1, 1), "街道规定")


def known(book):
    with book.read() as connection:
        return kinds(connection)


def get(book, id):
    with book.read() as connection:
        return get_kind(connection, id)


def test_an_office_adds_its_own_kind_and_changes_it(office, rows):
    before = rows(office.book)
    fixed = WorthDraft("fixed", 1.5, source="街道规定")
    draft = KindDraft("夜校", "study", "members", source="惯例", frequencies=(MONTHLY,), worth=(fixed,))
    added = save_kind(office.book, draft)
    assert get(office.book, added) == draft
    assert (known(office.book)[-1].name, known(office.book)[-1].family) == ("夜校", "study")
    stopped = replace(MONTHLY, times=0, holds_from=date(2023, 1, 1))
    changed = replace(draft, name="党员夜校", frequencies=(stopped, MONTHLY), worth=(BY_HOUR, fixed))
    with office.book.read() as connection:
        kept = connection.execute(select(Frequency.id).where(Frequency.kind_id == added)).scalar_one()
    save_kind(office.book, changed, added)
    assert get(office.book, added) == replace(changed, worth=(replace(BY_HOUR, hours=None), fixed))
    with office.book.read() as connection:
        assert kept in connection.execute(select(Frequency.id).where(Frequency.kind_id == added)).scalars().all()
    office.book.undo()
    office.book.undo()
    assert rows(office.book) == before


def test_an_entry_of_a_day_that_has_one_replaces_it_and_comes_back(office):
    class_ = office.kinds["party_class"]
    draft = get(office.book, class_)
    for hours in (1.0, 2.0):
        entry = WorthDraft("fixed", hours, date(2022, 1, 1), "街道规定")
        save_kind(office.book, replace(draft, worth=(entry, *draft.worth)), class_)
    told = [(worth.hours_by, worth.hours, worth.holds_from.year) for worth in get(office.book, class_).worth]
    assert told == [("fixed", 2.0, 2022), ("hour", None, 1921)]
    office.book.undo()
    assert get(office.book, class_).worth[0].hours == 1.0
    office.book.undo()
    assert get(office.book, class_) == draft
    office.book.redo()
    office.book.redo()
    assert get(office.book, class_).worth[0].hours == 2.0


def test_the_latest_entry_of_a_day_tells_by_kind_of_organization():
    stopped = replace(MONTHLY, organization_kinds=("党支部",), times=0, holds_from=date(2023, 1, 1))
    assert required((stopped, MONTHLY), date(2021, 12, 31)) == {}
    assert required((stopped, MONTHLY), date(2022, 12, 31)) == {"党支部": MONTHLY, "联合党支部": MONTHLY}
    assert required((stopped, MONTHLY), date(2023, 1, 1)) == {"党支部": stopped, "联合党支部": MONTHLY}


def test_before_its_first_day_a_kind_is_worth_what_it_was_first():
    entries = (replace(BY_HOUR, holds_from=date(2020, 1, 1)), WorthDraft("day", None, date(2023, 1, 1)))
    found = [worth_on(entries, day).hours_by for day in (date(2019, 12, 31), date(2022, 12, 31), date(2023, 1, 1))]
    assert found == ["hour", "hour", "day"]
    assert worth_on((), date(2022, 1, 1)).hours_by == "none"


def test_names_are_unique(office):
    with pytest.raises(UserError, match="已经有叫“党课”的会议类型，请换一个名称") as refused:
        save_kind(office.book, KindDraft(" 党课 "))
    assert refused.value.fields == {"name": "名称已有"}
    class_ = office.kinds["party_class"]
    save_kind(office.book, replace(get(office.book, class_), active=False), class_)
    with pytest.raises(UserError, match="已停用，可以重新启用"):
        save_kind(office.book, KindDraft("党课"))


@pytest.mark.parametrize(
    ("draft", "said", "field"),
    [
        (KindDraft(""), "请填写名称", "name"),
        (KindDraft("夜校", worth=(WorthDraft("fixed"),)), "请填写每次多少学时", "hours"),
        (KindDraft("夜校", worth=(WorthDraft(), WorthDraft("hour"))), "1921-07-01 起有两条学时折算", "worth"),
        (KindDraft("夜校", worth=(BY_HOUR,)), "要有一条从 1921-07-01 起", "worth"),
        (KindDraft("夜校", worth=(WorthDraft(), WorthDraft(holds_from=date(1921, 6, 30)))), "最早从 1921-07-01 起",
         "holds_from"),
        (KindDraft("夜校", worth=(WorthDraft(source=""),)), "请填写依据", "source"),
        (KindDraft("夜校", frequencies=(MONTHLY, replace(MONTHLY, organization_kinds=("党支部",)))), "两条召开要求",
         "frequencies"),
        (KindDraft("夜校", frequencies=(replace(MONTHLY, organization_kinds=()),)), "请选择适用组织",
         "organization_kinds"),
        (KindDraft("夜校", frequencies=(replace(MONTHLY, holds_from=None),)), "请选择从哪天起", "holds_from"),
        (KindDraft("夜校", frequencies=(replace(MONTHLY, source=""),)), "请填写依据", "source"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_told(office, draft, said, field):
    with pytest.raises(UserError, match=said) as refused:
        save_kind(office.book, draft)
    assert field in refused.value.fields


def test_a_used_kind_is_not_deleted_an_unused_one_is(office):
    class_ = office.kinds["party_class"]
    save_meeting(office.book, MeetingDraft(class_, office.branch, "党课", None, datetime(2022, 6, 1, 9)))
    with pytest.raises(UserError, match="“党课”已用于1 条会议记录，不能删除"):
        delete_kind(office.book, class_)
    delete_kind(office.book, office.kinds["party_group"])
    assert "party_group" not in {kind.code for kind in known(office.book)}
    with office.book.read() as connection:
        gone = select(Frequency.id).where(Frequency.kind_id == office.kinds["party_group"])
        assert connection.execute(gone).all() == []
        assert connection.execute(select(MeetingKind.id)).first()


def test_kinds_are_put_in_order(office):
    first, second, *_ = (kind.id for kind in known(office.book))
    move_kind(office.book, second, -1)
    assert [kind.id for kind in known(office.book)][:2] == [second, first]
    move_kind(office.book, second, -1)
    move_kind(office.book, second, 1)
    assert [kind.id for kind in known(office.book)][:2] == [first, second]
    assert office.book.steps().undo[-1].name == "调整会议类型顺序"
