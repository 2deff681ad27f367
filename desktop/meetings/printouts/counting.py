"""The sheet on which ballots are counted and the result is reported (计票单)."""

from __future__ import annotations

from collections.abc import Sequence

from db.meetings.draft import ElectionLine, VoteLine
from db.meetings.sheet import MinutesSheet
from db.meetings.voting import ElectionOutcome, Outcome
from desktop.meetings.printouts.ballots import BALLOT, BALLOTS
from desktop.meetings.printouts.parts import Part, period
from desktop.meetings.printouts.printout import Printout
from desktop.printing.document import CM, Margins, Row, text_rows
from desktop.printing.fonts import Role
from desktop.printing.official import flat, title_rows
from desktop.printing.page import Page, baseline
from desktop.printing.table import Cell, centred_cell, label_cell, table_rows, together, value_cell
from desktop.printing.text import break_lines

COUNTING_MARGINS = Margins(top=2.2 * CM, right=2.0 * CM, bottom=2.2 * CM, left=2.0 * CM)
_WIDE = COUNTING_MARGINS.measure
_LABEL, _RESULT = 72.0, 48.0
_MARKS = ("赞成", "反对", "弃权")
_TALLY = 0.68  # of a mark's columns, for 正
_PADS = (11.0, 7.0, 4.0)  # rows as tall as the page allows, to count in
_SMALL = 12.0

Tallied = tuple[str, Sequence[int | None], str]  # name, votes by mark, result


def counting_parts(sheet: MinutesSheet) -> list[Part]:
    """A sheet for each election, and one for the matters voted on by ballot."""
    parts = [_election(sheet, election, outcome) for election, outcome in sheet.elections]
    return [*parts, *(_vote(sheet, *told) for told in sheet.votes if told[0].method.endswith(BALLOT))]


def _election(sheet: MinutesSheet, election: ElectionLine, outcome: ElectionOutcome) -> Part:
    counted = (election.entitled, election.present, election.issued, election.returned, election.valid)
    others = [candidate for candidate in election.candidates if candidate.written_in]
    top = [
        *title_rows(flat(election.title), "选举计票单", _WIDE),
        *_facts(sheet, flat(election.title), counted, f"应选{election.seats}人"),
    ]
    lines = []
    for place, candidate in enumerate(election.candidates):
        name = f"{flat(candidate.name)}{'（另选人）' if candidate.written_in else ''}"
        result = "当选" if place in outcome.elected else "票数相等" if place in outcome.tied else ""
        counts = (candidate.in_favour, candidate.against, candidate.abstained)
        lines.append((name, counts, result))
    lines += [("", (None, None, None), "")] * max(0, election.seats - len(others))
    return _part(top, "候选人", lines, "候选人下面的空行填写另选人；每满五票画一个“正”字。")


def _vote(sheet: MinutesSheet, vote: VoteLine, outcome: Outcome) -> Part:
    top = [
        *title_rows("", "表决计票单", _WIDE),
        *_facts(sheet, flat(vote.subject), (vote.entitled, vote.present, None, None, None), flat(vote.method)),
    ]
    counts = (vote.in_favour, vote.against, vote.abstained)
    lines = [("票　数", counts, "" if outcome.needed is None else outcome.word)]
    return _part(top, "", lines, "每满五票画一个“正”字。")


def _part(top: Sequence[Row], first: str, lines: Sequence[Tallied], note: str) -> Part:
    """All on one page where that can be; the head of a longer sheet is repeated."""
    head, rows = _tally(first, lines)
    headed, tail = table_rows([head], _WIDE), [*_notes(note), *_signatures()]
    for pad in _PADS:
        whole = [*top, Row(10.0), *together([*headed, *table_rows(rows, _WIDE, pad)]), *tail]
        if sum(row.height for row in whole) <= COUNTING_MARGINS.depth:
            return Part(whole)
    return Part([*table_rows(rows, _WIDE, _PADS[0]), *tail], [*top, Row(10.0), *headed])


def _facts(sheet: MinutesSheet, matter: str, counted: Sequence[int | None], told: str) -> list[Row]:
    """What is counted for which meeting, and the ballots; what is not known is written in by hand."""
    half = _WIDE / 2
    entitled, present, issued, returned, valid = counted
    void = None if returned is None or valid is None else returned - valid

    def pair(label: str, value: str, label2: str, value2: str) -> list[Cell]:
        return [
            label_cell(label, 0.0, _LABEL), value_cell(value, _LABEL, half - _LABEL),
            label_cell(label2, half, _LABEL), value_cell(value2, half + _LABEL, half - _LABEL),
        ]  # fmt: skip

    meeting = f"{flat(sheet.organization)}　{flat(sheet.title)}"
    rows = [
        [label_cell("会议", 0.0, _LABEL), value_cell(meeting, _LABEL, _WIDE - _LABEL)],
        pair("时间", period(sheet.starts_at, sheet.ends_at), "地点", flat(sheet.place)),
        [label_cell("事项", 0.0, _LABEL), value_cell(f"{matter}（{told}）", _LABEL, _WIDE - _LABEL)],
        pair("应到", _number(entitled, "人"), "实到", _number(present, "人")),
        pair("发出票数", _number(issued, "张"), "收回票数", _number(returned, "张")),
        pair("有效票", _number(valid, "张"), "无效票", _number(void, "张")),
    ]  # fmt: skip
    return table_rows(rows, _WIDE)


def _number(count: int | None, unit: str) -> str:
    return f"{'　　　' if count is None else count}{unit}"


def _tally(first: str, lines: Sequence[Tallied]) -> tuple[list[Cell], list[list[Cell]]]:
    """The head, and for each line space for 正, and the number where it is known."""
    name = 84.0
    step = (_WIDE - name - _RESULT) / len(_MARKS)
    tally = step * _TALLY
    edges = [name + at * step for at in range(len(_MARKS))]
    head = [label_cell(first, 0.0, name)]
    for label, x in zip(_MARKS, edges, strict=True):
        head += [label_cell(label, x, tally), label_cell("票数", x + tally, step - tally)]
    head.append(label_cell("结果", _WIDE - _RESULT, _RESULT))
    rows = []
    for text, counts, result in lines:
        cells = [centred_cell(text, 0.0, name)]
        for count, x in zip(counts, edges, strict=True):
            shown = "" if count is None else str(count)
            cells += [centred_cell("", x, tally), centred_cell(shown, x + tally, step - tally)]
        rows.append([*cells, centred_cell(result, _WIDE - _RESULT, _RESULT)])
    return head, rows


def _notes(text: str) -> list[Row]:
    return [Row(4.0), *text_rows(break_lines(f"注：{text}", Role.FANG, _SMALL, _WIDE), Role.FANG, _SMALL, 20.0)]


def _signatures() -> list[Row]:
    leading = 30.0

    def names(page: Page, left: float, top: float) -> None:
        y, step = baseline(top, leading, _SMALL), _WIDE / 3
        for at, label in enumerate(("总监票人：", "监票人：", "计票人：")):
            x = left + at * step
            page.text(x, y, label, Role.FANG, _SMALL)
            page.line(x + len(label) * _SMALL, y - 3, x + step - 14, y - 3)

    def day(page: Page, left: float, top: float) -> None:
        page.text(left + _WIDE - 150, baseline(top, leading, _SMALL), "　　　　年　　月　　日", Role.FANG, _SMALL)

    return [Row(8.0, keep=True), Row(leading, names, keep=True), Row(leading, day)]


COUNTING = Printout(
    "计票单", COUNTING_MARGINS, lambda sheet, _today: counting_parts(sheet), BALLOTS.has,
    "所选会议没有选举，也没有用票表决的事项，不用计票单。",
    suffix="计票单",
)  # fmt: skip
