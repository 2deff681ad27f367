"""Citizen identity numbers (GB 11643-1999《公民身份号码》) and telephone numbers: checks, what they tell, masks.

Eighteen characters: six of the administrative division, the birth date as eight digits, three of a sequence whose
last digit is odd for men, and a check character of ISO 7064 MOD 11-2 (X stands for 10).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from operator import mul

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_EARLIEST_BIRTH_YEAR = 1880

_NUMBER = re.compile("[0-9]{17}[0-9X]")
_DIGITS = re.compile("[0-9]+")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+")
_REPAIR = "请在 Excel 里先把这一列设为“文本”，再重新填写完整号码"

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(?:010|02\d|0[3-9]\d{2})?[2-9]\d{6,7}")
_SERVICE = re.compile(r"[48]00\d{7}|[1-9]\d{2,5}")  # 400/800 numbers, 12345, an office's internal short numbers
_EXTENSION = re.compile(r"(?:转|分机|#)\d{1,6}$|(?<=\d{7})-\d{1,4}$")


def normalise(number: str) -> str:
    """*number* half-width, without white space, hyphens and Excel's apostrophe, the check character a capital X."""
    if number.isascii() and number.isalnum():  # as nearly all are
        return number.upper()
    return re.sub(r"[\s\-'‘’]", "", unicodedata.normalize("NFKC", number)).upper()


def check(number: str, today: date) -> str | None:
    """What is wrong with an identity number, as a sentence to show; None when nothing is."""
    plain = normalise(number)
    if not plain:
        return "请填写身份证号。"
    if "E" in plain and _SCIENTIFIC.fullmatch(plain):
        return f"身份证号被 Excel 变成了科学计数（{plain}），后几位已经丢失。{_REPAIR}。"
    if len(plain) == 15 and _DIGITS.fullmatch(plain):
        return "这是 15 位的旧身份证号，已停止使用。请按现在的证件填写 18 位号码。"
    if len(plain) != 18:
        return f"身份证号应为 18 位，现在是 {len(plain)} 位。"
    if not _NUMBER.fullmatch(plain):
        return "身份证号前 17 位应全是数字，最后一位是数字或 X。"
    return _birth_fault(plain, today) or _check_character_fault(plain)


def checksum(first17: str) -> str:
    """The check character that belongs to the first seventeen digits."""
    total = sum(map(mul, _WEIGHTS, map(int, first17)))
    return _CHECK_CHARACTERS[total % 11]


def birth(number: str) -> date:
    """The birth date in a number that passed ``check``."""
    return _birth(normalise(number))


def sex(number: str) -> str:
    """``男`` or ``女``, from a number that passed ``check``."""
    return "男" if int(normalise(number)[16]) % 2 else "女"


def mask(number: str) -> str:
    """110105********002X: birth date hidden. Anything that is not 18 characters long is hidden altogether."""
    plain = normalise(number)
    return f"{plain[:6]}********{plain[14:]}" if len(plain) == 18 else "*" * len(plain)


def check_phone(text: str) -> str | None:
    """What is wrong with a telephone number, as a sentence to show; None when nothing is.

    Mobile numbers, landlines with or without area code and extension, 400/800 and short numbers; hyphens, spaces,
    brackets and +86 do not matter.
    """
    digits = _digits(text)
    if not digits:
        return "请填写电话号码。"
    if not _DIGITS.fullmatch(digits):
        return "电话号码里有不该有的字符。只写数字，区号和分机之间可以用“-”，例如 0512-65551234。"
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits) or _SERVICE.fullmatch(digits):
        return None
    if digits.startswith("1"):
        if len(digits) == 11:
            return f"手机号应以 13—19 开头，现在是 {digits[:2]}。"
        return f"手机号应为 11 位，现在是 {len(digits)} 位。"
    return "电话号码位数不对：手机号 11 位；固定电话为区号加 7 到 8 位号码，例如 0512-65551234。"


def mask_phone(text: str) -> str:
    """138****5678. Shorter numbers keep their last four digits; up to six digits are hidden altogether."""
    digits = _digits(text)
    if len(digits) >= 11:
        return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
    shown = digits[-4:] if len(digits) > 6 else ""
    return "*" * (len(digits) - len(shown)) + shown


def _birth(plain: str) -> date:
    return date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))


def _birth_fault(plain: str, today: date) -> str | None:
    try:
        born = _birth(plain)
    except ValueError:
        return f"身份证号第 7—14 位的出生日期不存在：{_birth_written(plain)}。"
    if born > today:
        return f"身份证号里的出生日期在今天以后：{_birth_written(plain)}。"
    if born.year < _EARLIEST_BIRTH_YEAR:
        return f"身份证号里的出生日期太早：{_birth_written(plain)}，应不早于 {_EARLIEST_BIRTH_YEAR} 年。"
    return None


def _birth_written(plain: str) -> str:
    return f"{plain[6:10]} 年 {plain[10:12]} 月 {plain[12:14]} 日"


def _check_character_fault(plain: str) -> str | None:
    expected = checksum(plain[:17])
    if plain[17] == expected:
        return None
    fault = f"身份证号校验码不对：按前 17 位最后一位应是 {expected}，现在是 {plain[17]}。"
    if plain.endswith("000"):  # Excel keeps fifteen digits of a number and fills up with zeros
        return f"{fault}末三位是 000，也可能是被 Excel 当作数字抹掉了，那样{_REPAIR}。"
    return f"{fault}请逐位核对。"


def _digits(text: str) -> str:
    """*text* without extension, country code and the signs people put between digits."""
    if text[:1] == "1" and text.isascii() and text.isdigit():  # a mobile number as nearly all are written
        return text
    compact = re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", text))
    number = re.sub("[-—–]", "", _EXTENSION.sub("", compact))
    return re.sub(r"^(?:\+86|0086|86(?=1\d{10}$))", "", number)
