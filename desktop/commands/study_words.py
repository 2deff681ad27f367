"""What the commands of study take. Beside the parser: it is read before the window is shown, and must be light."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_HOURS_BY = ("person", "body", "organization")
_RATES_BY = ("person", "organization", "kind", "month")
DOCUMENTS = ("study-file", "study-ledger")  # of ``print``


def add_commands(commands: Any, documents: Any, command: Any, narrowing: Any) -> None:
    """Tell the parser of these commands; *documents* are those of ``print``."""
    hours = _scoped(command(commands, "hours", "党员年度学时：应学、已学、还差"))
    hours.add_argument("--by", choices=_HOURS_BY, default="person", help="按人员、班子或组织")
    hours.add_argument("--behind", action="store_true", help="只列未达标的")
    hours.add_argument("--out", metavar="文件.xlsx", type=Path, help="写成 Excel")
    attendance = command(commands, "attendance", "出席").add_subparsers(dest="action", metavar="stats", required=True)
    stats = narrowing(command(attendance, "stats", "参学率"))
    stats.add_argument("--by", choices=_RATES_BY, default="organization", help="按人员、组织、会议类型或月份")
    stats.add_argument("--all", action="store_true", help="全部会议，不只是学习类")
    stats.add_argument("--out", metavar="文件.xlsx", type=Path, help="写成 Excel")
    file = _scoped(command(documents, "study-file", "学习档案"))
    file.add_argument("--person", metavar="姓名", help="一个人；不给则是组织里的全部党员")
    file.add_argument("--out", metavar="文件.pdf", type=Path, required=True)
    ledger = narrowing(command(documents, "study-ledger", "学习台账"))
    ledger.add_argument("--out", metavar="文件.pdf|文件.xlsx", type=Path, required=True)


def _scoped(parser: Any) -> Any:
    parser.add_argument("--org", metavar="名称", help="组织名称，含下级")
    parser.add_argument("--year", metavar="年份", type=int, help="年份，不给则是今年")
    parser.set_defaults(period=None)
    return parser
