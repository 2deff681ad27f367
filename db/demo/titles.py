"""Titles, agendas and places of the invented meetings, by kind."""

from __future__ import annotations

import random

from db.demo.organizations import Place
from db.demo.schedule import Planned

_TITLES = {
    "regular_study": ("例会学习：{topic}",),
    "central_group_study": ("理论学习中心组集中学习（{topic}）",),
    "reading_class": ("领导班子读书班第{ordinal}次集中学习",),
    "party_class": ("从{topic}看党员的责任", "讲一讲{topic}", "{topic}：党员该做什么"),
    "seminar": ("“{topic}”专题研讨",),
    "branch_assembly": ("{year}年第{quarter}季度党员大会",),
    "branch_committee": ("{month}月支委会",),
    "party_group": ("{month}月党小组会",),
    "theme_day": ("“{topic}”主题党日",),
    "organization_life": ("{before}年度组织生活会",),
    "democratic_appraisal": ("{before}年度民主评议党员会议",),
    "admission": ("接收{who}同志为预备党员大会",),
    "confirmation": ("{who}同志转正大会",),
    "election": ("支部委员会换届选举党员大会",),
    "party_affairs_training": ("党务知识培训（第{ordinal}期）",),
    "warning_education": ("警示教育会",),
    "intensive_training": ("党员集中培训（{topic}）",),
    "joint_meeting": ("{year}年第{quarter}季度党建联席会",),
    "quarterly_review": ("机关支部{year}年第{quarter}季度点评会",),
    "theme_activity": ("“{topic}”主题活动",),
    "volunteering": ("{topic}志愿服务",),
    "study_visit": ("赴先进单位参观学习（{topic}）",),
    "heart_talk": ("{month}月谈心谈话",),
    "mutual_review": ("社区党建资料互评互比互学",),
}
_AGENDAS = {
    "regular_study": ("领学有关篇目", "交流学习体会", "安排近期工作"),
    "central_group_study": ("学习研读规定篇目", "围绕“{topic}”交流研讨", "主持人小结"),
    "reading_class": ("集中研读", "分组讨论", "班长小结"),
    "seminar": ("重点发言", "自由讨论", "形成意见"),
    "branch_assembly": ("通报支部{before_quarter}工作和党费收缴情况", "讨论{topic}有关事项", "表决有关议题"),
    "branch_committee": ("研究{topic}有关工作", "研究本月主题党日安排", "听取党员思想动态"),
    "party_group": ("学习有关篇目", "汇报思想和工作"),
    "organization_life": ("通报征求意见情况", "开展批评和自我批评", "明确整改事项"),
    "democratic_appraisal": ("党员自评", "民主测评", "支部评定"),
    "admission": ("申请人宣读入党志愿书", "介绍人介绍情况", "讨论并表决"),
    "confirmation": ("本人汇报预备期情况", "介绍人发表意见", "讨论并表决"),
    "election": ("报告本届支部委员会工作", "通过选举办法和监票人、计票人名单", "无记名投票选举", "宣布选举结果"),
    "warning_education": ("通报典型案例", "交流体会", "提出纪律要求"),
    "joint_meeting": ("通报上次议定事项办理情况", "商议{topic}共建事项", "确定下季度安排"),
    "quarterly_review": ("各支部书记汇报", "逐一点评", "安排下季度工作"),
    "party_class": ("讲党课", "交流讨论"),
    "theme_day": ("重温入党誓词", "缴纳党费", "开展“{topic}”主题活动"),
    "party_affairs_training": ("授课", "答疑"),
    "intensive_training": ("授课", "分组讨论"),
    "theme_activity": ("说明活动安排", "开展活动", "现场小结"),
    "study_visit": ("实地参观", "座谈交流"),
    "mutual_review": ("介绍评分办法", "交叉查阅资料", "反馈评议意见"),
}
DISCUSSED = {  # which agenda item has what was said on it
    "regular_study": 1, "central_group_study": 1, "reading_class": 1, "seminar": 0, "warning_education": 1,
    "branch_assembly": 1, "branch_committee": 0,
}  # fmt: skip
_PLACES = {
    "机关": ("街道三楼会议室", "街道二楼党员活动室", "街道五楼报告厅"),
    "社区": ("{name}党群服务中心会议室", "{name}党员活动室", "{name}居民议事厅"),
    "非公企业": ("企业党员活动室", "企业二楼培训室"),
    "社会组织": ("机构活动室", "街道社会组织孵化园会议室"),
    "离退休": ("街道老干部活动室", "耆年书院阅览室"),
}
_OUTDOORS = {
    "volunteering": ("{name}中心花园", "{name}沿街商铺一带"), "theme_activity": ("云溪滨河步道", "云溪文化广场"),
    "study_visit": ("溪口产业园党群服务中心", "云溪党史陈列馆"),
}  # fmt: skip


def title_of(planned: Planned, topic: str, ordinal: int, chance: random.Random) -> str:
    if planned.code == "regular_study" and planned.day.weekday() == 0:
        return f"逢周一必学：{topic}"
    return chance.choice(_TITLES[planned.code]).format(**_words(planned, topic, ordinal))


def agenda_of(planned: Planned, topic: str, ordinal: int) -> tuple[str, ...]:
    words = _words(planned, topic, ordinal)
    return tuple(item.format(**words) for item in _AGENDAS.get(planned.code, ()))


def place_of(planned: Planned, chance: random.Random) -> str:
    place = planned.place
    choices = _OUTDOORS.get(planned.code) or _PLACES[place.sector][: 3 if place.kind != "党小组" else 2]
    return chance.choice(choices).format(name=_community(place))


def _community(place: Place) -> str:
    return place.unit.short_name if place.unit.below else place.short_name


def _words(planned: Planned, topic: str, ordinal: int) -> dict[str, object]:
    day = planned.day
    quarter = (day.month + 2) // 3
    return {
        "topic": topic, "ordinal": ordinal, "year": day.year, "month": day.month, "before": day.year - 1,
        "quarter": "一二三四"[quarter - 1], "who": "、".join(planned.about),
        "before_quarter": "上年度" if quarter == 1 else f"第{'一二三四'[quarter - 2]}季度",
    }  # fmt: skip
