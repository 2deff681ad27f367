"""What the commands of responsibility lists take. Beside the parser: read before the window, it must be light."""

from __future__ import annotations

from typing import Any

DOCUMENTS = ("pledge",)  # of ``print``


def add_commands(commands: Any, documents: Any, command: Any, narrowing: Any) -> None:
    """Tell the parser of these commands; *documents* are those of ``print``."""
    actions = command(commands, "responsibilities", "责任清单").add_subparsers(
        dest="action", metavar="list", required=True
    )
    listed = narrowing(command(actions, "list", "列出责任清单：类别、条目、完成比例、签订情况"))
    listed.add_argument("--query", metavar="文字", help="查找文字")
    listed.add_argument("--year", metavar="年份", type=int, help="清单的年度，如 2022")
    listed.add_argument("--items", action="store_true", help="连同各条目和完成情况")
    pledge = command(documents, "pledge", "责任书，按责任清单一个组织一份")
    pledge.add_argument("--org", metavar="名称", help="签订的组织名称，含下级")
    pledge.add_argument("--list", metavar="编号|名称", help="责任清单的编号（responsibilities list 列出）或名称")
    pledge.add_argument("--year", metavar="年份", type=int, help="清单的年度，如 2022")
    pledge.add_argument("--unsigned", action="store_true", help="只要还没有签订的")
    pledge.add_argument(
        "--out", metavar="文件.pdf|文件夹/", required=True, help="一个 PDF，或一个文件夹（一个组织一份）"
    )
