"""Searching everything in the district book: what one keystroke costs, by what is typed.

``python tests/bench/searching.py FILE`` for the table of all classes; ``search_p95`` for one number.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from db.core.book import Book  # noqa: E402
from db.core.pinyin import pinyin  # noqa: E402
from db.finding.queries import find  # noqa: E402

_SEED = 11


def search_p95(book: Book) -> tuple[float, float]:
    """(p95, median) milliseconds from a keystroke to its first fifty hits, over all classes alike."""
    took = [each for times in measured(book).values() for each in times]
    return statistics.quantiles(took, n=20)[-1], statistics.median(took)


def measured(book: Book) -> dict[str, list[float]]:
    """Milliseconds of each keystroke by class; every text is asked for once, the connection is warm."""
    classes = _typed(book, random.Random(_SEED))
    with book.read() as connection:
        find(connection, "会议")
        find(connection, "hy")
    return {name: [_milliseconds(book, text) for text in texts] for name, texts in classes.items()}


def _milliseconds(book: Book, text: str) -> float:
    begun = time.perf_counter()
    with book.read() as connection:
        find(connection, text)
    return (time.perf_counter() - begun) * 1000


def _typed(book: Book, chance: random.Random) -> dict[str, list[str]]:
    """What stands in the box after each key."""
    with book.read() as connection:
        names = [row[0] for row in connection.exec_driver_sql("SELECT name FROM person ORDER BY id LIMIT 20000")]
        texts = [row[0] for row in connection.exec_driver_sql("SELECT text FROM meeting ORDER BY id LIMIT 400")]
        texts += [row[0] for row in connection.exec_driver_sql("SELECT text FROM meeting ORDER BY id DESC LIMIT 400")]
    people = chance.sample(names, min(15, len(names)))
    letters = "".join(texts)
    common = [char for char, _ in sorted(_counted(letters).items(), key=lambda pair: -pair[1])]
    rare = [char for char in reversed(common) if "\u4e00" <= char <= "\u9fff"][:20]
    common = [char for char in common if "\u4e00" <= char <= "\u9fff"][:20]
    return {
        "姓名": [part for name in people for part in _prefixes(name)],
        "拼音": [part for name in people for part in _prefixes(pinyin(name)[0])],
        "首字母": [part for name in people for part in _prefixes(pinyin(name)[1])],
        "常用单字": common,
        "少见单字": rare,
        "两字": [_piece(chance, texts, 2) for _ in range(40)],
        "四字": [_piece(chance, texts, 4) for _ in range(40)],
        "长句": [_piece(chance, texts, 16) for _ in range(20)],
        "数字": ["2", "20", "202", "2022", "3月", "第3次", "1号", "15", "7", "12,500"],
        "多词": ["垃圾 分类", "走访 困难", "第3次 党课", "会 的", "燃气 2022", "反映 答复 网格"],
        "不存在的词": [
            "龘", "量子计算", "火星", "航天飞机", "奥运会", "不存在的词语", "zzzz", "98765432", "股票", "葡萄酒",
            "地铁三号线", "qlmz", "北极熊", "麒麟区", "海军", "第999次",
        ],
        "常用字凑成": ["志同", "会党", "说会", "的一了", "同党会志", "学会谈同"],  # in every text, nowhere side by side
    }  # fmt: skip


def _counted(letters: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for char in letters:
        counts[char] = counts.get(char, 0) + 1
    return counts


def _prefixes(word: str) -> Iterator[str]:
    return (word[:end] for end in range(1, len(word) + 1))


def _piece(chance: random.Random, texts: list[str], length: int) -> str:
    """So many characters out of a sentence."""
    while True:
        sentence = chance.choice(chance.choice(texts).replace("\n", "。").split("。"))
        words = sentence.replace("，", "").replace("、", "")
        if len(words) >= length:
            at = chance.randrange(len(words) - length + 1)
            return words[at : at + length]


def main() -> None:
    from db.security.opening import open_book

    book = open_book(Path(sys.argv[1]), "bench")
    classes = measured(book)
    print(f"{'':12}{'次数':>6}{'p50':>9}{'p95':>9}{'最大':>9}  ms")
    for name, times in [*classes.items(), ("全部", [each for some in classes.values() for each in some])]:
        row = (statistics.median(times), statistics.quantiles(times, n=20)[-1], max(times))
        print(f"{name:12}{len(times):>6}" + "".join(f"{value:>9.1f}" for value in row))
    book.close()


if __name__ == "__main__":
    main()
