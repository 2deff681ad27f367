"""Attachments that a backup or a restored book does without, in words."""

from __future__ import annotations


def missing_said(lost: int, damaged: int) -> str:
    """A clause to be continued ("… 找不到，"); "" when there are none."""
    said = [f"有 {lost} 个附件文件找不到，"] if lost else []
    return "".join([*said, *([f"有 {damaged} 个附件文件已损坏，"] if damaged else [])])
