"""What the commands of tasks take. Beside the parser: it is read before the window is shown, and must be light."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DOCUMENTS = ("task-sheet",)  # of ``print``


def add_commands(commands: Any, documents: Any, command: Any, narrowing: Any) -> None:
    """Tell the parser of these commands; *documents* are those of ``print``."""
    actions = command(commands, "tasks", "任务").add_subparsers(dest="action", metavar="list", required=True)
    listed = _which(narrowing(command(actions, "list", "列出任务，未办结的在前")))
    listed.add_argument("--query", metavar="文字", help="查找文字")
    sheet = _which(narrowing(command(documents, "task-sheet", "任务单")))
    sheet.add_argument("--id", metavar="编号", type=int, action="append", help="只要这一项，可以写几次")
    sheet.add_argument("--out", metavar="文件.pdf", type=Path, required=True, help="写到哪个文件")


def _which(parser: Any) -> Any:
    parser.add_argument("--state", metavar="状态", help="状态，如 进行中")
    parser.add_argument("--overdue", action="store_true", help="只要已逾期的")
    return parser
