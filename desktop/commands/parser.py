"""The command line: what it takes, in Chinese, and which command that is."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any, NoReturn

from desktop.commands import (
    inspection_words,
    problem_words,
    responsibility_words,
    study_words,
    task_words,
    work_plan_words,
)
from desktop.version import NAME, VERSION

USAGE = 2
# Words of commands that their rooms say themselves.
_WORDS = (study_words, responsibility_words, work_plan_words, task_words, inspection_words, problem_words)
_DOCUMENTS = tuple(document for words in _WORDS for document in words.DOCUMENTS)
_LEDGERS = ("organizations", "people", "posts", "meetings", "problems", "responsibilities", "tasks")

_MESSAGES = (  # what argparse says, and how we say it
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"argument (.+): invalid choice: (.+) \(choose from (.+)\)", r"\1 不能是 \2，可选：\3"),
    (r"argument (.+): invalid int value: (.+)", r"\1 要写成数字，不能是 \2"),
    (r"argument (.+): (数字太大.+)", r"\1 的\2"),
    (r"argument (.+): expected one argument", r"\1 后面要跟一个值"),
    (r"argument (.+): ignored explicit argument (.+)", r"\1 后面不能跟值 \2"),
)


_MOST = 2**63 - 1  # what the book can store


def _number(text: str) -> int:
    """A number of any option or argument: one that no book can hold is none."""
    if abs(number := int(text)) > _MOST:
        raise argparse.ArgumentTypeError(f"数字太大，不能是 {text}")
    return number


class _Help(argparse.HelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """argparse, speaking Chinese. Options are spelled out, so that a script means the same with the next version."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{**given, "add_help": False, "allow_abbrev": False, "formatter_class": _Help})
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明，然后退出")
        _add_shared(self)
        self.register("type", int, _number)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Refuses what is not known here, in the subcommand: its usage helps, that of the program does not."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown

    def error(self, message: str) -> NoReturn:
        for pattern, chinese in _MESSAGES:
            message = re.sub(pattern, chinese, message)
        self.exit(USAGE, f"用法不对：{message}。\n{self.format_usage()}")


def build() -> Parser:
    """The parser of the whole program. No command: the window opens."""
    parser = Parser(prog="yibenzhang", description="一本账：基层党建工作台账")
    parser.add_argument("--version", action="version", version=f"{NAME} {VERSION}", help="显示名称和版本，然后退出")
    parser.add_argument("--self-check", action="store_true", help="检查程序自身是否完整，然后退出")
    commands = parser.add_subparsers(dest="command", metavar="命令", title="命令")
    _command(commands, "demo", "生成演示账本").add_argument("file", metavar="文件", type=Path)
    for name, label in (("people", "人员"), ("organizations", "组织"), ("meetings", "会议记录")):
        actions = _command(commands, name, label).add_subparsers(
            dest="action", metavar="list|show" if name == "meetings" else "list", required=True
        )
        _narrowing(_command(actions, "list", f"列出{label}")).add_argument("--query", metavar="文字", help="查找文字")
        if name == "meetings":
            shown = _command(actions, "show", "显示一条会议记录的全部内容")
            shown.add_argument("id", metavar="编号", type=int, help="meetings list 列出的编号")
    documents = _add_print(commands)
    for words in _WORDS:
        words.add_commands(commands, documents, _command, _narrowing)
    backup = _command(commands, "backup", "备份账本，并打开备份检查一遍")
    backup.add_argument(
        "--to", metavar="文件夹", type=Path, help="备份文件夹，如 U 盘，没有则新建；不给则用“备份设置”里选定的"
    )
    restore = _command(commands, "restore", "用备份恢复 --book 指定的账本；原账本保留在旁边")
    restore.add_argument("file", metavar="文件", type=Path, help="备份文件")
    _command(commands, "verify", "检查账本：数据文件、引用、操作日志、搜索索引、附件")
    salvage = _command(commands, "salvage", "把损坏的账本尽量读出到一个新账本（原文件不改动）")
    salvage.add_argument("file", metavar="文件", type=Path)
    salvage.add_argument("--to", metavar="新账.ybz", type=Path, required=True, help="新账本，不能已经存在")
    sheets = _command(commands, "export", "把台账导出成 Excel（全部字段，可再导入）")
    _ledger(_narrowing(sheets)).add_argument("--query", metavar="文字", help="查找文字")
    sheets.add_argument("--full", action="store_true", help="身份证号和手机号不遮盖（会记入操作日志）")
    _ledger(_command(commands, "template", "生成导入用的空白 Excel 表"))
    _add_duties(commands)
    _add_import(commands)
    showcase = _command(commands, "showcase", "把各页面的图片和演示 PDF 写到文件夹（不需要屏幕）")
    showcase.add_argument("--out", metavar="文件夹", type=Path, required=True)
    return parser


def _add_print(commands: argparse._SubParsersAction[Parser]) -> argparse._SubParsersAction[Parser]:
    kinds = (
        ("minutes", "会议记录"), ("notice", "会议通知"), ("sign-in", "签到表"), ("ballots", "表决票和选举票"),
        ("counting", "计票单"),
    )  # fmt: skip
    documents = _command(commands, "print", "打印成 PDF").add_subparsers(
        dest="action", metavar="|".join([*(name for name, _ in kinds), "year-book", *_DOCUMENTS]),
        required=True,
    )  # fmt: skip
    for name, label in kinds:
        printed = _narrowing(_command(documents, name, label))
        printed.add_argument("--id", metavar="编号", type=int, action="append", help="只要这一条，可以写几次")
        printed.add_argument("--kind", metavar="类型", help="会议类型，如 中心组学习")
        printed.add_argument(
            "--out", metavar="文件.pdf|文件夹/", required=True, help="一个 PDF，或一个文件夹（一份一个）"
        )
    yearly = _command(documents, "year-book", "年度台账汇编：一个组织（含党小组）一年的全部记录")
    yearly.add_argument("--org", metavar="名称", required=True, help="组织名称")
    yearly.add_argument("--year", metavar="年份", type=int, required=True, help="如 2022")
    yearly.add_argument("--out", metavar="文件.pdf|文件夹/", required=True, help="写到哪个文件或文件夹")
    return documents


def _add_duties(commands: argparse._SubParsersAction[Parser]) -> None:
    home = _narrowing(
        _command(commands, "home", "工作台：到期、逾期、该开的会、任期、学时……（不给时期则为最近的半年）")
    )
    home.add_argument("--today", metavar="日期", help="当作是这一天，如 2022-06-27")
    matrix = _narrowing(_command(commands, "matrix", "三会一课情况：各组织应开、已开、缺的会（不给时期则为本半年）"))
    matrix.add_argument("--missing", action="store_true", help="只列有缺的组织")
    matrix.add_argument("--out", metavar="文件.xlsx|文件.pdf", type=Path, help="写成 Excel 或 PDF")
    checks = _command(commands, "check", "检查").add_subparsers(dest="action", metavar="records", required=True)
    records = _narrowing(_command(checks, "records", "检查会议记录：名单、人数、表决、内容、时限……"))
    records.add_argument("--out", metavar="文件.xlsx", type=Path, help="写成 Excel")


def _add_import(commands: argparse._SubParsersAction[Parser]) -> None:
    ledgers = (
        ("organizations", "组织"), ("people", "人员"), ("posts", "班子任职"), ("meetings", "会议台账"),
        ("problems", "问题台账"), ("responsibilities", "责任清单"), ("tasks", "任务"),
    )  # fmt: skip
    kinds = _command(commands, "import", "从 Excel 导入").add_subparsers(
        dest="action", metavar="|".join(name for name, _ in ledgers), required=True
    )
    for name, label in ledgers:
        sheet = _command(kinds, name, f"导入{label}")
        sheet.add_argument("file", metavar="文件", type=Path, help="xlsx、xls、et、ods、csv")
        sheet.add_argument("--map", metavar="对应表.toml", type=Path, help='表格标题对应的字段："标题" = "字段"')
        sheet.add_argument("--dry-run", action="store_true", help="只核对，不写入")
        sheet.add_argument(
            "--duplicates", choices=("update", "skip"), default="update",
            help="账本里已有的：update 更新（空格不清除原值），skip 跳过",
        )  # fmt: skip
        sheet.add_argument("--partly", action="store_true", help="有问题的行不导入，其余照常导入")
        sheet.add_argument("--refused", metavar="文件.xlsx", type=Path, help="有问题的行另存到这里")
        if name == "responsibilities":
            sheet.add_argument("--list", metavar="名称", help="导入到哪个清单，没有则新建；不给则用表格的标题")
            sheet.add_argument("--year", metavar="年份", type=int, help="清单的年度，如 2022")
            sheet.add_argument("--level", metavar="层级", help="清单的层级：街道、社区、支部")
            sheet.add_argument("--org", metavar="名称", help="制定清单的组织")


def _add_shared(parser: Parser) -> None:
    """Options that may stand before or after the command: without a default, the later one does not undo the first."""
    unset = argparse.SUPPRESS
    parser.add_argument("--book", metavar="文件", type=Path, default=unset, help="账本文件")
    parser.add_argument(
        "--passphrase-file", metavar="文件", type=Path, default=unset, help="存有口令的文本文件（首行）"
    )
    parser.add_argument("--json", action="store_true", default=unset, help="结果输出为一个 JSON 文档")


def _command(commands: argparse._SubParsersAction[Parser], name: str, label: str) -> Parser:
    return commands.add_parser(name, help=label, description=label)


def _ledger(parser: Parser) -> Parser:
    parser.add_argument("ledger", metavar="台账", choices=_LEDGERS, help=f"台账：{'、'.join(_LEDGERS)}")
    parser.add_argument("--out", metavar="文件.xlsx", type=Path, required=True, help="写到哪个文件")
    return parser


def _narrowing(parser: Parser) -> Parser:
    parser.add_argument("--org", metavar="名称", help="组织名称，含下级")
    parser.add_argument("--period", metavar="时期", help="时期：2022、2022H1、2022Q2、2022-06、2022-01-01..2022-06-30")
    return parser
