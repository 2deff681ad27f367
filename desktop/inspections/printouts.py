"""督查通报: what was inspected, how it stands, what is to be rectified by whom until when. An official paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from db.core.errors import CancelledError, UserError
from db.core.period import Period
from db.inspections.sheets import FindingSheet, InspectionSheet
from desktop.printing.document import Document, Printed, Row
from desktop.printing.fonts import Role
from desktop.printing.headings import role_of
from desktop.printing.official import (
    OFFICIAL_FOOT,
    OFFICIAL_MARGINS,
    day_of,
    flat,
    numeral,
    official_rows,
    official_title,
    signed,
)
from desktop.printing.text import paragraphs

_NAMED = 12  # organizations; more are told by their number
_TOLD_EACH = 12  # inspections; of more a notice would be a book
_OF_NOBODY = "其他问题"
Cancelled = Callable[[], bool]
Section = tuple[str, list[Row]]


def print_notice(
    sheets: Sequence[InspectionSheet], out: Path | BinaryIO, *, period: Period | None = None, office: str = "",
    today: date, order: Sequence[str] = (), cancelled: Cancelled = lambda: False,
) -> Printed:  # fmt: skip
    """The notice of one inspection, or of all of a *period*, issued by *office* where several inspected.

    *order*: organizations as they follow each other where problems are told.

    :raises UserError: there is nothing to tell of.
    :raises CancelledError: *cancelled* said so; nothing is left behind.
    :raises EnvironmentFault: the file cannot be written.
    """
    if not sheets:
        raise UserError("没有督导检查记录，没有打印。请放宽组织或时期。")
    if cancelled():
        raise CancelledError
    title = notice_title(sheets, period)
    document = Document(title, OFFICIAL_MARGINS)
    document.add(notice_rows(sheets, period, office, today, order), title, foot=OFFICIAL_FOOT)
    if cancelled():
        raise CancelledError
    return document.save(out)


def notice_title(sheets: Sequence[InspectionSheet], period: Period | None) -> str:
    return "".join(_title(sheets, period))


def notice_rows(
    sheets: Sequence[InspectionSheet], period: Period | None, office: str, today: date, order: Sequence[str] = ()
) -> list[Row]:
    """Numbered sections; one without anything to tell is left out."""
    rows = official_title(*_title(sheets, period))
    rows += official_rows([f"{_addressed(sheets)}："], indent=0.0) + official_rows([_opening(sheets, period)])
    sections = [section for section in (_state(sheets), _problems(sheets, order), _demands(sheets)) if section[1]]
    for number, (heading, texts) in enumerate(sections, 1):
        rows += official_rows([f"{numeral(number)}、{heading}"], Role.HEI) + texts
    offices = {sheet.organization for sheet in sheets}
    return signed(rows, flat(office if office and len(offices) > 1 else sheets[0].organization), today)


def _title(sheets: Sequence[InspectionSheet], period: Period | None) -> tuple[str, str]:
    """“关于一季度党建督导情况” and “的通报”: what may be parted at the end of a line."""
    if period is not None:
        return f"关于{_when(period)}督导检查", "情况的通报"
    name = flat(sheets[0].title)
    for ending in ("情况通报", "的通报", "通报", "情况"):
        name = name.removesuffix(ending)
    return f"关于{name.removeprefix('关于')}", "情况的通报"


def _when(period: Period) -> str:
    """“2022年上半年”, or both days written out."""
    label = period.label.replace(" ", "")
    return f"{day_of(period.first)}至{day_of(period.last)}" if "-" in label and "至" in label else label


def _addressed(sheets: Sequence[InspectionSheet]) -> str:
    names = list(dict.fromkeys(flat(visit.organization) for sheet in sheets for visit in sheet.visits))
    return "、".join(names) if 0 < len(names) <= _NAMED else "各有关党组织"


def _opening(sheets: Sequence[InspectionSheet], period: Period | None) -> str:
    places = {visit.organization for sheet in sheets for visit in sheet.visits}
    count = sum(len(sheet.findings) for sheet in sheets)
    came_of = f"，发现问题{count}个" if count else ""
    if period is not None:
        visits = f"，到{len(places)}个党组织" if places else ""
        return f"{_when(period)}，共开展督导检查{len(sheets)}次{visits}{came_of}。现将有关情况通报如下。"
    sheet = sheets[0]
    by = flat(sheet.group) or flat(sheet.organization)
    whom = f"对{flat(sheet.visits[0].organization)}" if len(places) == 1 else f"对{len(places)}个党组织"
    people = f"（检查人员：{flat(sheet.inspectors)}）" if sheet.inspectors.strip() else ""
    done = f"{by}{people}{whom if places else ''}开展了{flat(sheet.kind)}"
    return f"{day_of(sheet.held_on)}，{done}{came_of}。现将有关情况通报如下。"


# -- how it stands ---------------------------------------------------------------------------------------------------


def _state(sheets: Sequence[InspectionSheet]) -> Section:
    """Of one inspection its text and what is told of each organization; of some each under its own heading; of many
    their sums."""
    if len(sheets) == 1:
        return "检查情况", _told(sheets[0])
    if len(sheets) > _TOLD_EACH:
        return "检查情况", official_rows(_sums(sheets))
    rows: list[Row] = []
    for number, sheet in enumerate(sheets, 1):
        rows += official_rows([f"（{numeral(number)}）{flat(sheet.title)}"], Role.KAI)
        by = "，由" + flat(sheet.group) if sheet.group else ""
        places = "、".join(flat(visit.organization) for visit in sheet.visits)
        where = f"，检查{places}" if places else ""
        found = f"，发现问题{len(sheet.findings)}个" if sheet.findings else ""
        rows += official_rows([f"{day_of(sheet.held_on)}{by}开展{flat(sheet.kind)}{where}{found}。"])
        rows += _told(sheet, headings=False)
    return "检查情况", rows


def _sums(sheets: Sequence[InspectionSheet]) -> list[str]:
    """How many of each kind, by each group, and at each organization: the most first."""
    kinds = Counter(flat(sheet.kind) for sheet in sheets)
    groups = Counter(flat(sheet.group) for sheet in sheets if sheet.group)
    places = Counter(flat(visit.organization) for sheet in sheets for visit in sheet.visits)
    texts = [f"检查方式：{_counted(kinds)}。", f"检查小组：{_counted(groups)}。" if groups else ""]
    return [text for text in (*texts, f"受检组织：{_counted(places)}。" if places else "") if text]


def _counted(counts: Counter[str]) -> str:
    return "，".join(f"{name}{count}次" for name, count in counts.most_common())


def _told(sheet: InspectionSheet, *, headings: bool = True) -> list[Row]:
    """*headings*: those written in the text are set as such; under a heading of ours they would be of its level."""
    texts = paragraphs(sheet.text)
    rows = _paragraphs(texts) if headings else official_rows(texts)
    for visit in sheet.visits:
        texts = paragraphs(visit.text)
        if texts:
            told = [f"{flat(visit.organization)}：{texts[0]}", *texts[1:]]
            rows += official_rows([*told[:-1], _ended(told[-1])])
    return rows


def _ended(text: str) -> str:
    """*text* as a sentence: lines of a form are often left without their full stop."""
    return text if text[-1] in "。！？；：…" else f"{text}。"


# -- what is to be rectified -----------------------------------------------------------------------------------------


def _problems(sheets: Sequence[InspectionSheet], order: Sequence[str]) -> Section:
    """By organization; what is nobody's alone last."""
    by_place: dict[str, list[FindingSheet]] = {name: [] for name in order}
    for sheet in sheets:
        for finding in sheet.findings:
            by_place.setdefault(finding.organization, []).append(finding)
    by_place[""] = by_place.pop("", [])
    rows: list[Row] = []
    told = [(name, findings) for name, findings in by_place.items() if findings]
    for number, (name, findings) in enumerate(told, 1):
        if len(told) > 1 or name:
            rows += official_rows([f"（{numeral(number)}）{flat(name) or _OF_NOBODY}"], Role.KAI)
        for at, finding in enumerate(findings, 1):
            rows += _problem(f"{at}." if len(findings) > 1 else "", finding)
    return "存在问题", rows


def _problem(number: str, finding: FindingSheet) -> list[Row]:
    """The problem, in the same paragraph what is demanded and until when."""
    texts = paragraphs(finding.text)
    demand = " ".join(paragraphs(finding.demand)).rstrip("。；")
    asked = [f"整改要求：{demand}" if demand else "", f"整改时限：{day_of(finding.due_on)}" if finding.due_on else ""]
    tail = "；".join(filter(None, asked))
    texts[-1] = _ended(texts[-1]) + (f"{tail}。" if tail else "")
    return official_rows([f"{number}{texts[0]}", *texts[1:]])


def _demands(sheets: Sequence[InspectionSheet]) -> Section:
    """What several inspections ask for in the same words is asked once."""
    texts = dict.fromkeys(text for sheet in sheets for text in paragraphs(sheet.advice))
    return "工作要求", _paragraphs(list(texts))


def _paragraphs(texts: Sequence[str]) -> list[Row]:
    """What was written; a short numbered line is a heading, below that of its section."""
    return [
        row for text in texts for row in official_rows([text], Role.FANG if role_of(text) is Role.FANG else Role.KAI)
    ]
