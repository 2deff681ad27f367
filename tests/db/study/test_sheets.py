"""What is printed: the study ledger and people's study records."""

from __future__ import annotations

from datetime import date, datetime

from db.core.period import Period
from db.meetings.status import Status
from db.study.actions import add_outside
from db.study.draft import OutsideDraft
from db.study.file import study_files
from db.study.ledger import study_lines

NOW = datetime(2022, 6, 27, 9, 41)


def test_the_ledger_has_a_line_for_each_study_meeting(study):
    study.meeting(["张伟"], kind="branch_assembly")
    study.meeting({"张伟": Status.PRESENT, "李强": Status.LEAVE}, readings=("党章", "条例"), lecturer="王老师")
    study.meeting(["张伟"], at=datetime(2022, 2, 7, 9), ends=None)
    study.meeting(["张伟"], at=datetime(2022, 6, 30, 9), ends=None)
    found = study.read(study_lines, study.office.branch, Period.parse("2022H1"), NOW)
    assert [line.values() for line in found] == [
        (date(2022, 2, 7), "例会学习", "regular_study", "", "", "春和社区第一党支部", 1, 1, 1.0),
        (date(2022, 3, 7), "例会学习", "regular_study", "党章；条例", "王老师", "春和社区第一党支部", 1, 2, 2.0),
    ]
    assert study.read(study_lines, study.office.other_branch, Period.parse("2022H1"), NOW) == []


def test_a_study_record_tells_who_and_what(study):
    study.meeting(["李强", "群众甲"])
    add_outside(study.book, OutsideDraft(title="轮训", form="集中培训", starts_on=date(2022, 5, 1), hours=8.0),
                [study.people["李强"]])  # fmt: skip
    wanted = [study.people["李强"], 7, study.people["群众甲"]]
    secretary, outsider = study.read(study_files, wanted, 2022, NOW)
    assert (secretary.name, secretary.posts, secretary.organization) == ("李强", "书记", "春和社区第一党支部")
    assert (secretary.total, secretary.hours.short, len(secretary.of("meeting"))) == (10, 46, 1)
    assert (outsider.name, outsider.hours, outsider.total) == ("群众甲", None, 2)
