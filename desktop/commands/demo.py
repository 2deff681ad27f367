"""``demo FILE``: the demonstration book."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

PASSPHRASE = "demo"


def make(path: Path, passphrase: str) -> Mapping[str, Any]:
    from db.demo.book import make_demo

    made = make_demo(path, passphrase)
    text = (
        f"已生成演示账本：{path}\n{made.organizations} 个组织、{made.people} 人、{made.meetings} 次会议，内容全部虚构。"
    )
    return {
        "file": str(path),
        "organizations": made.organizations,
        "people": made.people,
        "meetings": made.meetings,
        "text": text,
    }
