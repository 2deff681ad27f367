from __future__ import annotations

import stat
import subprocess
import sys

import pytest

from desktop.app.looked_at import LookedAt


@pytest.fixture
def looked_at(tmp_path):
    made = LookedAt(tmp_path / "looked-at")
    yield made
    made.close()


def write(place):
    place.write_bytes(b"content")


def test_nothing_is_made_before_it_is_needed(looked_at):
    assert looked_at.leftovers() == []
    looked_at.close()
    assert not looked_at.root.exists()


def test_a_copy_is_for_this_user_alone_and_cannot_be_written(looked_at):
    place = looked_at.copy("ab" * 32, "名单.xlsx", write)
    assert place.name == "名单.xlsx"
    assert place.read_bytes() == b"content"
    assert stat.S_IMODE(place.stat().st_mode) == 0o400
    for folder in (place.parent, place.parent.parent, looked_at.root):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    given = looked_at.copy("ab" * 32, "名单.xlsx", write, editable=True)
    assert given != place
    assert stat.S_IMODE(given.stat().st_mode) == 0o600


def test_a_copy_to_give_away_is_made_anew(looked_at):
    given = looked_at.copy("ab" * 32, "名单.xlsx", write, editable=True)
    given.write_bytes(b"changed by another program")
    assert looked_at.copy("ab" * 32, "名单.xlsx", write, editable=True).read_bytes() == b"content"


def test_the_same_is_copied_once_and_namesakes_do_not_meet(looked_at):
    def refuse(_place):
        raise AssertionError

    first = looked_at.copy("ab" * 32, "照片.jpg", write)
    assert looked_at.copy("ab" * 32, "照片.jpg", refuse) == first
    assert looked_at.copy("cd" * 32, "照片.jpg", write) != first


def test_closing_leaves_nothing_and_overwrites_first(looked_at):
    place = looked_at.copy("ab" * 32, "照片.jpg", write)
    with place.open("rb") as still_open:
        looked_at.close()
        assert still_open.read() == bytes(7)
    assert list(looked_at.root.iterdir()) == []
    assert looked_at.copy("ab" * 32, "照片.jpg", write).exists()


def test_what_a_crash_left_is_found_and_what_another_window_uses_is_not(looked_at):
    script = (
        "import os, sys; from pathlib import Path; from desktop.app.looked_at import LookedAt\n"
        "LookedAt(Path(sys.argv[1])).copy('ab' * 32, 'left.txt', lambda place: place.write_bytes(b'x'))\n"
        "os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", script, str(looked_at.root)], check=False)
    [left] = looked_at.leftovers()
    used = looked_at.copy("ab" * 32, "照片.jpg", write)
    other = LookedAt(looked_at.root)
    assert other.leftovers() == [left]
    other.wipe_leftovers()
    assert not left.exists()
    assert used.exists()
    assert other.leftovers() == []
