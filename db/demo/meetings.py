"""The meeting records of a year and a half, with agendas, readings and rosters."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from db.core.action import Work
from db.demo import plans, writing
from db.demo.decisions import Gathering, decide
from db.demo.organizations import Place
from db.demo.population import TODAY, Population
from db.demo.rosters import Gathered, Rosters
from db.demo.schedule import HALVES, Planned, Schedule
from db.demo.speakers import Speakers, leader_counts
from db.demo.texts import Scene, Writer
from db.demo.titles import DISCUSSED, agenda_of, place_of, title_of
from db.demo.topics import TOPICS, Topic
from db.demo.workdays import next_workday
from db.demo.writing import Record
from db.meetings.draft import AgendaLine, MeetingDraft, ResolutionLine, RosterLine
from db.meetings.fields import MAKE_UPS
from db.meetings.queries import kinds
from db.meetings.roster import may_vote
from db.meetings.status import Status
from db.people.voting import Voters

_STUDIED = ("regular_study", "central_group_study", "reading_class")
_READINGS = 130  # read at the eighty study meetings of the last half-year
_ALSO_READ = ("party_class", "theme_day", "party_group", "seminar", "party_affairs_training", "intensive_training")
_WITH_LECTURER = ("party_class", "party_affairs_training", "intensive_training")
_OUTDOORS = ("volunteering", "theme_activity")
_MADE_UP = ("party_class", "theme_day")  # besides study
_LATE = "branch_assembly"  # two records of which were finished late
_MANAGEMENT = "党员日常管理"
_FIXED_TOPICS = {
    "warning_education": "廉洁纪律教育", "party_affairs_training": _MANAGEMENT, "organization_life": _MANAGEMENT,
    "democratic_appraisal": _MANAGEMENT, "quarterly_review": _MANAGEMENT, "mutual_review": _MANAGEMENT,
    "study_visit": "非公企业党建",
}  # fmt: skip


def insert(work: Work, root: Place, made: Population, chance: random.Random) -> int:
    """Write every meeting; returns how many."""
    planned = Schedule(root, chance).all(made)
    residents = {resident.id: resident for resident in made.residents}
    recorder = _Recorder(work, Rosters(work.connection, root, residents, chance), list(residents), chance)
    counts = zip(_reading_counts(planned, chance), leader_counts(planned, chance), strict=True)
    records = [recorder.record(meeting, *count) for meeting, count in zip(planned, counts, strict=True)]
    _finish(records, chance)
    plans.insert(work, root, records, chance)
    return len(writing.write(work, records, chance))


def _reading_counts(planned: list[Planned], chance: random.Random) -> list[int]:
    """How many items each meeting read; those of the last half-year's study come to ``_READINGS``."""
    studied = [meeting for meeting in planned if meeting.code in _STUDIED and meeting.day >= HALVES[-1][0]]
    twice = _READINGS - len(studied)
    exact = iter(chance.sample([2] * twice + [1] * (len(studied) - twice), len(studied)))
    return [
        next(exact) if meeting.code in _STUDIED and meeting.day >= HALVES[-1][0]
        else chance.randint(1, 2) if meeting.code in _STUDIED + _ALSO_READ else 0
        for meeting in planned
    ]  # fmt: skip


def _finish(records: list[Record], chance: random.Random) -> None:
    """When each record was in order: within a day of the meeting, but for two of the last half-year."""
    recent = [record for record in records if record.planned.code == _LATE and record.planned.day >= HALVES[-1][0]]
    late = chance.sample([record for record in recent if record.planned.day < TODAY - timedelta(9)], 2)
    for record in records:
        ended = record.planned.ends_at
        spent = timedelta(days=3, hours=1) if record in late else timedelta(minutes=5 * chance.randint(4, 40))
        record.draft = replace(record.draft, finished_at=ended + spent)


class _Recorder:
    """Turns what was planned into the rows of a record."""

    def __init__(self, work: Work, rosters: Rosters, person_ids: Sequence[int], chance: random.Random) -> None:
        self._rosters, self._chance = rosters, chance
        self._kinds = {kind.code: kind for kind in kinds(work.connection)}
        self._voters = Voters(work.connection, person_ids)
        self._speakers = Speakers(work.connection, chance)
        self._writer = Writer(chance)
        self._ordinals: Counter[tuple[str, int, int]] = Counter()

    def record(self, planned: Planned, readings: int, leaders: int) -> Record:
        """The rows of *planned*; so many *readings*, so many *leaders* who speak."""
        kind = self._kinds[planned.code]
        key = (planned.code, planned.place.id, planned.day.year)
        self._ordinals[key] += 1
        ordinal = self._ordinals[key]
        gathered = self._rosters.gather(planned, kind)
        topic = self._topic(planned)
        lecturer = self._lecturer(planned, gathered)
        silent = {gathered.host, lecturer, *planned.about}
        spoke = self._speakers.choose(planned, gathered.present, silent, leaders) if kind.family == "study" else []
        decision = decide(planned, topic, self._gathering(planned, gathered), self._chance)
        scene = Scene(
            planned, topic, self._read(topic, readings), gathered.host, lecturer,
            self._names(spoke or gathered.present, silent), decision,
        )  # fmt: skip
        titles = agenda_of(planned, topic.name, ordinal)
        long = planned.code == "reading_class" and ordinal % 10 == 1
        made_up = planned.code in _MADE_UP or kind.family == "study"
        draft = MeetingDraft(
            kind.id, planned.place.id, title_of(planned, topic.name, ordinal, self._chance), ordinal,
            planned.starts_at, planned.ends_at, place_of(planned, self._chance), gathered.host, gathered.recorder,
            lecturer, self._supervisor(planned), text=self._writer.write(scene, long=long),
            agenda=tuple(AgendaLine(title, self._said(scene, at, long=long)) for at, title in enumerate(titles)),
            readings=scene.readings,
            roster=tuple(self._line(line, planned, line in spoke, made_up=made_up) for line in gathered.lines),
            votes=decision.votes, elections=decision.elections,
            resolutions=(ResolutionLine(decision.resolution),) if decision.resolution else (),
        )  # fmt: skip
        return Record(planned, topic, draft, decision)

    def _gathering(self, planned: Planned, gathered: Gathered) -> Gathering:
        entitled = [line for line in gathered.lines if self._may_vote(line, planned)]
        return Gathering(entitled, [line for line in entitled if line.status == Status.PRESENT], gathered.body)

    def _may_vote(self, line: RosterLine, planned: Planned) -> bool:
        return may_vote(line, planned.day, self._voters)

    def _line(self, line: RosterLine, planned: Planned, spoke: bool, *, made_up: bool) -> RosterLine:
        """*line* with whether the person spoke, and how what was missed was made up for."""
        day = None
        if made_up and line.status == Status.LEAVE and self._chance.random() < 0.4:
            day = next_workday(planned.day + timedelta(self._chance.randint(2, 12)))
        done = day is not None and day <= TODAY
        return replace(
            line, spoke=spoke, made_up_on=day if done else None,
            made_up_how=self._chance.choice(MAKE_UPS) if done else "",
        )  # fmt: skip

    def _said(self, scene: Scene, at: int, *, long: bool) -> str:
        discussed = DISCUSSED.get(scene.planned.code) == at and not long
        return self._writer.discussion(scene) if discussed else ""

    def _supervisor(self, planned: Planned) -> str:
        """Whom the street sent to an election or an admission, and now and then to an assembly."""
        sent = planned.code in ("election", "admission") or (
            planned.code == "branch_assembly" and self._chance.random() < 0.25
        )
        return self._chance.choice(self._rosters.leaders(planned.day)) if sent else ""

    @staticmethod
    def _names(lines: Sequence[RosterLine], silent: Collection[str]) -> tuple[str, ...]:
        return tuple(line.name.partition("（")[0] for line in lines if line.name not in silent)

    def _topic(self, planned: Planned) -> Topic:
        wanted = _FIXED_TOPICS.get(planned.code)
        fitting = [
            topic
            for topic in TOPICS
            if (topic.name == wanted if wanted else planned.day.month in topic.months)
            and (topic.outdoors or planned.code not in _OUTDOORS)
        ]
        return self._chance.choice(fitting)

    def _read(self, topic: Topic, count: int) -> tuple[str, ...]:
        own = self._chance.sample(topic.readings, min(count, len(topic.readings)))
        return tuple(own)

    def _lecturer(self, planned: Planned, gathered: Gathered) -> str:
        if planned.code not in _WITH_LECTURER:
            return ""
        here = {line.person_id for line in gathered.present}
        able = [seat.person for seat in gathered.body if seat.person_id in here and seat.person != gathered.host]
        return able[0] if able else gathered.host
