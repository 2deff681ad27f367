"""Responsibility lists of two years and the pledges on them; work plans of three half-years."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from db.core.action import Work
from db.demo.cast import Cast, day, read
from db.demo.organizations import OFFICE, Place
from db.meetings.queries import kinds
from db.responsibilities.models import Pledge, ResponsibilityItem, ResponsibilityList
from db.work_plans.models import WorkPlan, WorkPlanItem

_NOT_YET = "-"  # in the column of the year before: there was no such item
_DROPPED = "/旧"  # after the level: an item of the year before only
_BEFORE = {"inspection": (24, "全年 24 次"), "problem": (14, "全年"), "regulation": (6, "全年 6 项")}  # aims of 2021
_UNSIGNED = ("雨亭社区", "晚枫社区")
_PLANS = {  # code: whose, title, first and last day
    "2021H2": (OFFICE, "2021年下半年党建工作计划", date(2021, 7, 1), date(2021, 12, 31)),
    "2022H1": (OFFICE, "2022年上半年党建工作计划", date(2022, 1, 1), date(2022, 6, 30)),
    "2022H2": (OFFICE, "2022年下半年党建工作计划", date(2022, 7, 1), date(2022, 12, 31)),
    "2022/桐荫": ("桐荫社区", "桐荫社区2022年工作计划", date(2022, 1, 1), date(2022, 12, 31)),
}  # fmt: skip
Named = dict[str, int]  # ids by what the item is called


class Lists:
    """Writes lists and plans; the items of this year are then known by their texts."""

    def __init__(self, work: Work, cast: Cast) -> None:
        self._work, self._cast = work, cast
        self._kinds = {kind.code: kind.id for kind in kinds(work.connection)}
        self.items: Named = {}
        self.plan_items: Named = {}

    def write(self) -> None:
        rows = read("responsibilities")
        street, community = ([row for row in rows if row["level"] == level] for level in ("街道", "社区"))
        before = [
            row | {"text": row["before"] or row["text"]} for row in rows
            if row["level"].startswith("街道") and row["before"] != _NOT_YET
        ]  # fmt: skip
        self._write_list("街道", 2021, f"{OFFICE}2021年抓党建责任清单", date(2021, 2, 24), before)
        self.items = self._write_list("街道", 2022, f"{OFFICE}2022年抓党建责任清单", date(2022, 2, 18), street)
        self._write_list("社区", 2022, "社区党组织2022年责任清单", date(2022, 2, 25), community)

    def _write_list(self, level: str, year: int, title: str, issued: date, rows: list[dict[str, str]]) -> Named:
        list_id = self._work.insert_many(ResponsibilityList, [{
            "organization_id": self._cast.root.id, "level": level, "year": year, "title": title, "issued_on": issued,
            "note": "",
        }])[0]  # fmt: skip
        ids = self._work.insert_many(ResponsibilityItem, [
            {"list_id": list_id, "no": no, **self._item(row, level, year, issued)} for no, row in enumerate(rows, 1)
        ])  # fmt: skip
        self._pledge(list_id, level, issued)
        return {row["text"]: row_id for row, row_id in zip(rows, ids, strict=True)}

    def _item(self, row: dict[str, str], level: str, year: int, issued: date) -> dict[str, Any]:
        street = level == "街道"
        whose = self._cast.holder(self._cast.root, row["post"], issued).name if street else row["post"]
        past = year == 2021
        half = row["frequency"] == "上半年"
        item = {
            "category": row["category"], "text": row["text"], "standard": row["standard"],
            "frequency": row["frequency"], "lead": row["lead"], "assist": row["assist"], "responsible": whose,
            "due_on": date(year, 6, 30) if half else date(year, 12, 31), **self._goal(row),
            "share": 100 if past and row["share"] else _number(row["share"]),
            "outcome": "已按要求完成" if past and row["outcome"] else row["outcome"],
        }  # fmt: skip
        if past and item["counted"] in _BEFORE:
            item["target"], item["frequency"] = _BEFORE[item["counted"]]
        return item

    def _goal(self, row: dict[str, str]) -> dict[str, Any]:
        counted, _, below = row["counted"].partition("/")
        return {
            "counted": counted, "kind_id": self._kinds[row["kind"]] if row["kind"] else None,
            "target": _number(row["target"]), "below": bool(below), "share": _number(row["share"]),
            "outcome": row["outcome"],
        }  # fmt: skip

    def _pledge(self, list_id: int, level: str, issued: date) -> None:
        """Communities pledge on their list, the street on its own towards the district; two have not signed yet."""
        places = self._cast.below("社区") if level == "社区" else [self._cast.root]
        self._work.insert_many(Pledge, [
            {"list_id": list_id, "organization_id": place.id, **self._signed(place, number, issued), "note": ""}
            for number, place in enumerate(places)
        ])  # fmt: skip

    def _signed(self, place: Place, number: int, issued: date) -> dict[str, Any]:
        if place.short_name in _UNSIGNED:
            return {"signer": "", "signed_on": None}
        on = issued.replace(month=3, day=(1, 2, 3, 4, 7)[number % 5])
        return {"signer": self._cast.head(place, on).name, "signed_on": on}

    def write_plans(self) -> None:
        rows = read("work_plans")
        codes = list(_PLANS)
        ids = self._work.insert_many(WorkPlan, [
            {"organization_id": self._cast.place(place).id, "title": title, "starts_on": first, "ends_on": last,
             "note": ""} for place, title, first, last in _PLANS.values()
        ])  # fmt: skip
        for code, plan_id in zip(codes, ids, strict=True):
            self._write_plan(plan_id, code, [row for row in rows if row["plan"] == code])

    def _write_plan(self, plan_id: int, code: str, rows: Iterable[dict[str, str]]) -> None:
        values = [
            {"plan_id": plan_id, "no": no, "section": row["section"], "category": row["category"],
             "title": row["title"], "text": f"{row['text']}。", "due_on": day(row["due"]), **self._whose(row, code),
             **self._goal(row)} for no, row in enumerate(rows, 1)
        ]  # fmt: skip
        ids = self._work.insert_many(WorkPlanItem, values)
        self.plan_items |= {value["title"]: row_id for value, row_id in zip(values, ids, strict=True)}

    def _whose(self, row: dict[str, str], code: str) -> dict[str, Any]:
        place = self._cast.place(row["unit"])
        on = _PLANS[code][2]
        return {"organization_id": place.id, "responsible": self._cast.holder(place, row["post"], on).name}


def _number(text: str) -> int | None:
    return int(text) if text else None
