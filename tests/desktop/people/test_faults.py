"""What the disk does to a save: the form keeps what was typed and the next save goes through."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


@pytest.mark.skipif(sys.platform == "win32", reason="files cannot be limited there")
def test_a_form_outlives_an_error_of_the_disk(start, office, book, fill, settle, presenter):
    import resource

    opened = start()
    opened.begin_new()
    fill(opened, "name", "zhouwen")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(f"{book.path}-wal").stat().st_size, hard))
    try:
        assert not opened.save()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    [(_, text, _)] = presenter.told
    assert "磁盘出错" in text
    assert opened.card.dirty
    assert opened.form.entered("name") == "zhouwen"
    assert office.named("zhouwen") == []
    assert opened.save()
    assert len(office.named("zhouwen")) == 1
    settle()
