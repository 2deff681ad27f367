"""From names in a sheet to organizations and people of the book."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from db.exchange.cells import BadCellError
from db.exchange.lookup import among
from db.exchange.near import near
from db.organizations.fields import GROUP_KIND
from db.organizations.queries import Node, nodes
from db.people.models import Person

_LISTED = 5
_PATH = re.compile(r"\s*(?:/|>|\\|、|→|-|—|·)\s*")
_PARTY = re.compile(r"^(?:中国共产党|中共)|委员会$")


@dataclass(slots=True)
class Place:
    """An organization a name can mean; one planned in the same sheet has a negative id."""

    id: int
    parent_id: int | None
    name: str
    short_name: str
    kind: str
    dissolved: bool = False


class Places:
    """Every organization of the book, and those a sheet is about to add."""

    def __init__(self, found: Iterable[Place]) -> None:
        self._places: dict[int, Place] = {}
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._children: dict[int | None, list[int]] = defaultdict(list)
        self._memo: dict[str, int | BadCellError] = {}
        self._group_memo: dict[tuple[int, str], int | BadCellError] = {}
        for place in found:
            self.add(place)

    @classmethod
    def of(cls, connection: Connection) -> Places:
        return cls(_place(node) for node in nodes(connection))

    def add(self, place: Place) -> None:
        self._memo.clear()
        self._places[place.id] = place
        self._children[place.parent_id].append(place.id)
        for word in {plain(place.name), plain(place.short_name)} - {""}:
            self._exact[word].append(place.id)

    def __getitem__(self, place_id: int) -> Place:
        return self._places[place_id]

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def __contains__(self, place_id: object) -> bool:
        return place_id in self._places

    def children(self, place_id: int | None) -> list[Place]:
        return [self._places[child] for child in self._children.get(place_id, ())]

    def path(self, place_id: int) -> str:
        """春和社区/第一党支部, from the top."""
        return "/".join(self._places[one].name for one in reversed(self.upwards(place_id)))

    def upwards(self, place_id: int | None) -> list[int]:
        """The organization and those above it."""
        found: list[int] = []
        while place_id is not None and place_id in self._places and place_id not in found:
            found.append(place_id)
            place_id = self._places[place_id].parent_id
        return found

    def find(self, text: str) -> int:
        """The one organization meant by *text*; ``BadCellError`` with what may have been meant."""
        found = self._memo.get(text)
        if found is None:
            try:
                found = self._found(text)
            except BadCellError as error:
                found = error
            self._memo[text] = found
        if isinstance(found, BadCellError):
            raise found
        return found

    def find_group(self, organization: int, text: str) -> int:
        """The group of that name in an organization."""
        key = organization, text
        found = self._group_memo.get(key)
        if found is None:
            found = self._group_memo[key] = self._group(organization, text)
        if isinstance(found, BadCellError):
            raise found
        return found

    def _group(self, organization: int, text: str) -> int | BadCellError:
        groups = [place for place in self.children(organization) if place.kind == GROUP_KIND]
        wanted = plain(_PATH.split(text.strip())[-1])
        own = plain(self._places[organization].name)
        exact = [g for g in groups if wanted in (plain(g.name), plain(g.short_name))]
        exact = exact or [g for g in groups if plain(text) == own + plain(g.name)]
        part = exact or [g for g in groups if wanted and wanted in plain(g.name)]
        if len(part) == 1:
            return part[0].id
        names = "、".join(group.name for group in groups) or "没有党小组"
        return BadCellError(f"“{self._places[organization].name}”里没有党小组“{text}”（有：{names}）")

    def _found(self, text: str) -> int:
        candidates = self._exact.get(plain(text), []) or self._by_path(text) or self._by_part(text)
        if len(candidates) > 1:  # what still exists is meant before what was dissolved, a branch before a group
            candidates = [c for c in candidates if not self._places[c].dissolved] or candidates
            candidates = [c for c in candidates if self._places[c].kind != GROUP_KIND] or candidates
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            told = "、".join(self.path(one) for one in candidates[:_LISTED])
            raise BadCellError(f"“{text}”对应 {len(candidates)} 个组织（{told}），请连上级一起写")
        raise BadCellError(self._suggestion(text))

    def _by_path(self, text: str) -> list[int]:
        """The last part names the organization, the parts before it some of those above, in order."""
        parts = [part for part in map(plain, _PATH.split(text.strip())) if part]
        if len(parts) < 2:
            return []
        found = []
        for one in self._exact.get(parts[-1], []) or self._named_like(parts[-1]):
            above = [self._words(upper) for upper in reversed(self.upwards(one)[1:])]
            if _in_order(parts[:-1], above):
                found.append(one)
        whole = [one for one in found if len(self.upwards(one)) == len(parts)]  # written from the top
        return whole if len(whole) == 1 else found

    def _by_part(self, text: str) -> list[int]:
        wanted = plain(text)
        return self._named_like(wanted) if len(wanted) >= 2 else []

    def _named_like(self, wanted: str) -> list[int]:
        within = [one.id for one in self._places.values() if wanted in plain(one.name)]
        if within:
            return within
        # “和平街道春和社区第一党支部”: the longest own name that it ends with, under what the rest names
        ends = [one for one in self._places.values() if len(own := plain(one.name)) >= 3 and wanted.endswith(own)]
        longest = max((len(one.name) for one in ends), default=0)
        return [
            one.id for one in ends
            if len(one.name) == longest and self._above_named(one.id, wanted[: -len(plain(one.name))])
        ]  # fmt: skip

    def _above_named(self, one: int, rest: str) -> bool:
        return any(
            word and (rest.endswith(word) or (len(rest) >= 2 and rest in word))
            for upper in self.upwards(one)[1:] for word in self._words(upper)
        )  # fmt: skip

    def _words(self, one: int) -> tuple[str, str]:
        return plain(self._places[one].name), plain(self._places[one].short_name)

    def _suggestion(self, text: str) -> str:
        words = {word: place for place in self._places.values() for word in (place.name, place.short_name) if word}
        alike = dict.fromkeys(words[word].name for word in near(plain(text), words))  # in full, each once
        if alike:
            return f"没有“{text}”，是不是“{'”“'.join(alike)}”？"
        return f"没有名为“{text}”的组织，请先在“组织”里新建，或改成账本里的名称"


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the book a name can mean."""

    id: int
    name: str
    organization_id: int | None
    id_number: str


class People:
    """The people of the book who bear one of the names of a sheet."""

    def __init__(self, connection: Connection, names: Iterable[str], places: Places) -> None:
        self._places = places
        self._named: dict[str, list[Known]] = defaultdict(list)
        rows = connection.execute(
            select(Person.id, Person.name, Person.organization_id, Person.id_number)
            .where(among(Person.name, set(names) - {""}))
            .order_by(Person.id)
        )
        for row in rows:
            self._named[row.name].append(Known(*row))

    def find(self, name: str, organization: int | None = None, id_number: str = "") -> Known | None:
        """The one person meant; None when the book knows nobody of that name. ``BadCellError`` lists namesakes."""
        found: Sequence[Known] = self._named.get(name, ())
        if id_number:
            same = [one for one in found if one.id_number == id_number]
            if not same and any(not one.id_number for one in found):
                same = [one for one in found if not one.id_number]
            if not same and found:
                raise BadCellError(f"“{name}”的身份证号与账本里的不同，请核对")
            found = same
        if len(found) > 1 and organization is not None:
            found = self._nearest(found, organization)
        if len(found) > 1:
            told = "、".join(self._where(one) for one in found[:_LISTED])
            raise BadCellError(f"有 {len(found)} 个“{name}”（{told}），请写上身份证号或所在组织")
        return found[0] if found else None

    def _nearest(self, found: Sequence[Known], organization: int) -> Sequence[Known]:
        """Those of the organization itself, else of those below it, else all."""
        own = [one for one in found if one.organization_id == organization]
        below = [one for one in found if organization in self._places.upwards(one.organization_id)]
        return own or below or found

    def _where(self, one: Known) -> str:
        if one.organization_id is None or one.organization_id not in self._places:
            return "未编入组织"
        return self._places[one.organization_id].name


def plain(name: str) -> str:
    """A name as it is compared: half-width, without white space, 中共 and 委员会."""
    return _PARTY.sub("", "".join(unicodedata.normalize("NFKC", name).split()))


def _in_order(parts: Sequence[str], above: Sequence[tuple[str, ...]]) -> bool:
    """Each of *parts* names one of *above*, from the top down."""
    rest = iter(above)
    return all(any(part in words or part in words[0] for words in rest) for part in parts)


def _place(node: Node) -> Place:
    return Place(node.id, node.parent_id, node.name, node.short_name, node.kind, node.dissolved_on is not None)
