from __future__ import annotations

import threading

from PySide6.QtCore import Qt

from desktop.widgets.job_bar import JobBar


def test_bar_shows_the_running_job_and_stops_it(qtbot, jobs, presenter):
    bar = JobBar(jobs)
    qtbot.addWidget(bar)
    assert bar.isHidden()
    go_on = threading.Event()

    def work(job):
        job.progress(30, 100, "第 30 行")
        while not job.cancelled():
            go_on.wait(0.01)
        job.check()

    jobs.run("导入人员", work)
    jobs.run("备份", lambda _job: None)
    qtbot.waitUntil(lambda: bar.bar.value() == 30)
    assert bar.title.text() == "导入人员 · 第 30 行 · 另有 1 项等待"
    assert bar.isVisible()
    qtbot.mouseClick(bar.cancel, Qt.MouseButton.LeftButton)
    assert bar.title.text().startswith("正在取消导入人员…")
    qtbot.waitUntil(lambda: jobs.pending == 0)
    assert bar.isHidden()
    assert presenter.notes == ["“导入人员”已取消。"]
