"""The meeting records of a year and a half, with agendas, readings and rosters."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from db.core.action import Work
from db.demo.organizations import Place
from db.demo.people import Resident
from db.demo.population import Population
from db.demo.rosters import Gathered, Rosters
from db.demo.schedule import HALVES, Planned, Schedule
from db.demo.texts import Scene, Vote, Writer
from db.demo.titles import agenda_of, place_of, title_of
from db.demo.topics import TOPICS, Topic
from db.meetings import rules
from db.meetings.models import AgendaItem, Attendance, Meeting, Reading
from db.meetings.queries import KindRow, kinds
from db.meetings.status import Status

_STUDIED = ("regular_study", "central_group_study", "reading_class")
_READINGS = 130  # read at the eighty study meetings of the last half-year
_ALSO_READ = ("party_class", "theme_day", "party_group", "seminar", "party_affairs_training", "intensive_training")
_WITH_LECTURER = ("party_class", "party_affairs_training", "intensive_training")
_OUTDOORS = ("volunteering", "theme_activity")
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
    rosters = Rosters(work.connection, root, residents, chance)
    recorder = _Recorder(rosters, {kind.code: kind for kind in kinds(work.connection)}, residents, chance)
    counts = _reading_counts(planned, chance)
    records = [recorder.record(meeting, count) for meeting, count in zip(planned, counts, strict=True)]
    ids = work.insert_many(Meeting, [record.pop("row") for record in records])
    for model, name in ((AgendaItem, "agenda"), (Reading, "readings"), (Attendance, "roster")):
        rows = [{"meeting_id": meeting_id, "no": no, **values}
                for meeting_id, record in zip(ids, records, strict=True)
                for no, values in enumerate(record[name], 1)]  # fmt: skip
        work.insert_many(model, rows)
    return len(ids)


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


class _Recorder:
    """Turns what was planned into the rows of a record."""

    def __init__(
        self, rosters: Rosters, kinds: Mapping[str, KindRow], residents: Mapping[int, Resident], chance: random.Random
    ) -> None:
        self._rosters, self._kinds, self._residents, self._chance = rosters, kinds, residents, chance
        self._writer = Writer(chance)
        self._ordinals: Counter[tuple[str, int, int]] = Counter()

    def record(self, planned: Planned, readings: int) -> dict[str, Any]:
        """``row`` of the meeting and its ``agenda``, ``readings`` and ``roster`` without meeting and number."""
        kind = self._kinds[planned.code]
        key = (planned.code, planned.place.id, planned.day.year)
        self._ordinals[key] += 1
        ordinal = self._ordinals[key]
        gathered = self._rosters.gather(planned, kind)
        topic = self._topic(planned)
        read = self._read(topic, readings)
        lecturer = self._lecturer(planned, gathered)
        row = {
            "kind_id": kind.id, "organization_id": planned.place.id, "ordinal": ordinal,
            "title": title_of(planned, topic.name, ordinal, self._chance),
            "starts_at": planned.starts_at, "ends_at": planned.ends_at, "place": place_of(planned, self._chance),
            "host": gathered.host, "recorder": gathered.recorder, "lecturer": lecturer,
            "text": self._text(planned, topic, read, gathered, lecturer, ordinal),
            **asdict(rules.counts(line.status for line in gathered.lines)),
        }  # fmt: skip
        return {
            "row": row,
            "agenda": [{"title": title} for title in agenda_of(planned, topic.name, ordinal)],
            "readings": [{"title": title} for title in read],
            "roster": [
                {
                    "person_id": line.person_id, "name": None if line.person_id else line.name,
                    "status": int(line.status), "reason": line.reason or None,
                    "voting": line.status is not Status.GUEST and self._votes(line.person_id, planned),
                }
                for line in gathered.lines
            ],
        }  # fmt: skip

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

    def _text(
        self, planned: Planned, topic: Topic, read: tuple[str, ...], gathered: Gathered, lecturer: str, ordinal: int
    ) -> str:
        silent = {gathered.host, lecturer, *planned.about}
        speakers = tuple(line.name.partition("（")[0] for line in gathered.present if line.name not in silent)
        voting = [line for line in gathered.lines if self._votes(line.person_id, planned)]
        vote = Vote(len(voting), sum(line in gathered.present for line in voting))
        scene = Scene(planned, topic, read, gathered.host, lecturer, speakers, vote)
        return self._writer.write(scene, long=planned.code == "reading_class" and ordinal % 10 == 1)

    def _votes(self, person_id: int | None, planned: Planned) -> bool:
        full = self._residents[person_id].draft.full_member_on if person_id else None
        return full is not None and full < planned.day  # whom a meeting confirms does not vote at it
