"""The ledgers that go out to Excel and come in from it: which columns a sheet has, and what offices call them.

One description serves export, template, import and the round trip between them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from db.core.fields import Field, Kind
from db.exchange.decided import HOW
from db.meetings.fields import FIELDS as MEETING
from db.organizations.fields import FIELDS as ORGANIZATION
from db.people.fields import FIELDS as PERSON
from db.people.fields import POST_FIELDS
from db.problems.fields import FIELDS as PROBLEM
from db.responsibilities.fields import ITEM_FIELDS, LIST_FIELDS
from db.tasks.fields import FIELDS as TASK


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet. ``name`` is unique in its ledger; an organization or person is written by name."""

    name: str
    field: Field
    aliases: tuple[str, ...] = ()  # other headings for it
    example: str = ""
    words: str = ""  # the table of synonyms its choices have; "": that of its name
    fills: bool = False  # an empty cell says what the one above it says

    @property
    def synonyms(self) -> str:
        return self.words or self.name

    @property
    def heading(self) -> str:
        return self.field.label


@dataclass(frozen=True, slots=True)
class Ledger:
    """One kind of sheet; ``name`` is what the command line calls it, ``table`` what its rows become."""

    name: str
    label: str
    table: str
    columns: tuple[Column, ...]
    beside: tuple[str, ...] = ()  # columns that are the same for a whole sheet, and may be told beside it

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _columns(fields: tuple[Field, ...], wanted: dict[str, tuple[Any, ...]], **labels: str) -> tuple[Column, ...]:
    """Columns of *wanted* (name → aliases, example …), described by the feature's own fields; *labels* reword."""
    by_name = {field.name: field for field in fields}
    return tuple(
        Column(name, replace(by_name[name], label=labels.get(name, by_name[name].label)), *words)
        for name, words in wanted.items()
    )


def _progress(label: str, aliases: tuple[str, ...], example: str) -> Column:
    """The entries of progress of a record, each with its day, as one cell."""
    hint = "一条一行，日期写在前面；账本里没有的才添加"
    return Column("progress", Field("progress", label, Kind.LONG_TEXT, help=hint, width=260), aliases, example)


organizations = Ledger(
    "organizations", "组织", "organization",
    _columns(ORGANIZATION, {
        "name": (("党组织名称", "组织全称", "名称", "单位名称", "支部名称"), "春和社区第一党支部"),
        "short_name": (("组织简称",), "春和一支部"),
        "kind": (("类型", "组织类别", "党组织类型"), "党支部"),
        "sector": (("类别", "所属领域"), "社区"),
        "parent_id": (("上级党组织", "上级", "所属党组织", "隶属"), "春和社区党委"),
        "founded_on": (("成立时间", "组建日期", "设立日期"), "2018-03-12"),
        "dissolved_on": (("撤销时间",), ""),
        "contact": (("联系人姓名", "负责人"), "周文"),
        "phone": (("电话", "联系方式", "办公电话"), "0571-12345678"),
        "address": (("办公地址", "驻地"), "春和路 12 号"),
        "note": (("说明",), ""),
    }),
)  # fmt: skip

people = Ledger(
    "people", "人员", "person",
    _columns(PERSON, {
        "name": (("党员姓名", "名字"), "张喆"),
        "sex": ((), "男"),
        "id_number": (("公民身份号码", "身份证", "身份证号码", "证件号码"), "11010519491231002X"),
        "born_on": (("出生年月", "出生年月日", "生日"), "1949-12-31"),
        "ethnic": ((), "汉族"),
        "education": (("文化程度", "最高学历"), "本科"),
        "phone": (("联系电话", "手机", "手机号码", "电话", "联系方式"), "13900000000"),
        "organization_id": (
            ("所在支部", "所在党支部", "所属党组织", "党组织", "支部", "组织关系所在"), "春和社区第一党支部",
        ),
        "group_id": (("所在党小组", "小组"), "第一党小组"),
        "since": (("转入时间", "组织关系转入日期"), "2019-05-01"),
        "stage": (("人员类型", "发展阶段", "党员类型"), "正式党员"),
        "joined_on": (("入党时间", "加入党组织日期", "加入中共组织的时间"), "1975-07-01"),
        "full_member_on": (("转正时间", "转为正式党员日期"), "1976-07-01"),
        "categories": (("类别", "党员类别"), "离退休"),
        "note": (("说明",), ""),
    }),
)  # fmt: skip

posts = Ledger(
    "posts", "班子任职", "post",
    (
        Column("organization_id", Field("organization_id", "任职组织", Kind.ORGANIZATION, required=True),
               ("党组织", "所在组织", "组织名称", "单位"), "春和社区党委"),
        *_columns(POST_FIELDS, {"person_id": (("任职人", "人员"), "张喆")}, person_id="姓名"),
        *_columns(PERSON, {"id_number": (("公民身份号码", "身份证", "身份证号码"), "")}),
        *_columns(POST_FIELDS, {
            "body": (("班子类别",), "党组织委员会"),
            "title": (("党内职务", "现任职务"), "书记"),
            "starts_on": (("任职时间", "任职年月", "当选日期"), "2021-03-20"),
            "ends_on": (("免职时间", "离任日期"), ""),
            "reason": (("备注", "说明"), "换届选举"),
        }),
    ),
)  # fmt: skip

meetings = Ledger(
    "meetings", "会议台账", "meeting",
    (
        *_columns(MEETING, {
            "kind_id": (("类型", "会议类别", "活动类型"), "支部党员大会"),
            "organization_id": (("组织", "所在组织", "支部", "党组织"), "春和社区第一党支部"),
            "title": (("名称", "会议主题", "主题", "活动名称"), "第二季度支部党员大会"),
            "ordinal": (("次数", "届次"), "2"),
            "starts_at": (("会议时间", "时间", "日期", "召开时间", "会议日期"), "2022-06-24 09:00"),
            "ends_at": ((), "2022-06-24 10:30"),
            "place": (("会议地点", "活动地点"), "社区会议室"),
            "host": (("主持",), "张喆"),
            "recorder": (("记录",), "李华"),
            "lecturer": (("授课人", "党课主讲人"), ""),
            "supervisor": (("督导", "督导人员"), ""),
            "finished_at": (("完成时间", "整理完成时间"), "2022-06-24 16:00"),
            "agenda": (("会议议题", "议程", "会议议程"), "讨论季度工作计划"),
            "readings": (("学习内容", "学习材料"), "《中国共产党支部工作条例（试行）》"),
            "text": (("内容", "会议记录", "主要内容", "活动内容"), "会议讨论了下半年的安排。"),
        }),
        *(
            Column(name, Field(name, label, Kind.LONG_TEXT, help=hint), aliases, example)
            for name, label, hint, aliases, example in (
                ("present", "到会人员", "姓名之间用顿号", ("出席人员", "参会人员", "参加人员", "到会"),
                 "张喆、古丽·买买提"),
                ("leave", "请假人员", "事由写在括号里", ("请假",), "李华（因病）"),
                ("absent", "缺席人员", "事由写在括号里", ("缺席", "未到人员"), ""),
                ("guests", "列席人员", "", ("列席",), "王敏"),
                ("spoke", "交流发言", "到会人员中交流发言的，姓名之间用顿号", ("发言人", "发言人员"), "张喆"),
                ("votes", "表决", f"一行一项，如 {HOW}", ("表决情况", "表决结果"), HOW),
                ("resolutions", "决议", "一行一条", ("会议决议", "决议事项", "议定事项"), "每月走访一次困难党员。"),
            )
        ),
    ),
)  # fmt: skip


def _percent(name: str, label: str, aliases: tuple[str, ...], example: str) -> Column:
    """A share done, written with its sign."""
    return Column(name, Field(name, label, help="0—100，如 40%", width=72), aliases, example)


problems = Ledger(
    "problems", "问题台账", "problem",
    (
        *_columns(PROBLEM, {
            "number": (("问题编号", "台账编号"), "2022-001"),
            "source": (("问题来源", "发现途径", "发现方式"), "督查", "problem_source"),
            "found_on": (("发现时间", "反馈时间", "反馈日期", "提出时间", "登记日期"), "2022-03-18"),
            "category": (("问题类别", "问题类型", "类型", "问题分类"), "制度落实"),
            "text": (
                ("存在问题", "问题", "具体问题", "问题内容", "问题表现", "主要问题", "存在的问题", "反馈问题"),
                "党员活动室没有张贴学习制度。",
            ),
            "goal": (("目标", "整改要求", "整改目标及要求"), "制度上墙，按制度学习"),
            "measures": (("措施", "具体措施", "整改举措", "整改落实措施"), "重新制作并张贴学习制度"),
            "organization_id": (
                ("单位", "整改单位", "整改责任单位", "责任部门", "责任党组织", "责任组织", "牵头单位", "所属支部"),
                "春和社区党委",
            ),
            "leader": (("领导", "分管领导", "包抓领导", "整改责任领导", "牵头领导"), "王敏"),
            "responsible": (("人", "整改责任人", "具体责任人", "经办人", "直接责任人"), "张喆"),
            "due_on": (
                ("完成时限", "时限", "整改期限", "完成期限", "完成时间", "整改完成时限", "计划完成时间", "限期"),
                "2022-06-30",
            ),
            "hard": (("是否难点", "难点问题", "是否难点问题", "是否疑难"), "否"),
            "state": (
                ("整改状态", "是否完成", "完成状态", "销号情况", "是否销号", "整改完成情况"), "整改中", "problem_state",
            ),
            "closed_on": (("销号时间", "办结时间", "办结日期", "实际完成时间", "整改完成时间"), ""),
        }),
        _progress(
            "整改进展", ("整改情况", "整改进展情况", "进展情况", "整改落实情况", "目前进展", "完成情况"),
            "2022-04-02 制度已定稿",
        ),
        *_columns(PROBLEM, {
            "result": (("成效", "整改结果", "整改效果", "落实情况"), ""),
            "note": (("说明",), ""),
        }),
    ),
)  # fmt: skip

responsibilities = Ledger(
    "responsibilities", "责任清单", "responsibility_item",
    (
        *_columns(LIST_FIELDS, {
            "title": (("清单", "责任清单"), "2022 年党建工作责任清单"),
            "organization_id": (("制定单位", "发布单位"), "和平街道党工委"),
            "level": (("清单层级",), "街道"),
            "year": (("年份",), "2022"),
        }),
        *(replace(one, fills=True) for one in _columns(ITEM_FIELDS, {
            "category": (("责任类别", "项目", "责任项目", "工作类别", "一级指标", "任务类别"), "组织建设"),
        })),
        *_columns(ITEM_FIELDS, {
            "text": (("内容", "具体内容", "责任事项", "具体责任", "工作内容", "主要责任", "重点任务", "工作任务"),
                     "按期召开支部党员大会"),
            "standard": (("标准", "工作要求", "具体要求", "完成标准", "考核标准"), "有议题、有记录、有落实"),
            "frequency": (("工作频次", "次数", "频率", "周期"), "每季度 1 次"),
            "lead": (("牵头单位", "责任部门", "责任单位", "牵头科室", "牵头"), "党建办公室"),
            "assist": (("配合单位", "协办部门", "配合科室", "协助部门", "配合"), "社区党委"),
            "responsible": (("具体责任人", "责任领导"), "党组织书记"),
            "due_on": (("完成时间", "时限", "完成期限", "时间要求"), "2022-12-31"),
        }),
        Column("counted", Field("counted", "对应记录", help="会议类型，或督导检查、调研报告、制度流程、问题销号"),
               ("对应记录类型", "对应台账", "关联记录"), "支部党员大会"),
        *_columns(ITEM_FIELDS, {
            "target": (("目标次数", "目标值", "应完成数"), "4"),
            "below": (("计数",), "含下级"),
        }),
        _percent("share", "完成比例", ("完成进度", "进度", "完成率"), ""),
        *_columns(ITEM_FIELDS, {"outcome": (("落实情况", "进展情况", "完成结果"), "")}),
    ),
    ("title", "organization_id", "level", "year"),
)  # fmt: skip

tasks = Ledger(
    "tasks", "任务", "task",
    (
        *_columns(TASK, {
            "title": (("任务名称", "工作任务", "任务内容", "事项", "工作事项", "重点工作"), "走访困难党员"),
        }),
        Column("source", Field("source", "来源", width=84), ("任务来源", "事项来源"), "手工"),
        *_columns(TASK, {
            "organization_id": (
                ("责任单位", "承办单位", "责任部门", "责任党组织", "单位", "牵头单位", "责任支部"),
                "春和社区第一党支部",
            ),
        }),
        Column("people", Field("people", "责任人", Kind.PERSON, help="几个人用顿号隔开，主要责任人在前"),
               ("人", "负责人", "承办人", "经办人", "责任人员"), "张喆、李华"),
        *_columns(TASK, {
            "starts_on": (("开始", "开始时间", "启动时间", "下达时间", "交办时间", "布置时间"), "2022-06-01"),
            "due_on": (("期限", "完成时限", "完成时间", "截止日期", "截止时间", "时限", "办理期限"), "2022-06-30"),
            "priority": (("紧急程度", "重要程度", "级别"), "普通"),
            "state": (("任务状态", "办理状态", "是否完成", "完成状态"), "进行中", "task_state"),
        }),
        _percent("percent", "完成比例", ("进度", "完成进度", "完成率", "办理进度"), "40%"),
        *_columns(TASK, {
            "closed_on": (("办结时间", "实际完成时间", "完成日期"), ""),
            "assigned_by": (("交办领导", "交办单位", "布置人"), "王敏"),
            "repeats": (("重复周期",), ""),
            "text": (("任务要求", "具体要求", "工作要求", "说明", "备注"), ""),
        }),
        _progress(
            "完成情况", ("进展", "进展情况", "工作进展", "目前进展", "落实情况", "办理情况"), "2022-06-10 已走访 3 户"
        ),
    ),
)  # fmt: skip

LEDGERS: tuple[Ledger, ...] = (organizations, people, posts, meetings, problems, responsibilities, tasks)
