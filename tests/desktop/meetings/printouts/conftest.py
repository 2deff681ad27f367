"""One record with everything in it, and reading back what was printed."""

from __future__ import annotations

import io
from datetime import date, datetime
from types import SimpleNamespace

import pypdf
import pytest

from db.meetings.draft import AgendaLine, CandidateLine, ElectionLine, VoteLine
from db.meetings.sheet import AttendanceLine, MinutesSheet, ResolutionSheet
from db.meetings.status import Status
from db.meetings.voting import ElectionOutcome, Outcome
from desktop.meetings.printouts.printout import print_sheets

NAMES = ("张喆", "李㛃", "王𬭎", "𠮷田", "古丽·买买提", "欧阳龑", "阿卜杜热合曼·买买提艾力")
ROSTER = (
    *(AttendanceLine(name, Status.PRESENT, voting=name != "王𬭎", spoke=name in ("张喆", "𠮷田")) for name in NAMES),
    AttendanceLine("何晏", Status.LEAVE, "因公出差", voting=True, made_up="2026年8月6日自学材料"),
    AttendanceLine("曹植", Status.ABSENT, voting=True),
    AttendanceLine("杜甫", Status.GUEST, "街道党建办"),
)
ELECTION = ElectionLine(
    "支部委员会委员", seats=3, entitled=8, present=7, issued=7, returned=7, valid=7,
    candidates=(
        CandidateLine(1, "丁小云", False, 7, 0, 0), CandidateLine(2, "王𬭎", False, 6, 1, 0),
        CandidateLine(3, "李㛃", False, 5, 2, 0), CandidateLine(4, "欧阳龑", False, 2, 4, 1),
        CandidateLine(None, "何晏", True, 1),
    ),
)  # fmt: skip


@pytest.fixture
def sheet():
    return MinutesSheet(
        1, "花园社区第一党支部", "支部党员大会", "2026年第3次支部党员大会", datetime(2026, 8, 3, 14, 30),
        datetime(2026, 8, 3, 16, 45), 3, "二楼会议室", "张喆", "李㛃", "王𬭎", "赵敏（街道党工委）",
        agenda=(
            AgendaLine("接收𠮷田同志为预备党员",
                       "张喆（书记）：手续完备，提请讨论。\n会议指出：要严格。\n李㛃：同意。"),
            AgendaLine("选举支部委员会"),
        ),
        readings=("《支部工作条例》",), text="欧阳龑：会后报社区党委。", attendance=ROSTER,
        votes=(
            (VoteLine("接收𠮷田同志为预备党员", "无记名投票", 8, 6, 6, 0, 1, 1), Outcome(True, 5)),
            (VoteLine("下半年计划", "举手", 8, 4, 4, 0, 0), Outcome(None, 5, ("实到 4 人，不足有效人数 5 人",))),
        ),
        elections=((ELECTION, ElectionOutcome(True, 5, (0, 1, 2))),),
        resolutions=(
            ResolutionSheet("报上级党委审批。", "花园社区党委", ("张喆", "李㛃"), date(2026, 8, 10)),
            ResolutionSheet("委员分工另行研究。"),
        ),
        audience="全体党员", contact="李㛃", phone="010-62345678",
    )  # fmt: skip


@pytest.fixture
def empty():
    """A record of which nothing is known but when it began."""
    return MinutesSheet(2, "", "", "", datetime(2026, 1, 2, 9, 0), None)


@pytest.fixture
def printed():
    """``printed(printout, *sheets)``: the texts of the pages, the pages flowing together, and the reader."""

    def call(printout, *sheets, today=date(2026, 7, 30)):
        out = io.BytesIO()
        print_sheets(printout, sheets, out, today=today)
        reader = pypdf.PdfReader(out)
        pages = [page.extract_text() for page in reader.pages]
        return SimpleNamespace(pages=pages, flow="".join(pages).replace("\n", "").replace(" ", ""), reader=reader)

    return call
