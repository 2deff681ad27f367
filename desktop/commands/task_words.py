"""What the commands of tasks take. Beside the parser: it is read before the window is shown, and must be light."""

from __future__ import annotations

from pathlib import Path
from typing import Any

STATES = ("未开始", "进行中", "待确认", "已完成", "已取消")
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
    parser.add_argument("--state", choices=STATES, help=f"状态：{'、'.join(STATES)}")
    parser.add_argument("--overdue", action="store_true", help="只要已逾期的")
    return parser
