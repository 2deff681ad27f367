"""Importing a large sheet of people against calamine merely reading the same file."""

from __future__ import annotations

import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

from people_book import GIVEN, SURNAMES, people_book  # noqa: E402

from db.core.book import Book  # noqa: E402
from db.exchange import ledgers  # noqa: E402
from db.exchange.headings import best_table  # noqa: E402
from db.exchange.mapping import guess  # noqa: E402
from db.exchange.plan import plan  # noqa: E402
from db.exchange.reading import read_table  # noqa: E402
from db.exchange.run import run_import  # noqa: E402

HEADINGS = (
    "序号", "姓名", "性别", "身份证号", "出生日期", "民族", "学历", "手机号", "所在支部", "转入日期", "人员类型",
    "入党日期", "转正日期", "人员类别", "备注", "党小组", "籍贯", "工作单位", "家庭住址", "党费标准",
)  # fmt: skip
_REPEATS = 3


def import_ratio(count: int) -> tuple[float, float, float]:
    """(ratio, seconds from the file to the committed import, seconds of bare reads beside it), the median run."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        sheet = folder / "人员.xlsx"
        write_sheet(sheet, count)
        found: list[tuple[float, float, float]] = []
        before = _bare(sheet)
        for number in range(_REPEATS):
            (folder / str(number)).mkdir()
            book = people_book(folder / str(number), 0)
            ours = _imported(book, sheet, count)
            book.close()
            after = _bare(sheet)
            bare = (before + after) / 2  # other work on the machine slows what stands between as well
            found.append((ours / bare, ours, bare))
            before = after
    return sorted(found)[_REPEATS // 2]


def _imported(book: Book, sheet: Path, count: int) -> float:
    """Seconds from the file to the committed import."""
    begun = time.perf_counter()
    table = best_table(read_table(sheet), ledgers.people)
    mapping = guess(ledgers.people, table.headings)
    with book.read() as connection:
        made = plan(connection, ledgers.people, table, mapping, today=date(2022, 6, 27))
    outcome = run_import(book, made)
    if (outcome.new, len(mapping)) != (count, 15):
        raise SystemExit(f"imported {outcome.new} of {count} people, {len(mapping)} columns")
    return time.perf_counter() - begun


def _bare(path: Path) -> float:
    from python_calamine import CalamineWorkbook

    begun = time.perf_counter()
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert rows
    return time.perf_counter() - begun


def write_sheet(path: Path, count: int) -> None:
    """A roster of *count* invented people as an office keeps it: a title, 15 columns of ours, 5 of their own."""
    import xlsxwriter

    chance = random.Random(11)
    workbook = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = workbook.add_worksheet("花名册")
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write(0, 0, "和平街道党员花名册")
    sheet.write_row(1, 0, HEADINGS)
    for number in range(1, count + 1):
        for column, value in enumerate(_person(chance, number)):
            if isinstance(value, date):
                sheet.write_datetime(number + 1, column, value, day)
            else:
                sheet.write(number + 1, column, value)
    workbook.close()


def _person(chance: random.Random, number: int) -> tuple[object, ...]:
    from db.people.identity import checksum

    born = date(1940, 1, 1) + timedelta(chance.randrange(18_000))  # a member of today at the latest
    seventeen = f"{110_000 + number // 1000}{born:%Y%m%d}{number % 1000:03}"
    joined = born + timedelta(365 * 20 + chance.randrange(3000))
    name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
    return (
        number, name, "男" if number % 2 else "女", seventeen + checksum(seventeen), born, "汉族",
        chance.choice(("初中", "高中", "大专", "大学本科")), f"13{chance.randrange(10**9):09}",
        f"第{chance.randrange(200) + 1}支部", date(2019, 5, 1), "正式党员", f"{joined:%Y.%m.%d}",
        joined + timedelta(365), chance.choice(("在职", "离退休、困难")), "", "",
        "浙江杭州", "和平街道", f"和平路 {number} 号", 20,
    )  # fmt: skip


if __name__ == "__main__":
    ratio, ours, bare = import_ratio(int(sys.argv[1]) if sys.argv[1:] else 100_000)
    print(f"{ratio:.2f}× · {ours:.2f} s · {bare:.2f} s")
