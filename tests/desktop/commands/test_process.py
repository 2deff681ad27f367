"""The program as a process: encodings, pipes, no screen."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

LIST = ("people", "list")


@pytest.mark.parametrize("environment", [{"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C"}, {"PYTHONIOENCODING": "gbk"}])
def test_any_encoding_of_the_terminal(process, small_book, passphrase, environment):
    done = process(*LIST, "--book", small_book, **environment)
    assert done.returncode == 0
    assert done.stderr == b""
    assert done.stdout.count(b"\n") == 5


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "utf-8"])
def test_json_is_json_in_any_encoding(process, small_book, passphrase, encoding):
    done = process(*LIST, "--json", "--book", small_book, PYTHONIOENCODING=encoding)
    names = [row["name"] for row in json.loads(done.stdout.decode(encoding))["rows"]]
    assert sorted(names) == sorted(["孙立", "张喆", "王𬭎"])


def test_refusal_and_help_in_any_encoding(process, small_book, tmp_path):
    done = process(*LIST, "--book", tmp_path / "没有.ybz", PYTHONIOENCODING="ascii")
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr
    done = process("--help", PYTHONIOENCODING="ascii")
    assert done.returncode == 0


def test_version(process):
    done = process("--version", PYTHONUTF8="1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert re.fullmatch(r"一本账 \d+\.\d+\.\d+", done.stdout.decode().strip())
    assert process("--version", PYTHONIOENCODING="ascii").returncode == 0


def test_reader_that_has_seen_enough(small_book, passphrase):
    """``| head``: no traceback, neither when printing nor when Python flushes at its end."""
    root = Path(__file__).parents[3]
    command = [sys.executable, "-m", "desktop", *LIST, "--book", str(small_book)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        running.stdout.close()
        err = running.stderr.read()
    assert err == b""
    assert running.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_output_to_a_full_disk(process, small_book, passphrase):
    with open("/dev/full", "wb") as full:
        done = process(*LIST, "--book", small_book, stdout=full)
    assert done.returncode == 3
    assert done.stderr.decode().startswith("结果没有写完")
    assert done.stderr.count(b"\n") == 1


def test_showcase_needs_no_screen(process, small_book, passphrase, tmp_path):
    done = process(
        "showcase", "--book", small_book, "--out", tmp_path, QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY=""
    )
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "people.png").exists()
