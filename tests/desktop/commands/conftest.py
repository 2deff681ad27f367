"""A small book on disk and the program run on it, in this process or in one of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pytest

from desktop.commands.passphrase import VARIABLE

ROOT = Path(__file__).parents[3]
NUMBER = "11010519491231002X"


@pytest.fixture(scope="session")
def small_book(made_book, tmp_path_factory):
    """A committee, two branches, three people, three meetings."""
    from db.meetings.actions import save_meeting
    from db.meetings.draft import MeetingDraft, RosterLine
    from db.meetings.queries import kinds
    from db.organizations.actions import save_organization
    from db.organizations.draft import OrganizationDraft
    from db.people.actions import save_person
    from db.people.draft import PersonDraft
    from db.security.opening import open_with_key

    path = tmp_path_factory.mktemp("small") / "小账.ybz"
    for suffix in ("", ".keys"):
        shutil.copy(f"{made_book.path}{suffix}", f"{path}{suffix}")
    book = open_with_key(path, made_book.key, made_book.actor, lambda: datetime(2022, 6, 27, 9))
    top = save_organization(book, OrganizationDraft("和平社区党委", "党委", "社区", "和平"))
    first = save_organization(book, OrganizationDraft("和平第一党支部", "党支部", "社区", "一支部", top))
    second = save_organization(book, OrganizationDraft("和平第二党支部", "党支部", "社区", "二支部", top))
    for name, place, more in (
        ("张喆", first, {"id_number": NUMBER, "phone": "13812345678", "sex": "女", "born_on": date(1949, 12, 31)}),
        ("王𬭎", first, {}),
        ("孙立", second, {}),
    ):
        draft = PersonDraft(name, stage="正式党员", organization_id=place, since=date(2020, 1, 1), **more)
        save_person(book, draft)
    with book.read() as connection:
        kind = {kind.name: kind.id for kind in kinds(connection)}
    for title, name, place, at in (
        ("二月党课", "党课", second, datetime(2022, 2, 1, 9)),
        ("六月支委会", "支委会", first, datetime(2022, 6, 27, 9)),
        ("去年支委会", "支委会", first, datetime(2021, 6, 27, 9)),
    ):
        save_meeting(book, MeetingDraft(
            kind_id=kind[name], organization_id=place, title=title, starts_at=at, roster=(RosterLine(None, "杜甫"),)
        ))  # fmt: skip
    book.close()
    return path


@pytest.fixture
def passphrase(monkeypatch, book_passphrase):
    """Given by the environment."""
    monkeypatch.setenv(VARIABLE, book_passphrase)


@pytest.fixture(autouse=True)
def own_log(monkeypatch, tmp_path):
    """Not the log of whoever runs the tests."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def run(capsys):
    """``run(*words)`` in this process: exit code, stdout, stderr."""
    from desktop.__main__ import main

    def call(*words):
        try:
            code = main([str(word) for word in words])
        except SystemExit as exit_:
            code = exit_.code
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def read(run, small_book, passphrase):
    """``read("people", "list", …)``: the JSON of a command that has to succeed on the small book."""

    def call(*words):
        code, out, err = run(*words, "--book", small_book, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return call


@pytest.fixture
def process():
    """``process(*words, **environment)``: the program as a process of its own; stdout and stderr in bytes."""

    def call(*words, stdout=subprocess.PIPE, **environment):
        command = [sys.executable, "-m", "desktop", *map(str, words)]
        return subprocess.run(
            command, cwd=ROOT, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=stdout,
            stderr=subprocess.PIPE, timeout=60, check=False,
        )  # fmt: skip

    return call
