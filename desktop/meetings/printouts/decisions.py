"""Votes, elections and resolutions as a meeting record prints them, what does not add up included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from db.meetings.draft import CandidateLine, ElectionLine, VoteLine
from db.meetings.sheet import MinutesSheet, ResolutionSheet
from db.meetings.voting import ElectionOutcome, Outcome
from desktop.meetings.printouts.parts import MARGINS, Block, Fixed, listed, numbered
from desktop.printing.document import Row
from desktop.printing.fonts import Role
from desktop.printing.official import day_of, flat
from desktop.printing.table import Cell, centred_cell, label_cell, table_rows, together, value_cell

_WIDE = MARGINS.measure
# Columns of the table of votes: heading and width in points; the subject takes what is left.
_VOTE = (
    ("方式", 48.0), ("应到有表决权", 48.0), ("实到", 34.0), ("赞成", 34.0), ("反对", 34.0), ("弃权", 34.0),
    ("书面意见", 36.0), ("结果", 52.0),
)  # fmt: skip
_CANDIDATE = (("赞成", 62.0), ("反对", 62.0), ("弃权", 62.0), ("结果", 84.0))
_UNKNOWN = "—"


def decisions(sheet: MinutesSheet) -> list[Block | Fixed]:
    """The sections 表决情况, 选举情况 and 会议决议."""
    blocks: list[Block | Fixed] = []
    if sheet.votes:
        blocks += [Block.section("表决情况"), Fixed(_votes(sheet.votes))]
    if sheet.elections:
        blocks.append(Block.section("选举情况"))
        for election, outcome in sheet.elections:
            blocks += _election(election, outcome)
    return [*blocks, *listed("会议决议", [_resolution(line) for line in sheet.resolutions])]


def _columns(first: str, columns: Sequence[tuple[str, float]]) -> tuple[list[Cell], list[tuple[float, float]]]:
    """The head of a table whose *first* column takes what the others leave; left edge and width of each of these."""
    x = _WIDE - sum(wide for _, wide in columns)
    head, edges = [label_cell(first, 0.0, x)], []
    for label, wide in columns:
        head.append(label_cell(label, x, wide))
        edges.append((x, wide))
        x += wide
    return head, edges


def _cells(values: Sequence[Any], edges: Sequence[tuple[float, float]]) -> list[Cell]:
    texts = (_UNKNOWN if value is None else str(value) for value in values)
    return [centred_cell(text, x, wide) for text, (x, wide) in zip(texts, edges, strict=True)]


def _votes(votes: Sequence[tuple[VoteLine, Outcome]]) -> list[Row]:
    head, edges = _columns("表决事项", _VOTE)
    rows = [head]
    for (vote, outcome), subject in zip(votes, _subjects([vote.subject for vote, _ in votes]), strict=True):
        values = (
            vote.method, vote.entitled, vote.present, vote.in_favour, vote.against, vote.abstained, vote.written,
            outcome.word,
        )  # fmt: skip
        rows.append([value_cell(subject, 0.0, edges[0][0]), *_cells(values, edges)])
        if remark := _remark(vote, outcome):
            rows.append([value_cell(remark, 0.0, _WIDE)])
    return together(table_rows(rows, _WIDE))


def _subjects(subjects: Sequence[str]) -> list[str]:
    """Numbered as a list, none left out."""
    return numbered([flat(subject) or "（事项未填）" for subject in subjects])


def _remark(vote: VoteLine, outcome: Outcome) -> str:
    """“结果：无效（实到 4 人，不足有效人数 5 人）。备注：…”"""
    found = f"结果：{outcome.word}（{'；'.join(outcome.problems)}）。" if outcome.problems else ""
    return f"{found}备注：{flat(vote.note)}" if vote.note.strip() else found


def _election(election: ElectionLine, outcome: ElectionOutcome) -> list[Block | Fixed]:
    nominated = sum(not candidate.written_in for candidate in election.candidates)
    counted = (
        ("应到会有选举权", election.entitled, "人"), ("实到", election.present, "人"),
        ("发出选票", election.issued, "张"), ("收回", election.returned, "张"), ("有效票", election.valid, "张"),
    )  # fmt: skip
    ballots = "，".join(f"{label}{_UNKNOWN if count is None else count}{unit}" for label, count, unit in counted)
    needed = f"，得赞成票{outcome.needed}张以上当选" if outcome.needed is not None else ""
    blocks: list[Block | Fixed] = [
        Block.paragraph(flat(election.title), Role.KAI),
        Block.paragraph(f"应选{election.seats}人，候选人{nominated}人。{ballots}{needed}。"),
    ]
    if election.candidates:
        blocks.append(Fixed(_candidates(election, outcome)))
    return [*blocks, Block.paragraph(_elected(election, outcome))]


def _candidates(election: ElectionLine, outcome: ElectionOutcome) -> list[Row]:
    head, edges = _columns("候选人", _CANDIDATE)
    rows = [head]
    for place, candidate in enumerate(election.candidates):
        name = f"{flat(candidate.name) or '（姓名未填）'}{'（另选人）' if candidate.written_in else ''}"
        # Only votes for someone written in are on the ballots.
        against, abstained = ("", "") if candidate.written_in else (candidate.against, candidate.abstained)
        values = (candidate.in_favour, against, abstained, _result(place, outcome))
        rows.append([value_cell(name, 0.0, edges[0][0]), *_cells(values, edges)])
    return together(table_rows(rows, _WIDE))


def _result(place: int, outcome: ElectionOutcome) -> str:
    if outcome.valid is None:
        return _UNKNOWN
    if not outcome.valid:
        return "无效"
    return "当选" if place in outcome.elected else "得票相等" if place in outcome.tied else "未当选"


def _elected(election: ElectionLine, outcome: ElectionOutcome) -> str:
    """“当选：甲、乙。” and whatever is wrong with the election."""
    names = "、".join(_name(election.candidates[place]) for place in outcome.elected)
    if outcome.valid is None:
        told = "选举结果：不完整"
    elif not outcome.valid:
        told = "选举结果：无效"
    else:
        told = f"当选（按得票多少排列）：{names}" if names else "选举结果：无人当选"
    return f"{told}（{'；'.join(outcome.problems)}）。" if outcome.problems else f"{told}。"


def _name(candidate: CandidateLine) -> str:
    return flat(candidate.name)


def _resolution(line: ResolutionSheet) -> str:
    """The text with who carries it out by when: “……（责任人：张三、李四；完成时限：2022年7月1日）”"""
    told = [
        f"{label}：{value}"
        for label, value in (
            ("责任单位", flat(line.organization)),
            ("责任人", "、".join(flat(name) for name in line.people if name)),
            ("完成时限", day_of(line.due_on) if line.due_on else ""),
        )
        if value
    ]
    return f"{flat(line.text)}（{'；'.join(told)}）" if told else flat(line.text)
