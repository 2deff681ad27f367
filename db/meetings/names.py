"""Names written or pasted in one go: a list from a chat, a column of a spreadsheet, “张三 病假、李四 出差”."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from db.meetings.status import Status

_LINES = re.compile(r"[\r\n；;。]+")
_BREAKS = re.compile(r"[、，,/|]+")
_HEADING = re.compile(r"\s*([^\s：:、，,]{1,8}?)\s*(?:\d+\s*人)?\s*[：:]")
_NUMBER = re.compile(
    r"(?m)(?:^|(?<=[\s、，,；;]))[(（\[【]?\d{1,3}(?:[)）\]】.．、:：]+|(?=[一-鿿]))|^\s*[(（]?[一二三四五六七八九十]{1,3}[)）、.．]+"
)
_BRACKETED = re.compile(r"[(（\[【]([^)）\]】]*)[)）\]】]?")
_CHAT = re.compile(  # who wrote when: 张书记 9:01
    r"(?m)^[^\S\n]*(\S{1,20})(?:[^\S\n]+(?:昨天|今天|星期.|[\d年月日./-]{3,11}))?"
    r"[^\S\n]+(?:上午|下午|晚上)?\d{1,2}[:：]\d{2}(?:[:：]\d{2})?[^\S\n]*$"
)
_HEADINGS = frozenset(
    ("姓名", "序号", "状态", "出席", "名单", "人员", "参会人员", "出席人员", "备注", "事由", "性别", "签到", "男", "女")
)
_GLUED = re.compile(r"(.{2,4}?)((?:[已因].*|)(?:到会|请假|病假|事假|出差|缺席|未到|列席))")
_PAIR = re.compile(r"([^(]{2,4}?)(?:以及|和|及)([^(]{2,4})")
_LIGATURE = re.compile(r"^(?:以及|还有|和|及)(?=.{2,})")

# What a word beside a name says; a word in neither is a reason if it says why someone is away, else another name.
_STATUSES = {
    "到会": Status.PRESENT, "到": Status.PRESENT, "出席": Status.PRESENT, "已到": Status.PRESENT,
    "到场": Status.PRESENT, "签到": Status.PRESENT, "已签到": Status.PRESENT, "√": Status.PRESENT,
    "✓": Status.PRESENT, "✔": Status.PRESENT, "请假": Status.LEAVE, "已请假": Status.LEAVE,
    "缺席": Status.ABSENT, "缺勤": Status.ABSENT, "未到": Status.ABSENT, "旷会": Status.ABSENT,
    "×": Status.ABSENT, "✗": Status.ABSENT, "列席": Status.GUEST, "列席人员": Status.GUEST,
}  # fmt: skip
_WHY = re.compile(
    "无故|假|病|差|公务|因|外出|在外|学习|培训|流动|住院|手术|值班|加班|年老|体弱|休|事$|会议|隔离|探亲|产"
)
_ABSENT = re.compile("未请假|无故|缺席|旷")


@dataclass(frozen=True, slots=True)
class Written:
    """One name as written. ``status`` None: nothing was said of it."""

    name: str
    status: Status | None = None
    reason: str = ""


def read_names(text: str, known: Collection[str] = ()) -> list[Written]:
    """Who is named in *text*, in order, each once; *known* names are never taken for reasons.

    Numbers before a name, “@”, headings and empty cells are passed over; what stands in brackets, in the next cell or
    beside the name tells whether that person came.
    """
    found: dict[str, Written] = {}
    plain = _CHAT.sub(lambda line: line[1] if line[1] in known else "", unicodedata.normalize("NFC", text))
    for line in _LINES.split(_NUMBER.sub("\n", plain)):
        heading = _HEADING.match(line)
        status = _STATUSES.get(heading[1]) if heading else None
        if heading and (status is not None or _is_heading(heading[1])):
            line = line[heading.end() :]
        for piece in _BREAKS.split(line):
            for written in _read_piece(piece, known):
                _note(found, written if written.status else replace(written, status=status))
    return list(found.values())


def _note(found: dict[str, Written], written: Written) -> None:
    """Of one name told twice, what says more holds."""
    old = found.get(written.name)
    if old is None or (old.status is None and written.status is not None):
        found[written.name] = written


def _is_heading(word: str) -> bool:
    return word in _HEADINGS or word.endswith(("名单", "人员", "姓名", "同志"))


def _read_piece(piece: str, known: Collection[str]) -> list[Written]:
    """The names of one piece between separators; words that are no names belong to the name before them."""
    people: list[tuple[str, list[str]]] = []
    bracketed = _BRACKETED.sub(lambda found: f"\t({found[1].strip()}\t", piece)
    for word in joined(_split(bracketed, known), known):
        plain = word.lstrip("(").strip("：:·.")
        if not plain or plain in _HEADINGS or plain.isdecimal() or plain.startswith("#"):
            continue
        name, beside = (plain, []) if plain in known else _apart(plain)
        reason = plain not in known and (_ABSENT.match(plain) or (not beside and _WHY.search(plain)))
        told = word.startswith("(") or plain in _STATUSES or reason
        if told and people:
            people[-1][1].append(plain)
        elif plain not in _STATUSES:
            people.append((name, beside))
    return [_written(name, words) for name, words in people]


def _split(piece: str, known: Collection[str]) -> list[str]:
    """Words between blanks; two names joined by 和 are two."""
    words: list[str] = []
    for word in re.split(r"[\s@：:]+", piece):
        pair = None if word in known else _PAIR.fullmatch(word)
        words += pair.groups() if pair else [word]
    return words


def _apart(word: str) -> tuple[str, list[str]]:
    """A name and what is written right behind it: 张三请假."""
    glued = _GLUED.fullmatch(_LIGATURE.sub("", word))
    return (glued[1], [glued[2]]) if glued else (_LIGATURE.sub("", word), [])


def joined(words: Sequence[str], known: Collection[str] = ()) -> list[str]:
    """Names written with a blank inside as one: 张　喆, 曹 睿川. A single character is nobody's name."""
    found: list[str] = []
    for word in words:
        if found and _surname(found[-1]) and _given(word) and word not in known:
            found[-1] += word
        elif word:
            found.append(word)
    return found


def _surname(word: str) -> bool:
    return len(word) == 1 and _given(word)


def _given(word: str) -> bool:
    """One or two characters that mean nothing else."""
    said = word in _STATUSES or word in _HEADINGS or bool(_WHY.search(word))
    return len(word) in (1, 2) and not said and all("一" <= one <= "鿿" for one in word)


def _written(name: str, words: list[str]) -> Written:
    statuses = [_STATUSES[word] for word in words if word in _STATUSES]
    reason = "、".join(word for word in words if word not in _STATUSES)
    if statuses:
        return Written(name, statuses[-1], reason)
    if _ABSENT.search(reason):
        return Written(name, Status.ABSENT, reason)
    return Written(name, Status.LEAVE if _WHY.search(reason) else None, reason)
