"""Whether a meeting could decide and what it decided, by the rules in force on its day.

Sources stand beside each rule in ``resources/rules/working_rules.toml``. Nothing here is stored: counts are, and
what follows from them is computed anew, so a count put right puts the result right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from db.meetings.draft import CandidateLine, ElectionLine, VoteLine
from db.rules.queries import Rules

_SECRET = "无记名投票"
_COMMITTEES = ("committee", "body")  # whose meeting it is, where it is not the members' own
_COUNTS = (("entitled", "应到"), ("present", "实到"), ("in_favour", "赞成"), ("against", "反对"), ("abstained", "弃权"))
_BALLOTS = (("entitled", "应到"), ("present", "实到"), ("issued", "发出"), ("returned", "收回"), ("valid", "有效票"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a vote. ``passed`` None: the counts do not tell. ``problems``: clauses that say why."""

    passed: bool | None
    needed: int | None = None  # votes in favour it takes
    problems: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """通过 · 未通过 · 无效 · 不完整"""
        if self.passed is None:
            return "不完整" if self.needed is None else "无效"
        return "通过" if self.passed else "未通过"


@dataclass(frozen=True, slots=True)
class ElectionOutcome:
    """What came of an election. ``elected``: places in the list of candidates, most votes first.

    ``tied``: places of candidates with equal votes of whom not all have a seat; they are voted on again.
    """

    valid: bool | None  # None: the counts do not tell
    needed: int | None = None
    elected: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()


def more_than(share: Fraction, of: int) -> int:
    """The least whole number that is more than *share* of *of*."""
    return math.floor(share * of) + 1


def at_least(share: Fraction, of: int) -> int:
    """The least whole number that is *share* of *of* or more."""
    return math.ceil(share * of)


def quorum(entitled: int, expected: str, day: date, rules: Rules) -> int:
    """How many of those *entitled* must be there. *expected*: whose meeting it is, as its kind says."""
    if expected in _COMMITTEES:
        return at_least(rules.share("committee.quorum_at_least", day), entitled)
    return more_than(rules.share("assembly.quorum_over", day), entitled)


def outcome(vote: VoteLine, expected: str, day: date, rules: Rules) -> Outcome:
    """What came of *vote* at a meeting of those *expected* on *day*."""
    missing = [label for name, label in _COUNTS if getattr(vote, name) is None]
    if missing:
        return Outcome(None, problems=(f"缺{'、'.join(missing)}",))
    entitled, present, favour, against, abstained = (getattr(vote, name) for name, _ in _COUNTS)
    code = "committee.pass_over" if expected in _COMMITTEES else "assembly.pass_over"
    needed = more_than(rules.share(code, day), entitled)
    problems = _disagreements(vote, entitled, present, favour + against + abstained)
    if present < (least := quorum(entitled, expected, day, rules)):
        problems.append(f"实到 {present} 人，不足有效人数 {least} 人")
    if problems:
        return Outcome(None, needed, tuple(problems))
    return Outcome(favour >= needed, needed)


def _disagreements(vote: VoteLine, entitled: int, present: int, counted: int) -> list[str]:
    found = []
    if entitled == 0:
        found.append("没有有表决权的人")
    if present > entitled:
        found.append(f"实到 {present} 人多于应到 {entitled} 人")
    if vote.written > max(0, entitled - present):
        found.append(f"书面意见 {vote.written} 票多于未到会的人")
    cast = present + vote.written
    written = f"加书面意见 {vote.written} 票" if vote.written else ""
    if counted > cast:
        found.append(f"赞成、反对、弃权合计 {counted}，多于实到 {present} 人{written}")
    elif counted < cast and not (vote.method == _SECRET and vote.note.strip()):  # void ballots are explained there
        found.append(f"赞成、反对、弃权合计 {counted}，少于实到 {present} 人{written}")
    return found


def nominated_at_least(election: ElectionLine, day: date, rules: Rules) -> int:
    """How many candidates the seats need: the surplus rounded up (差额), or as many as seats (等额)."""
    if {election.post, election.body + election.post} & set(rules.words("election.equal_posts", day)):
        return election.seats
    return election.seats + at_least(rules.share("election.extra_candidates", day), election.seats)


def election_outcome(election: ElectionLine, day: date, rules: Rules) -> ElectionOutcome:
    """Who was elected. A ballot more returned than issued voids the election; so does a missing quorum.

    Counts that contradict each other elect nobody: which of them is wrong, they do not tell.
    """
    named = [candidate for candidate in election.candidates if not candidate.written_in]
    problems = [] if election.seats else ["应选人数为 0"]
    if len(named) < (least := nominated_at_least(election, day, rules)):
        kind = "差额" if least > election.seats else "等额"
        problems.append(f"候选人 {len(named)} 名，{kind}选举应不少于 {least} 名")
    missing = [label for name, label in _BALLOTS if getattr(election, name) is None]
    if missing:
        return ElectionOutcome(None, problems=(*problems, f"缺{'、'.join(missing)}"))
    entitled, present, issued, returned, valid = (getattr(election, name) for name, _ in _BALLOTS)
    void = [
        *_void(entitled, present, issued, returned, day, rules),
        *_miscounted(election, present, issued, returned, valid),
    ]
    uncounted = [f"{one.name}缺票数" for one in election.candidates if _uncounted(one)]
    problems += [*void, *uncounted]
    base = entitled if rules.text("election.elected_base", day) == "应到会" else present
    needed = more_than(rules.share("election.elected_over", day), base)
    if void:
        return ElectionOutcome(False, needed, problems=tuple(problems))
    if uncounted:
        return ElectionOutcome(None, needed, problems=tuple(problems))
    elected, tied = _elected(election.candidates, election.seats, needed)
    if tied:
        problems.append(f"{len(tied)} 人得票相等，名额不够，应就他们再次投票")
    elif len(elected) < election.seats:
        problems.append(f"当选 {len(elected)} 人，少于应选 {election.seats} 人")
    return ElectionOutcome(True, needed, elected, tied, tuple(problems))


def _void(entitled: int, present: int, issued: int, returned: int, day: date, rules: Rules) -> list[str]:
    found = []
    if present > entitled:
        found.append(f"实到 {present} 人多于应到 {entitled} 人")
    if present < (least := at_least(rules.share("election.quorum_at_least", day), entitled)) or not entitled:
        found.append(f"实到 {present} 人，不足有效人数 {least} 人，选举无效")
    if returned > issued:
        found.append(f"收回 {returned} 张，多于发出 {issued} 张，选举无效")
    return found


def _miscounted(election: ElectionLine, present: int, issued: int, returned: int, valid: int) -> list[str]:
    found = []
    if issued > present:
        found.append(f"发出 {issued} 张，多于实到 {present} 人")
    if valid > returned:
        found.append(f"有效票 {valid} 张，多于收回 {returned} 张")
    for candidate in election.candidates:
        cast = sum(filter(None, _marks(candidate)))
        if cast > valid or (cast < valid and not candidate.written_in and not _uncounted(candidate)):
            found.append(f"{candidate.name}得票合计 {cast}，与有效票 {valid} 不符")
    favour = sum(candidate.in_favour or 0 for candidate in election.candidates)
    if election.seats and favour > (most := election.seats * valid):  # who marks more than the seats spoils the ballot
        found.append(f"赞成票合计 {favour}，多于应选人数乘有效票 {most}")
    return found


def _marks(candidate: CandidateLine) -> tuple[int | None, ...]:
    """Only votes for someone written in are on the ballots."""
    if candidate.written_in:
        return (candidate.in_favour,)
    return candidate.in_favour, candidate.against, candidate.abstained


def _uncounted(candidate: CandidateLine) -> bool:
    return any(count is None for count in _marks(candidate))


def _elected(candidates: Sequence[CandidateLine], seats: int, needed: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Places of the elected, and of those whose equal votes leave the last seats open."""
    enough = [place for place, candidate in enumerate(candidates) if (candidate.in_favour or 0) >= needed]
    ranked = sorted(enough, key=lambda place: -(candidates[place].in_favour or 0))
    if len(ranked) <= seats or not seats:
        return tuple(ranked[:seats]), ()
    last, next_one = candidates[ranked[seats - 1]].in_favour, candidates[ranked[seats]].in_favour
    if last != next_one:
        return tuple(ranked[:seats]), ()
    elected = tuple(place for place in ranked if (candidates[place].in_favour or 0) > (last or 0))
    return elected, tuple(place for place in ranked if candidates[place].in_favour == last)
