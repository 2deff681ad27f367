"""What the commands of work plans take. Beside the parser: it is read before the window is shown, and must be light."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DOCUMENTS = ("work-plan",)  # of ``print``


def add_commands(_commands: Any, documents: Any, command: Any, narrowing: Any) -> None:
    """Tell the parser of these commands; *documents* are those of ``print``."""
    plan = narrowing(command(documents, "work-plan", "工作计划"))
    plan.add_argument("--query", metavar="文字", help="计划名称或事项里的文字")
    plan.add_argument("--summary", action="store_true", help="打印完成情况小结，不打印计划本身")
    plan.add_argument("--out", metavar="文件.pdf", type=Path, required=True)
