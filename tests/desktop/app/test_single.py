"""A second start finds the first one's window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from db.core.companions import lock_path
from db.security.occupancy import Holder, Occupancy, _dumped, this_host
from db.security.processes import account
from desktop.app.single import Doorbell, bring_to_front, not_answering, running_window, server_name

ROOT = Path(__file__).parents[3]
RING = """
import sys
from pathlib import Path
from desktop.app.single import bring_to_front, running_window
path = Path(sys.argv[1])
holder = running_window(path)
print(bring_to_front(path, holder) if holder else None)
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "账.ybz"


def second_start(path):
    command = [sys.executable, "-c", RING, str(path)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_a_second_start_rings_and_hears_that_it_was_heard(qtbot, path):
    with Occupancy.claim(path, "周文", this_host()):
        bell = Doorbell(path)
        with qtbot.waitSignal(bell.rung, timeout=15_000), second_start(path) as second:
            qtbot.waitUntil(lambda: second.poll() is not None, timeout=15_000)
            assert second.stdout.read() == "True\n"
        bell.close()


def test_a_window_that_does_not_answer_is_told(path):
    with Occupancy.claim(path, "周文", this_host()) as ours:
        with second_start(path) as second:
            assert second.communicate(timeout=20)[0] == "False\n"
        text, way_out = not_answering(path, ours._holder)
    assert "没有回应" in text
    assert str(os.getpid()) in way_out


def test_a_server_left_by_a_killed_one_is_replaced(qtbot, path):
    first, second = Doorbell(path), Doorbell(path)
    with Occupancy.claim(path, "周文", this_host()), second_start(path) as start:
        qtbot.waitUntil(lambda: start.poll() is not None, timeout=15_000)
        assert start.stdout.read() == "True\n"
    first.close()
    second.close()


def test_nobody_is_found_where_there_is_nobody(path):
    assert running_window(path) is None
    with Occupancy.claim(path, "周文", this_host()):
        assert running_window(path) is None, "that is ourselves"


@pytest.mark.parametrize("other", [{"host": "PC-07"}, {"account": "另一个登录"}, {"window": False}])
def test_only_windows_of_this_login_can_be_brought_to_front(path, other):
    given = {"user": "周文", "host": this_host(), "pid": os.getppid(), "since": "", "token": "", "account": account()}
    lock_path(path).write_bytes(_dumped(Holder(**given)))
    assert running_window(path) is not None
    lock_path(path).write_bytes(_dumped(Holder(**{**given, **other})))
    assert running_window(path) is None


def test_the_name_is_the_books_own_however_it_is_spelled(path, monkeypatch):
    monkeypatch.chdir(path.parent)
    assert server_name(path) == server_name(Path(path.name))
    assert server_name(path) != server_name(path.with_name("另一本.ybz"))


def test_bring_to_front_gives_up_in_time(path):
    assert not bring_to_front(path, Holder("周文", this_host(), 1, "", ""), patience_ms=50)
