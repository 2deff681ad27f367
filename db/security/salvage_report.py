"""What became of a damaged book, in words for its office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

_LISTED = 30  # runs of ids in the text; the JSON has all


@dataclass(slots=True)
class TableReport:
    """One table. ``read`` counts what the file gave, ``rebuilt`` what the journal gave back besides."""

    name: str
    label: str
    read: int = 0
    expected: int | None = None  # None: nothing left tells
    rebuilt: int = 0
    left_out: int = 0  # read, but a part of something lost
    cut: int = 0  # references to something lost, emptied
    lost: list[int] = field(default_factory=list)  # ids known to be lost

    @property
    def missing(self) -> int | None:
        """How many rows are not in the new book; None when nothing tells."""
        return None if self.expected is None else max(0, self.expected - self.read - self.rebuilt) + self.left_out

    @property
    def whole(self) -> bool:
        return self.missing == 0 and not self.cut and not self.rebuilt

    def line(self) -> str:
        if self.whole:
            return f"{self.label}：{self.read} 条，完整。"
        said = [f"读出 {self.read} 条"]
        if self.expected is not None:
            said.append(f"应有 {self.expected} 条")
        if self.rebuilt:
            said.append(f"另由操作日志补回 {self.rebuilt} 条")
        if self.left_out:
            said.append(f"{self.left_out} 条因所属记录丢失而未收入")
        if self.cut:
            said.append(f"{self.cut} 条引用的内容已丢失，该处留空")
        missing = self.missing
        said.append("是否有丢失无法判断" if missing is None else f"丢失 {missing} 条" if missing else "没有丢失")
        return f"{self.label}：{'，'.join(said)}。"


@dataclass(slots=True)
class SalvageReport:
    """``text`` for the office, ``as_json`` for programs."""

    damaged: Path
    target: Path
    at: datetime
    tables: list[TableReport] = field(default_factory=list)
    bad_pages: int = 0
    pages: int = 0
    notes: list[str] = field(default_factory=list)  # what besides the tables had to be made good
    broken: Sequence[int] = ()  # actions at which the journal's chain does not hold; 0: its end is missing

    @property
    def whole(self) -> bool:
        return all(table.whole for table in self.tables) and not self.notes and not self.broken

    def text(self) -> str:
        whole = [table for table in self.tables if table.whole]
        hurt = [table for table in self.tables if not table.whole]
        lines = [
            "抢救报告", f"时间：{self.at:%Y-%m-%d %H:%M}", f"损坏的账本：{self.damaged}（没有改动，请保留）",
            f"读出到新账本：{self.target}", f"文件共 {self.pages} 页，其中 {self.bad_pages} 页已损坏。", "",
            "没有丢失任何记录。" if not hurt else "下列内容有缺失，请对照纸质材料或备份补录：",
        ]  # fmt: skip
        lines += [f"· {table.line()}" for table in hurt]
        lines += [f"· {note}" for note in self.notes]
        lines += ["", self._chain(), "搜索索引已按读出的内容重建。"]
        lines += ["", "完整的内容：", *(f"· {table.line()}" for table in whole)] if whole else []
        lost = [table for table in hurt if table.lost]
        lines += ["", "丢失记录的编号：", *(f"· {table.label}：{_runs(table.lost)}" for table in lost)] if lost else []
        return "\n".join([*lines, ""])

    def _chain(self) -> str:
        if not self.broken:
            return "操作日志的校验链完好：日志没有缺失，也没有被改动。"
        places = [str(action) for action in self.broken if action]
        cut = "日志的末尾有缺失。" if 0 in self.broken else ""
        shown = f"从下列编号的操作起接不上：{'、'.join(places[:_LISTED])}。" if places else ""
        return f"操作日志的校验链已断。{shown}{cut}这是损坏造成的，今后检查日志时还会提示。"

    def as_json(self) -> Mapping[str, Any]:
        return {
            "damaged": str(self.damaged), "file": str(self.target), "pages": self.pages, "bad_pages": self.bad_pages,
            "whole": self.whole, "journal_whole": not self.broken, "broken_actions": list(self.broken),
            "notes": self.notes,
            "tables": [
                {
                    "name": table.name, "label": table.label, "read": table.read, "expected": table.expected,
                    "rebuilt": table.rebuilt, "left_out": table.left_out, "emptied_references": table.cut,
                    "lost": table.missing, "lost_ids": table.lost,
                }
                for table in self.tables
            ],
        }  # fmt: skip


def _runs(ids: Sequence[int]) -> str:
    """5、7–9（共 4 条）"""
    runs: list[list[int]] = []
    for row_id in sorted(ids):
        if runs and row_id == runs[-1][1] + 1:
            runs[-1][1] = row_id
        else:
            runs.append([row_id, row_id])
    shown = "、".join(str(first) if first == last else f"{first}–{last}" for first, last in runs[:_LISTED])
    return f"{shown}{'……' if len(runs) > _LISTED else ''}（共 {len(ids)} 条）"
