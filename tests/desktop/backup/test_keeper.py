"""A week of backups as the user sees it."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from db.security.backup import backups_in
from db.security.opening import open_with_key
from desktop.backup import keeper
from desktop.backup.leaving import LeavingDialog
from desktop.backup.settings_dialog import BackupSettingsDialog
from desktop.backup.status import said
from desktop.wiring import close_window

NOW = datetime(2026, 11, 24, 9, 30, 15)


def reopened(book, desk):
    return open_with_key(book.path, book.key, book.actor, lambda: desk.at)


def made(folder):
    return [one.taken_at for one in backups_in(folder)]


def test_by_hand_the_first_time_asks_for_a_folder(desk, stick, within, presenter):
    desk.enter()
    desk.open()
    assert desk.backups.button.text() == "还没有备份"
    assert desk.backups.button.property("tone") == "warning"

    def choose(dialog):
        dialog.folder.setText(str(stick / "没有"))
        dialog.ok.click()
        assert "找不到" in dialog.error.text()
        dialog.folder.setText(str(stick))
        dialog.ok.click()

    within(BackupSettingsDialog, choose)
    desk.backups.button.click()
    desk.settle()
    assert made(stick) == [NOW]
    assert desk.backups.button.text() == "上次备份 今天 09:30"
    assert desk.backups.button.property("tone") == "muted"
    assert "已备份并检查" in presenter.notes[-1]


def test_the_first_opening_of_a_day_backs_up_once(desk, chosen, presenter):
    desk.enter()
    desk.open()
    assert made(chosen) == [NOW]
    desk.backups.look()
    desk.settle()
    assert len(made(chosen)) == 1
    desk.at += timedelta(days=1)
    desk.backups.look()
    desk.settle()
    assert len(made(chosen)) == 1, "nothing was entered since"
    desk.enter("春和社区党委")
    desk.backups.look()
    desk.settle()
    assert len(made(chosen)) == 2
    assert presenter.told == []


@pytest.mark.parametrize("key", ["backup.daily", "demonstration"])
def test_not_daily_when_not_wanted_nor_for_the_demonstration(desk, chosen, settings, key):
    settings.set("backup.daily", key != "backup.daily")
    desk.enter()
    desk.open(automatic=key != "demonstration")
    assert made(chosen) == []


def test_a_stick_that_is_away_is_told_once_and_never_keeps_anyone(desk, settings, tmp_path, presenter):
    settings.set("backup.folder", str(tmp_path / "没插的U盘"))
    desk.enter()
    window = desk.open()
    [note] = presenter.notes
    assert "没插的U盘" in note
    window.close()
    assert not window.isVisible()
    assert len(presenter.notes) == 1
    assert presenter.told == []


def test_a_stick_pulled_out_since_the_start_is_told_on_the_way_out(desk, chosen, within):
    desk.enter()
    window = desk.open()
    chosen.rename(chosen.with_name("拔出"))
    desk.at += timedelta(minutes=1)
    desk.enter("春和社区党委")

    def read(dialog):
        desk.qtbot.waitUntil(lambda: "没有备份" in dialog.text.text())
        texts.append(dialog.text.text())
        dialog.skip.click()

    texts = []
    within(LeavingDialog, read)
    window.close()
    assert not window.isVisible()
    assert str(chosen) in texts[0]


def test_another_book_s_backup_is_not_taken_for_ours_and_said_once(desk, chosen, namesake, presenter):
    desk.enter()
    desk.open()
    assert desk.backups.button.text() == "还没有备份"
    desk.backups.look()
    desk.settle()
    [note] = presenter.notes
    assert "同名账本" in note
    assert presenter.told == [], "nobody has asked for that backup"
    desk.menu("立即备份")
    [(_, text, _)] = presenter.told
    assert "换一个备份文件夹" in text
    assert made(chosen) == [NOW]


def test_closing_backs_up_what_was_entered_since(desk, chosen):
    desk.enter()
    window = desk.open()
    window.close()
    assert made(chosen) == [NOW], "nothing new: the daily one is enough"
    window.show()
    desk.at += timedelta(minutes=5)
    desk.enter("春和社区党委")
    desk.at += timedelta(minutes=5)
    window.lock()
    assert made(chosen) == [NOW + timedelta(minutes=10), NOW]
    desk.at += timedelta(minutes=5)
    desk.enter("夏和社区党委")
    desk.settings.set("backup.on_close", False)
    window.close()
    assert len(made(chosen)) == 2


def test_the_backup_on_the_way_out_can_be_skipped(desk, chosen, within, monkeypatch):
    desk.enter()
    window = desk.open()
    desk.at += timedelta(minutes=5)
    desk.enter("春和社区党委")
    began, go_on = threading.Event(), threading.Event()

    def slow(_folder, job):
        began.set()
        go_on.wait(10)
        job.check()
        raise AssertionError("was not cancelled")

    monkeypatch.setattr(desk.backups, "_made", slow)

    def skip(dialog):
        assert began.wait(10)
        dialog.skip.click()
        go_on.set()

    within(LeavingDialog, skip)
    window.close()
    assert not window.isVisible()
    desk.settle()
    assert made(chosen) == [NOW]


def test_without_a_folder_closing_proposes_one_and_can_be_put_off_for_a_week(desk, presenter, stick, within):
    window = desk.open()
    window.close()
    assert presenter.asked == [], "an empty book is not worth a question"
    window.show()
    desk.enter()
    presenter.answers = [1]
    window.close()
    assert len(presenter.asked) == 1
    window.show()
    desk.at += timedelta(days=6)
    window.close()
    assert len(presenter.asked) == 1
    window.show()
    desk.at += timedelta(days=1)
    seen = within(BackupSettingsDialog, lambda dialog: (dialog.folder.setText(str(stick)), dialog.ok.click()))
    window.close()
    assert len(presenter.asked) == 2
    assert seen
    assert len(made(stick)) == 1, "and is backed up at once"


def test_thinning_follows_the_backup(desk, chosen):
    for day in ("2026-11-20 080000", "2026-11-20 090000"):
        for suffix in (".ybz", ".ybz.keys"):
            (chosen / f"{desk.book.path.stem} {day}{suffix}").write_bytes(b"")
    desk.enter()
    desk.open()
    assert [at.day for at in made(chosen)] == [24, 20]


def test_settings_are_kept_and_the_same_disk_is_told(desk, settings, stick, within):
    desk.open()

    def fill(dialog):
        dialog.folder.setText(str(stick))
        assert "同一个磁盘" in dialog.hint.text()
        dialog.daily.setChecked(False)
        dialog.ok.click()

    within(BackupSettingsDialog, fill)
    desk.menu("备份设置")
    assert settings.get("backup.folder", "") == str(stick)
    assert settings.get("backup.daily", True) is False
    assert settings.get("backup.on_close", False) is True


def test_a_backup_that_fails_by_hand_is_told_with_the_way_out(desk, chosen, presenter):
    desk.open()
    chosen.rename(chosen.with_name("拔出"))
    desk.menu("立即备份")
    [(_, text, _)] = presenter.told
    assert "U 盘" in text


def test_a_first_backup_that_fails_is_told_once(desk, stick, within, presenter):
    desk.enter()
    desk.open()

    def choose_and_pull(dialog):
        dialog.folder.setText(str(stick))
        dialog.ok.click()
        stick.rename(stick.with_name("拔出"))

    within(BackupSettingsDialog, choose_and_pull)
    desk.backups.button.click()
    desk.settle()
    assert len(presenter.told) == 1
    desk.window.close()
    assert presenter.notes == [], "not once more in a strip"


def test_the_day_is_said_as_people_say_it():
    today = NOW.date()
    assert said(None, today) == "还没有备份"
    assert said(NOW, today) == "上次备份 今天 09:30"
    assert said(NOW - timedelta(days=1), today) == "上次备份 昨天 09:30"
    assert said(NOW - timedelta(days=4), today) == "上次备份 11-20 09:30"
    assert said(NOW - timedelta(days=400), today) == "上次备份 2025-10-20 09:30"


def test_a_clock_set_back_does_not_stop_the_backups(desk, chosen, within):
    desk.enter()
    window = desk.open()
    assert made(chosen) == [NOW]
    desk.at -= timedelta(days=400)
    desk.enter("春和社区党委")
    desk.backups.look()
    desk.settle()
    assert made(chosen) == [NOW, desk.at], "the daily one"
    assert desk.backups.button.text() == "上次备份 今天 09:30"
    assert "2026-11-24" in desk.backups.button.toolTip()
    desk.at += timedelta(minutes=5)
    desk.backups.look()
    desk.settle()
    assert len(made(chosen)) == 2, "nothing was entered since"
    desk.enter("夏和社区党委")
    window.close()
    assert len(made(chosen)) == 3, "the one on the way out"


def test_one_backup_dated_in_the_future_does_not_stop_the_others(desk, chosen):
    desk.enter()
    desk.at += timedelta(days=3650)
    window = desk.open()
    window.close()
    assert len(made(chosen)) == 1
    desk.at = NOW
    window.show()
    desk.enter("春和社区党委")
    desk.backups.look()
    desk.settle()
    assert made(chosen)[1:] == [NOW]
    assert "2036-11-2" in desk.backups.button.toolTip()


def test_what_is_entered_while_a_backup_is_made_is_backed_up_the_next_time(desk, chosen, monkeypatch):
    desk.enter()
    window = desk.open(automatic=False)
    real = keeper.backup

    def meanwhile(*given, **named):
        done = real(*given, **named)
        desk.enter("春和社区党委")
        return done

    monkeypatch.setattr(keeper, "backup", meanwhile)
    desk.menu("立即备份")
    monkeypatch.setattr(keeper, "backup", real)
    window.hide()
    close_window(window)
    desk.book = reopened(desk.book, desk)
    desk.at += timedelta(days=1)
    desk.open()
    assert len(made(chosen)) == 2


def test_locking_is_reached_when_the_book_is_gone(desk, chosen, presenter):
    locked = []
    desk.enter()
    window = desk.open(lock=lambda: locked.append(True))
    desk.at += timedelta(minutes=5)
    desk.enter("春和社区党委")
    path = desk.book.path
    away = path.with_name("拔出.ybz")
    path.rename(away)
    desk.book.close()  # else an open connection goes on reading a file without a name
    window.lock()
    assert locked
    window.close()
    assert not window.isVisible()
    away.rename(path)
    assert made(chosen) == [NOW]
