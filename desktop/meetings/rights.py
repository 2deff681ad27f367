"""Who of a roster has the right to vote on the meeting's day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from db.meetings.draft import RosterLine
from db.meetings.roster import by_rule, never_votes, people_of, settled
from db.meetings.status import Status
from db.people.voting import Voters

ReadVoters = Callable[[Sequence[int]], Voters]


@dataclass(frozen=True, slots=True)
class Voting:
    """有表决权: of those expected, and of those who came."""

    entitled: int
    present: int


class Rights:
    """What the rules say of people on ``day``; without a day, or a book to ask, nothing."""

    def __init__(self, read: ReadVoters | None = None) -> None:
        self._read = read
        self._known: set[int] = set()
        self._voters: Voters | None = None
        self.day: date | None = None

    def know(self, lines: Iterable[RosterLine], *, anew: bool = False) -> None:
        """Read what the rights of *lines* rest on, unless that has been read."""
        ids = set(people_of(lines))
        if self._read is not None and (anew or ids - self._known):
            self._known = ids if anew else self._known | ids
            self._voters = self._read(sorted(self._known))

    def by_rule(self, line: RosterLine) -> bool | None:
        """Whether the rules give *line* a vote; None where that cannot be told."""
        if never_votes(line):
            return False
        return None if self._voters is None or self.day is None else by_rule(line, self.day, self._voters)

    def votes(self, line: RosterLine) -> bool | None:
        """What *line* says, else what the rules say."""
        return self.by_rule(line) if line.voting is None or never_votes(line) else line.voting

    def settled(self, line: RosterLine) -> RosterLine:
        """*line* following the rules where it agrees with them."""
        return settled(line, self.by_rule(line))

    def toggled(self, line: RosterLine) -> RosterLine:
        """*line* with the other right."""
        if never_votes(line):
            return line
        return self.settled(replace(line, voting=not self.votes(line)))

    def count(self, lines: Iterable[RosterLine]) -> Voting | None:
        """None where the rights of someone expected cannot be told."""
        told = [(line, self.votes(line)) for line in lines if line.status is not Status.GUEST]
        if any(votes is None for _line, votes in told):
            return None
        voters = [line for line, votes in told if votes]
        return Voting(len(voters), sum(1 for line in voters if line.status is Status.PRESENT))
