"""What the commands of problems take. Beside the parser: it is read before the window is shown, and must be light."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DOCUMENTS = ("problem-sheet", "problem-ledger")  # of ``print``


def add_commands(commands: Any, documents: Any, command: Any, narrowing: Any) -> None:
    """Tell the parser of these commands; *documents* are those of ``print``."""
    actions = command(commands, "problems", "问题台账").add_subparsers(dest="action", metavar="list", required=True)
    _chosen(narrowing(command(actions, "list", "列出问题")))
    sheet = _chosen(narrowing(command(documents, "problem-sheet", "一问题一单")))
    sheet.add_argument("--id", metavar="编号", type=int, action="append", help="只要这一个，可以写几次")
    sheet.add_argument("--out", metavar="文件.pdf", type=Path, required=True)
    ledger = _chosen(narrowing(command(documents, "problem-ledger", "问题台账")))
    ledger.add_argument("--out", metavar="文件.pdf", type=Path, required=True)


def _chosen(parser: Any) -> Any:
    parser.add_argument("--query", metavar="文字", help="查找文字")
    parser.add_argument("--state", metavar="状态", help="如 整改中")
    parser.add_argument("--source", metavar="来源", help="如 上年通报")
    parser.add_argument("--overdue", action="store_true", help="只要逾期的")
    parser.add_argument("--hard", action="store_true", help="只要难点")
    parser.add_argument("--merged", action="store_true", help="只要已并入其他问题的")
    return parser
