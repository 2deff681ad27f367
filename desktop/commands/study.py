"""``hours``, ``attendance stats``, ``print study-file`` and ``print study-ledger``. Words: ``study_words``."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from db.core.book import Book, Connection
from db.core.errors import UserError
from db.core.fields import Field
from db.core.files import replacing
from db.core.leaving import leaving
from db.core.listing import Filter
from db.core.period import Period
from db.organizations.queries import nodes
from db.people.queries import people
from db.rules.queries import read_rules
from db.study.compliance import by_body, by_organization, within
from db.study.file import study_files
from db.study.hours import PersonHours, people_hours, year_of
from db.study.ledger import FIELDS, study_lines
from db.study.rates import Asked, By, count_meetings, rates, total
from db.study.rules import verdict
from db.study.tables import PERSON_FIELDS, TALLY_FIELDS, percent, person_values, rate_fields, rate_values, tally_values
from desktop.commands.lists import narrowed

Result = Mapping[str, Any]
_BY = {"person": "人员", "body": "班子", "organization": "组织"}


def hours(book: Book, arguments: argparse.Namespace) -> Result:
    with book.read() as connection:
        year = year_of(connection, _year(book, arguments), book.now())
        scope = narrowed(connection, arguments).organization
        found = people_hours(connection, year, scope)
        every = nodes(connection)
    names = {node.id: node.name for node in every}
    members = [person for person in found if person.in_scope]
    if arguments.by == "person":
        fields: Sequence[Field] = PERSON_FIELDS
        kept = [person for person in members if not (arguments.behind and person.complete)]
        rows: list[tuple[Any, ...]] = [person_values(person, names) for person in kept]
        ids = [person.person_id for person in kept]
    else:
        fields = TALLY_FIELDS
        made = by_body if arguments.by == "body" else by_organization
        tallies = [
            tally for tally in made(found, within(every, scope))
            if not (arguments.behind and tally.complete == tally.people)
        ]  # fmt: skip
        rows = [tally_values(tally, indented=False) for tally in tallies]
        ids = [tally.organization_id for tally in tallies]
    complete = sum(person.complete for person in members)
    told = f"{year.year} 年，{len(members)} 名党员，达标 {complete} 人"
    rest = {"year": year.year, "members": len(members), "complete": complete}
    return _table(book, arguments.out, f"{year.year} 年{_BY[arguments.by]}学时", fields, ids, rows, told) | rest


def attendance(book: Book, arguments: argparse.Namespace) -> Result:
    by = By(arguments.by)
    with book.read() as connection:
        wanted, rules = narrowed(connection, arguments), read_rules(connection)
        asked = Asked(wanted.organization, wanted.period or _this_year(book), book.now(), not arguments.all)
        found = rates(connection, asked, by)
        every = total(found, count_meetings(connection, asked))
    rows = [rate_values(rate, by, verdict(rate.share, rules, asked.day)) for rate in found]
    told = (
        f"{asked.period.label}，{every.meetings} 次会议，应到 {every.expected} 人次，到会 {every.present} 人次，"
        f"参学率 {percent(every.share)}%，含补学 {percent(every.share_made_up)}%"
        if every.expected else f"{asked.period.label}没有已召开的{'会议' if arguments.all else '学习类会议'}"
    )  # fmt: skip
    rest = {
        "period": asked.period.code, "meetings": every.meetings, "expected": every.expected, "present": every.present,
        "made_up": every.made_up, "share": percent(every.share), "share_made_up": percent(every.share_made_up),
    }  # fmt: skip
    return _table(book, arguments.out, "参学率", rate_fields(by), [rate.key for rate in found], rows, told) | rest


def file(book: Book, arguments: argparse.Namespace) -> Result:
    from desktop.study.printouts import print_study_files

    target = _suffixed(arguments.out, ".pdf")
    year = _year(book, arguments)
    with book.read() as connection:
        scope = narrowed(connection, arguments).organization
        found = study_files(connection, _people(connection, book, year, scope, arguments.person), year, book.now())
    if not found:
        raise UserError("这个范围没有党员，没有打印。请核对组织和年份。")
    name = f"打印 {len(found)} 份学习档案到“{target.name}”"
    with replacing(target) as to, leaving(book, name, "study.read"):
        printed = print_study_files(found, to)
    return _printed(f"已打印 {len(found)} 份学习档案", len(found), printed, target)


def ledger(book: Book, arguments: argparse.Namespace) -> Result:
    from desktop.study.printouts import print_ledger

    with book.read() as connection:
        wanted = narrowed(connection, arguments)
        period = wanted.period or _this_year(book)
        lines = study_lines(connection, wanted.organization, period, book.now())
    if arguments.out.suffix.lower() == ".xlsx":
        rows = [line.values() for line in lines]
        ids = [line.meeting_id for line in lines]
        return _table(book, arguments.out, "学习台账", FIELDS, ids, rows, f"{period.label}，{len(lines)} 次会议")
    target = _suffixed(arguments.out, ".pdf")
    heading = f"{arguments.org or book.office}　{period.label}"
    with replacing(target) as to, leaving(book, f"打印学习台账到“{target.name}”", "study.read"):
        printed = print_ledger(lines, heading, book.office, book.now().date(), to)
    return _printed(f"已打印学习台账，{len(lines)} 次会议", len(lines), printed, target)


def _people(connection: Connection, book: Book, year: int, scope: int | None, name: str | None) -> list[int]:
    if name is None:
        asked = year_of(connection, year, book.now())
        members: list[PersonHours] = people_hours(connection, asked, scope)
        return [person.person_id for person in members if person.in_scope]
    named = people.showing("name")
    found = [row[0] for row in named.all(connection, Filter(text=name, organization=scope)) if row[1] == name]
    if not found:
        raise UserError(f"没有名为“{name}”的人员。请用 people list --query 查看。")
    return found


def _table(
    book: Book, out: Path | None, title: str, fields: Sequence[Field], ids: Sequence[int],
    rows: Sequence[tuple[Any, ...]], told: str,
) -> dict[str, Any]:  # fmt: skip
    """The rows for programs and for people, or written to *out*."""
    names = [field.name for field in fields]
    result: dict[str, Any] = {
        "count": len(rows),
        "rows": [{"id": str(id), **dict(zip(names, row, strict=True))} for id, row in zip(ids, rows, strict=True)],
    }
    if out is not None:
        from db.exchange.tables import export_table

        export_table(book, title, fields, rows, _suffixed(out, ".xlsx"), "study.read")
        return {"count": len(rows), "file": str(out), "text": f"{told}。已写入 {out}，{len(rows)} 行"}
    for row in result["rows"]:
        row.update({name: str(value) for name, value in row.items() if not isinstance(value, int | float | str | None)})
    lines = ["\t".join(field.label for field in fields)]
    lines += ["\t".join(f.show(value) for f, value in zip(fields, row, strict=True)) for row in rows]
    return result | {"text": "\n".join((*lines, told))}


def _printed(told: str, records: int, printed: Any, target: Path) -> Result:
    warning = f"\n注意：字体中没有这些字，打印为 □：{' '.join(printed.missing)}" if printed.missing else ""
    return {
        "records": records, "pages": printed.pages, "files": [str(target)], "missing": list(printed.missing),
        "text": f"{told}，共 {printed.pages} 页：{target}{warning}",
    }  # fmt: skip


def _year(book: Book, arguments: argparse.Namespace) -> int:
    year = arguments.year or book.now().year
    return Period.parse(str(year)).first.year


def _this_year(book: Book) -> Period:
    return Period.parse(str(book.now().year))


def _suffixed(path: Path, suffix: str) -> Path:
    if path.suffix.lower() != suffix:
        raise UserError(f"“{path.name}”不是 {suffix} 文件名。请把 --out 写成以 {suffix} 结尾的文件。")
    return path
