"""The program as its user starts it, in a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from desktop.app.single import server_name
from desktop.commands.passphrase import VARIABLE

ROOT = Path(__file__).parents[2]
_PATIENCE_S = 40

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGTERM there")


@pytest.fixture
def place(made_book, book_passphrase, tmp_path):
    """A folder with a book, and the environment of a user who lives in it."""
    for suffix in ("", ".keys"):
        shutil.copy(f"{made_book.path}{suffix}", f"{tmp_path / '账.ybz'}{suffix}")
    homes = {name: str(tmp_path / name) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")}
    return tmp_path, {**os.environ, **homes, VARIABLE: book_passphrase, "LC_ALL": "C.UTF-8"}


def program(environment, *words, **more):
    command = [sys.executable, "-W", "always::ResourceWarning", "-m", "desktop", *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, **more)


def wait_for(sign, running):
    """Until *sign*() holds, or the process has ended or takes too long."""
    end = time.monotonic() + _PATIENCE_S
    while not sign() and running.poll() is None and time.monotonic() < end:
        time.sleep(0.05)
    assert sign(), running.communicate(timeout=5) if running.poll() is not None else "still starting"


def complaints(err):
    """What stderr says besides what only a screen can do."""
    return [line for line in err.decode().splitlines() if "This plugin does not support" not in line]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_window_opens_and_ends_cleanly(place, ending):
    folder, environment = place
    book = folder / "账.ybz"
    with program(environment, "-platform", "offscreen", "--book", str(book)) as running:
        try:
            # The main window remembers the book it shows.
            wait_for(lambda: any("账.ybz" in file.read_text() for file in folder.rglob("settings*.json")), running)
            listing = program(environment, "organizations", "list", "--book", str(book))
            out, err = listing.communicate(timeout=_PATIENCE_S)
            assert (listing.returncode, err) == (0, b""), "the book can be read meanwhile"
            assert out.decode().endswith("共 0 条\n")
            running.send_signal(ending)
            _, err = running.communicate(timeout=_PATIENCE_S)
        finally:
            running.kill()
    assert running.returncode == 0
    assert complaints(err) == []
    assert not book.with_name("账.ybz-wal").exists(), "the book was closed"


def test_a_second_start_goes_to_the_first_ones_window(place):
    folder, environment = place
    words = ("-platform", "offscreen", "--book", str(folder / "账.ybz"))
    with program(environment, *words) as first:
        try:
            wait_for(lambda: any("账.ybz" in file.read_text() for file in folder.rglob("settings*.json")), first)
            wait_for((Path(tempfile.gettempdir()) / server_name(folder / "账.ybz")).exists, first)
            second = program(environment, *words)
            out, err = second.communicate(timeout=_PATIENCE_S)
            assert (second.returncode, out, complaints(err)) == (0, b"", [])
            assert first.poll() is None
            first.send_signal(signal.SIGTERM)
            _, err = first.communicate(timeout=_PATIENCE_S)
        finally:
            first.kill()
    assert (first.returncode, complaints(err)) == (0, [])
    assert not (folder / "账.ybz.lock").exists()


def test_after_a_kill_the_book_opens_without_a_question(place):
    folder, environment = place
    words = ("-platform", "offscreen", "--book", str(folder / "账.ybz"))
    for _ in range(2):
        with program(environment, *words) as running:
            wait_for((folder / "账.ybz.lock").exists, running)
            wait_for(lambda: str(running.pid) in (folder / "账.ybz.lock").read_text(), running)
            running.kill()
    listing = program(environment, "organizations", "list", "--book", str(folder / "账.ybz"))
    assert listing.communicate(timeout=_PATIENCE_S)[1] == b""
    assert not (folder / "账.ybz.lock").exists()
