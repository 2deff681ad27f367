"""Invented texts for the district book: sentences put together from the demonstration book's subjects and phrases.

Names, streets, house numbers and dates go into the sentences, so that texts hold common and rare words alike.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date

from db.demo.phrases import DISTANT, GENERAL, LIFE, OPENINGS, OUTDOORS, SAYS, SUMMARIES, VISITS
from db.demo.topics import TOPICS, Topic

LEAST, MOST = 300, 1400  # characters of a text; about 580 on average
_CASES = (
    "{place}{block}号楼居民反映{matter}，{name}同志上门核实后登记，约定{day}前答复。",
    "{name}同志汇报第{number}次入户走访：共走访{count}户，收集意见{few}条，已转{place}网格处理。",
    "上次会议交办的{matter}一事，{name}同志说明了进展，完成{percent}%，余下部分{day}前办结。",
    "会议听取了{matter}的专题汇报，金额{money}元，票据由{name}同志保管。",
    "{place}的{matter}由{name}同志牵头，编号“{code}-{number}”，每周通报一次。",
)
_MATTERS = (
    "雨污管网改造", "电动自行车充电", "屋顶渗漏维修", "健身器材更换", "流浪猫安置", "楼道堆物清理", "窨井盖松动",
    "广场舞噪声", "临时停车划线", "老年食堂补贴", "快递柜占道", "树木修剪", "路灯不亮", "二次供水水质", "燃气立管锈蚀",
    "无障碍坡道", "消防通道堵塞", "垃圾房异味", "共享单车淤积", "暖气不热", "宽带飞线整治", "蚊蝇消杀", "漏电隐患排查",
    "孤寡老人结对", "残疾人证办理", "幼儿托管", "夜间施工扰民", "井道积水", "墙体脱落", "侨眷慰问",
)  # fmt: skip
_CODES = ("YX", "HT", "DJ", "WG", "A", "B", "Q")
_NUMERALS = "一二三四五六七八九十"


class Author:
    """Writes one text after another from one source of chance."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def topic(self) -> Topic:
        return self._chance.choice(TOPICS)

    def write(self, topic: Topic, place: str, names: Sequence[str], day: date) -> str:
        """Paragraphs joined by line feeds, ``LEAST`` to ``MOST`` characters."""
        wanted = LEAST + int((MOST - LEAST) * self._chance.random() ** 3)
        parts: list[str] = []
        length = 0
        for number, sentence in enumerate(self._sentences(topic, place, names, day)):
            part = f"{_NUMERALS[number // 4]}、{sentence}" if number % 4 == 0 and number < 40 else sentence
            if length and length + len(part) > min(wanted + 40, MOST):
                break
            parts.append(part)
            length += len(part) + 1
        return "\n".join(parts)

    def _sentences(self, topic: Topic, place: str, names: Sequence[str], day: date) -> Iterator[str]:
        choose = self._chance.choice
        yield choose(OPENINGS).format(host=names[0], reader=choose(names), material=choose(topic.readings))
        while True:
            yield choose(SAYS).format(name=choose(names), point=choose(topic.points))
            yield self._case(place, choose(names), day)
            yield choose(SAYS).format(name=choose(names), point=choose(GENERAL))
            yield choose((choose(LIFE), choose(DISTANT), choose(VISITS), choose(OUTDOORS)))
            yield choose(SUMMARIES).format(host=names[0], tasks="；".join(topic.tasks))

    def _case(self, place: str, name: str, day: date) -> str:
        pick = self._chance.randint
        return self._chance.choice(_CASES).format(
            place=place, name=name, matter=self._chance.choice(_MATTERS), block=pick(1, 60), number=pick(1, 400),
            count=pick(8, 90), few=pick(2, 30), percent=pick(10, 99), money=f"{pick(1, 80) * 1250:,}",
            code=self._chance.choice(_CODES), day=f"{day.month % 12 + 1}月{pick(1, 28)}日",
        )  # fmt: skip
