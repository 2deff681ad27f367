from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QTimer

from db.core.errors import CancelledError, UserError
from desktop.app.jobs import MANY


class Page(QObject):
    def __init__(self):
        super().__init__()
        self.got = []
        self.thread = None

    def take(self, value):
        self.got.append(value)
        self.thread = threading.current_thread()


def idle(qtbot, jobs):
    qtbot.waitUntil(lambda: jobs.pending == 0)


def test_result_arrives_on_the_gui_thread(qtbot, jobs):
    page = Page()
    jobs.act(threading.current_thread, page.take)
    idle(qtbot, jobs)
    assert page.got[0] is not threading.main_thread()
    assert page.thread is threading.main_thread()


def test_actions_keep_their_order_while_a_long_job_runs(qtbot, jobs):
    page, go_on = Page(), threading.Event()
    jobs.run("导入", lambda _job: go_on.wait(5), page.take)
    for number in range(5):
        jobs.act(lambda number=number: number, page.take)
    qtbot.waitUntil(lambda: page.got == [0, 1, 2, 3, 4])
    go_on.set()
    idle(qtbot, jobs)
    assert page.got[-1] is True


def test_nothing_is_delivered_to_a_deleted_page(qtbot, jobs):
    page, got = Page(), []
    hold = threading.Event()
    jobs.act(lambda: hold.wait(5), got.append, owner=page)
    page.deleteLater()
    qtbot.waitSignal(page.destroyed).wait()
    hold.set()
    idle(qtbot, jobs)
    assert got == []


def test_only_the_newest_reading_is_delivered(qtbot, jobs):
    page, first_runs, go_on = Page(), threading.Event(), threading.Event()
    seen = []

    def slow(cancelled):
        first_runs.set()
        go_on.wait(5)
        seen.append(cancelled())
        return "old"

    jobs.latest("list", slow, page.take)
    assert first_runs.wait(5)
    jobs.latest("list", lambda _cancelled: "never run", page.take)
    jobs.latest("list", lambda _cancelled: "new", page.take)
    jobs.latest("other", lambda _cancelled: "other", page.take)
    go_on.set()
    idle(qtbot, jobs)
    assert page.got == ["new", "other"]
    assert seen == [True]


def test_cancelled_job_is_noted_quietly(qtbot, jobs, presenter):
    page, started = Page(), threading.Event()

    def work(job):
        started.set()
        while True:
            job.check()

    job = jobs.run("备份", work, page.take)
    assert started.wait(5)
    job.cancel()
    idle(qtbot, jobs)
    assert presenter.notes == ["“备份”已取消。"]
    assert page.got == []
    assert presenter.told == []


def test_error_reaches_the_user_or_the_given_callback(qtbot, jobs, presenter):
    def refuse():
        raise UserError("日期不对。")

    caught = []
    jobs.act(refuse, failed=caught.append)
    jobs.act(refuse)
    idle(qtbot, jobs)
    assert [str(error) for error in caught] == ["日期不对。"]
    assert [text for _, text, _ in presenter.told] == ["日期不对。"]


def test_stop_finishes_changes_and_breaks_off_long_jobs(jobs, presenter):
    saved, started = [], threading.Event()

    def endless(job):
        started.set()
        while not job.cancelled():
            pass
        raise CancelledError

    jobs.run("统计", endless)
    assert started.wait(5)
    jobs.act(lambda: saved.append(1))
    jobs.act(lambda: 1 / 0)
    jobs.stop()
    assert saved == [1]
    assert "ZeroDivisionError" in presenter.told[0][2], "the last save's error must not be lost"


@pytest.mark.parametrize("total", [0, 3])
def test_progress_is_told(qtbot, jobs, total):
    with qtbot.waitSignal(jobs.progressed) as told:
        jobs.run("打印", lambda job: job.progress(3, total, "第 3 份"))
    assert (told.args[0].done, told.args[0].text) == (3, "第 3 份")
    idle(qtbot, jobs)


def test_a_save_while_the_program_is_being_ended_is_waited_for(qapp, jobs):
    """Quitting ends every event loop, the one that waits for the save too."""
    go_on = threading.Event()
    QTimer.singleShot(0, QCoreApplication.quit)
    threading.Timer(0.2, go_on.set).start()
    got = []

    def save():
        got.append(jobs.now(lambda: go_on.wait(5)))
        QCoreApplication.quit()

    QTimer.singleShot(0, save)
    QTimer.singleShot(5, QCoreApplication.quit)
    qapp.exec()
    while not got:
        qapp.processEvents()
    assert got == [True]


def test_a_change_of_many_runs_in_the_background_and_one_of_few_at_once(qtbot, jobs):
    titles, done = [], []
    jobs.started.connect(lambda job: titles.append(job.title))
    owner = QObject()
    jobs.change(MANY, "改", lambda _stop: "few", done.append, owner=owner)
    assert (done, titles) == (["few"], [])
    jobs.change(MANY + 1, "改", lambda stop: stop() or "many", done.append, owner=owner)
    assert (done, titles) == (["few"], ["改"])
    qtbot.waitUntil(lambda: done == ["few", "many"])

    def refuse(_stop):
        raise UserError("不行")

    with pytest.raises(UserError):
        jobs.change(1, "改", refuse, done.append, owner=owner)


def test_slow_reading_holds_up_no_list_and_is_broken_off_at_the_end(qtbot, jobs):
    page, started, broken = Page(), threading.Event(), []

    def slow(cancelled):
        started.set()
        while not cancelled():
            pass
        broken.append(True)
        raise CancelledError

    jobs.latest("figures", slow, page.take, slow=True)
    assert started.wait(5)
    jobs.latest("list", lambda _cancelled: "list", page.take)
    qtbot.waitUntil(lambda: page.got == ["list"])
    assert jobs.jobs == []  # nobody is asked to wait for it
    jobs.stop()
    assert broken == [True]
    assert page.got == ["list"]
