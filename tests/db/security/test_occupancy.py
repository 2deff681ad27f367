"""One computer at a time: who has the book, when a lock is stale, what a loser is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from datetime import datetime

import pytest

from db.core.companions import lock_path
from db.core.errors import EnvironmentFault
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.organizations.models import Organization
from db.security import occupancy
from db.security.occupancy import LostError, Occupancy, OccupiedError, read_holder
from db.security.opening import open_held
from db.security.processes import is_alive, started

SINCE = datetime(2026, 11, 24, 9, 12)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "和平街道.ybz"


def claim(path, host="PC-03", user="周文", pid=None, **more):
    return Occupancy.claim(path, user, host, pid, SINCE, **more)


def grow_old(path, seconds):
    then = lock_path(path).stat().st_mtime - seconds
    os.utime(lock_path(path), (then, then))


def sleep(claim, wall=600.0, awake=0.0):
    """The lid was closed since the last beat: the system's own clock may stand still, the one on the wall does not."""
    claim._beaten = (claim._beaten[0] - wall, claim._beaten[1] - awake)


def names_in(book):
    with book.read() as connection:
        return list(connection.exec_driver_sql("SELECT name FROM organization ORDER BY id").scalars())


@pytest.fixture
def dead():
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.fixture
def living():
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process.pid
    process.kill()
    process.wait()


def test_a_claim_says_who_and_goes_away_with_its_holder(path):
    with claim(path):
        told = json.loads(lock_path(path).read_bytes())
        assert (told["user"], told["host"], told["pid"], told["since"]) == (
            "周文", "PC-03", os.getpid(), "2026-11-24T09:12:00",
        )  # fmt: skip
    assert list(path.parent.iterdir()) == []


def test_another_computer_is_told_who_has_the_book_and_what_to_do(path):
    with claim(path), pytest.raises(OccupiedError) as caught:
        claim(path, "PC-07", "孙立")
    assert caught.value.text == "账本正由周文（电脑 PC-03）从 11-24 09:12 起使用，现在不能打开。"
    assert "先关闭账本" in caught.value.way_out
    assert not caught.value.same_host
    assert [file.name for file in path.parent.iterdir()] == []


def test_another_computer_that_went_silent_is_replaced_and_named(path):
    gone = claim(path)
    grow_old(path, occupancy.STALE_S - 10)
    with pytest.raises(OccupiedError):
        claim(path, "PC-07", "孙立")
    grow_old(path, occupancy.STALE_S + 10)
    with claim(path, "PC-07", "孙立") as ours:
        assert (ours.before.user, ours.before.host) == ("周文", "PC-03")
        gone.release()
        assert read_holder(lock_path(path)).host == "PC-07", "what is no longer ours stays"


def test_age_is_told_by_the_folder_not_by_our_clock(path, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 0.0)
    with claim(path), pytest.raises(OccupiedError):
        claim(path, "PC-07")


def test_a_crash_on_the_same_computer_is_passed_over_in_silence(path, dead):
    claim(path, pid=dead)
    with claim(path) as ours:
        assert ours.before is None


def test_a_living_window_of_the_same_computer_is_respected(path, living):
    claim(path, pid=living)
    grow_old(path, 10_000)  # asleep, perhaps; but there
    with pytest.raises(OccupiedError) as caught:
        claim(path)
    assert caught.value.same_host
    assert "本机" in caught.value.text


def test_a_window_goes_ahead_of_a_command_of_its_computer(path, living):
    command = claim(path, pid=living, window=False)
    with claim(path) as window:
        command.release()
        assert read_holder(lock_path(path)).window
        assert window.beat()


@pytest.mark.skipif(not started(os.getpid()), reason="the system does not tell when a process began")
def test_a_process_number_used_again_is_not_taken_for_the_holder(path, living):
    claim(path, pid=living)
    told = json.loads(lock_path(path).read_bytes())
    lock_path(path).write_text(json.dumps({**told, "started": "1"}))
    claim(path).release()


def test_processes_are_told_alive_and_dead(living, dead):
    assert is_alive(living)
    assert is_alive(os.getpid(), started(os.getpid()))
    assert not is_alive(dead)
    assert not is_alive(0)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"user": 3}', b"\xff\xfe"])
def test_a_lock_no_one_can_read_counts_by_its_age(path, content, monkeypatch):
    monkeypatch.setattr(occupancy, "_SETTLE_S", 0.001)
    lock_path(path).write_bytes(content)
    with pytest.raises(OccupiedError):
        claim(path)
    grow_old(path, occupancy.STALE_S + 10)
    claim(path).release()


@pytest.mark.parametrize("stale", [False, True])
def test_of_many_claims_at_once_one_wins(path, stale):
    for _ in range(5):
        if stale:
            claim(path, "旧电脑")
            grow_old(path, occupancy.STALE_S + 10)
        start, won, lost = threading.Barrier(6), [], []

        def compete(number, start=start, won=won, lost=lost):
            start.wait()
            try:
                won.append(claim(path, f"PC-{number}"))
            except EnvironmentFault as fault:
                lost.append(fault)

        rivals = [threading.Thread(target=compete, args=(number,)) for number in range(6)]
        for rival in rivals:
            rival.start()
        for rival in rivals:
            rival.join()
        assert (len(won), len(lost)) == (1, 5)
        assert won[0].beat()
        won[0].release()
        assert list(path.parent.iterdir()) == []


def test_a_beat_keeps_the_lock_fresh_and_puts_back_one_that_was_deleted(path):
    with claim(path) as ours:
        grow_old(path, 600)
        assert ours.beat()
        with pytest.raises(OccupiedError):
            claim(path, "PC-07")
        lock_path(path).unlink()
        assert ours.beat()
        assert read_holder(lock_path(path)).user == "周文"


def test_the_background_beats(path, monkeypatch):
    monkeypatch.setattr(occupancy, "BEAT_S", 0.01)
    with claim(path).keep():
        grow_old(path, 600)
        then = lock_path(path).stat().st_mtime
        end = time.monotonic() + 5
        while lock_path(path).stat().st_mtime == then and time.monotonic() < end:
            time.sleep(0.01)
        assert lock_path(path).stat().st_mtime > then + 500


def test_a_missing_folder_is_explained(tmp_path):
    with pytest.raises(EnvironmentFault, match="找不到"):
        claim(tmp_path / "没有" / "账.ybz")


def test_who_slept_through_a_takeover_cannot_write(made_book, book):
    book.close()
    held = open_held(book.path, made_book.key, made_book.actor, window=True)
    try:
        grow_old(book.path, occupancy.STALE_S + 10)
        with claim(book.path, "PC-07", "孙立"):
            sleep(held.claim)
            with pytest.raises(LostError, match="孙立（电脑 PC-07）") as caught:
                save_organization(held, OrganizationDraft(name="甲", kind="党委"))
            assert "复制" in caught.value.way_out
            with pytest.raises(LostError), held.aside():
                pass
            with held.read() as connection:
                assert connection.exec_driver_sql("SELECT count(*) FROM organization").scalar() == 0
    finally:
        held.close()


def test_who_sleeps_in_the_middle_of_a_long_action_does_not_commit_it(made_book, book):
    book.close()
    held = open_held(book.path, made_book.key, made_book.actor, window=True)
    try:
        with pytest.raises(LostError, match="孙立（电脑 PC-07）"), held.action("导入", "organizations.edit") as work:
            work.session.add(Organization(id=work.new_id(), name="甲", kind="党委"))
            grow_old(book.path, occupancy.STALE_S + 10)
            rival = claim(book.path, "PC-07", "孙立")
            sleep(held.claim)
        assert names_in(held) == []
        rival.release()
        with pytest.raises(LostError), held.action("导入", "organizations.edit") as work:
            work.session.add(Organization(id=work.new_id(), name="甲", kind="党委"))
            grow_old(book.path, occupancy.STALE_S + 10)
            claim(book.path, "PC-07", "孙立").release()  # has written, and is gone
            sleep(held.claim)
            assert held.claim.beat()
        assert names_in(held) == []
        with pytest.raises(LostError), held.aside() as connection:
            connection.exec_driver_sql("UPDATE book SET office = '别处'")
            grow_old(book.path, occupancy.STALE_S + 10)
            rival = claim(book.path, "PC-07", "孙立")
            sleep(held.claim)
        with held.read() as connection:
            assert connection.exec_driver_sql("SELECT office FROM book").scalar() == "和平街道"
        rival.release()
    finally:
        held.close()


@pytest.mark.parametrize(("wall", "awake"), [(600, 0), (-3600, 600), (0, 600)])
def test_neither_a_clock_set_back_nor_one_that_stood_still_hides_a_takeover(path, wall, awake):
    ours = claim(path)
    grow_old(path, occupancy.STALE_S + 10)
    with claim(path, "PC-07", "孙立"):
        ours.check()  # a beat ago it was ours
        sleep(ours, wall, awake)
        with pytest.raises(LostError):
            ours.check()


def test_a_command_whose_lock_a_window_of_its_computer_took_goes_on(made_book, book, living):
    book.close()
    command = open_held(book.path, made_book.key, made_book.actor, window=False)
    try:
        window = claim(book.path, made_book.actor.host, pid=living)
        save_organization(command, OrganizationDraft(name="甲", kind="党委"))
        assert read_holder(lock_path(book.path)).pid == living
        window.release()
        save_organization(command, OrganizationDraft(name="乙", kind="党委"))
        assert read_holder(lock_path(book.path)).pid == os.getpid(), "the window is gone: held again"
        assert names_in(command) == ["甲", "乙"]
    finally:
        command.close()


def test_a_command_is_stopped_by_a_window_of_another_computer(path):
    command = claim(path, window=False)
    grow_old(path, occupancy.STALE_S + 10)
    with claim(path, "PC-07"), pytest.raises(LostError):
        sleep(command)
        command.check()


def test_a_beat_under_way_does_not_put_back_what_is_let_go(path, monkeypatch):
    ours, reading, gone, really = claim(path), threading.Event(), threading.Event(), read_holder

    def slow(lock):
        if threading.current_thread() is beating:
            reading.set()
            gone.wait(0.3)  # the network is slow
        return really(lock)

    monkeypatch.setattr(occupancy, "read_holder", slow)
    beating = threading.Thread(target=ours.beat)
    beating.start()
    reading.wait()
    ours.release()
    gone.set()
    beating.join()
    assert not lock_path(path).exists()
    assert not ours.beat()
    assert not lock_path(path).exists()


def test_a_command_goes_on_beside_a_window_and_lets_go_of_nothing(made_book, book, living):
    book.close()
    claim(book.path, made_book.actor.host, pid=living)
    command = open_held(book.path, made_book.key, made_book.actor, window=False)
    save_organization(command, OrganizationDraft(name="甲", kind="党委"))
    command.close()
    assert read_holder(lock_path(book.path)).pid == living
    with pytest.raises(OccupiedError):
        open_held(book.path, made_book.key, made_book.actor, window=True)


def test_a_command_of_another_computer_is_refused(made_book, book):
    book.close()
    with claim(book.path), pytest.raises(OccupiedError):
        open_held(book.path, made_book.key, made_book.actor, window=False)


def test_what_cannot_be_opened_is_not_held(made_book, book):
    book.close()
    book.path.write_bytes(b"x" * 8192)
    with pytest.raises(EnvironmentFault):
        open_held(book.path, made_book.key, made_book.actor, window=True)
    assert not lock_path(book.path).exists()
