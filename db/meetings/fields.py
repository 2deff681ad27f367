"""The fields of a meeting record, of the lines of its lists, and of a kind of meeting."""

from __future__ import annotations

from db.core.fields import Field, Kind, choices
from db.core.vocabulary import post_titles, words
from db.organizations.fields import KINDS as ORGANIZATION_KINDS

METHODS = words("vote_method")
MAKE_UPS = words("make_up")
YES_NO = ((True, "是"), (False, "否"))

FIELDS: tuple[Field, ...] = (
    Field("kind_id", "会议类型", Kind.CHOICE, required=True),
    Field("organization_id", "召开组织", Kind.ORGANIZATION, required=True),
    Field("title", "会议名称", required=True, length=120, width=176),
    Field("ordinal", "第几次", Kind.INTEGER),
    Field("starts_at", "开始时间", Kind.DATETIME, required=True, width=128),
    Field("ends_at", "结束时间", Kind.DATETIME),
    Field("place", "地点", length=60, width=120),
    Field("host", "主持人", length=40, width=84),
    Field("recorder", "记录人", length=40, width=84),
    Field("lecturer", "主讲人", length=40, help="党课、培训填写"),
    Field("supervisor", "督导人", length=40, help="上级到会指导的人"),
    Field("finished_at", "记录完成时间", Kind.DATETIME, help="记录整理好的时间，应在会后 24 小时内"),
    Field("topic_id", "学习计划", Kind.CHOICE, help="属于哪个计划专题"),
    Field("agenda", "议题", Kind.LINES, length=120, help="一行一项"),
    Field("readings", "学习篇目", Kind.LINES, length=120, help="一行一篇"),
    Field("text", "会议内容", Kind.LONG_TEXT),
)

AGENDA_FIELDS: tuple[Field, ...] = (
    Field("title", "议题", required=True, length=120),
    Field("text", "讨论情况", Kind.LONG_TEXT, help="“姓名：发言”一段一人"),
)

ROSTER_FIELDS: tuple[Field, ...] = (
    Field("name", "姓名", length=40),
    Field("reason", "事由", length=100),
    Field("made_up_on", "补学日期", Kind.DATE),
    Field("made_up_how", "补学方式", length=20),
)

VOTE_FIELDS: tuple[Field, ...] = (
    Field("subject", "表决事项", required=True, length=120),
    Field("method", "方式", Kind.CHOICE, required=True, choices=choices(*METHODS)),
    Field("entitled", "应到有表决权", Kind.INTEGER),
    Field("present", "实到有表决权", Kind.INTEGER),
    Field("in_favour", "赞成", Kind.INTEGER),
    Field("against", "反对", Kind.INTEGER),
    Field("abstained", "弃权", Kind.INTEGER),
    Field("written", "其中书面意见", Kind.INTEGER),
    Field("note", "备注", length=100),
)

ELECTION_FIELDS: tuple[Field, ...] = (
    Field("title", "选举事项", required=True, length=60),
    Field("body", "班子", Kind.CHOICE, required=True, choices=choices(*words("body"))),
    Field("post", "职务", Kind.CHOICE, required=True, choices=choices(*post_titles())),
    Field("seats", "应选人数", Kind.INTEGER, required=True),
    Field("entitled", "应到有选举权", Kind.INTEGER),
    Field("present", "实到有选举权", Kind.INTEGER),
    Field("issued", "发出选票", Kind.INTEGER),
    Field("returned", "收回选票", Kind.INTEGER),
    Field("valid", "有效票", Kind.INTEGER),
)

CANDIDATE_FIELDS: tuple[Field, ...] = (
    Field("name", "姓名", length=40),
    Field("written_in", "另选人", Kind.CHOICE, choices=YES_NO),
    Field("in_favour", "赞成", Kind.INTEGER),
    Field("against", "反对", Kind.INTEGER),
    Field("abstained", "弃权", Kind.INTEGER),
)

RESOLUTION_FIELDS: tuple[Field, ...] = (Field("text", "决议", Kind.LONG_TEXT, required=True, length=500),)

FAMILIES = (("branch", "支部组织生活"), ("study", "学习教育"), ("work", "工作活动"))
EXPECTED = (
    ("members", "全体党员"), ("committee", "支委会成员"), ("group", "党小组党员"), ("body", "班子成员"),
    ("cadres", "全体干部"), ("invited", "另行邀请"),
)  # fmt: skip
HOURS_BY = (("none", "不计学时"), ("hour", "按时长"), ("day", "按半天、一天"), ("fixed", "每次固定"))
UNITS = (("month", "每月"), ("quarter", "每季度"), ("year", "每年"))

KIND_FIELDS: tuple[Field, ...] = (
    Field("name", "名称", required=True, length=20),
    Field("family", "类别", Kind.CHOICE, required=True, choices=FAMILIES),
    Field("expected", "应到人员", Kind.CHOICE, required=True, choices=EXPECTED),
    Field("votes", "有表决", Kind.CHOICE, choices=YES_NO),
    Field("active", "可选用", Kind.CHOICE, choices=YES_NO),
    Field("source", "依据", length=100),
)

WORTH_FIELDS: tuple[Field, ...] = (
    Field("hours_by", "学时", Kind.CHOICE, required=True, choices=HOURS_BY),
    Field("hours", "固定学时", Kind.NUMBER, help="选“每次固定”时填写"),
    Field("holds_from", "从哪天起", Kind.DATE, required=True, help="在这天以前的会按以前的折算"),
    Field("source", "依据", required=True, length=100, help="文件名称、会议决定或“惯例”"),
)

FREQUENCY_FIELDS: tuple[Field, ...] = (
    Field("organization_kinds", "适用组织", Kind.TAGS, required=True, choices=choices(*ORGANIZATION_KINDS)),
    Field("times", "次数", Kind.INTEGER, required=True, help="0 表示不再要求"),
    Field("unit", "周期", Kind.CHOICE, required=True, choices=UNITS),
    Field("holds_from", "从哪天起", Kind.DATE, required=True, help="在这天以前开的会按以前的要求"),
    Field("source", "依据", required=True, length=100, help="文件名称、会议决定或“惯例”"),
)
