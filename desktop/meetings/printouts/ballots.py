"""Ballots for votes and elections (表决票、选举票), as many as there are people entitled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from db.core.errors import UserError
from db.meetings.draft import ElectionLine, VoteLine
from db.meetings.sheet import MinutesSheet
from desktop.meetings.printouts.parts import Part
from desktop.meetings.printouts.printout import Printout
from desktop.printing.cutting import on_page, slip_measure, slip_rows
from desktop.printing.document import CM, NO_FOOT, Margins, Row, centred_rows, text_rows
from desktop.printing.fonts import Role
from desktop.printing.official import day_of, flat
from desktop.printing.table import Cell, centred_cell, label_cell, table_rows, value_cell
from desktop.printing.text import Line, break_lines, width

BALLOT_MARGINS = Margins(top=1.2 * CM, right=1.2 * CM, bottom=1.2 * CM, left=1.2 * CM)
BALLOT = "投票"  # how the methods that need ballots end
_HEADING, _SMALL, _SMALL_LEADING = 17.0, 9.0, 13.0
_PAD = 6.0  # cells tall enough to mark
_LABEL = 66.0

Made = Callable[[float, int], list[Row]]  # a ballot as wide as that, its names in so many columns
_LAYOUTS = ((2, 1), (2, 2), (1, 1), (1, 4))  # ballots side by side, columns of names


def vote_parts(sheet: MinutesSheet) -> list[Part]:
    """Ballots for each matter that is voted on by ballot."""
    votes = [vote for vote, _ in sheet.votes if vote.method.endswith(BALLOT)]
    return [_copies(partial(_vote, sheet, vote), _number(sheet, vote.entitled)) for vote in votes]


def election_parts(sheet: MinutesSheet) -> list[Part]:
    """Ballots for each election."""
    elections = [election for election, _ in sheet.elections]
    return [_copies(partial(_election, sheet, one), _number(sheet, one.entitled)) for one in elections]


def _number(sheet: MinutesSheet, entitled: int | None) -> int:
    """How many ballots: one for each who may vote, by the count or else by the roster."""
    number = entitled or sheet.voting[0]
    if not number:
        raise UserError(
            f"“{flat(sheet.title) or flat(sheet.kind)}”没有填应到有表决权的人数，名单里也没有有表决权的人，"
            "不知道要印多少张票。请先填写人数或名单。"
        )
    return number


def _copies(made: Made, number: int) -> Part:
    """In the layout that brings most ballots on a page; very many names stand in columns over the whole width."""
    slips = [(made(slip_measure(BALLOT_MARGINS, across), columns), across) for across, columns in _LAYOUTS]
    held = [across * on_page(slip, BALLOT_MARGINS) for slip, across in slips]
    if most := max(held):
        slip, across = slips[held.index(most)]
        return Part(slip_rows(slip, number, BALLOT_MARGINS, across))
    raise UserError("候选人太多，一张 A4 纸排不下一张选票。请分成几项选举。")


def _head(sheet: MinutesSheet, title: str, wide: float) -> list[Row]:
    return [
        *centred_rows(flat(sheet.organization), Role.FANG, 12.0, 18.0, wide),
        *centred_rows(title, Role.TITLE, _HEADING, 26.0, wide),
        Row(4.0),
    ]


def _foot(texts: Sequence[str], day: date, wide: float) -> list[Row]:
    """How to mark, and the day."""
    rows = [Row(5.0)]
    for text in texts:
        rows += text_rows(break_lines(text, Role.FANG, _SMALL, wide), Role.FANG, _SMALL, _SMALL_LEADING)
    told = day_of(day)
    natural = width(told, Role.FANG, _SMALL)
    return [*rows, Row(3.0), *text_rows([Line(told, wide - natural, natural, 0.0)], Role.FANG, _SMALL, _SMALL_LEADING)]


# -- votes -----------------------------------------------------------------------------------------------------


def _vote(sheet: MinutesSheet, vote: VoteLine, wide: float, _columns: int) -> list[Row]:
    third = (wide - _LABEL) / 3
    choices = [(label, _LABEL + at * third) for at, label in enumerate(("赞成", "反对", "弃权"))]
    rows = [
        [label_cell("表决事项", 0.0, _LABEL), value_cell(flat(vote.subject), _LABEL, wide - _LABEL)],
        [label_cell("意　　见", 0.0, _LABEL), *(label_cell(label, x, third) for label, x in choices)],
        [label_cell("画　　票", 0.0, _LABEL), *(centred_cell("", x, third) for _, x in choices)],
    ]
    told = ["说明：在赞成、反对、弃权中选一项，在它下面的空格里画“○”；多选的为无效票。"]
    if vote.method == "记名投票":
        told.append("表决人签名：")
    return [
        *_head(sheet, "表决票", wide), *table_rows(rows, wide, _PAD), *_foot(told, sheet.starts_at.date(), wide),
    ]  # fmt: skip


# -- elections -------------------------------------------------------------------------------------------------


def _election(sheet: MinutesSheet, election: ElectionLine, wide: float, columns: int) -> list[Row]:
    """The candidates in their order, each with a box; as many empty lines as seats for others."""
    names = [flat(candidate.name) for candidate in election.candidates if not candidate.written_in]
    seats = election.seats
    told = [
        f"说明：1.应选{seats}人，候选人{len(names)}人，按姓氏笔画排列。",
        "2.同意的在姓名后面的空格里画“○”，不同意的画“×”，弃权的不画。",
        "3.另选他人的，在另选人栏里写上姓名，并在后面画“○”。",
        f"4.画“○”的（含另选人）不超过{seats}人的有效，超过{seats}人的无效。",
    ]
    return [
        *_head(sheet, f"{flat(election.title)}选举票", wide),
        *_boxes("候选人", names, columns, wide), *_boxes("另选人", [""] * seats, columns, wide),
        *_foot(told, sheet.starts_at.date(), wide),
    ]  # fmt: skip


def _boxes(label: str, names: Sequence[str], columns: int, wide: float) -> list[Row]:
    """Names with a box after each, in *columns* read across; what is left of the last row is struck out."""
    step = wide / columns
    mark = min(60.0, step * 0.3)

    def cells(values: Sequence[tuple[str, str]], make: Callable[[str, float, float], Cell]) -> list[Cell]:
        return [
            cell
            for at, (name, box) in enumerate(values)
            for cell in (make(name, at * step, step - mark), make(box, (at + 1) * step - mark, mark))
        ]

    boxes = [(name, "") for name in names]
    boxes += [("—", "—")] * (-len(names) % columns)
    rows = [cells([(label, "符号")] * columns, label_cell)]
    rows += [
        cells(boxes[first : first + columns], partial(centred_cell, whole=names))
        for first in range(0, len(boxes), columns)
    ]
    return table_rows(rows, wide, 3.0)


def by_ballot(sheet: MinutesSheet) -> bool:
    """Whether something is voted on by ballot."""
    return any(vote.method.endswith(BALLOT) for vote, _ in sheet.votes)


VOTE_BALLOTS = Printout(
    "表决票", BALLOT_MARGINS, lambda sheet, _today: vote_parts(sheet), by_ballot,
    "所选会议没有用票表决的事项。举手、口头表决不用票；要印票，请在“表决与决议”里把方式改为无记名投票或记名投票。",
    suffix="表决票", foot=NO_FOOT,
)  # fmt: skip
ELECTION_BALLOTS = Printout(
    "选举票", BALLOT_MARGINS, lambda sheet, _today: election_parts(sheet), lambda sheet: bool(sheet.elections),
    "所选会议没有选举。请先在“表决与决议”里加上选举和候选人。",
    suffix="选举票", foot=NO_FOOT,
)  # fmt: skip
BALLOTS = Printout(
    "票", BALLOT_MARGINS, lambda sheet, _today: [*vote_parts(sheet), *election_parts(sheet)],
    lambda sheet: by_ballot(sheet) or bool(sheet.elections),
    "所选会议没有选举，也没有用票表决的事项，不用印票。",
    suffix="表决票、选举票", foot=NO_FOOT,
)  # fmt: skip
