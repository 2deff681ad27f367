"""What the minutes say: paragraphs under numbered headings, put together from subjects, speakers and votes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from db.demo.decisions import Decision
from db.demo.phrases import (
    ABOUT_SOMEONE,
    ADVICE,
    CLASS,
    DISTANT,
    GENERAL,
    LIFE,
    OPENINGS,
    OUTDOORS,
    REVIEWS,
    SAYS,
    SELF_CRITICISM,
    SUMMARIES,
    TALKS,
    VISITS,
)
from db.demo.schedule import Planned
from db.demo.titles import DISCUSSED
from db.demo.topics import TOPICS, Topic

_NUMERALS = "一二三四五六七八九十"
_ALL_SPEAK = ("regular_study", "central_group_study", "reading_class", "seminar", "warning_education")
_WHOSE = {"branch_committee": "会支委", "election": "会有选举权党员"}


@dataclass(frozen=True, slots=True)
class Scene:
    """What one text needs to know of its meeting. ``speakers`` are present besides the host."""

    planned: Planned
    topic: Topic
    readings: tuple[str, ...]
    host: str
    lecturer: str
    speakers: tuple[str, ...]
    decision: Decision


class Writer:
    """Writes the text of one meeting after another, no two alike."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def write(self, scene: Scene, *, long: bool = False) -> str:
        """Paragraphs joined by line feeds."""
        sections = {
            "branch_assembly": self._assembly, "branch_committee": self._committee, "party_class": self._class,
            "election": self._election, "admission": self._admission, "confirmation": self._confirmation,
            "organization_life": self._life, "democratic_appraisal": self._life,
            "joint_meeting": self._joint, "party_group": self._group,
            "volunteering": self._outdoors, "theme_activity": self._outdoors, "study_visit": self._outdoors,
            "theme_day": self._theme_day, "heart_talk": self._talk, "seminar": self._seminar,
            "quarterly_review": self._review, "mutual_review": self._review,
        }.get(scene.planned.code, self._study)  # fmt: skip
        parts = list(self._lecture(scene) if long else sections(scene))
        headings = iter(_NUMERALS)
        return "\n".join(f"{next(headings)}、{part[1:]}" if part.startswith("#") else part for part in parts)

    def discussion(self, scene: Scene) -> str:
        """What was said on one agenda item, a paragraph a speaker: 张喆：……"""
        count = len(scene.speakers) if scene.planned.code in _ALL_SPEAK else self._chance.randint(1, 3)
        points = self._points(scene)
        said = zip(self._some(scene, count), points, strict=False)
        return "\n".join(f"{name}：{point}。" for name, point in said)

    def _study(self, scene: Scene) -> Iterator[str]:
        yield "#集中学习"
        yield self._opening(scene)
        if scene.planned.code not in DISCUSSED:
            yield "#交流发言"
            for name, point in zip(scene.speakers, self._points(scene), strict=False):
                yield self._said(name, point)
        yield "#工作安排"
        yield self._summary(scene)

    def _seminar(self, scene: Scene) -> Iterator[str]:
        yield "#学习研读"
        yield self._opening(scene)
        yield "#形成意见"
        for number, task in enumerate((*scene.topic.tasks, self._task(self._aside(scene))), 1):
            yield f"（{_NUMERALS[number - 1]}）{task}，由{self._one(scene)}同志牵头。"

    def _review(self, scene: Scene) -> Iterator[str]:
        yield "#评议办法"
        yield f"{scene.host}同志说明了评议内容和记录要求，参评单位不评自己。"
        yield "#评议意见"
        for speaker, remark in zip(self._some(scene, 4), self._chance.sample(REVIEWS, 4), strict=False):
            yield self._said(speaker, remark)
        yield "#整改要求"
        yield self._summary(scene)

    def _lecture(self, scene: Scene) -> Iterator[str]:
        """A day's discussion recorded speech by speech."""
        yield "#集中研读"
        yield self._opening(scene)
        for topic in self._chance.sample(TOPICS, 8):
            yield f"#围绕{topic.name}的讨论"
            for speaker in scene.speakers:
                points = [*self._chance.sample(topic.points, 2), *self._chance.sample(GENERAL, 4)]
                yield self._said(speaker, "；".join(points))
        yield "#小结"
        yield self._summary(scene)

    def _assembly(self, scene: Scene) -> Iterator[str]:
        yield "#通报支部工作"
        yield self._chance.choice(LIFE)
        yield "#表决"
        yield f"会议提出的事项为：{scene.decision.matter}。"
        yield self._voted(scene, "会议通过上述事项")
        if scene.decision.resolution:
            yield f"会议决议：{scene.decision.resolution}"

    def _committee(self, scene: Scene) -> Iterator[str]:
        yield f"#研究{scene.topic.name}有关工作"
        yield self._voted(scene, "会议作出决定")
        yield f"会议决定：{scene.decision.resolution}"
        yield "#研究本月主题党日安排"
        yield f"本月主题党日以{self._aside(scene).topic.name}为主题，由{self._one(scene)}同志准备资料并通知党员。"
        yield "#党员思想动态"
        yield self._chance.choice(DISTANT)

    def _group(self, scene: Scene) -> Iterator[str]:
        yield self._opening(scene)
        yield from self._speeches(scene, 1, 3)
        yield f"小组商定：{self._task(scene)}。"

    def _class(self, scene: Scene) -> Iterator[str]:
        yield "#为什么讲这个题目"
        yield f"{scene.lecturer}同志以{scene.topic.name}为题讲党课。{self._chance.choice(CLASS)}"
        yield "#身边的人和事"
        for point in self._chance.sample(scene.topic.points, 2):
            yield f"讲课中举例说明：{point}。"
        yield "#对党员的要求"
        yield f"一是{self._task(scene)}。二是{self._chance.choice(GENERAL)}。"
        yield "#课后交流"
        yield from self._speeches(scene, 1, 3)

    def _admission(self, scene: Scene) -> Iterator[str]:
        who = "、".join(scene.planned.about)
        yield "#宣读入党志愿书"
        yield f"{who}同志宣读入党志愿书，汇报了对党的认识、入党动机、本人履历和家庭主要成员情况。"
        yield "#介绍情况"
        yield f"介绍人{self._one(scene)}同志介绍了{who}同志的培养考察情况。支部报告了审查结果，材料齐全，手续完备。"
        yield "#讨论和表决"
        for speaker, remark in zip(self._some(scene, 3), self._chance.sample(ABOUT_SOMEONE, 3), strict=False):
            yield self._said(speaker, remark.format(name=who))
        yield self._voted(scene, f"同意接收{who}同志为中共预备党员，报上级党组织审批")

    def _confirmation(self, scene: Scene) -> Iterator[str]:
        who = "、".join(scene.planned.about)
        yield "#本人汇报"
        yield f"{who}同志汇报了预备期内思想、工作和学习情况，对存在的不足作了检查，提出按期转正申请。"
        yield "#讨论和表决"
        yield f"支部报告了考察意见。{self._one(scene)}同志作为介绍人提出希望：{self._chance.choice(GENERAL)}。"
        yield self._voted(scene, f"同意{who}同志按期转为中共正式党员，报上级党组织审批")

    def _election(self, scene: Scene) -> Iterator[str]:
        election = scene.decision.elections[0]
        yield "#报告工作"
        yield f"{scene.host}同志报告了本届支部委员会的工作。{self._chance.choice(LIFE)}"
        yield "#通过选举办法"
        yield self._voted(scene, "通过选举办法和监票人、计票人名单")
        yield "#投票选举"
        yield (
            f"本次应选委员{election.seats}名，候选人{len(election.candidates)}名，实行差额、无记名投票。应到会有选举权党员"
            f"{election.entitled}名，实到{election.present}名，超过五分之四。发出选票{election.issued}张，收回"
            f"{election.returned}张，有效票{election.valid}张，选举有效。"
        )
        yield "#选举结果"
        for candidate in election.candidates:
            counts = f"赞成{candidate.in_favour}票，反对{candidate.against}票，弃权{candidate.abstained}票"
            yield f"{candidate.name}：{counts}。"

    def _life(self, scene: Scene) -> Iterator[str]:
        yield "#会前准备"
        yield "会前通过走访和座谈征求意见，逐条反馈到本人，支委之间、支委与党员之间开展了谈心谈话。"
        yield "#对照检查"
        for speaker, fault in zip(self._some(scene, 5), self._chance.sample(SELF_CRITICISM, 5), strict=False):
            critic = self._chance.choice([name for name in (scene.host, *scene.speakers) if name != speaker])
            yield f"{speaker}同志作自我批评：{fault}。{critic}同志提出，{self._chance.choice(ADVICE)}。"
        yield "#整改事项"
        yield f"会议明确：{self._task(scene)}。整改情况在下季度党员大会上报告。"

    def _joint(self, scene: Scene) -> Iterator[str]:
        yield "#上次事项办理情况"
        yield self._chance.choice(LIFE)
        yield f"#商议{scene.topic.name}共建事项"
        yield from self._speeches(scene, 4, 5)
        yield "#议定事项"
        for number, task in enumerate((*scene.topic.tasks, self._task(self._aside(scene))), 1):
            yield f"（{_NUMERALS[number - 1]}）{task}，{self._due(scene)}前落实。"

    def _outdoors(self, scene: Scene) -> Iterator[str]:
        yield "#活动安排"
        yield f"{scene.host}同志说明了{scene.topic.name}活动的内容、分工和安全注意事项。"
        yield "#活动过程"
        yield self._chance.choice(VISITS if scene.planned.code == "study_visit" else OUTDOORS)
        yield from self._speeches(scene, 1, 2)
        yield "#后续事项"
        yield f"{self._task(scene)}。"

    def _theme_day(self, scene: Scene) -> Iterator[str]:
        yield "#重温入党誓词和缴纳党费"
        yield f"{scene.host}同志领誓，全体到会党员重温入党誓词。到会党员按月缴纳了党费，由组织委员登记。"
        yield f"#开展“{scene.topic.name}”主题活动"
        yield self._chance.choice(OUTDOORS)
        yield from self._speeches(scene, 1, 3)
        yield "#下一步打算"
        yield f"{self._task(scene)}。"

    def _talk(self, scene: Scene) -> Iterator[str]:
        yield f"{scene.host}同志与{self._one(scene)}同志谈话，了解近期工作、家庭和思想情况。"
        yield self._said(self._one(scene), self._chance.choice(TALKS))
        yield f"{scene.host}同志肯定了成绩，也提出希望：{self._chance.choice(GENERAL)}。"

    def _opening(self, scene: Scene) -> str:
        material = "、".join(scene.readings) or "支部编印的学习资料"
        return self._chance.choice(OPENINGS).format(host=scene.host, reader=self._one(scene), material=material)

    def _speeches(self, scene: Scene, least: int, most: int) -> Iterator[str]:
        """Different speakers, each making a point nobody made before."""
        speakers = self._some(scene, self._chance.randint(least, most))
        for speaker, point in zip(speakers, self._points(scene), strict=False):
            yield self._said(speaker, point)

    def _points(self, scene: Scene) -> list[str]:
        """Points to make, none twice: first those of the subject."""
        own = self._chance.sample(scene.topic.points, len(scene.topic.points))
        general = self._chance.sample(GENERAL, 9)
        longer = [f"{point}；{general.pop()}" if self._chance.random() < 0.3 else point for point in own]
        return [*longer, *general]

    def _voted(self, scene: Scene, about: str) -> str:
        """The vote in words, as its row has it."""
        vote, whose = scene.decision.votes[0], _WHOSE.get(scene.planned.code, "会有表决权党员")
        counted = (
            f"经{vote.method}表决，应到{whose}{vote.entitled}名，实到{vote.present}名，赞成{vote.in_favour}票，"
            f"反对{vote.against}票，弃权{vote.abstained}票"
        )
        if scene.planned.poor:
            return f"{counted}。实到人数没有超过应到会有表决权党员的半数，表决无效，留待下次党员大会讨论。"
        return f"{counted}，赞成人数超过应到{whose}的半数，{about}。"

    def _said(self, name: str, point: str) -> str:
        return self._chance.choice(SAYS).format(name=name, point=point)

    def _summary(self, scene: Scene) -> str:
        tasks = "；".join(self._chance.sample(scene.topic.tasks, len(scene.topic.tasks)))
        return self._chance.choice(SUMMARIES).format(host=scene.host, tasks=tasks)

    def _task(self, scene: Scene) -> str:
        return self._chance.choice(scene.topic.tasks)

    def _some(self, scene: Scene, count: int) -> list[str]:
        return self._chance.sample(scene.speakers, min(count, len(scene.speakers)))

    def _one(self, scene: Scene) -> str:
        return self._chance.choice(scene.speakers) if scene.speakers else scene.host

    def _aside(self, scene: Scene) -> Scene:
        """The same people at another subject."""
        month = scene.planned.day.month
        others = [topic for topic in TOPICS if topic is not scene.topic and month in topic.months]
        return replace(scene, topic=self._chance.choice(others))

    def _due(self, scene: Scene) -> str:
        month = scene.planned.day.month % 12 + 1
        return f"{month}月{self._chance.choice((10, 15, 20, 25))}日"
