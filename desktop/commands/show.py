"""``meetings show``: a whole meeting record as text or JSON."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from db.core.book import Book
from db.core.errors import UserError
from db.meetings.draft import ElectionLine, VoteLine
from db.meetings.sheet import MinutesSheet, ResolutionSheet
from db.meetings.sheets import sheets
from db.meetings.status import Status
from db.meetings.voting import ElectionOutcome, Outcome

_FIELDS = (
    ("place", "地点"), ("host", "主持人"), ("recorder", "记录人"), ("lecturer", "主讲人"), ("supervisor", "督导人"),
)  # fmt: skip


def meeting(book: Book, arguments: argparse.Namespace) -> Mapping[str, Any]:
    with book.read() as connection:
        found = sheets(connection, [arguments.id])
    if not found:
        raise UserError(f"没有编号为 {arguments.id} 的会议记录。请用 meetings list 查看编号。")
    return {**_plain(found[0]), "text": "\n".join(_lines(found[0]))}


def _plain(sheet: MinutesSheet) -> dict[str, Any]:
    """The record for programs: times as ISO text, statuses by name, what came of votes beside their counts.

    Its own text is ``content``: ``text`` is what every command says to people.
    """
    plain = asdict(replace(sheet, votes=(), elections=()))
    plain["content"] = plain.pop("text")
    for line in plain["attendance"]:
        line["status"] = Status(line["status"]).label
    plain["votes"] = [
        {**asdict(vote), "result": outcome.word, "needed": outcome.needed, "problems": outcome.problems}
        for vote, outcome in sheet.votes
    ]
    plain["elections"] = [_plain_election(election, outcome) for election, outcome in sheet.elections]
    plain["starts_at"] = f"{sheet.starts_at:%Y-%m-%d %H:%M}"
    plain["ends_at"] = f"{sheet.ends_at:%Y-%m-%d %H:%M}" if sheet.ends_at else None
    for line in plain["resolutions"]:
        line["due_on"] = line["due_on"].isoformat() if isinstance(line["due_on"], date) else None
    return plain


def _plain_election(election: ElectionLine, outcome: ElectionOutcome) -> dict[str, Any]:
    elected = [election.candidates[place].name for place in outcome.elected]
    told = {"valid_election": outcome.valid, "needed": outcome.needed, "elected": elected}
    return {**asdict(election), **told, "problems": outcome.problems}


def _lines(sheet: MinutesSheet) -> Iterator[str]:
    ordinal = f"（第{sheet.ordinal}次）" if sheet.ordinal else ""
    yield f"{sheet.title or sheet.kind}{ordinal}"
    yield f"类型：{sheet.kind}　组织：{sheet.organization}　编号：{sheet.id}"
    end = f" 至 {sheet.ends_at:%Y-%m-%d %H:%M}" if sheet.ends_at else ""
    yield f"时间：{sheet.starts_at:%Y-%m-%d %H:%M}{end}"
    for name, label in _FIELDS:
        if value := getattr(sheet, name):
            yield f"{label}：{value}"
    came = "尚未召开" if sheet.ahead else f"实到 {sheet.count(Status.PRESENT)} 人"
    yield f"应到 {sheet.expected} 人，{came}"
    for status in Status:
        names = [
            f"{line.name}（{line.reason}）" if line.reason else line.name
            for line in sheet.attendance
            if line.status is status
        ]
        if names:
            yield f"{sheet.called(status)}：{'、'.join(names)}"
    yield from _text(sheet)
    for vote, outcome in sheet.votes:
        yield f"表决：{_vote(vote, outcome)}"
    for election, result in sheet.elections:
        names = [election.candidates[place].name for place in result.elected]
        told = f"当选 {'、'.join(names)}" if names else "无人当选"
        yield f"选举：{election.title}，应选 {election.seats} 人，{told}{_why(result.problems)}"
    for line in sheet.resolutions:
        yield f"决议：{_resolution(line)}"


def _text(sheet: MinutesSheet) -> Iterator[str]:
    for number, item in enumerate(sheet.agenda, 1):
        yield f"议题 {number}：{item.title}"
        if item.text:
            yield item.text
    for reading in sheet.readings:
        yield f"学习篇目：{reading}"
    if sheet.text:
        yield f"会议内容：\n{sheet.text}"


def _vote(vote: VoteLine, outcome: Outcome) -> str:
    counts = (
        ("应到有表决权", vote.entitled), ("实到", vote.present), ("赞成", vote.in_favour), ("反对", vote.against),
        ("弃权", vote.abstained),
    )  # fmt: skip
    told = "，".join(f"{label} {'—' if count is None else count}" for label, count in counts)
    return f"{vote.subject}（{vote.method}），{told}，{outcome.word}{_why(outcome.problems)}"


def _why(problems: tuple[str, ...]) -> str:
    return f"（{'；'.join(problems)}）" if problems else ""


def _resolution(line: ResolutionSheet) -> str:
    told = [*filter(None, (line.organization, "、".join(line.people))), *([f"{line.due_on}前"] if line.due_on else [])]
    return f"{line.text}（{'，'.join(told)}）" if told else line.text
