"""Sizes of files in words."""

from __future__ import annotations

from desktop.app.sizes import size_text


def test_sizes_are_readable():
    sizes = (10, 300_000, 1_030_000, 12_900_000)
    assert [size_text(size) for size in sizes] == ["10 B", "293 KB", "1.0 MB", "12.3 MB"]
