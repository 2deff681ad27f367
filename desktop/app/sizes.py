"""Sizes of files as people read them."""

from __future__ import annotations


def size_text(size: int) -> str:
    """Bytes in words: 820 B, 34 KB, 1.2 MB."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1000 else f"{size / 1024**2:.1f} MB"
