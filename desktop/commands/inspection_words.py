"""What the commands of inspections take. Beside the parser: read before the window is shown, it must be light."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DOCUMENTS = ("inspection-notice",)  # of ``print``


def add_commands(commands: Any, documents: Any, command: Any, narrowing: Any) -> None:
    """Tell the parser of these commands; *documents* are those of ``print``."""
    actions = command(commands, "inspections", "督导检查").add_subparsers(dest="action", metavar="list", required=True)
    listed = narrowing(command(actions, "list", "列出督导检查"))
    listed.add_argument("--query", metavar="文字", help="查找文字")
    _chosen(listed)
    notice = _chosen(narrowing(command(documents, "inspection-notice", "督查通报：一次检查的，或一个时期全部检查的")))
    notice.add_argument("--id", metavar="编号", type=int, help="inspections list 列出的编号")
    notice.add_argument("--out", metavar="文件.pdf", type=Path, required=True)


def _chosen(parser: Any) -> Any:
    parser.add_argument("--kind", metavar="方式", help="如 专项督查")
    parser.add_argument("--sector", metavar="领域", help="到过这个领域的组织，如 非公企业")
    return parser
