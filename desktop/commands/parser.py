"""The command line: what it takes, in Chinese, and which command that is."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import NoReturn

USAGE = 2

_MESSAGES = (  # what argparse says, and how we say it
    (r"the following arguments are required: (.+)", r"缺少参数：\1"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1"),
    (r"argument (.+): invalid choice: (\S+) \(choose from (.+)\)", r"\1 不能是 \2，可选：\3"),
    (r"argument (.+): expected one argument", r"\1 后面要跟一个值"),
)


class Parser(argparse.ArgumentParser):
    """argparse, speaking Chinese where it refuses."""

    def error(self, message: str) -> NoReturn:
        for pattern, chinese in _MESSAGES:
            message = re.sub(pattern, chinese, message)
        self.exit(USAGE, f"用法不对：{message}。\n{self.format_usage().replace('usage:', '用法：')}")


def build() -> Parser:
    """The parser of the whole program. No command: the window opens."""
    shared = _shared()
    parser = Parser(prog="yibenzhang", description="一本账：基层党建工作台账", parents=[shared])
    parser.add_argument("--self-check", action="store_true", help="检查程序自身是否完整，然后退出")
    commands = parser.add_subparsers(dest="command", metavar="命令", title="命令")
    _command(commands, "demo", "生成演示账本").add_argument("file", metavar="FILE", type=Path)
    for name, label in (("people", "人员"), ("organizations", "组织"), ("meetings", "会议记录")):
        actions = _command(commands, name, label).add_subparsers(dest="action", metavar="list", required=True)
        _narrowing(_command(actions, "list", f"列出{label}")).add_argument("--query", metavar="Q", help="查找文字")
    documents = _command(commands, "print", "打印成 PDF").add_subparsers(
        dest="action", metavar="minutes", required=True
    )
    minutes = _narrowing(_command(documents, "minutes", "会议记录"))
    minutes.add_argument("--kind", metavar="KIND", help="会议类型，如 中心组学习")
    minutes.add_argument("--out", metavar="FILE.pdf|DIR/", required=True, help="一个 PDF，或一个文件夹（每份一个文件）")
    showcase = _command(commands, "showcase", "把各页面的图片和演示 PDF 写到文件夹（不需要屏幕）")
    showcase.add_argument("--out", metavar="DIR", type=Path, required=True)
    return parser


def _shared() -> Parser:
    """Options that may stand before or after the command."""
    shared = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    shared.add_argument("--book", metavar="FILE", type=Path, help="账本文件")
    shared.add_argument("--passphrase-file", metavar="FILE", type=Path, help="存有口令的文本文件（首行）")
    shared.add_argument("--json", action="store_true", help="结果输出为一个 JSON 文档")
    return shared


def _command(commands: argparse._SubParsersAction[Parser], name: str, label: str) -> Parser:
    return commands.add_parser(name, help=label, description=label, parents=[_shared()])


def _narrowing(parser: Parser) -> Parser:
    parser.add_argument("--org", metavar="NAME", help="组织名称，含下级")
    parser.add_argument("--period", metavar="P", help="时期：2022、2022H1、2022Q2、2022-06、2022-01-01..2022-06-30")
    return parser


def say(text: str) -> None:
    print(text, file=sys.stderr)
