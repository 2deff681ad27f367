from __future__ import annotations

import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from db.core.resources import resource
from db.meetings.dated import FIRST_DAY


def rules(name: str) -> dict[str, Any]:
    return tomllib.loads(resource("rules", name).read_text("utf-8"))


def test_a_frozen_bundle_has_its_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("rules", "x.toml") == tmp_path / "resources" / "rules" / "x.toml"


@pytest.mark.parametrize("name", ["meeting_kinds.toml", "organization_kinds.toml"])
def test_kinds_are_named_once_and_tell_their_source(name: str) -> None:
    kinds = rules(name)["kind"]
    assert len({kind["name"] for kind in kinds}) == len(kinds)
    for kind in kinds:
        assert kind["source"], kind["name"]
        for dated in kind.get("frequency", (kind,)) if name == "meeting_kinds.toml" else (kind,):
            assert isinstance(dated.get("from", date.max), date), kind["name"]
            assert dated["source"], kind["name"]


def test_meeting_kinds_use_known_families_and_rosters() -> None:
    kinds = rules("meeting_kinds.toml")["kind"]
    assert len({kind["code"] for kind in kinds}) == len(kinds) == 24
    assert {kind["family"] for kind in kinds} == {"branch", "study", "work"}
    assert {kind["expected"] for kind in kinds} == {"members", "committee", "group", "body", "cadres", "invited"}
    assert {kind["name"] for kind in kinds if kind["votes"]} == {
        *("支部党员大会", "支委会", "民主评议党员", "接收预备党员大会", "预备党员转正大会", "换届选举大会")
    }
    assert {each["by"] for kind in kinds for each in kind.get("worth", ())} == {"hour", "day"}
    assert all(kind.get("worth") for kind in kinds if kind["family"] == "study")
    assert {kind["worth"][0]["from"] for kind in kinds if "worth" in kind} == {FIRST_DAY}
    known = {kind["name"] for kind in rules("organization_kinds.toml")["kind"]}
    for often in (often for kind in kinds for often in kind.get("frequency", ())):
        assert set(often["organizations"]) <= known
        assert often["unit"] in ("month", "quarter", "year")
        assert often["times"] >= 1


def test_organizations_stand_under_known_higher_kinds() -> None:
    kinds = {kind["name"]: kind for kind in rules("organization_kinds.toml")["kind"]}
    for kind in kinds.values():
        for parent in kind["parents"]:
            assert kinds[parent]["rank"] <= kind["rank"], kind["name"]


def test_small_vocabularies_name_each_thing_once_and_rank_the_posts_of_a_body() -> None:
    lists = rules("vocabulary.toml")
    for name, entries in lists.items():
        assert len({(entry["name"], entry.get("body")) for entry in entries}) == len(entries), name
    bodies = {body["name"] for body in lists["body"]}
    assert {post["body"] for post in lists["post"]} == bodies
    for body in bodies:
        posts = [post for post in lists["post"] if post["body"] == body]
        assert [post["rank"] for post in posts] == list(range(1, len(posts) + 1))
        assert [post["head"] for post in posts].count(True) == 1
    assert [stage["name"] for stage in lists["stage"] if stage["votes"]] == ["正式党员"]
    assert [stage["name"] for stage in lists["stage"] if stage["member"]] == ["预备党员", "正式党员"]
