"""Write pinyin.json from pypinyin's dictionary. Run by hand, from the project's virtual environment.

The table maps a toneless syllable (ü as v) to all characters read so, the commonest reading of each character.
surnames.json is written by hand: only the family names that this table would read wrongly.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from pypinyin import lazy_pinyin
from pypinyin.pinyin_dict import pinyin_dict

# In names of people and places these are read differently from running text.
IN_NAMES = {
    "长": "chang",
    "都": "du",
    "重": "chong",
    "曾": "zeng",
    "翟": "zhai",
    "阚": "kan",
    "卜": "bu",
    "琢": "zhuo",
    "靓": "liang",
    "箐": "jing",
    "还": "huan",
    "率": "shuai",
}
# Variants that occur in family names and that the dictionary does not know.
VARIANTS = {"𠮷": "ji"}
HAN = ((0x3007, 0x3007), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


def reading(char: str) -> str:
    return IN_NAMES.get(char) or lazy_pinyin(char)[0].replace("ü", "v").replace("ê", "e")


def main() -> None:
    grouped: defaultdict[str, list[str]] = defaultdict(list)
    for code in sorted(pinyin_dict):
        if any(first <= code <= last for first, last in HAN):
            grouped[reading(chr(code))].append(chr(code))
    for char, syllable in VARIANTS.items():
        if ord(char) not in pinyin_dict:
            grouped[syllable].append(char)
    table = {syllable: "".join(chars) for syllable, chars in sorted(grouped.items())}
    target = Path(__file__).with_name("pinyin.json")
    target.write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
