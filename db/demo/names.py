"""Invented names: as varied in surname, era and writing as a street's, rare characters included."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_COMMON = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
_OTHER = (
    *"余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "单仇区查解乐曲盖缪宓逄郇",
    "欧阳", "司马", "诸葛", "上官", "尉迟", "令狐", "皇甫", "慕容",
)  # fmt: skip

# First and second characters of a given name, for those born before and after 1975.
_GIVEN = {
    ("男", False): ("建志永德文国保洪庆长兆继仁秉宪荣", "林山生田福贵海良堂明春发新和厚茂"),
    ("女", False): ("秀桂玉淑凤翠素兰月惠巧春雅慧润锦", "英珍芳琴莲芝娥梅荣香云兰萍华芬珠"),
    ("男", True): ("子浩宇博嘉俊晨睿思泽星景奕承敬牧", "轩然航铭远凡辰逸舟瀚川言行朗昊屹"),
    ("女", True): ("雨欣梓诗佳思若语书静可芷清晓念知", "涵怡彤琪妍悦宁薇琳菲然遥岚苒禾溪"),
}

# Characters older programs lose: extensions A to G, variants, several readings.
_RARE = (
    ("张喆", "男"), ("李㛃", "女"), ("王𬭎", "男"), ("𠮷田", "男"), ("陈垚淼", "男"), ("龚䶮", "男"), ("赵翀", "男"),
    ("周頔", "女"), ("吴赟", "男"), ("徐昇", "男"), ("孙𫖮", "男"), ("胡犇", "男"), ("朱芃芃", "女"), ("高祎晗", "女"),
    ("何堃", "男"), ("郭𬱖", "女"), ("马骉", "男"), ("单雄岭", "男"), ("仇若谷", "女"), ("区志坚", "男"),
    ("解晓棠", "女"), ("乐知遥", "女"), ("尉迟若谨", "男"), ("万俟清岚", "女"), ("宓玥", "女"), ("逄晓溪", "女"),
    ("罗峣", "男"), ("曾一〇", "男"),
)  # fmt: skip

_MINORITY = (
    ("古丽·买买提", "女", "维吾尔族"), ("艾尼瓦尔·吐尔逊", "男", "维吾尔族"), ("阿依夏木·热合曼", "女", "维吾尔族"),
    ("那日松", "男", "蒙古族"), ("乌云其其格", "女", "蒙古族"), ("扎西卓玛", "女", "藏族"), ("金哲岩", "男", "朝鲜族"),
    ("马晓兰", "女", "回族"), ("马守岭", "男", "回族"), ("那兰清", "女", "满族"), ("关玉岭", "男", "满族"),
    ("阿依古丽·哈山", "女", "哈萨克族"), ("韦秀川", "女", "壮族"), ("覃桂岭", "男", "壮族"), ("向云岭", "男", "土家族"),
    ("石秀朵", "女", "苗族"),
)  # fmt: skip

_NAMESAKES = (("王秀兰", "女"), ("刘志明", "男"), ("陈静然", "女"))  # each given to two people


@dataclass(frozen=True, slots=True)
class Name:
    text: str
    sex: str
    ethnic: str = "汉族"


def remarkable() -> Iterator[Name]:
    """Names a demonstration should show: rare characters, other writing, namesakes."""
    yield from (Name(text, sex) for text, sex in _RARE)
    yield from (Name(text, sex, ethnic) for text, sex, ethnic in _MINORITY)
    yield from (Name(text, sex) for text, sex in _NAMESAKES + _NAMESAKES)


class Names:
    """Gives a different plain name each time."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._given = {name.text for name in remarkable()}

    def take(self, birth_year: int) -> Name:
        while True:
            sex = self._chance.choices("男女", (54, 46))[0]
            text = self._surname() + "".join(map(self._chance.choice, _GIVEN[sex, birth_year >= 1975]))
            if text not in self._given and text[-1] != text[-2]:
                self._given.add(text)
                return Name(text, sex)

    def _surname(self) -> str:
        surnames: Sequence[str] = _COMMON if self._chance.random() < 0.72 else _OTHER
        return self._chance.choice(surnames)
